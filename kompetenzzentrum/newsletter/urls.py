from django.urls import path

from . import redaktion, views

app_name = "newsletter"
urlpatterns = [
    path("", views.start, name="start"),
    path("bestellt/", views.bestellt, name="bestellt"),
    path("bestaetigen/<slug:token>/", views.bestaetigen, name="bestaetigen"),
    path("abmelden/<slug:token>/", views.abmelden, name="abmelden"),
    path("archiv/", views.archiv, name="archiv"),
    path("archiv/<slug:slug>/", views.ausgabe, name="ausgabe"),
    path("redaktion/", redaktion.liste, name="redaktion"),
    path("redaktion/neu/", redaktion.neu, name="neu"),
    path("redaktion/<int:pk>/", redaktion.bearbeiten, name="bearbeiten"),
    path("redaktion/<int:pk>/vorschau/", redaktion.vorschau, name="vorschau"),
    path("redaktion/<int:pk>/probe/", redaktion.probe, name="probe"),
    path("redaktion/<int:pk>/versand/", redaktion.versand, name="versand"),
    path("redaktion/<int:pk>/loeschen/", redaktion.loeschen, name="loeschen"),
]
