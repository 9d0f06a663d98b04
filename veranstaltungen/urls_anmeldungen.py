from django.urls import path

from .views import eigene

app_name = "anmeldungen"
urlpatterns = [
    path("<slug:token>/", eigene.eigene_anmeldung, name="detail"),
    path("<slug:token>/kalender.ics", eigene.eigene_kalenderdatei, name="kalender"),
]
