"""Arcs between places of the map: wide where something was given, pointed where it was taken."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .karte import projektion

WOELBUNG = 0.2
"""Height of the arc's control point, as a share of the distance."""
BREITE = {1: 5.0, 2: 7.0, 3: 10.0}
"""At the giving end, in canvas units."""


@dataclass(frozen=True, slots=True)
class Bogen:
    von: tuple[float, float]
    """Degrees (lon, lat), as `nach`."""
    nach: tuple[float, float]
    staerke: int = 1
    """1 to 3: how often."""
    art: str = "weitergabe"
    """CSS class `karte__bogen--<art>`: weitergabe, gegeben, genommen."""


def zeichnen(boegen: Iterable[Bogen]) -> list[dict[str, Any]]:
    """All arcs of one kind joined to one path: hundreds stay one element. Places that coincide have none."""
    pfade: dict[str, list[str]] = {}
    for bogen in sorted(boegen, key=lambda bogen: -bogen.staerke):
        if pfad := _pfad(projektion(*bogen.von), projektion(*bogen.nach), BREITE[bogen.staerke]):
            pfade.setdefault(bogen.art, []).append(pfad)
    return [{"art": art, "pfad": "".join(teile)} for art, teile in sorted(pfade.items())]


def _pfad(von: tuple[float, float], nach: tuple[float, float], breite: float) -> str:
    """Two curves that meet in the point where it was taken. Arcs there and back bend to different sides."""
    dx, dy = nach[0] - von[0], nach[1] - von[1]
    laenge = math.hypot(dx, dy)
    if laenge < 1:
        return ""
    quer_x, quer_y = -dy / laenge, dx / laenge
    mitte_x, mitte_y = von[0] + dx / 2 + quer_x * laenge * WOELBUNG, von[1] + dy / 2 + quer_y * laenge * WOELBUNG
    rand = min(breite, laenge / 3) / 2
    werte = (
        von[0] + quer_x * rand, von[1] + quer_y * rand,
        mitte_x + quer_x * rand / 2, mitte_y + quer_y * rand / 2,
        *nach,
        mitte_x - quer_x * rand / 2, mitte_y - quer_y * rand / 2,
        von[0] - quer_x * rand, von[1] - quer_y * rand,
    )  # fmt: skip
    x0, y0, cx1, cy1, x1, y1, cx2, cy2, x2, y2 = (f"{wert:.1f}" for wert in werte)
    return f"M{x0} {y0}Q{cx1} {cy1} {x1} {y1}Q{cx2} {cy2} {x2} {y2}Z"
