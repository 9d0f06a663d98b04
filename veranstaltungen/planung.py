"""What the event team does with an event: publish, change, cancel. Locks as in `plaetze.py`, and the
room before the row, see `oberflaeche/stand.py`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.versand.postausgang import einreihen

from . import mails
from .models import Veranstaltung
from .plaetze import Belegung, belegte_plaetze, sperren
from .warteliste import nachruecken

Zustand = Veranstaltung.Zustand

ZEIT_UND_ORT = frozenset({"beginn", "ende", "ganztaegig", "modus", "ort_name", "strasse", "plz", "ort", "zugangslink"})
"""A change of one of these is told to everybody who is registered."""
BELEGUNG = frozenset({"plaetze", "modus"})
"""Together they say how many may come: a hybrid event that goes on-site only needs a seat for everybody."""
VERGABE = BELEGUNG | {"hoechstens_je_kommune", "hoechstens_bis", "plaetze_kleine", "kleine_bis"}
"""After a change of these somebody who waits may get a seat."""


def _gesperrt(veranstaltung_id: int) -> Veranstaltung:
    stand.sperren("veranstaltungen")
    return sperren(veranstaltung_id)


@transaction.atomic
def veroeffentlichen(veranstaltung_id: int) -> Veranstaltung:
    """Only a draft is published; raises ValidationError."""
    veranstaltung = _gesperrt(veranstaltung_id)
    if veranstaltung.zustand != Zustand.ENTWURF:
        raise ValidationError(f"„{veranstaltung}“ ist schon {veranstaltung.get_zustand_display()}.")
    if veranstaltung.ist_vorlage:
        raise ValidationError(f"„{veranstaltung}“ ist eine Vorlage. Legen Sie daraus eine Veranstaltung an.")
    veranstaltung.zustand = Zustand.VEROEFFENTLICHT
    veranstaltung.save(update_fields=["zustand", "geaendert_am"])
    return veranstaltung


@transaction.atomic
def absagen(veranstaltung_id: int, *, grund: str) -> Veranstaltung:
    """Cancel and tell everybody; the calendar entries go too. Raises ValidationError."""
    veranstaltung = _gesperrt(veranstaltung_id)
    if veranstaltung.zustand != Zustand.VEROEFFENTLICHT:
        raise ValidationError(f"„{veranstaltung}“ ist {veranstaltung.get_zustand_display()}.")
    if veranstaltung.ende <= timezone.now():
        raise ValidationError(f"„{veranstaltung}“ hat schon stattgefunden.")
    veranstaltung.zustand = Zustand.ABGESAGT
    veranstaltung.absagegrund = grund
    veranstaltung.sequenz += 1
    veranstaltung.save(update_fields=["zustand", "absagegrund", "sequenz", "geaendert_am"])
    _allen_schreiben(veranstaltung, mails.Absage)
    return veranstaltung


@transaction.atomic
def aendern(veranstaltung_id: int, **werte: Any) -> Veranstaltung:
    """Set the given fields. Raises ValidationError if the seats would no longer suffice.

    A new time or place of a published event raises `sequenz`; who is registered gets a mail with the new
    calendar entry, unless the event is over.
    """
    veranstaltung = _gesperrt(veranstaltung_id)
    geaendert = {feld for feld, wert in werte.items() if getattr(veranstaltung, feld) != wert}
    beginn = veranstaltung.beginn
    for feld in geaendert:
        setattr(veranstaltung, feld, werte[feld])
    if not geaendert.isdisjoint(BELEGUNG):
        _plaetze_pruefen(veranstaltung)
    verlegt = veranstaltung.zustand == Zustand.VEROEFFENTLICHT and not geaendert.isdisjoint(ZEIT_UND_ORT)
    if verlegt:
        veranstaltung.sequenz += 1
        zuerst = veranstaltung.urspruenglicher_beginn or beginn
        veranstaltung.urspruenglicher_beginn = zuerst if zuerst != veranstaltung.beginn else None
    veranstaltung.save(update_fields=[*geaendert, "urspruenglicher_beginn", "sequenz", "geaendert_am"])
    jetzt = timezone.now()
    if verlegt and veranstaltung.ende > jetzt:
        _allen_schreiben(veranstaltung, mails.Aenderung)
    if not geaendert.isdisjoint(VERGABE):
        nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, jetzt))
    return veranstaltung


def plaetze_pruefen(veranstaltung_id: int, *, plaetze: int | None, modus: str) -> None:
    """For forms, inside the transaction that will save: holds the lock, so the answer stays true until then."""
    veranstaltung = _gesperrt(veranstaltung_id)
    veranstaltung.plaetze, veranstaltung.modus = plaetze, modus
    _plaetze_pruefen(veranstaltung)


def _plaetze_pruefen(veranstaltung: Veranstaltung) -> None:
    """Nobody who holds a seat loses it."""
    belegt = belegte_plaetze(veranstaltung)
    if veranstaltung.plaetze is not None and veranstaltung.plaetze < belegt:
        raise ValidationError(
            {
                "plaetze": f"Es sind schon {belegt} Personen angemeldet. Weniger als {belegt} Plätze gehen nur,"
                " wenn vorher Anmeldungen storniert werden."
            }
        )


def _allen_schreiben(veranstaltung: Veranstaltung, art: type[mails.Absage] | type[mails.Aenderung]) -> None:
    """A cancellation concerns those who wait as well."""
    angemeldete = veranstaltung.anmeldungen.angemeldet()
    betroffene = veranstaltung.anmeldungen.offen() if art is mails.Absage else angemeldete
    for anmeldung in betroffene.anzuschreiben().order_by("pk"):
        anmeldung.veranstaltung = veranstaltung
        einreihen(
            art.zu(anmeldung),
            an=anmeldung.post_an,
            schluessel=f"anmeldung:{anmeldung.pk}:{art.art}:{veranstaltung.sequenz}",
        )
