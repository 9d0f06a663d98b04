"""All words of the catalogue in this process: stems as numbers, and what leads from a typed word to them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

TEIL = 0.55
"""What a word counts as part of a compound ("Park" in "Parkplatz"), against standing alone."""


class Wortschatz:
    """Grows, never shrinks: arrays made from an older state stay right. Changed under the lock of `verzeichnis`."""

    def __init__(self) -> None:
        self.letzte = 0
        """Key of the newest Suchwort in here."""
        self.staemme: dict[str, int] = {}
        self._staemme: list[str] = []
        self.formen: dict[str, int] = {}
        """Folded word → number of its stem."""
        self.anzeigen: dict[str, str] = {}
        """How a word is written, where that differs from its folded form."""
        self.teile: dict[int, tuple[int, ...]] = {}
        """Number of a stem → those of the parts of the compound."""
        self.nummern = np.full(1, -1, np.int32)
        """Key of a Suchwort → number of its stem, -1 if there is none."""
        self._sortiert: list[str] = []
        self._nach_laenge: dict[tuple[str, int], list[str]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self.staemme)

    def aufnehmen(self, zeilen: Iterable[tuple[int, str, str, str, list[str]]]) -> None:
        """Rows (key, wort, anzeige, stamm, teile) by ascending key."""
        schluessel, nummern, neue = [], [], []
        for pk, form, anzeige, stamm, teile in zeilen:
            nummer = self._nummer(stamm)
            schluessel.append(pk)
            nummern.append(nummer)
            neue.append(form)
            self.formen[form] = nummer
            if anzeige != form:
                self.anzeigen[form] = anzeige
            if teile and nummer not in self.teile:
                self.teile[nummer] = tuple(dict.fromkeys(self._nummer(teil) for teil in teile))
            self._nach_laenge[form[0], len(form)].append(form)
        if schluessel:
            groesser = np.full(schluessel[-1] + 1, -1, np.int32)
            groesser[: len(self.nummern)] = self.nummern
            groesser[schluessel] = nummern
            self.nummern = groesser
            self.letzte = schluessel[-1]
            self._sortiert = sorted([*self._sortiert, *neue])

    def _nummer(self, stamm: str) -> int:
        nummer = self.staemme.get(stamm)
        if nummer is None:
            nummer = self.staemme[stamm] = len(self._staemme)
            self._staemme.append(stamm)
        return nummer

    def stamm(self, nummer: int) -> str:
        return self._staemme[nummer]

    def teile_als_felder(self) -> tuple[np.ndarray, np.ndarray]:
        """Where the parts of each stem begin, and the parts of all stems one after the other."""
        anzahlen = np.zeros(len(self), np.int64)
        anzahlen[list(self.teile)] = [len(teile) for teile in self.teile.values()]
        alle = np.fromiter((teil for nummer in sorted(self.teile) for teil in self.teile[nummer]), np.int64)
        return np.concatenate([[0], np.cumsum(anzahlen)]), alle

    def ganze_zu_teilen(self) -> tuple[dict[int, list[int]], int]:
        """Stem → the compounds that hold it; and how many stems there are."""
        ganze: dict[int, list[int]] = defaultdict(list)
        for nummer, teile in list(self.teile.items()):
            for teil in teile:
                ganze[teil].append(nummer)
        return dict(ganze), len(self)

    def mit_anfang(self, anfang: str, hoechstens: int) -> list[str]:
        """Folded words that go on from there, the alphabetically first."""
        sortiert = self._sortiert
        stelle = bisect_left(sortiert, anfang)
        gefunden: list[str] = []
        while stelle < len(sortiert) and len(gefunden) < hoechstens and sortiert[stelle].startswith(anfang):
            gefunden.append(sortiert[stelle])
            stelle += 1
        return gefunden

    def von_laenge(self, buchstabe: str, laenge: int) -> list[str]:
        return self._nach_laenge.get((buchstabe, laenge), [])

    def anfangsbuchstaben(self) -> set[str]:
        return {buchstabe for buchstabe, _ in self._nach_laenge}
