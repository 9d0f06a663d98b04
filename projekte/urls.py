from django.urls import path

from . import views

app_name = "projekte"
urlpatterns = [
    path("", views.ProjektListe.as_view(), name="liste"),
    path("<slug:slug>/", views.detail, name="detail"),
]
