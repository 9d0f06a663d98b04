"""Which hits come first."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from .segment import Profil, Segment

RELEVANZ, NEUESTE, BESTAETIGT, TITEL = "relevanz", "neueste", "bestaetigt", "titel"
NAEHE_PUNKTE = (1, 3, 2, 3)
"""For the same Land, size class, space type, county type (as `Ort.profil`)."""


class Reihe(NamedTuple):
    """A hit as it is sorted, the smallest first."""

    fern: int
    rang: float | str
    unbeantwortet: bool
    alter: float
    minus_pk: int
    pk: int
    fassung: int


def naehe(eigene: Collection[Profil], segment: Segment) -> np.ndarray | None:
    """For each project the points of its participant most like one of these; None if there is nothing to be like."""
    if not eigene:
        return None

    def punkte(codes: list[np.ndarray]) -> np.ndarray:
        je_eigenem = [
            sum(
                wert * (codes[merkmal] == segment.profile.code(merkmal, option)) if option else 0 * codes[merkmal]
                for merkmal, (option, wert) in enumerate(zip(eigenes, NAEHE_PUNKTE, strict=True))
            )
            for eigenes in eigene
        ]
        return np.max(je_eigenem, axis=0)

    return segment.profile.hoechste(punkte)[segment.kennzahlen[:, -1] - segment.anfaenge[-2]]


def vorderste(
    segment: Segment,
    treffer: np.ndarray,
    punkte: np.ndarray,
    nah: np.ndarray | None,
    sortierung: str,
    hoechstens: int,
) -> list[Reihe]:
    """The first hits of a segment; `punkte` belong to `treffer`, `nah` to all projects of the segment.

    Only what may stand among the first is sorted: the most expensive part of a search with many hits.
    """
    werte = {
        RELEVANZ: lambda: punkte.astype(float),
        BESTAETIGT: lambda: segment.bestaetigt[treffer].astype(float),
        TITEL: lambda: -segment.titelrang[treffer].astype(float),
    }.get(sortierung, lambda: treffer.astype(float))()
    if nah is not None:
        werte += nah[treffer] * WEITER_ALS_ALLES
    if hoechstens < len(treffer):
        grenze = np.partition(werte, len(werte) - hoechstens)[len(werte) - hoechstens] if hoechstens else np.inf
        auswahl = np.flatnonzero(werte >= grenze)
    else:
        auswahl = np.arange(len(treffer))
    stellen = treffer[auswahl]
    ordnung = np.lexsort((-stellen, segment.unbeantwortet[stellen], -werte[auswahl]))[:hoechstens]
    return [_reihe(segment, int(treffer[nr]), float(punkte[nr]), nah, sortierung) for nr in auswahl[ordnung]]


WEITER_ALS_ALLES = 1e7
"""More than any points, place or day number."""


def _reihe(segment: Segment, stelle: int, punkte: float, nah: np.ndarray | None, sortierung: str) -> Reihe:
    raenge: dict[str, float | str] = {
        RELEVANZ: -punkte,
        BESTAETIGT: -int(segment.bestaetigt[stelle]),
        TITEL: segment.sortiertitel[stelle],
    }
    pk = int(segment.pks[stelle])
    return Reihe(
        fern=-int(nah[stelle]) if nah is not None else 0,
        rang=raenge.get(sortierung, -float(segment.veroeffentlicht[stelle])),
        unbeantwortet=bool(segment.unbeantwortet[stelle]),
        alter=-float(segment.veroeffentlicht[stelle]),
        minus_pk=-pk,
        pk=pk,
        fassung=int(segment.fassungen[stelle]),
    )
