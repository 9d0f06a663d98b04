from django.urls import path

from . import feeds, views

app_name = "inhalte"
urlpatterns = [
    path("aktuelles/", views.Meldungen.as_view(), name="aktuelles"),
    path("aktuelles/feed/", feeds.Neuigkeiten(), name="feed"),
    path("aktuelles/<slug:slug>/", views.MeldungAnsehen.as_view(), name="meldung"),
    *(
        path(f"{schluessel}/", views.seite, {"schluessel": schluessel}, name=schluessel)
        for schluessel in (
            "impressum",
            "datenschutz",
            "barrierefreiheit",
            "leichte-sprache",
            "gebaerdensprache",
            "lizenzen",
        )
    ),
]
