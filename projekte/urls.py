from django.urls import path

from .views import detail, liste

app_name = "projekte"
urlpatterns = [
    path("", liste.ProjektListe.as_view(), name="liste"),
    path("<slug:slug>/", detail.detail, name="detail"),
]
