from django.urls import path

from .views import anmeldung, oeffentlich

app_name = "veranstaltungen"
urlpatterns = [
    path("", oeffentlich.Liste.as_view(), name="liste"),
    path("<slug:slug>/", oeffentlich.detail, name="detail"),
    path("<slug:slug>/anmeldung/", anmeldung.anmeldung, name="anmeldung"),
    path("<slug:slug>/anmeldung/eingegangen/", anmeldung.angemeldet, name="angemeldet"),
    path("<slug:slug>/kalender.ics", oeffentlich.kalenderdatei, name="kalender"),
]
