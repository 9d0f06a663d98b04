"""All public events in the memory of each process, as decision 014 keeps pieces of pages: read anew whenever their room
has a new number. There are hundreds, not millions; so lists, facets and the calendar cost no query but the one for the
seats taken, which are counted anew for whatever a page shows of them.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from kompetenzzentrum.oberflaeche.vorrat import Vorrat

from . import rechte, texte
from .models import Programmpunkt, Veranstaltung
from .plaetze import zaehlen


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


def _laden() -> Verzeichnis:
    menge = (
        rechte.oeffentliche()  # type: ignore[no-redef]
        .select_related("reihe", "kommune")
        .prefetch_related(
            "handlungsfelder",
            "fragen",
            Prefetch("programm", Programmpunkt.objects.waehlbare(), to_attr="waehlbares_programm"),
        )
    )
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


def buchbare(nummern: Mapping[str, int], jetzt: datetime) -> frozenset[int]:
    """Keys of the events one can register for, as they were in this stretch of five seconds."""
    takt = int(jetzt.timestamp()) // texte.PLAETZE_ALT_HOECHSTENS
    return _buchbare.holen((nummern["veranstaltungen"], takt))


def _buchbare_suchen() -> frozenset[int]:
    offene = rechte.oeffentliche().offen(timezone.now())
    return frozenset(offene.values_list("pk", flat=True))


_buchbare = Vorrat(_buchbare_suchen)


def mit_belegung(veranstaltungen: Iterable[Veranstaltung]) -> list[Veranstaltung]:
    """Copies with `belegt`, `kleine` and `wartende`: one query."""
    originale = list(veranstaltungen)
    gezaehlt = zaehlen(originale)
    kopien = []
    for original in originale:
        kopie = copy.copy(original)
        kopie.belegt, kopie.kleine, kopie.wartende = gezaehlt[original.pk]
        kopien.append(kopie)
    return kopien
