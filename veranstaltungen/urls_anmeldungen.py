from django.urls import path

from . import views

app_name = "anmeldungen"
urlpatterns = [
    path("<str:token>/", views.eigene_anmeldung, name="detail"),
    path("<str:token>/kalender.ics", views.eigene_kalenderdatei, name="kalender"),
]
