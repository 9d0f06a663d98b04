"""Which hits come first."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from .segment import PROFILE, Profil, Segment

RELEVANZ, NEUESTE, BESTAETIGT, TITEL = "relevanz", "neueste", "bestaetigt", "titel"
NAEHE_PUNKTE = (1, 3, 2, 3)
"""For the same Land, size class, space type, county type (as `Ort.profil`)."""
UNTERSCHIED = 1e-9
UNBEANTWORTET = 0.5
"""Days or seconds by which an entry stands behind its equals whose yearly question nobody answered."""
WEIT_HINTEN = 500
"""Hits before a page from which on the order of all projects is made, and kept, rather than that of the hits."""
WEITER_ALS_ALLES = 1e10
"""More than any points, place among the titles, day or second."""


def naehe(eigene: Collection[Profil], segment: Segment) -> np.ndarray | None:
    """For each project the points of its participant most like one of these; None if there is nothing to be like."""
    if not eigene:
        return None

    def punkte(codes: list[np.ndarray]) -> np.ndarray:
        hoechste = np.zeros(len(codes[0]), np.int32)
        for eigenes in eigene:
            summe = np.zeros(len(codes[0]), np.int32)
            for merkmal, option in enumerate(eigenes):
                if option:
                    summe += NAEHE_PUNKTE[merkmal] * (codes[merkmal] == segment.profile.code(merkmal, option))
            hoechste = np.maximum(hoechste, summe)
        return hoechste

    return segment.profile.hoechste(punkte)[segment.mengen[PROFILE]]


@dataclass(frozen=True)
class Fund:
    """The hits of a segment."""

    segment: Segment
    treffer: np.ndarray
    punkte: np.ndarray
    nah: np.ndarray | None
    """For all projects of the segment."""
    titelrang: np.ndarray
    """For all projects of the segment; empty unless sorted by title."""

    def vorderste(self, sortierung: str, hoechstens: int) -> np.ndarray:
        """Hits that may be among the first: sorting all of them would be the most expensive part of a search."""
        if hoechstens >= len(self.treffer):
            return np.arange(len(self.treffer))
        if not hoechstens:
            return np.zeros(0, np.intp)
        if self.nah is None and sortierung == RELEVANZ:
            return self._beste(hoechstens)
        auswahl = np.arange(len(self.treffer))
        if self.nah is None and sortierung == NEUESTE:
            auswahl = auswahl[self._neueste_ab(hoechstens) :]
        # Places tell equals apart, by less than the smallest difference of two that are not equal.
        werte = self._werte(sortierung, auswahl) + self.treffer[auswahl] * UNTERSCHIED
        if self.nah is not None:
            werte += self.nah[self.treffer[auswahl]] * WEITER_ALS_ALLES
        grenze = len(werte) - hoechstens
        return auswahl[werte >= np.partition(werte, grenze)[grenze]]

    def _beste(self, hoechstens: int) -> np.ndarray:
        """By points; of equal ones at the end the newest."""
        grenze = np.partition(self.punkte, len(self.punkte) - hoechstens)[-hoechstens]
        besser = np.flatnonzero(self.punkte > grenze)
        gleich = np.flatnonzero(self.punkte == grenze)
        return np.concatenate([besser, gleich[len(gleich) + len(besser) - hoechstens :]])

    def _neueste_ab(self, hoechstens: int) -> int:
        """From where on so many newest hits stand for certain."""
        erschienen = self.segment.veroeffentlicht
        letzte = erschienen[self.treffer[-hoechstens]] - UNBEANTWORTET
        return int(np.searchsorted(self.treffer, np.searchsorted(erschienen, letzte)))

    def _werte(self, sortierung: str, auswahl: np.ndarray) -> np.ndarray:
        stellen = self.treffer[auswahl]
        if sortierung == RELEVANZ:
            return self.punkte[auswahl].astype(float)
        if sortierung == BESTAETIGT:
            return self.segment.bestaetigt[stellen] - self.segment.unbeantwortet[stellen] * UNBEANTWORTET
        if sortierung == TITEL:
            return -self.titelrang[stellen].astype(float)
        return self.segment.veroeffentlicht[stellen] - self.segment.unbeantwortet[stellen] * UNBEANTWORTET

    def spalten(self, sortierung: str, auswahl: np.ndarray) -> tuple[np.ndarray, ...]:
        """What decides, the most important last: key, date, the order asked for, nearness; then version."""
        stellen, segment = self.treffer[auswahl], self.segment
        nah = np.zeros(len(auswahl), np.int32) if self.nah is None else self.nah[stellen]
        return (
            segment.pks[stellen],
            segment.veroeffentlicht[stellen],
            self._werte(sortierung, auswahl),
            nah,
            segment.fassungen[stellen],
        )


def ordnen(funde: list[Fund], sortierung: str, von: int, anzahl: int) -> list[tuple[int, int, int]]:
    """One page: (project, its version, its nearness), the first first."""
    vorn = [fund.spalten(sortierung, fund.vorderste(sortierung, von + anzahl)) for fund in funde]
    *schluessel, fassungen = (np.concatenate(spalten) for spalten in zip(*vorn, strict=True))
    seite = np.lexsort(schluessel)[::-1][von : von + anzahl]
    return list(
        zip(schluessel[0][seite].tolist(), fassungen[seite].tolist(), schluessel[3][seite].tolist(), strict=True)
    )


def reihe(segmente: tuple[Segment, ...], sortierung: str, raenge: list[np.ndarray]) -> np.ndarray:
    """All projects of a state, the first first, by their places counted through all segments."""
    alle = [
        Fund(segment, np.arange(len(segment)), np.ones(len(segment), np.float32), None, rang)
        for segment, rang in zip(segmente, raenge, strict=True)
    ]
    spalten = zip(*(fund.spalten(sortierung, fund.treffer) for fund in alle), strict=True)
    schluessel = [np.concatenate(spalte) for spalte in spalten]
    return np.lexsort(schluessel[:-1])[::-1].astype(np.int32)


def blaettern(funde: list[Fund], reihe: np.ndarray, von: int, anzahl: int) -> list[tuple[int, int, int]]:
    """One page far behind, as `ordnen` gives it, from an order that is known already: nothing is sorted."""
    anfaenge = np.cumsum([0] + [len(fund.segment) for fund in funde])
    gefunden = np.zeros(len(reihe), bool)
    for fund, anfang in zip(funde, anfaenge[:-1], strict=True):
        gefunden[anfang + fund.treffer] = True
    seite = []
    for platz in reihe[gefunden[reihe]][von : von + anzahl]:
        nummer = int(np.searchsorted(anfaenge, platz, side="right")) - 1
        segment, stelle = funde[nummer].segment, platz - anfaenge[nummer]
        seite.append((int(segment.pks[stelle]), int(segment.fassungen[stelle]), 0))
    return seite


def titelraenge(segmente: tuple[Segment, ...]) -> list[np.ndarray]:
    """For each segment the place of its titles among all titles."""
    titel = [titel for segment in segmente for titel in segment.sortiertitel]
    raenge = np.empty(len(titel), np.int32)
    raenge[sorted(range(len(titel)), key=titel.__getitem__)] = np.arange(len(titel), dtype=np.int32)
    return np.split(raenge, np.cumsum([len(segment) for segment in segmente])[:-1])
