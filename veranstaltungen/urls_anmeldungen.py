from django.urls import path

from . import views

app_name = "anmeldungen"
urlpatterns = [
    path("<slug:token>/", views.eigene_anmeldung, name="detail"),
    path("<slug:token>/kalender.ics", views.eigene_kalenderdatei, name="kalender"),
]
