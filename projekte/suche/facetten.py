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
OHNE_KOMMUNE = -1
"""In place of the key of a municipality: projects in which none takes part."""


class Filter:
    """The filters of a question, applied to what its text found in one segment (places, ascending)."""

    def __init__(
        self, segment: Segment, merkmale: Mapping[str, Any], kommune: int | None, gefunden: np.ndarray
    ) -> None:
        self.segment = segment
        self.merkmale = {name: frozenset(werte) for name, werte in merkmale.items() if werte and name in FACETTEN}
        self.kommune = kommune
        self.gefunden = gefunden
        self._masken = {
            name: segment.spalten[name].passende(self.merkmale[name])[segment.mengen[name].take(gefunden)]
            for name in MERKMALE
            if name in self.merkmale
        }
        self._ortsmaske = self._nach_ort(self._bedingungen())
        self.treffer = self._ohne("")
        """The places that meet all filters."""

    def __bool__(self) -> bool:
        return bool(self.merkmale or self.kommune)

    def _ohne(self, ausser: str) -> np.ndarray:
        """The places that meet all filters but that one."""
        masken = [maske for name, maske in self._masken.items() if name != ausser]
        nach_ort = self._nach_ort(self._bedingungen(ausser)) if ausser in ORTSMERKMALE else self._ortsmaske
        if nach_ort is not None:
            masken.append(nach_ort)
        if not masken:
            return self.gefunden
        return self.gefunden.take(np.flatnonzero(np.logical_and.reduce(masken)))

    def _nach_ort(self, bedingungen: Bedingungen) -> np.ndarray | None:
        if self.kommune == OHNE_KOMMUNE:
            return ~np.isin(self.gefunden, self.segment.ort_dokument) & (not bedingungen)
        if self.kommune:
            return np.isin(self.gefunden, self.segment.ort_dokument[self._orte(bedingungen)])
        if bedingungen:
            return self.segment.profile.passende(bedingungen)[self.segment.mengen[PROFILE].take(self.gefunden)]
        return None

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

    def kommunen(self) -> np.ndarray:
        """Keys of the participants of the hits that meet the filters by place, one for each project."""
        return self.segment.ort_kommunen[self._orte_der_treffer(), 0]

    def ohne_kommune(self) -> int:
        """How many hits have none of these participants."""
        return len(self.treffer) - len(np.unique(self.segment.ort_dokument[self._orte_der_treffer()]))

    def _orte_der_treffer(self) -> np.ndarray:
        orte = self._orte(self._bedingungen())
        return orte[np.isin(self.segment.ort_dokument[orte], self.treffer)]

    def zaehlen(self) -> dict[str, dict[str, int]]:
        """Facet → option → projects."""
        profile = self.segment.zaehlen(PROFILE, self.treffer)
        return {
            name: self._merkmal(name) if name in MERKMALE else self._ortsmerkmal(name, profile) for name in FACETTEN
        }

    def _merkmal(self, name: str) -> dict[str, int]:
        treffer = self._ohne(name) if name in self.merkmale else self.treffer
        spalte = self.segment.spalten[name]
        return _benannt(spalte.optionen, self.segment.zaehlen(name, treffer).astype(np.float32) @ spalte.matrix)

    def _ortsmerkmal(self, name: str, profile: np.ndarray) -> dict[str, int]:
        treffer = self.treffer
        if name in self.merkmale:
            treffer = self._ohne(name)
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
