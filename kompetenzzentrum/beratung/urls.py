from django.urls import path

from . import schreibtisch, views

app_name = "beratung"
urlpatterns = [
    path("", views.start, name="start"),
    path("anfrage/", views.anfrage, name="anfrage"),
    path("anfragen/<slug:token>/", views.vorgang, name="vorgang"),
    path("schreibtisch/", schreibtisch.schreibtisch, name="schreibtisch"),
    path("schreibtisch/<int:pk>/", schreibtisch.fall, name="fall"),
]
