from django.urls import path

from .views import detail, liste, vergleich

app_name = "projekte"
urlpatterns = [
    path("", liste.liste, name="liste"),
    path("karte/", liste.karte, name="karte"),
    path("vergleich/", vergleich.vergleich, name="vergleich"),
    path("<slug:slug>/", detail.detail, name="detail"),
]
