"""Filters and their counts. Each facet is counted with all other filters in force; options of one facet are OR.

Land, size class, space type and municipality must be met by one participant together.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .lesen import MERKMALE
from .segment import PROFILE, Bedingungen, Segment

ORTSMERKMALE = ("land", "groesse", "raum")
"""In the order of `Ort.profil`."""
FACETTEN = (*MERKMALE, *ORTSMERKMALE)


class Filter:
    """The filters of a question on one segment."""

    def __init__(self, segment: Segment, merkmale: Mapping[str, Any], kommune: int | None) -> None:
        self.segment = segment
        self.merkmale = {name: frozenset(werte) for name, werte in merkmale.items() if werte and name in FACETTEN}
        self.kommune = kommune

    def __bool__(self) -> bool:
        return bool(self.merkmale or self.kommune)

    def anwenden(self, stellen: np.ndarray, ausser: str = "") -> np.ndarray:
        """The places that meet all filters but that one."""
        for name in self.merkmale.keys() & set(MERKMALE) - {ausser}:
            passende = self.segment.spalten[name].passende(self.merkmale[name])
            stellen = stellen[passende[self.segment.mengen[name].take(stellen)]]
        bedingungen = self._bedingungen(ausser)
        if self.kommune:
            return stellen[np.isin(stellen, self.segment.ort_dokument[self._orte(bedingungen)])]
        if bedingungen:
            passende = self.segment.profile.passende(bedingungen)
            return stellen[passende[self.segment.mengen[PROFILE].take(stellen)]]
        return stellen

    def _bedingungen(self, ausser: str = "") -> Bedingungen:
        return {
            nummer: self.merkmale[name]
            for nummer, name in enumerate(ORTSMERKMALE)
            if name in self.merkmale and name != ausser
        }

    def _orte(self, bedingungen: Bedingungen) -> np.ndarray:
        """Participants that meet the conditions, and are the municipality or lie in it if one is asked for."""
        passt = self.segment.profile.erfuellt(bedingungen, self.segment.ort_codes)
        if self.kommune:
            passt &= (self.segment.ort_kommunen == self.kommune).any(axis=1)
        return np.flatnonzero(passt)

    def kommunen(self, treffer: np.ndarray) -> np.ndarray:
        """Keys of the participants of these projects that meet the filters by place, one for each project."""
        orte = self._orte(self._bedingungen())
        return self.segment.ort_kommunen[orte[np.isin(self.segment.ort_dokument[orte], treffer)], 0]

    def zaehlen(self, gefunden: np.ndarray, treffer: np.ndarray) -> dict[str, dict[str, int]]:
        """Facet → option → projects. `gefunden`: by text alone; `treffer`: with all filters."""
        profile = self.segment.zaehlen(PROFILE, treffer)
        return {
            name: self._merkmal(name, gefunden, treffer)
            if name in MERKMALE
            else self._ortsmerkmal(name, gefunden, treffer, profile)
            for name in FACETTEN
        }

    def _merkmal(self, name: str, gefunden: np.ndarray, treffer: np.ndarray) -> dict[str, int]:
        if name in self.merkmale:
            treffer = self.anwenden(gefunden, ausser=name)
        spalte = self.segment.spalten[name]
        return _benannt(spalte.optionen, self.segment.zaehlen(name, treffer).astype(np.float32) @ spalte.matrix)

    def _ortsmerkmal(self, name: str, gefunden: np.ndarray, treffer: np.ndarray, profile: np.ndarray) -> dict[str, int]:
        if name in self.merkmale:
            treffer = self.anwenden(gefunden, ausser=name)
            profile = self.segment.zaehlen(PROFILE, treffer)
        merkmal, bedingungen = ORTSMERKMALE.index(name), self._bedingungen(ausser=name)
        if self.kommune:
            summen = self._in_kommune(merkmal, bedingungen, treffer)
        else:
            summen = self.segment.profile.summen(merkmal, bedingungen, profile)
        return _benannt(self.segment.profile.optionen[merkmal], summen)

    def _in_kommune(self, merkmal: int, bedingungen: Bedingungen, treffer: np.ndarray) -> np.ndarray:
        orte = self._orte(bedingungen)
        orte = orte[np.isin(self.segment.ort_dokument[orte], treffer)]
        codes = self.segment.ort_codes[merkmal][orte]
        paare = np.unique(np.stack([self.segment.ort_dokument[orte], codes]), axis=1)
        return np.bincount(paare[1], minlength=len(self.segment.profile.optionen[merkmal]))


def _benannt(optionen: list[str], anzahlen: np.ndarray) -> dict[str, int]:
    return {option: int(zahl) for option, zahl in zip(optionen, anzahlen.tolist(), strict=True) if option and zahl}
