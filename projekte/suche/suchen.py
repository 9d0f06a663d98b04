"""Asking the catalogue: text, filters, order, counts."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kommunen.models import Kommune

from . import anfrage as anfragen
from . import lesen
from .deutung import Deutung, deuten
from .facetten import Filter
from .markieren import Marken, marken_von
from .segment import Segment
from .verzeichnis import Verzeichnis, aktuelles
from .wertung import Bewertung, bewerten

RELEVANZ, NEUESTE, BESTAETIGT, TITEL = "relevanz", "neueste", "bestaetigt", "titel"
NAEHE_PUNKTE = (1, 3, 2, 3)
"""For the same Land, size class, space type, county type (as `Ort.profil`)."""


@dataclass(frozen=True)
class Auswahl:
    text: str = ""
    merkmale: Mapping[str, Any] = field(default_factory=dict)
    """Facet → options, any of which will do."""
    kommune: int | None = None
    """Key: its projects, and those of what lies in it."""
    wie: int | None = None
    """Key: projects of comparable municipalities come first."""
    sortierung: str = RELEVANZ


@dataclass(frozen=True)
class Ergebnis:
    schluessel: list[int]
    fassungen: dict[int, int]
    """Key → version of the project, for the cards of this page."""
    anzahl: int
    facetten: dict[str, dict[str, int]]
    """Options without any project are not in it."""
    gemeint: dict[str, str]
    """Typed word → the one it was taken for."""
    marken: Marken
    naehe: dict[int, int]


def suchen(
    auswahl: Auswahl, von: int = 0, anzahl: int = 12, *, stand: int | None = None, noetig: float | None = None
) -> Ergebnis:
    """`stand`: the number of the room, if the caller knows it already. `noetig`: see `wertung.NOETIG`."""
    verzeichnis = aktuelles(stand)
    anfrage = anfragen.zerlegen(auswahl.text)
    if not anfrage and auswahl.text.strip():
        return Ergebnis([], {}, 0, {}, {}, Marken(), {})
    deutung = deuten(anfrage, verzeichnis)
    facetten: dict[str, Counter[str]] = {}
    gesamt, reihen, eigene = 0, [], _profil(auswahl.wie)
    for segment, (gefunden, punkte) in zip(verzeichnis.segmente, gefundene(deutung, verzeichnis, noetig), strict=True):
        filter_ = Filter(segment, auswahl.merkmale, auswahl.kommune)
        treffer = filter_.anwenden(gefunden)
        for name, zahlen in filter_.zaehlen(gefunden, treffer).items():
            facetten.setdefault(name, Counter()).update(zahlen)
        gesamt += len(treffer)
        nah = naehe(eigene, segment)
        stellenpunkte = punkte[np.searchsorted(gefunden, treffer)]
        reihen += _vorderste(segment, treffer, stellenpunkte, nah, auswahl.sortierung, von + anzahl)
    reihen.sort()
    seite = reihen[von : von + anzahl]
    return Ergebnis(
        schluessel=[pk for *_, pk, _ in seite],
        fassungen={pk: fassung for *_, pk, fassung in seite},
        anzahl=gesamt,
        facetten={name: {wert: zahl for wert, zahl in zahlen.items() if wert} for name, zahlen in facetten.items()},
        gemeint=deutung.gemeint,
        marken=marken_von(deutung, verzeichnis),
        naehe={pk: -minus for minus, *_, pk, _ in seite} if auswahl.wie else {},
    )


def gefundene(deutung: Deutung, verzeichnis: Verzeichnis, noetig: float | None = None) -> list[Bewertung]:
    if deutung.einheiten or deutung.wortfolgen or deutung.ausgeschlossen:
        return bewerten(deutung, verzeichnis, noetig)
    return [(np.flatnonzero(lebend), np.ones(int(lebend.sum()), np.float32)) for lebend in verzeichnis.lebend]


def naehe(eigene: Collection[tuple[str, ...]], segment: Segment) -> np.ndarray:
    """For each project the points of its participant most like one of these."""

    def punkte(profile: Any) -> int:
        return max((_gleich(profil, eigenes) for profil in profile for eigenes in eigene), default=0)

    return np.fromiter(map(punkte, segment.orte.mengen), np.int32, len(segment.orte.mengen))[segment.orte.codes]


def _gleich(profil: tuple[str, ...], eigenes: tuple[str, ...]) -> int:
    return sum(wert for a, b, wert in zip(profil, eigenes, NAEHE_PUNKTE, strict=True) if a == b and a)


def _profil(kommune: int | None) -> list[tuple[str, ...]]:
    if kommune is None:
        return []
    angaben = ("land__schluessel", "groessenklasse", "verstaedterung", "art", "textkennzeichen")
    zeile = Kommune.objects.filter(pk=kommune).values_list(*angaben).first()
    return [(*zeile[:3], lesen.kreisart(*zeile[3:]))] if zeile else []


def _vorderste(
    segment: Segment, treffer: np.ndarray, punkte: np.ndarray, nah: np.ndarray, sortierung: str, hoechstens: int
) -> list[tuple[Any, ...]]:
    """The first rows of a segment as sort keys, smallest first: nearness, the order asked for, date, key."""
    if sortierung == RELEVANZ:
        eigen = -punkte
    elif sortierung == BESTAETIGT:
        eigen = -segment.bestaetigt[treffer]
    elif sortierung == TITEL:
        eigen = segment.titelrang[treffer]
    else:
        eigen = segment.unbeantwortet[treffer]
    datum = -segment.veroeffentlicht[treffer]
    # Places grow with the date of publication, so of equals the last place comes first.
    ordnung = np.lexsort((-treffer, datum, segment.unbeantwortet[treffer], eigen, -nah[treffer]))[:hoechstens]
    return [
        (
            -int(nah[treffer[i]]),
            segment.sortiertitel[treffer[i]] if sortierung == TITEL else float(eigen[i]),
            bool(segment.unbeantwortet[treffer[i]]),
            float(datum[i]),
            -int(segment.pks[treffer[i]]),
            int(segment.pks[treffer[i]]),
            int(segment.fassungen[treffer[i]]),
        )
        for i in ordnung
    ]
