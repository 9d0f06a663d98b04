from django.urls import path

from . import views

app_name = "veranstaltungen"
urlpatterns = [
    path("", views.Liste.as_view(), name="liste"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/anmeldung/", views.anmeldung, name="anmeldung"),
    path("<slug:slug>/anmeldung/eingegangen/", views.angemeldet, name="angemeldet"),
    path("<slug:slug>/kalender.ics", views.kalenderdatei, name="kalender"),
]
