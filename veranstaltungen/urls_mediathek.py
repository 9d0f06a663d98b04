from django.urls import path

from .views import mediathek

app_name = "mediathek"
urlpatterns = [
    path("", mediathek.Liste.as_view(), name="liste"),
    path("<slug:slug>/", mediathek.detail, name="detail"),
    path("<slug:slug>/datei/", mediathek.datei, name="datei"),
    path("<slug:slug>/untertitel.vtt", mediathek.untertitel, name="untertitel"),
    path("<slug:slug>/vorschau/", mediathek.vorschau, name="vorschau"),
]
