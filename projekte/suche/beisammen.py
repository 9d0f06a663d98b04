"""Whether the parts of one term stand together: "Ausbau des Breitbands", not two words that have nothing to do."""

import numpy as np

from .segment import Segment
from .verzeichnis import Verzeichnis

GEPRUEFT = 200
"""Projects that hold all parts and are looked at word by word: those that hold them most strongly."""
ABSCHNITTE_VORN = 2
"""Title and summary: what both say is what the project is about, wherever in them."""


def beisammen(
    begriffe: tuple[int, ...],
    abstand: int,
    stellen: np.ndarray,
    staerken: np.ndarray,
    segment: Segment,
    verzeichnis: Verzeichnis,
) -> tuple[np.ndarray, np.ndarray]:
    """Those of the projects where each stem stands at most `abstand` words from the next, or in one compound with it.

    Two compounds beside each other are no term of their parts.
    """
    if len(stellen) > GEPRUEFT:
        beste = np.sort(np.argpartition(-staerken, GEPRUEFT)[:GEPRUEFT])
        stellen, staerken = stellen[beste], staerken[beste]
    if not len(stellen):
        return stellen, staerken
    text = _Text(stellen, abstand, segment, verzeichnis)
    da = np.logical_and.reduce([text.mit_paar(*paar) for paar in zip(begriffe, begriffe[1:], strict=False)])
    return stellen[da], staerken[da]


class _Text:
    """The words of some projects one after the other."""

    def __init__(self, stellen: np.ndarray, abstand: int, segment: Segment, verzeichnis: Verzeichnis) -> None:
        self.worte, self.anfaenge = segment.text(stellen)
        self.abstand = abstand
        self.enden = np.flatnonzero(self.worte == 0)
        self.davor = self._abschnitte(self.anfaenge)
        self.verzeichnis = verzeichnis

    def mit_paar(self, einer: int, anderer: int) -> np.ndarray:
        """For each project whether the two belong together in it."""
        hier, dort = (np.flatnonzero(self.worte == begriff + 1) for begriff in (einer, anderer))
        auch_hier, auch_dort = self._auch_in_woertern(einer), self._auch_in_woertern(anderer)
        vorn = np.intersect1d(self._vorn(hier), self._vorn(dort))
        beieinander = (
            np.flatnonzero(auch_hier & auch_dort),
            self._nahe(hier, np.flatnonzero(auch_dort)),
            self._nahe(dort, np.flatnonzero(auch_hier)),
        )
        da = np.zeros(len(self.anfaenge), bool)
        da[vorn] = True
        da[self._projekte(np.concatenate(beieinander))] = True
        return da

    def _auch_in_woertern(self, begriff: int) -> np.ndarray:
        """Which words are the stem, or compounds that hold it."""
        ganze, anzahl = self.verzeichnis.einmal("ganze", self.verzeichnis.wortschatz.ganze_zu_teilen)
        tafel = np.zeros(anzahl + 1, bool)
        tafel[np.array([begriff, *ganze.get(begriff, ())]) + 1] = True
        return tafel.take(self.worte)

    def _projekte(self, orte: np.ndarray) -> np.ndarray:
        return np.searchsorted(self.anfaenge, orte, side="right") - 1

    def _abschnitte(self, orte: np.ndarray) -> np.ndarray:
        return np.searchsorted(self.enden, orte)

    def _vorn(self, orte: np.ndarray) -> np.ndarray:
        """The projects that have one of these words in front."""
        projekte = self._projekte(orte)
        return projekte[self._abschnitte(orte) - self.davor[projekte] < ABSCHNITTE_VORN]

    def _nahe(self, hier: np.ndarray, dort: np.ndarray) -> np.ndarray:
        """Those of the first words that have one of the others near, in the same section."""
        weit = self.abstand + 1  # so far apart are two sections
        orte = hier + weit * self._abschnitte(hier)
        andere = np.append(dort + weit * self._abschnitte(dort), np.iinfo(np.int64).max)
        naechste = andere[np.searchsorted(andere, orte - self.abstand)]
        return hier[naechste <= orte + self.abstand]
