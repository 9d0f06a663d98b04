"""Which projects of a segment fit a question, and how well (BM25F with precomputed strengths)."""

from math import log

import numpy as np

from . import lesen
from .deutung import Deutung, Einheit
from .segment import STUFEN, Segment
from .verzeichnis import Verzeichnis
from .wortschatz import Wortschatz

ANTEIL = 0.7
"""Share of the question's weight that a project must hold: rare words weigh more, unknown ones most."""
BESTAND_MINDESTENS = 1_000
"""In a tiny catalogue no word is rare: as if it had that many projects."""


def gewicht(haeufigkeit: int, bestand: int) -> float:
    return log(1 + max(bestand, BESTAND_MINDESTENS, 2 * haeufigkeit) / (haeufigkeit + 1))


def bewerten(deutung: Deutung, verzeichnis: Verzeichnis, anteil: float = ANTEIL) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each segment the fitting projects (places, ascending) and their points."""
    bestand = sum(len(segment) for segment in verzeichnis.segmente)
    gewichte = [gewicht(_haeufigkeit(einheit, verzeichnis), bestand) for einheit in deutung.einheiten]
    noetig = anteil * sum(gewichte)
    ergebnis = []
    for segment, lebend in zip(verzeichnis.segmente, verzeichnis.lebend, strict=True):
        punkte = np.zeros(len(segment), np.float32)
        erreicht = np.zeros(len(segment), np.float32)
        for einheit, wert in zip(deutung.einheiten, gewichte, strict=True):
            stellen, staerken = _einheit(einheit, segment)
            punkte[stellen] += staerken * np.float32(wert)
            erreicht[stellen] += np.float32(wert)
        passend = lebend & (erreicht >= np.float32(noetig * 0.999)) & ((erreicht > 0) | (not gewichte))
        for folge in deutung.ausgeschlossen:
            passend[_folge(folge, segment, verzeichnis.wortschatz)] = False
        for folge in deutung.wortfolgen:
            mit_folge = np.zeros(len(segment), bool)
            mit_folge[_folge(folge, segment, verzeichnis.wortschatz)] = True
            passend &= mit_folge
            for begriff in folge:
                stelle = segment.wo(begriff)
                wert = gewicht(verzeichnis.haeufigkeit(begriff), bestand)
                punkte[segment.dokumente[stelle]] += segment.staerken[stelle] * np.float32(wert / STUFEN)
        stellen = np.flatnonzero(passend & (not deutung.unmoeglich))
        ergebnis.append((stellen, punkte[stellen] * segment.daempfung[stellen]))
    return ergebnis


def _haeufigkeit(einheit: Einheit, verzeichnis: Verzeichnis) -> int:
    """In how many projects its most common way is; with several words at most the rarest."""
    return max((min(map(verzeichnis.haeufigkeit, weg.begriffe)) for weg in einheit.wege), default=0)


def _begriff(begriff: int, segment: Segment) -> tuple[np.ndarray, np.ndarray]:
    stelle = segment.wo(begriff)
    return segment.dokumente[stelle], segment.staerken[stelle] * np.float32(1 / STUFEN)


def _alle(begriffe: tuple[int, ...], segment: Segment) -> tuple[np.ndarray, np.ndarray]:
    stellen, staerken = _begriff(begriffe[0], segment)
    for begriff in begriffe[1:]:
        andere, weitere = _begriff(begriff, segment)
        stellen, hier, dort = np.intersect1d(stellen, andere, assume_unique=True, return_indices=True)
        staerken = staerken[hier] + weitere[dort]
    return stellen, staerken / np.float32(len(begriffe))


def _einheit(einheit: Einheit, segment: Segment) -> tuple[np.ndarray, np.ndarray]:
    if len(einheit.wege) == 1:
        stellen, staerken = _alle(einheit.wege[0].begriffe, segment)
        return stellen, staerken * np.float32(einheit.wege[0].gewicht)
    beste = np.zeros(len(segment), np.float32)
    for weg in einheit.wege:
        stellen, staerken = _alle(weg.begriffe, segment)
        beste[stellen] = np.maximum(beste[stellen], staerken * np.float32(weg.gewicht))
    stellen = np.flatnonzero(beste)
    return stellen, beste[stellen]


def _folge(folge: tuple[int, ...], segment: Segment, wortschatz: Wortschatz) -> np.ndarray:
    """Projects that hold these stems one after the other. The words in order stand in the database only."""
    stellen, _ = _alle(folge, segment)
    if len(folge) == 1 or not len(stellen):
        return stellen
    folgen = lesen.folgen(segment.pks[stellen].tolist())
    return np.array(
        [s for s in stellen if _enthaelt(wortschatz.nummern[np.frombuffer(folgen[int(segment.pks[s])], "<u4")], folge)],
        np.intp,
    )


def _enthaelt(begriffe: np.ndarray, folge: tuple[int, ...]) -> bool:
    anfaenge = np.flatnonzero(begriffe[: len(begriffe) - len(folge) + 1] == folge[0])
    for abstand, begriff in enumerate(folge[1:], start=1):
        anfaenge = anfaenge[begriffe[anfaenge + abstand] == begriff]
    return len(anfaenge) > 0
