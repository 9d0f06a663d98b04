"""Which projects of a segment fit a question, and how well (BM25F with precomputed strengths)."""

from math import log
from typing import TypeAlias

import numpy as np

from .beisammen import beisammen
from .deutung import Deutung, Einheit, Weg
from .segment import Segment
from .verzeichnis import Verzeichnis

NOETIG = 0.34
"""Share of the question's weight that a project must hold at least; rare words weigh more, unknown ones most."""
NOETIG_PAAR = 0.6
"""The same with two words: one alone is not what was asked for."""
NACHLASS = 0.3
"""What a project may hold less of it than the one that holds most."""
NACHLASS_BEI_WENIGEN = 0.5
"""The same where that leaves fewer than GENUG: of three words one may be missing, after the projects that have all."""
GENUG = 50
GEDAEMPFT = 0.6
"""What an entry counts whose yearly question nobody answered."""
BEIWORT = 0.4
"""What a word written small counts beside nouns."""
UNBEKANNT_BIS = 2
"""With up to so many words each must be known: what nobody has is not found by what many have."""
FOLGEN_GEPRUEFT = 10_000
"""Projects that hold all words of a phrase and are looked at word by word: those that hold them most strongly."""
BESTAND_MINDESTENS = 1_000
"""In a tiny catalogue no word is rare: as if it had that many projects."""


Bewertung: TypeAlias = tuple[np.ndarray, np.ndarray]


def gewicht(haeufigkeit: int, bestand: int) -> float:
    return log(1 + max(bestand, BESTAND_MINDESTENS, 2 * haeufigkeit) / (haeufigkeit + 1))


def bewerten(deutung: Deutung, verzeichnis: Verzeichnis, noetig: float | None = None) -> list[Bewertung]:
    """For each segment the fitting projects (places, ascending) and their points."""
    bestand = sum(len(segment) for segment in verzeichnis.segmente)
    if len(deutung.einheiten) == 1 and not (deutung.wortfolgen or deutung.ausgeschlossen):
        return [
            _einzeln(deutung.einheiten[0], bestand, segment, lebend, verzeichnis)
            for segment, lebend in zip(verzeichnis.segmente, verzeichnis.lebend, strict=True)
        ]
    gewichte = [
        gewicht(_haeufigkeit(einheit, verzeichnis), bestand) * (BEIWORT if einheit.beiwort else 1)
        for einheit in deutung.einheiten
    ]
    roh = [_roh(deutung, gewichte, bestand, segment, verzeichnis) for segment in verzeichnis.segmente]
    if noetig is None:
        noetig = _noetig(deutung, [anteile for _, anteile in roh])
    ergebnis = []
    for segment, lebend, (punkte, anteile) in zip(verzeichnis.segmente, verzeichnis.lebend, roh, strict=True):
        passend = lebend & (anteile >= np.float32(noetig - 0.001)) if gewichte else lebend.copy()
        if deutung.unmoeglich:
            passend[:] = False
        for folge in deutung.ausgeschlossen:
            passend[_folge(folge, segment, verzeichnis)] = False
        for folge in deutung.wortfolgen:
            passend &= _mit_folge(folge, segment, verzeichnis, punkte)
        stellen = np.flatnonzero(passend)
        ergebnis.append((stellen, _gedaempft(stellen, punkte[stellen], segment)))
    return ergebnis


def _noetig(deutung: Deutung, anteile: list[np.ndarray]) -> float:
    """The share of the question's weight that a project must hold."""
    tragende = [einheit for einheit in deutung.einheiten if not einheit.beiwort]
    for wichtige, anzahl in ((deutung.einheiten, deutung.woerter), (tragende, len(tragende))):
        if anzahl <= UNBEKANNT_BIS and not all(einheit.wege for einheit in wichtige):
            return 1
    mindestens = NOETIG_PAAR if deutung.woerter == 2 else NOETIG
    meiste = max((float(segment.max()) for segment in anteile if len(segment)), default=0.0)
    streng = max(mindestens, meiste - NACHLASS)
    if sum(int(np.count_nonzero(segment >= np.float32(streng))) for segment in anteile) >= GENUG:
        return streng
    return max(mindestens, meiste - NACHLASS_BEI_WENIGEN)


def _einzeln(
    einheit: Einheit, bestand: int, segment: Segment, lebend: np.ndarray, verzeichnis: Verzeichnis
) -> Bewertung:
    """The usual case, a single word, without arrays over the whole segment."""
    wert = gewicht(_haeufigkeit(einheit, verzeichnis), bestand)
    stellen, punkte = _einheit(_wege(einheit, wert, bestand, verzeichnis), segment, verzeichnis)
    da = lebend[stellen]
    if not da.all():
        stellen, punkte = stellen[da], punkte[da]
    return stellen, _gedaempft(stellen, punkte, segment)


def _gedaempft(stellen: np.ndarray, punkte: np.ndarray, segment: Segment) -> np.ndarray:
    return punkte * np.where(segment.unbeantwortet[stellen], np.float32(GEDAEMPFT), np.float32(1))


def _wege(einheit: Einheit, wert: float, bestand: int, verzeichnis: Verzeichnis) -> list[tuple[Weg, float]]:
    """(way, points of a project that holds them fully). A common synonym of a rare word tells less than the word."""
    return [(weg, weg.gewicht * min(wert, gewicht(_seltenster(weg, verzeichnis), bestand))) for weg in einheit.wege]


def _roh(
    deutung: Deutung, gewichte: list[float], bestand: int, segment: Segment, verzeichnis: Verzeichnis
) -> tuple[np.ndarray, np.ndarray]:
    """Points of each project, and its share of the question's weight."""
    punkte = np.zeros(len(segment), np.float32)
    anteile = np.zeros(len(segment), np.float32)
    for einheit, wert in zip(deutung.einheiten, gewichte, strict=True):
        stellen, staerken = _einheit(_wege(einheit, wert, bestand, verzeichnis), segment, verzeichnis)
        punkte[stellen] += staerken
        anteile[stellen] += np.float32(wert / sum(gewichte))
    if len(gewichte) > 1:
        punkte *= anteile * anteile
    return punkte, anteile


def _mit_folge(folge: tuple[int, ...], segment: Segment, verzeichnis: Verzeichnis, punkte: np.ndarray) -> np.ndarray:
    maske = np.zeros(len(segment), bool)
    maske[_folge(folge, segment, verzeichnis)] = True
    for begriff in folge:
        stellen, staerken = segment.eintraege(begriff)
        punkte[stellen] += staerken * np.float32(gewicht(verzeichnis.haeufigkeit(begriff), len(segment)))
    return maske


def _haeufigkeit(einheit: Einheit, verzeichnis: Verzeichnis) -> int:
    """In how many projects the word itself is; where it is nowhere, the most common of what stands for it."""
    haeufig = [(weg.gewicht == 1, _seltenster(weg, verzeichnis)) for weg in einheit.wege]
    return max(haeufig, default=(False, 0))[1]


def _seltenster(weg: Weg, verzeichnis: Verzeichnis) -> int:
    return min(map(verzeichnis.haeufigkeit, weg.begriffe))


def _alle(begriffe: tuple[int, ...], segment: Segment) -> tuple[np.ndarray, np.ndarray]:
    """The projects that hold all of these stems, and how strongly on average."""
    stellen, staerken = segment.eintraege(begriffe[0])
    if len(begriffe) == 1:
        return stellen, staerken
    for begriff in begriffe[1:]:
        andere, weitere = segment.eintraege(begriff)
        alle = np.zeros(len(segment), np.float32)
        alle[andere] = weitere
        hier = alle.take(stellen)
        da = np.flatnonzero(hier > 0)
        stellen, staerken = stellen[da], staerken[da] + hier[da]
    return stellen, staerken / np.float32(len(begriffe))


def _einheit(
    wege: list[tuple[Weg, float]], segment: Segment, verzeichnis: Verzeichnis
) -> tuple[np.ndarray, np.ndarray]:
    """The projects any way leads to, with the points of the best one."""
    if len(wege) == 1:
        weg, wert = wege[0]
        stellen, staerken = _weg(weg, segment, verzeichnis)
        return stellen, staerken * np.float32(wert)
    beste = np.zeros(len(segment), np.float32)
    for weg, wert in wege:
        stellen, staerken = _weg(weg, segment, verzeichnis)
        beste[stellen] = np.maximum(beste[stellen], staerken * np.float32(wert))
    stellen = np.flatnonzero(beste > 0)
    return stellen, beste[stellen]


def _weg(weg: Weg, segment: Segment, verzeichnis: Verzeichnis) -> tuple[np.ndarray, np.ndarray]:
    stellen, staerken = _alle(weg.begriffe, segment)
    if len(weg.begriffe) == 1 or not weg.abstand:
        return stellen, staerken
    return beisammen(weg.begriffe, weg.abstand, stellen, staerken, segment, verzeichnis)


def _folge(folge: tuple[int, ...], segment: Segment, verzeichnis: Verzeichnis) -> np.ndarray:
    """Projects that hold these stems one after the other."""
    stellen, staerken = _alle(tuple(dict.fromkeys(folge)), segment)
    if len(folge) == 1 or not len(stellen):
        return stellen
    hoechstens = FOLGEN_GEPRUEFT // len(verzeichnis.segmente)
    if len(stellen) > hoechstens:
        stellen = np.sort(stellen[np.argpartition(-staerken, hoechstens)[:hoechstens]])
    worte, beginn = segment.text(stellen)
    # Each text ends with a gap, so nothing is found across two of them.
    orte = np.flatnonzero(worte[: len(worte) - len(folge) + 1] == folge[0] + 1)
    for abstand, begriff in enumerate(folge[1:], start=1):
        orte = orte[worte[orte + abstand] == begriff + 1]
    return stellen[np.unique(np.searchsorted(beginn, orte, side="right") - 1)]
