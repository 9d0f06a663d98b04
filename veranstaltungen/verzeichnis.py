"""All public events in the memory of each process, as decision 014 keeps pieces of pages: read anew whenever their room
has a new number. There are hundreds, not millions; so lists, facets and the calendar cost no query but the one for the
seats taken, which are counted anew for whatever a page shows of them.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from kompetenzzentrum.oberflaeche.vorrat import Vorrat

from . import rechte, texte
from .models import Anmeldung, Teilnahme, Veranstaltung


@dataclass(frozen=True, slots=True)
class Eintrag:
    veranstaltung: Veranstaltung
    """Shared by all requests: never changed, see `mit_belegung`."""
    merkmale: Mapping[str, frozenset[str]]
    """Facet → codes."""
    tage: tuple[date, date]
    """First and last day."""


class Verzeichnis(NamedTuple):
    eintraege: tuple[Eintrag, ...]
    """By begin."""
    nach_slug: Mapping[str, Eintrag]


class Belegung(NamedTuple):
    belegt: int = 0
    """Seats taken: registered and offered; at a hybrid event those on site."""
    wartende: int = 0


NIEMAND = Belegung()

# By hand, since nearly every page asks it: Django takes longer to write it than PostgreSQL to answer.
_BELEGUNG = """
SELECT veranstaltung_id, zustand, teilnahme, count(*)
FROM veranstaltungen_anmeldung
WHERE veranstaltung_id = ANY(%s) AND zustand = ANY(%s)
GROUP BY 1, 2, 3
"""


def _laden() -> Verzeichnis:
    menge = rechte.oeffentliche().select_related("reihe", "kommune").prefetch_related("handlungsfelder")
    veranstaltungen = list(menge.order_by("beginn", "pk"))
    eintraege = tuple(_eintrag(veranstaltung) for veranstaltung in veranstaltungen)
    return Verzeichnis(eintraege, {eintrag.veranstaltung.slug: eintrag for eintrag in eintraege})


def _eintrag(veranstaltung: Veranstaltung) -> Eintrag:
    return Eintrag(
        veranstaltung,
        {
            "format": frozenset([veranstaltung.format]),
            "region": frozenset([veranstaltung.region]),
            "modus": frozenset([veranstaltung.modus]),
            "handlungsfeld": frozenset(feld.slug for feld in veranstaltung.handlungsfelder.all()),
        },
        texte.tage(veranstaltung.beginn, veranstaltung.ende),
    )


_vorrat = Vorrat(_laden)


def alle(nummern: Mapping[str, int]) -> Verzeichnis:
    """`nummern` as `stand.zur_anfrage` gives them. The catalogue is among them for the Handlungsfelder."""
    return _vorrat.holen((nummern["veranstaltungen"], nummern["projekte"], nummern["kommunen"]))


def belegung(veranstaltungen: Iterable[Veranstaltung]) -> dict[int, Belegung]:
    """Seats taken and people waiting now, of several events: one query."""
    hybride = {eine.pk: eine.ist_hybrid for eine in veranstaltungen}
    with connection.cursor() as cursor:
        cursor.execute(_BELEGUNG, [list(hybride), list(Anmeldung.OFFENE)])
        zeilen = cursor.fetchall()
    gezaehlt: dict[int, Belegung] = {}
    for pk, zustand, teilnahme, anzahl in zeilen:
        belegt, wartende = gezaehlt.get(pk, NIEMAND)
        if zustand == Anmeldung.Zustand.WARTEND:
            wartende += anzahl
        elif teilnahme == Teilnahme.VOR_ORT or not hybride[pk]:
            belegt += anzahl
        gezaehlt[pk] = Belegung(belegt, wartende)
    return gezaehlt


def _kleine(veranstaltungen: Iterable[Veranstaltung]) -> dict[int, int]:
    """Seats that small municipalities have taken."""
    schluessel = [eine.pk for eine in veranstaltungen]
    if not schluessel:
        return {}
    gezaehlt = Veranstaltung.objects.filter(pk__in=schluessel).mit_belegung().only("pk")
    return {eine.pk: eine.kleine for eine in gezaehlt}


def buchbare(nummern: Mapping[str, int], jetzt: datetime) -> frozenset[int]:
    """Keys of the events one can register for, as they were in this stretch of five seconds."""
    takt = int(jetzt.timestamp()) // texte.PLAETZE_ALT_HOECHSTENS
    return _buchbare.holen((nummern["veranstaltungen"], takt))


def _buchbare_suchen() -> frozenset[int]:
    offene = rechte.oeffentliche().offen(timezone.now())
    return frozenset(offene.values_list("pk", flat=True))


_buchbare = Vorrat(_buchbare_suchen)


def mit_belegung(veranstaltungen: Iterable[Veranstaltung]) -> list[Veranstaltung]:
    """Copies with `belegt`, `kleine` and `wartende`: one query, a second one where seats are kept for small ones."""
    originale = list(veranstaltungen)
    gezaehlt = belegung(originale)
    jetzt = timezone.now()
    kleine = _kleine([original for original in originale if original.reserve_gilt(jetzt)])
    kopien = []
    for original in originale:
        kopie = copy.copy(original)
        kopie.belegt, kopie.wartende = gezaehlt.get(original.pk, NIEMAND)
        kopie.kleine = kleine.get(original.pk, 0)
        kopien.append(kopie)
    return kopien
