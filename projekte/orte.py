"""Where the hits of a list lie: dots for the map, and the same facts by Land and by municipality."""

from typing import Any

from django.urls import reverse

from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche.karte import Punkt

from . import suche
from .filters import ProjektFilter, anzahlen_mit_gewaehlten

KOMMUNEN_GENANNT = 20
MEHRERE, VIELE = 2, 5
"""Projects from which a dot is larger."""


def von(anfrage: ProjektFilter, ergebnis: suche.Ergebnis, nummer: int) -> dict[str, Any]:
    """What the map page shows; `nummer` is the state of the catalogue. One query, whatever the number of hits."""
    anzahlen = suche.orte(anfrage.auswahl, stand=nummer)
    kommunen = list(
        Kommune.objects.filter(pk__in=anzahlen).values_list("pk", "lon", "lat", "anzeigename", "schluessel").order_by()
    )
    punkte = [
        Punkt(lon, lat, groesse=_groesse(anzahlen[pk]), art="projekt")
        for pk, lon, lat, _, _ in kommunen
        if lon is not None and lat is not None
    ]
    kommunen.sort(key=lambda kommune: (-anzahlen[kommune[0]], kommune[3]))
    return {
        "punkte": punkte,
        "laender": _laender(anfrage, ergebnis),
        "orte_anzahl": len(kommunen),
        "kommunen": [
            (name, anzahlen[pk], _liste(anfrage, kommune=schluessel))
            for pk, _, _, name, schluessel in kommunen[:KOMMUNEN_GENANNT]
        ],
    }


def _laender(anfrage: ProjektFilter, ergebnis: suche.Ergebnis) -> dict[str, tuple[int, str]]:
    anzahlen = anzahlen_mit_gewaehlten(ergebnis.facetten.get("land", {}), anfrage.merkmale.get("land", set()))
    return {code: (anzahl, _liste(anfrage, land=code)) for code, anzahl in anzahlen.items()}


def _liste(anfrage: ProjektFilter, **aenderungen: str) -> str:
    return reverse("projekte:liste") + anfrage.adresse(**aenderungen)


def _groesse(anzahl: int) -> int:
    return 3 if anzahl >= VIELE else 2 if anzahl >= MEHRERE else 1
