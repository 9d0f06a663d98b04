"""Where the hits of a list lie: dots for the map, and the same facts by Land and by municipality."""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche.karte import Punkt

from . import suche
from .filters import OHNE, ProjektFilter, anzahlen_mit_gewaehlten

JE_SEITE = 20
"""Municipalities named below the map."""
MEHRERE, VIELE = 2, 5
"""Projects from which a dot is larger."""


@dataclass(frozen=True, slots=True)
class Ort:
    name: str
    schluessel: str
    lon: float | None
    lat: float | None


_behalten: tuple[int, dict[int, Ort]] | None = None


def _orte(fassung: int) -> dict[int, Ort]:
    """All municipalities by key, kept until the register changes: asking for ten thousand by key costs more."""
    global _behalten  # one reference, swapped whole: safe between threads
    behalten = _behalten
    if behalten is None or behalten[0] != fassung:
        zeilen = Kommune.objects.order_by().values_list("pk", "anzeigename", "schluessel", "lon", "lat")
        orte = {pk: Ort(name, schluessel, lon, lat) for pk, name, schluessel, lon, lat in zeilen.iterator()}
        _behalten = behalten = (fassung, orte)
    return behalten[1]


def vergessen() -> None:
    """For tests: a transaction rolled back takes the number back, too."""
    global _behalten
    _behalten = None


def von(anfrage: ProjektFilter, ergebnis: suche.Ergebnis, nummern: Mapping[str, int], seite: str) -> dict[str, Any]:
    """What the map page shows; `nummern` are the states of the rooms. No query while the register stays the same.
    Raises InvalidPage."""
    orte = _orte(nummern["kommunen"])
    anzahlen, ohne = suche.orte(anfrage.auswahl, stand=nummern["projekte"])
    funde = [(anzahl, ort) for pk, anzahl in anzahlen.items() if (ort := orte.get(pk))]
    punkte = [
        Punkt(ort.lon, ort.lat, groesse=_groesse(anzahl), art="projekt")
        for anzahl, ort in funde
        if ort.lon is not None and ort.lat is not None
    ]
    blatt = Paginator(range(len(funde)), JE_SEITE).page(seite)
    bis = blatt.number * JE_SEITE
    meiste = nsmallest(bis, funde, key=lambda fund: (-fund[0], fund[1].name))[bis - JE_SEITE :]
    return {
        "punkte": punkte,
        "laender": _laender(anfrage, ergebnis),
        "orte_anzahl": len(funde),
        "page_obj": blatt,
        "ohne": ohne,
        "ohne_url": _liste(anfrage, kommune=OHNE),
        "kommunen": [(ort.name, anzahl, _liste(anfrage, kommune=ort.schluessel)) for anzahl, ort in meiste],
    }


def _laender(anfrage: ProjektFilter, ergebnis: suche.Ergebnis) -> dict[str, tuple[int, str]]:
    anzahlen = anzahlen_mit_gewaehlten(ergebnis.facetten.get("land", {}), anfrage.merkmale.get("land", set()))
    return {code: (anzahl, _liste(anfrage, land=code)) for code, anzahl in anzahlen.items()}


def _liste(anfrage: ProjektFilter, **aenderungen: str) -> str:
    return reverse("projekte:liste") + anfrage.adresse(**aenderungen)


def _groesse(anzahl: int) -> int:
    return 3 if anzahl >= VIELE else 2 if anzahl >= MEHRERE else 1
