from django.urls import path

from .views import detail, liste, vergleich

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
