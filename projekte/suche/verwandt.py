"""What is near: hits for a question that finds nothing, and projects like a project."""

from dataclasses import replace
from functools import partial

import numpy as np

from ..models import Suchdokument
from .facetten import Filter
from .reihenfolge import naehe
from .segment import Profil
from .suchen import Auswahl, Ergebnis, suchen
from .verzeichnis import Verzeichnis, aktuelles
from .wertung import gewicht

NAHE_ANZAHL = 6
NAHE_ANTEIL = 0.25
"""Share of the question's weight that is enough for being near."""
WOERTER_VERGLICHEN = 20
"""So many of its most telling words stand for a project."""
VORAUSWAHL = 100
"""So many by words alone are compared further."""
GLEICHES_FELD = 1.3
"""What a shared Handlungsfeld counts more, as a factor."""
GLEICHER_ORT = 0.05
"""What each point of nearness of the municipalities counts more."""


def nahe(auswahl: Auswahl, anzahl: int = NAHE_ANZAHL) -> Ergebnis:
    """The nearest hits of a question that found nothing: without its filters, else with a part of its words."""
    ohne_filter = suchen(Auswahl(text=auswahl.text, wie=auswahl.wie), anzahl=anzahl)
    if ohne_filter.anzahl or not auswahl.text.strip():
        return ohne_filter
    return suchen(replace(auswahl, merkmale={}, kommune=None), anzahl=anzahl, noetig=NAHE_ANTEIL)


def aehnliche(pk: int, anzahl: int = 3, *, stand: int | None = None) -> list[tuple[int, int]]:
    """Comparable projects, each with its version: telling words in common, the same Handlungsfeld, a comparable
    municipality. `stand`: the number of the room, if the caller knows it already."""
    verzeichnis = aktuelles(stand)
    return list(verzeichnis.einmal(("aehnliche", pk, anzahl), partial(_aehnliche, pk, anzahl, verzeichnis)))


def _aehnliche(pk: int, anzahl: int, verzeichnis: Verzeichnis) -> list[tuple[int, int]]:
    dokument = Suchdokument.objects.filter(pk=pk).values_list("woerter", flat=True).first()
    if dokument is None:
        return []
    begriffe = _bezeichnende(bytes(dokument), verzeichnis)
    felder, profile = _merkmale(pk, verzeichnis)
    beste: list[tuple[float, int, int]] = []
    for segment, lebend in zip(verzeichnis.segmente, verzeichnis.lebend, strict=True):
        punkte = np.zeros(len(segment), np.float32)
        for begriff, wert in begriffe:
            stellen, staerken = segment.eintraege(begriff)
            punkte[stellen] += staerken * np.float32(wert)
        punkte[~lebend | (segment.pks == pk)] = 0
        mehr_als_genug = min(len(punkte), VORAUSWAHL)
        vorn = (
            np.sort(np.argpartition(-punkte, mehr_als_genug - 1)[:mehr_als_genug])
            if mehr_als_genug
            else np.zeros(0, np.intp)
        )
        punkte[Filter(segment, {"handlungsfeld": felder}, None, vorn).treffer] *= GLEICHES_FELD
        if (nah := naehe(profile, segment)) is not None:
            punkte[vorn] *= 1 + GLEICHER_ORT * nah[vorn]
        beste += [
            (float(punkte[stelle]), int(segment.pks[stelle]), int(segment.fassungen[stelle]))
            for stelle in vorn
            if punkte[stelle] > 0
        ]
    return [(andere, fassung) for _, andere, fassung in sorted(beste, reverse=True)[:anzahl]]


def _bezeichnende(woerter: bytes, verzeichnis: Verzeichnis) -> list[tuple[int, float]]:
    """The stems that tell this project from others, with their weight; words nobody else has help nobody."""
    anzahl = len(woerter) // 5
    begriffe = verzeichnis.wortschatz.nummern[np.frombuffer(woerter[: 4 * anzahl], "<u4")]
    haeufig = [verzeichnis.haeufigkeit(int(begriff)) for begriff in begriffe]
    projekte = verzeichnis.anzahl
    werte = {
        int(begriff): gewicht(anzahl_projekte, projekte) * staerke
        for begriff, anzahl_projekte, staerke in zip(begriffe, haeufig, woerter[4 * anzahl :], strict=True)
        if anzahl_projekte > 1
    }
    return sorted(werte.items(), key=lambda paar: -paar[1])[:WOERTER_VERGLICHEN]


def _merkmale(pk: int, verzeichnis: Verzeichnis) -> tuple[set[str], list[Profil]]:
    """The fields of the project and the profiles of its municipalities."""
    for segment, lebend in zip(verzeichnis.segmente, verzeichnis.lebend, strict=True):
        for stelle in np.flatnonzero((segment.pks == pk) & lebend):
            return segment.merkmal("handlungsfeld", int(stelle)), segment.profile_von(int(stelle))
    return set(), []
