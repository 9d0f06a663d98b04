from django.urls import path

from . import views

app_name = "kommunen"
urlpatterns = [
    path("", views.Liste.as_view(), name="liste"),
    path("karte/", views.karte, name="karte"),
    path("vorschlaege/", views.vorschlaege, name="vorschlaege"),
    path("<str:schluessel>/", views.detail, name="detail"),
]
