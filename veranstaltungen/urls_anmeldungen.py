from django.urls import path

from .views import danach, eigene

app_name = "anmeldungen"
urlpatterns = [
    path("<slug:token>/", eigene.eigene_anmeldung, name="detail"),
    path("<slug:token>/kalender.ics", eigene.eigene_kalenderdatei, name="kalender"),
    path("<slug:token>/bescheinigung.pdf", danach.bescheinigung_pdf, name="bescheinigung"),
    path("<slug:token>/rueckmeldung/", danach.rueckmeldung_geben, name="rueckmeldung"),
]
