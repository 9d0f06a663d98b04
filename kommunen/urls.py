from django.urls import path

from . import views, views_mitgliedschaft

app_name = "kommunen"
urlpatterns = [
    path("", views.Liste.as_view(), name="liste"),
    path("karte/", views.karte, name="karte"),
    path("vorschlaege/", views.vorschlaege, name="vorschlaege"),
    path("mitgliedschaft/", views_mitgliedschaft.meine, name="meine_mitgliedschaften"),
    path("mitgliedschaften/", views_mitgliedschaft.mitgliedschaften, name="mitgliedschaften"),
    path("<slug:schluessel>/", views.detail, name="detail"),
    path("<slug:schluessel>/mitgliedschaft/", views_mitgliedschaft.mitgliedschaft, name="mitgliedschaft"),
]
