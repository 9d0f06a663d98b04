from django.urls import path

from .views import danach, eigene

app_name = "anmeldungen"
urlpatterns = [
    path("weitergegeben/<slug:slug>/", eigene.weitergegeben, name="weitergegeben"),
    path("<slug:token>/", eigene.eigene_anmeldung, name="detail"),
    path("<slug:token>/aendern/", eigene.aendern, name="aendern"),
    path("<slug:token>/termin/", eigene.umbuchung, name="umbuchen"),
    path("<slug:token>/weitergeben/", eigene.weitergeben, name="weitergeben"),
    path("<slug:token>/absagen/", eigene.absagen, name="absagen"),
    path("<slug:token>/annehmen/", eigene.annehmen, name="annehmen"),
    path("<slug:token>/ablehnen/", eigene.ablehnen, name="ablehnen"),
    path("<slug:token>/wieder-anstellen/", eigene.wieder_anstellen, name="wieder_anstellen"),
    path("<slug:token>/kalender.ics", eigene.eigene_kalenderdatei, name="kalender"),
    path("<slug:token>/bescheinigung.pdf", danach.bescheinigung_pdf, name="bescheinigung"),
    path("<slug:token>/rueckmeldung/", danach.rueckmeldung_geben, name="rueckmeldung"),
]
