from django.urls import path

from .views import danach, einlass
from .views.schreibtisch import betreuen, planen, schreiben, teile, uebersicht

app_name = "schreibtisch"
urlpatterns = [
    path("", uebersicht.uebersicht, name="uebersicht"),
    path("bedarf/", uebersicht.bedarf, name="bedarf"),
    path("neu/", planen.neu, name="neu"),
    path("neu/leer/", planen.leer, name="leer"),
    path("<int:pk>/", betreuen.live, name="live"),
    path("<int:pk>/bearbeiten/", planen.bearbeiten, name="bearbeiten"),
    path("<int:pk>/kopieren/", planen.kopieren, name="kopieren"),
    path("<int:pk>/vorlage/", planen.als_vorlage, name="vorlage"),
    path("<int:pk>/veroeffentlichen/", planen.veroeffentlichen, name="veroeffentlichen"),
    path("<int:pk>/absagen/", planen.absagen, name="absagen"),
    path("<int:pk>/loeschen/", planen.loeschen, name="loeschen"),
    path("<int:pk>/programm/", teile.teile, name="teile"),
    path("<int:pk>/programm/bekanntgeben/", teile.bekanntgeben, name="bekanntgeben"),
    path("<int:pk>/programm/<slug:art>/neu/", teile.teil_neu, name="teil_neu"),
    path("<int:pk>/programm/<slug:art>/<int:teil>/", teile.teil, name="teil"),
    path("<int:pk>/programm/<slug:art>/<int:teil>/loeschen/", teile.teil_loeschen, name="teil_loeschen"),
    path("<int:pk>/teilnehmende/", betreuen.liste, name="teilnehmende"),
    path("<int:pk>/teilnehmende/neu/", betreuen.von_hand, name="von_hand"),
    path("<int:pk>/teilnehmende/druck/", betreuen.druck, name="druck"),
    path("<int:pk>/teilnehmende/excel/", betreuen.excel, name="excel"),
    path("<int:pk>/teilnehmende/ausweise/", betreuen.ausweisblatt, name="ausweise"),
    path("<int:pk>/teilnehmende/<int:anmeldung>/", betreuen.person, name="person"),
    path("<int:pk>/rueckmeldungen/", danach.rueckmeldungen, name="rueckmeldungen"),
    path("<int:pk>/einlass/", einlass.tuer, name="einlass"),
    path("<int:pk>/einlass/liste.json", einlass.liste, name="einlass_liste"),
    path("<int:pk>/einlass/uebertragen/", einlass.uebertragen, name="einlass_uebertragen"),
    path("<int:pk>/einlass/offline.js", einlass.offline, name="einlass_offline"),
    path("<int:pk>/einlass/aufnehmen/", einlass.aufnehmen, name="einlass_aufnehmen"),
    path("<int:pk>/einlass/doppelte/", einlass.doppelte, name="einlass_doppelte"),
    path("<int:pk>/nachricht/", schreiben.nachricht, name="nachricht"),
]
