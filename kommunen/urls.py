from django.urls import path

from . import views

app_name = "kommunen"
urlpatterns = [
    path("vorschlaege/", views.vorschlaege, name="vorschlaege"),
]
