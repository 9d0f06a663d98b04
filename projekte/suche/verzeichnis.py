"""The index in this process: loaded once, then kept in step with the database at the cost of one small query.

PostgreSQL is the truth. `stand.lesen()` tells whether anything changed; then the changed projects alone are read into
a small second segment and marked as gone in the large one. A state is never changed once it is seen: threads that
search keep theirs.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from kompetenzzentrum.oberflaeche import stand

from . import lesen
from .dokumente import BEREICH
from .segment import Segment
from .synonyme import Synonyme
from .wortschatz import Wortschatz

NACHTRAG_HOECHSTENS = 2_000
"""Changed projects in the second segment; with more, everything is built anew."""


@dataclass(frozen=True)
class Verzeichnis:
    stand: int
    fassung: int
    """The newest of all projects in here, public or not."""
    wortschatz: Wortschatz
    synonyme: Synonyme
    segmente: tuple[Segment, ...]
    lebend: tuple[np.ndarray, ...]
    """For each segment which of its projects still count."""
    stellen: dict[int, int]
    """Project → its place in the first segment."""
    gemerkt: dict[object, object] = field(default_factory=dict)
    """What was computed from this state once."""

    @property
    def anzahl(self) -> int:
        return int(sum(lebend.sum() for lebend in self.lebend))

    def haeufigkeit(self, begriff: int) -> int:
        return sum(segment.anzahl(begriff) for segment in self.segmente)


_aktuell: Verzeichnis | None = None
_schloss = threading.Lock()


def vergessen() -> None:
    global _aktuell
    with _schloss:
        _aktuell = None


def aktuelles(nummer: int | None = None) -> Verzeichnis:
    """The state of now. Who already knows the number of the room (`stand.lesen()`) passes it in."""
    global _aktuell
    if nummer is None:
        nummer = stand.lesen().get(BEREICH, 0)
    bisher = _aktuell
    if bisher is not None and bisher.stand == nummer:
        return bisher
    with _schloss:
        bisher = _aktuell
        if bisher is not None and bisher.stand == nummer:
            return bisher
        if bisher is not None and nummer < bisher.stand:
            # Another thread was faster; only if the database itself is behind (a restore) all is built anew.
            nummer = stand.lesen().get(BEREICH, 0)
            if nummer == bisher.stand:
                return bisher
        _aktuell = _neu() if bisher is None or nummer < bisher.stand else _nachgetragen(bisher)
        return _aktuell


def _neu() -> Verzeichnis:
    # The number is read before the rows: what is written meanwhile is read once more, never missed.
    nummer = stand.lesen().get(BEREICH, 0)
    fassung = lesen.neueste_fassung()
    wortschatz = Wortschatz()
    zeilen = list(lesen.projekte())
    wortschatz.aufnehmen(lesen.woerter(0))
    segment = Segment(zeilen, wortschatz, lesen.MERKMALE)
    return Verzeichnis(
        stand=nummer,
        fassung=fassung,
        wortschatz=wortschatz,
        synonyme=Synonyme(lesen.synonyme()),
        segmente=(segment,),
        lebend=(np.ones(len(segment), bool),),
        stellen={int(pk): stelle for stelle, pk in enumerate(segment.pks)},
    )


def _nachgetragen(alt: Verzeichnis) -> Verzeichnis:
    nummer = stand.lesen().get(BEREICH, 0)
    fassungen = dict(lesen.geaenderte(alt.fassung))
    nachtrag = {int(pk) for segment in alt.segmente[1:] for pk in segment.pks} | fassungen.keys()
    if len(nachtrag) > NACHTRAG_HOECHSTENS:
        return _neu()
    if fassungen:
        segmente, lebend = _mit_nachtrag(alt, nachtrag)
    else:
        segmente, lebend = alt.segmente, alt.lebend
    neu = Verzeichnis(
        stand=nummer,
        fassung=max(fassungen.values(), default=alt.fassung),
        wortschatz=alt.wortschatz,
        synonyme=Synonyme(lesen.synonyme()),
        segmente=segmente,
        lebend=lebend,
        stellen=alt.stellen,
    )
    return neu if neu.anzahl == lesen.anzahl_oeffentliche() else _ohne_geloeschte(neu)


def _mit_nachtrag(alt: Verzeichnis, pks: Iterable[int]) -> tuple[tuple[Segment, ...], tuple[np.ndarray, ...]]:
    zeilen = list(lesen.projekte(sorted(pks)))
    alt.wortschatz.aufnehmen(lesen.woerter(alt.wortschatz.letzte))
    zweites = Segment(zeilen, alt.wortschatz, lesen.MERKMALE)
    erstes = alt.lebend[0].copy()
    erstes[[alt.stellen[pk] for pk in pks if pk in alt.stellen]] = False
    return (alt.segmente[0], zweites), (erstes, np.ones(len(zweites), bool))


def _ohne_geloeschte(alt: Verzeichnis) -> Verzeichnis:
    """Deleted projects leave no row behind that could say so."""
    da = np.fromiter(lesen.oeffentliche(), np.int64)
    if not np.isin(da, np.concatenate([s.pks[lebt] for s, lebt in zip(alt.segmente, alt.lebend, strict=True)])).all():
        return _neu()
    lebend = tuple(lebt & np.isin(s.pks, da) for s, lebt in zip(alt.segmente, alt.lebend, strict=True))
    return Verzeichnis(alt.stand, alt.fassung, alt.wortschatz, alt.synonyme, alt.segmente, lebend, alt.stellen)
