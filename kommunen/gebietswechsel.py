"""What belongs to a dissolved municipality follows it to the one of today.

Each room above registers in its own `gebietswechsel.py` how its rows follow. They are rewritten, because every list,
filter and count reads them, and keep the municipality they were stated for, so a corrected successor loses nothing.
"""

from collections.abc import Callable

from .models import Kommune

LAENGSTE_KETTE = 10
"""Successors of successors that are followed."""

_folgende: list[Callable[[dict[int, int]], None]] = []


def folgt(funktion: Callable[[dict[int, int]], None]) -> Callable[[dict[int, int]], None]:
    """Register what brings a room's rows in line: it gets `heutige()`, and must do nothing when called again."""
    _folgende.append(funktion)
    return funktion


def heutige() -> dict[int, int]:
    """Dissolved municipality → what it is today, by key, along the chain of successors."""
    paare = Kommune.objects.filter(nachfolger__isnull=False).values_list("pk", "nachfolger_id")
    folgen = {alt: neu for alt, neu in paare if neu is not None}
    ziele = {}
    for alt in folgen:
        ziel = alt
        for _ in range(LAENGSTE_KETTE):
            if ziel not in folgen:
                break
            ziel = folgen[ziel]
        ziele[alt] = ziel
    return ziele


def nachziehen() -> None:
    """Bring all rows in line with the register, in the caller's transaction: after an import and a new successor."""
    ziele = heutige()
    for funktion in _folgende:
        funktion(ziele)
