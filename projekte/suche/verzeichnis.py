"""The index in this process: loaded once, then kept in step with the database at the cost of one small query.

PostgreSQL is the truth. `stand.lesen()` tells whether anything changed; then the changed projects alone are read into
a small second segment and marked as gone in the large one. A state is never changed once it is seen: threads that
search keep theirs.
"""

import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from django.db import Error, connection

from kompetenzzentrum.oberflaeche import stand

from . import lesen
from .bau import bauen
from .dokumente import BEREICH
from .segment import Segment
from .synonyme import Synonyme
from .wortschatz import Wortschatz

T = TypeVar("T")
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
    grundstock: int
    """So many segments were built together; one more holds what changed since."""
    gemerkt: dict[Hashable, Any] = field(default_factory=dict)
    """What was computed from this state once."""

    @property
    def anzahl(self) -> int:
        return int(sum(lebend.sum() for lebend in self.lebend))

    def einmal(self, name: Hashable, rechnen: Callable[[], T]) -> T:
        """What follows from this state alone is computed once."""
        if name not in self.gemerkt:
            self.gemerkt[name] = rechnen()
        return self.gemerkt[name]

    def haeufigkeit(self, begriff: int) -> int:
        return sum(segment.anzahl(begriff) for segment in self.segmente)


_aktuell: Verzeichnis | None = None
_schloss = threading.Lock()


def vergessen() -> None:
    global _aktuell
    with _schloss:
        _aktuell = None


def vorladen() -> None:
    """For a process that has just started. What the database cannot give now is read at the first question."""
    with suppress(Error):
        aktuelles()
    connection.close()


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
        with lesen.ein_zustand():
            _aktuell = _neu() if bisher is None or nummer < bisher.stand else _nachgetragen(bisher)
        return _aktuell


def _neu() -> Verzeichnis:
    nummer = stand.lesen().get(BEREICH, 0)
    fassung = lesen.neueste_fassung()
    wortschatz = Wortschatz()
    wortschatz.aufnehmen(lesen.woerter(0))
    segmente = tuple(bauen(lesen.projekte(), wortschatz, lesen.MERKMALE))
    return Verzeichnis(
        stand=nummer,
        fassung=fassung,
        wortschatz=wortschatz,
        synonyme=Synonyme(lesen.synonyme()),
        segmente=segmente,
        lebend=tuple(np.ones(len(segment), bool) for segment in segmente),
        grundstock=len(segmente),
    )


def _nachgetragen(alt: Verzeichnis) -> Verzeichnis:
    nummer = stand.lesen().get(BEREICH, 0)
    fassungen = dict(lesen.geaenderte(alt.fassung))
    nachtrag = {int(pk) for segment in alt.segmente[alt.grundstock :] for pk in segment.pks} | fassungen.keys()
    if len(nachtrag) > NACHTRAG_HOECHSTENS:
        return _neu()
    neu = replace(
        alt,
        stand=nummer,
        fassung=max(fassungen.values(), default=alt.fassung),
        synonyme=Synonyme(lesen.synonyme()),
        gemerkt={},
    )
    if fassungen:
        neu = _mit_nachtrag(neu, np.array(sorted(nachtrag)))
    return neu if neu.anzahl == lesen.anzahl_oeffentliche() else _ohne_geloeschte(neu)


def _mit_nachtrag(alt: Verzeichnis, pks: np.ndarray) -> Verzeichnis:
    alt.wortschatz.aufnehmen(lesen.woerter(alt.wortschatz.letzte))
    (nachtrag,) = bauen(lesen.projekte(pks.tolist()), alt.wortschatz, lesen.MERKMALE)
    segmente, lebend = alt.segmente[: alt.grundstock], alt.lebend[: alt.grundstock]
    return replace(
        alt,
        segmente=(*segmente, nachtrag),
        lebend=(
            *(lebt & ~np.isin(segment.pks, pks) for segment, lebt in zip(segmente, lebend, strict=True)),
            np.ones(len(nachtrag), bool),
        ),
    )


def _ohne_geloeschte(alt: Verzeichnis) -> Verzeichnis:
    """Deleted projects leave no row behind that could say so."""
    da = np.fromiter(lesen.oeffentliche(), np.int64)
    if not np.isin(da, np.concatenate([s.pks[lebt] for s, lebt in zip(alt.segmente, alt.lebend, strict=True)])).all():
        return _neu()
    lebend = tuple(lebt & np.isin(s.pks, da) for s, lebt in zip(alt.segmente, alt.lebend, strict=True))
    return replace(alt, lebend=lebend)
