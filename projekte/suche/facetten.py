"""Filters and their counts. Each facet is counted with all other filters in force; options of one facet are OR.

Land, size class, space type and municipality must be met by one participant together.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .lesen import MERKMALE
from .segment import Segment

ORTSMERKMALE = ("land", "groesse", "raum")
"""In the order of `Ort.profil`."""
FACETTEN = (*MERKMALE, *ORTSMERKMALE)


class Filter:
    """The filters of a question on one segment."""

    def __init__(self, segment: Segment, merkmale: Mapping[str, Any], kommune: int | None) -> None:
        self.segment = segment
        self.merkmale = {name: frozenset(werte) for name, werte in merkmale.items() if werte}
        self.kommune = kommune
        eigene = {name: self.merkmale[name] for name in MERKMALE if name in self.merkmale}
        self.masken = {name: self._maske(name, werte) for name, werte in eigene.items()}
        """For each facet in force the projects that meet it."""
        self.masken["ort"] = self._ortsmaske() if kommune or self._ortsfilter() else np.ones(len(segment), bool)

    def _maske(self, name: str, werte: frozenset[str]) -> np.ndarray:
        return self.segment.spalten[name].maske(lambda menge: not werte.isdisjoint(menge))

    def _ortsfilter(self, ausser: str = "") -> dict[int, frozenset[str]]:
        return {
            stelle: self.merkmale[name]
            for stelle, name in enumerate(ORTSMERKMALE)
            if name in self.merkmale and name != ausser
        }

    def _passt(self, ausser: str = "") -> Callable[[tuple[str, ...]], bool]:
        bedingungen = self._ortsfilter(ausser)
        return lambda profil: all(profil[stelle] in werte for stelle, werte in bedingungen.items())

    def _ortsmaske(self, ausser: str = "") -> np.ndarray:
        passt = self._passt(ausser)
        if not self.kommune:
            return self.segment.orte.maske(lambda profile: any(map(passt, profile)))
        maske = np.zeros(len(self.segment), bool)
        maske[self.segment.ort_dokument[self._orte_der_kommune(passt)]] = True
        return maske

    def _orte_der_kommune(self, passt: Callable[[tuple[str, ...]], bool]) -> np.ndarray:
        """Participants that are the municipality, or lie in it, and fit."""
        gehoert = (self.segment.ort_kommunen == self.kommune).any(axis=1)
        return np.flatnonzero(gehoert & self.segment.ort_profil.maske(passt))

    def kommunen(self, treffer: np.ndarray) -> np.ndarray:
        """Keys of the participants of these projects that meet the filters by place, one for each project."""
        da = np.zeros(len(self.segment), bool)
        da[treffer] = True
        dabei = da[self.segment.ort_dokument]
        if self.kommune:
            gemeint = np.zeros(len(dabei), bool)
            gemeint[self._orte_der_kommune(self._passt())] = True
            dabei &= gemeint
        elif self._ortsfilter():
            dabei &= self.segment.ort_profil.maske(self._passt())
        return self.segment.ort_kommunen[dabei, 0]

    def anwenden(self, stellen: np.ndarray, ausser: str = "") -> np.ndarray:
        """The places that meet all filters but that one."""
        for name, maske in self.masken.items():
            if name == "ort":
                maske = self._ortsmaske(ausser) if ausser in ORTSMERKMALE else maske
            elif name == ausser:
                continue
            stellen = stellen[maske[stellen]]
        return stellen

    def zaehlen(self, gefunden: np.ndarray, treffer: np.ndarray) -> dict[str, Counter[str]]:
        """Facet → option → projects. `gefunden`: by text alone; `treffer`: with all filters."""
        return {name: self._eine(name, gefunden, treffer) for name in FACETTEN}

    def _eine(self, name: str, gefunden: np.ndarray, treffer: np.ndarray) -> Counter[str]:
        stellen = self.anwenden(gefunden, ausser=name) if name in self.merkmale else treffer
        if name in MERKMALE:
            return _summen(self.segment.spalten[name], stellen, lambda menge: menge)
        passt, spalte = self._passt(ausser=name), ORTSMERKMALE.index(name)
        if self.kommune:
            return self._in_kommune(spalte, stellen, passt)
        return _summen(
            self.segment.orte, stellen, lambda profile: {profil[spalte] for profil in profile if passt(profil)}
        )

    def _in_kommune(self, spalte: int, stellen: np.ndarray, passt: Callable[[tuple[str, ...]], bool]) -> Counter[str]:
        da = np.zeros(len(self.segment), bool)
        da[stellen] = True
        orte = self._orte_der_kommune(passt)
        orte = orte[da[self.segment.ort_dokument[orte]]]
        profile = self.segment.ort_profil
        paare = {(int(self.segment.ort_dokument[ort]), profile.mengen[profile.codes[ort]][spalte]) for ort in orte}
        return Counter(wert for _, wert in paare)


def _summen(spalte: Any, stellen: np.ndarray, werte: Callable[[Any], Any]) -> Counter[str]:
    summen: Counter[str] = Counter()
    anzahlen = spalte.zaehlen(stellen)
    for code in np.flatnonzero(anzahlen):
        for wert in werte(spalte.mengen[code]):
            summen[wert] += int(anzahlen[code])
    return summen
