"""How complete a description is while it is written: the facts of the quality mark, asked of what is typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .angaben import ANGABEN, IM_BETRIEB, Angabe
from .schritte import BEZEICHNUNG, SCHRITT_VON, Schritt

IMMER_NOETIG = tuple(
    Angabe(BEZEICHNUNG[feld], (feld,)) for feld in ("titel", "kurzbeschreibung", "handlungsfeld", "zustand")
)
"""What the database requires of an entry and an empty draft has not yet."""
ALLE = IMMER_NOETIG + ANGABEN


@dataclass(frozen=True)
class Stand:
    prozent: int
    fehlt: list[tuple[str, Schritt, str]]
    """Fact, step and field where it belongs."""


def stand(inhalt: Mapping[str, Any]) -> Stand:
    """What does not apply before the operation does not count."""
    noetig = [a for a in ALLE if not a.ab_betrieb or inhalt.get("phase") in IM_BETRIEB]
    fehlt = [(a.name, SCHRITT_VON[a.felder[0]], a.felder[0]) for a in noetig if not _steht(a, inhalt)]
    return Stand(round(100 * (len(noetig) - len(fehlt)) / len(noetig)), fehlt)


def _steht(angabe: Angabe, inhalt: Mapping[str, Any]) -> bool:
    return any(_gefuellt(inhalt.get(feld)) for feld in angabe.felder)


def _gefuellt(wert: Any) -> bool:
    return bool(wert.strip() if isinstance(wert, str) else wert)
