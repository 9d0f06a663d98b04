"""Anonymous feedback: given once by whoever was there, read by the team only in numbers that hide everybody."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from .models import Anmeldung, Rueckmeldung, Veranstaltung

AUSWERTUNG_AB = 5
"""Answers. With fewer it could be guessed who said what."""


def war_da(anmeldung: Anmeldung, jetzt: datetime) -> bool:
    veranstaltung = anmeldung.veranstaltung
    return (
        anmeldung.ist_angemeldet
        and anmeldung.eingelassen_am is not None
        and veranstaltung.zustand == Veranstaltung.Zustand.VEROEFFENTLICHT
        and veranstaltung.ende <= jetzt
    )


@transaction.atomic
def geben(anmeldung: Anmeldung, *, note: int, gut: str, besser: str) -> bool:
    """False if it was given before: a form sent twice counts once."""
    offen = Anmeldung.objects.filter(pk=anmeldung.pk, rueckmeldung_gegeben=False)
    if not offen.update(rueckmeldung_gegeben=True):
        return False
    Rueckmeldung.objects.create(veranstaltung_id=anmeldung.veranstaltung_id, note=note, gut=gut, besser=besser)
    return True


@dataclass(frozen=True)
class Auswertung:
    anzahl: int
    dabei: int
    """How many were there: so many might have answered."""
    schnitt: float | None
    """Of the marks 1 to 4; None while there are too few answers."""
    verteilung: list[tuple[str, int]]
    gut: list[str]
    besser: list[str]


def auswerten(veranstaltung: Veranstaltung) -> Auswertung:
    """Two queries. Texts in the order of the alphabet, each list for itself: nothing shows what belongs together."""
    dabei = veranstaltung.anmeldungen.filter(eingelassen_am__isnull=False).count()
    alle = list(veranstaltung.rueckmeldungen.order_by().values_list("note", "gut", "besser"))
    if len(alle) < AUSWERTUNG_AB:
        return Auswertung(len(alle), dabei, None, [], [], [])
    noten = Counter(note for note, _, _ in alle)
    return Auswertung(
        anzahl=len(alle),
        dabei=dabei,
        schnitt=sum(note * anzahl for note, anzahl in noten.items()) / len(alle),
        verteilung=[(str(note.label), noten[note]) for note in Rueckmeldung.Note],
        gut=sorted(text for _, text, _ in alle if text),
        besser=sorted(text for _, _, text in alle if text),
    )
