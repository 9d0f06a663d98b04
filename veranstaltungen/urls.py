from django.urls import path

from .views import anmeldung, danach, oeffentlich, programm

app_name = "veranstaltungen"
urlpatterns = [
    path("", oeffentlich.liste, name="liste"),
    path("kalender.ics", oeffentlich.gesamtkalender, name="gesamtkalender"),
    path("bescheinigungen/", danach.bescheinigungen, name="bescheinigungen"),
    path("bescheinigungen/<str:code>/", danach.bescheinigung_pruefen, name="bescheinigung"),
    path("<slug:slug>/", oeffentlich.detail, name="detail"),
    path("<slug:slug>/anmeldung/", anmeldung.anmeldung, name="anmeldung"),
    path("<slug:slug>/anmeldung/eingegangen/", anmeldung.angemeldet, name="angemeldet"),
    path("<slug:slug>/anmeldung/warteliste/", anmeldung.wartet, name="wartet"),
    path("<slug:slug>/kalender.ics", oeffentlich.kalenderdatei, name="kalender"),
    path("<slug:slug>/programm/", programm.programm, name="programm"),
    path("<slug:slug>/programm.pdf", danach.programm_pdf, name="programm_pdf"),
    path("<slug:slug>/mitwirkende/", programm.alle_mitwirkenden, name="alle_mitwirkenden"),
    path("<slug:slug>/mitwirkende/<slug:wer>/", programm.mitwirkende, name="mitwirkende"),
    path("<slug:slug>/aussteller/", programm.alle_aussteller, name="alle_aussteller"),
    path("<slug:slug>/aussteller/<slug:wer>/", programm.aussteller, name="aussteller"),
]
