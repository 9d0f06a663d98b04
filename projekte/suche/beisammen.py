"""Whether the parts of one term stand together: "Ausbau des Breitbands", not two words that have nothing to do."""

import numpy as np

from . import lesen
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
    text = _Text(segment.pks[stellen], abstand, verzeichnis)
    passende = text.pks
    for einer, naechster in zip(begriffe, begriffe[1:], strict=False):
        passende = np.intersect1d(passende, text.mit_paar(einer, naechster))
    da = np.isin(segment.pks[stellen], passende)
    return stellen[da], staerken[da]


class _Text:
    """The words of some projects one after the other."""

    def __init__(self, pks: np.ndarray, abstand: int, verzeichnis: Verzeichnis) -> None:
        gelesen = lesen.folgen(np.sort(pks).tolist())
        self.abstand = abstand
        self.pks = np.fromiter((pk for pk, _ in gelesen), np.int64, len(gelesen))
        laengen = [len(folge) // 4 for _, folge in gelesen]
        nummern = verzeichnis.wortschatz.nummern
        zahlen = np.frombuffer(b"".join(folge for _, folge in gelesen), "<u4")
        self.worte = nummern[np.where(zahlen < len(nummern), zahlen, 0)]
        self.projekt = np.repeat(self.pks, laengen)
        abschnitte = np.cumsum(zahlen == 0)
        davor = np.concatenate([[0], abschnitte])[np.cumsum([0, *laengen], dtype=np.intp)[:-1]]
        self.vorn = abschnitte - np.repeat(davor, laengen) < ABSCHNITTE_VORN
        # Far apart where a section ends.
        self.orte = np.arange(len(zahlen)) + abschnitte * (abstand + 1)
        self.anfaenge, self.teile = verzeichnis.einmal("teile", verzeichnis.wortschatz.teile_als_felder)

    def mit_paar(self, einer: int, anderer: int) -> np.ndarray:
        """Keys of the projects where the two belong together."""
        hier, dort = self.worte == einer, self.worte == anderer
        auch_hier, auch_dort = hier | self._in(einer), dort | self._in(anderer)
        vorn = np.intersect1d(self.projekt[hier & self.vorn], self.projekt[dort & self.vorn])
        beieinander = [self._nahe(hier, auch_dort), self._nahe(dort, auch_hier)]
        return np.concatenate([self.projekt[auch_hier & auch_dort], vorn, *beieinander])

    def _in(self, begriff: int) -> np.ndarray:
        """Which words are compounds that hold the stem."""
        ganze = np.searchsorted(self.anfaenge, np.flatnonzero(self.teile == begriff), side="right") - 1
        return np.isin(self.worte, ganze)

    def _nahe(self, hier: np.ndarray, dort: np.ndarray) -> np.ndarray:
        orte, andere = self.orte[hier], np.append(self.orte[dort], np.iinfo(np.int64).max)
        naechste = andere[np.searchsorted(andere, orte - self.abstand)]
        return self.projekt[hier][naechste <= orte + self.abstand]
