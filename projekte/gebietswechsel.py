"""Projects and reuses follow a dissolved municipality to its successor, and back when that is corrected."""

from typing import Any

from django.db.models import Model, Q

from kommunen import gebietswechsel
from kompetenzzentrum.oberflaeche import stand

from . import suche
from .models import Beteiligung, Nachnutzung

BEZUEGE: tuple[tuple[type[Model], str, str], ...] = (
    (Beteiligung, "kommune", "frueher"),
    (Nachnutzung, "kommune", "kommune_frueher"),
    (Nachnutzung, "von", "von_frueher"),
)
"""Model, its municipality of today, and as which one it was stated if that is another."""


@gebietswechsel.folgt
def folgen(heutige: dict[int, int]) -> None:
    stand.sperren("projekte")
    projekte: set[int] = set()
    for modell, heute, frueher in BEZUEGE:
        projekte |= _ziehen(modell, heute, frueher, heutige)
    suche.ableiten(sorted(projekte))


def _ziehen(modell: type[Model], heute: str, frueher: str, heutige: dict[int, int]) -> set[int]:
    """Rewrites the rows that are out of line; returns their projects."""
    betroffen = Q(**{f"{frueher}__isnull": False}) | Q(**{f"{heute}__in": list(heutige)})
    geaendert: list[Any] = []
    for zeile in modell._default_manager.select_for_update().filter(betroffen).order_by("pk"):
        genannt = getattr(zeile, f"{frueher}_id") or getattr(zeile, f"{heute}_id")
        ziel = heutige.get(genannt, genannt)
        if ziel != getattr(zeile, f"{heute}_id"):
            setattr(zeile, f"{heute}_id", ziel)
            setattr(zeile, f"{frueher}_id", None if ziel == genannt else genannt)
            geaendert.append(zeile)
    modell._default_manager.bulk_update(geaendert, [heute, frueher], batch_size=500)
    return {zeile.projekt_id for zeile in geaendert}
