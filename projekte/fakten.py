"""Costs, state and contact: what ages differently, and what the author of a submission is asked to stand by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .models import BESTAETIGUNGEN, Einreichung
from .unterschiede import gleich


@dataclass(frozen=True)
class Fakt:
    name: str
    datum: str
    felder: tuple[str, ...]
    """Of a submission: who changes one of them says something new about the fact."""
    zusage: str

    def steht_in(self, inhalt: Mapping[str, Any]) -> bool:
        return any(str(inhalt.get(feld) or "").strip() for feld in BESTAETIGUNGEN[self.datum])

    def gleich(self, eins: Mapping[str, Any], anderes: Mapping[str, Any]) -> bool:
        return all(gleich(eins.get(feld), anderes.get(feld)) for feld in self.felder)


FAKTEN = {
    "kosten": Fakt(
        "Kosten",
        "kosten_bestaetigt_am",
        ("kosten_einmalig", "kosten_jaehrlich", "kosten_basis", "kosten_jahr"),
        "Die Kosten stimmen",
    ),
    "zustand": Fakt("Zustand", "zustand_bestaetigt_am", ("zustand", "zustand_grund"), "Der Zustand stimmt"),
    "kontakt": Fakt("Kontakt", "kontakt_bestaetigt_am", ("kontakt_funktion", "kontakt_email"), "Der Kontakt stimmt"),
}


@dataclass(frozen=True)
class Zusage:
    """A tick on the last step."""

    schluessel: str
    fakt: Fakt
    neu: bool
    """The author changed the fact, or it is that of a new entry: then the tick is set already."""


def zusagen(einreichung: Einreichung) -> list[Zusage]:
    """What the author can stand by: only what is there."""
    inhalt, grundlage = einreichung.inhalt, einreichung.grundlage
    return [
        Zusage(schluessel, fakt, neu=not fakt.gleich(inhalt, grundlage))
        for schluessel, fakt in FAKTEN.items()
        if fakt.steht_in(inhalt)
    ]
