"""The conversation in order of time: as the asker may read it, and as the team reads it."""

from dataclasses import dataclass
from datetime import datetime

from .models import Anfrage, Beitrag

TEAM = "Beratung"
"""Whoever wrote once and has no account any more."""


@dataclass(frozen=True, slots=True)
class Eintrag:
    art: str
    """anfrage, antwort, intern."""
    wer: str
    wann: datetime
    text: str


def oeffentlicher_verlauf(anfrage: Anfrage) -> list[Eintrag]:
    beitraege = anfrage.beitraege.select_related("beraterin")
    erster = Eintrag("anfrage", anfrage.name, anfrage.eingegangen_am, anfrage.nachricht)
    return [erster, *(_aus_beitrag(anfrage, beitrag) for beitrag in beitraege)]


def interner_verlauf(anfrage: Anfrage) -> list[Eintrag]:
    """The same with the team's notes. For staff pages only."""
    notizen = [
        Eintrag("intern", str(notiz.beraterin or TEAM), notiz.angelegt_am, notiz.text)
        for notiz in anfrage.notizen.select_related("beraterin")
    ]
    return sorted([*oeffentlicher_verlauf(anfrage), *notizen], key=lambda eintrag: eintrag.wann)


def _aus_beitrag(anfrage: Anfrage, beitrag: Beitrag) -> Eintrag:
    if beitrag.von == Beitrag.Von.KOMMUNE:
        return Eintrag("anfrage", anfrage.name, beitrag.angelegt_am, beitrag.text)
    return Eintrag("antwort", str(beitrag.beraterin or TEAM), beitrag.angelegt_am, beitrag.text)
