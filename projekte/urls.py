from django.urls import path

from .views import (
    detail,
    export,
    liste,
    merkliste,
    nachnutzung,
    netz,
    rueckfrage,
    sammelimport,
    suchauftraege,
    vergleich,
)

app_name = "projekte"
urlpatterns = [
    path("", liste.liste, name="liste"),
    path("karte/", liste.karte, name="karte"),
    path("vergleich/", vergleich.vergleich, name="vergleich"),
    path("netz/", netz.netz_seite, name="netz"),
    path("nachnutzung/", nachnutzung.uebersicht, name="nachnutzungen"),
    path("nachnutzung/<slug:token>/", nachnutzung.bestaetigen, name="nachnutzung_bestaetigen"),
    path("rueckfragen/<slug:token>/", rueckfrage.meine, name="rueckfrage"),
    path("rueckfragen/<slug:token>/antwort/", rueckfrage.antworten, name="rueckfrage_antworten"),
    path("merkliste/", merkliste.eigene, name="merkliste"),
    path("merkliste/<str:liste>/", merkliste.geteilte, name="merkliste_geteilt"),
    path("merkliste/<str:liste>/projekte.csv", merkliste.als_csv, name="merkliste_csv"),
    path("suchauftraege/", suchauftraege.liste, name="suchauftraege"),
    path("suchauftraege/neu/", suchauftraege.neu, name="suchauftrag_neu"),
    path("suchauftraege/pausieren/<slug:token>/", suchauftraege.einen_pausieren, name="suchauftrag_abmelden"),
    path("suchauftraege/pausieren/alle/<slug:token>/", suchauftraege.alle_pausieren, name="suchauftraege_abmelden"),
    path("suchauftraege/<slug:token>/", suchauftraege.einer, name="suchauftrag"),
    path("export.csv", export.liste, name="export"),
    path("neu/mehrere/", sammelimport.hochladen, name="sammelimport"),
    path("neu/mehrere/vorlage.csv", sammelimport.vorlage_csv, name="sammelvorlage_csv"),
    path("neu/mehrere/vorlage.xlsx", sammelimport.vorlage_xlsx, name="sammelvorlage_xlsx"),
    path("neu/mehrere/<slug:token>/", sammelimport.vorschau, name="sammelvorschau"),
    path("<slug:slug>/frage/", rueckfrage.fragen, name="frage"),
    path("<slug:slug>/nachnutzung/", nachnutzung.melden, name="nachnutzung_melden"),
    path("<slug:slug>/nachnutzung/<str:schluessel>/", nachnutzung.aendern, name="nachnutzung_aendern"),
    path(
        "<slug:slug>/nachnutzung/<str:schluessel>/loeschen/",
        nachnutzung.zuruecknehmen,
        name="nachnutzung_zuruecknehmen",
    ),
    path("<slug:slug>/", detail.detail, name="detail"),
]
