"""What the event team does with an event: publish, change, cancel. Locks as in `plaetze.py`, and the
room before the row, see `oberflaeche/stand.py`."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import Einzelsendung, verschiedene_einreihen

from . import erinnerung, mails
from .mails_termine import AenderungWartende
from .models import Anmeldung, Veranstaltung
from .plaetze import Belegung, sperren, zaehlen
from .warteliste import nach_postfach, nachruecken

Zustand = Veranstaltung.Zustand

ORT = frozenset({"ort_name", "strasse", "plz", "ort"})
ZUGANG = frozenset({"zugangslink"})
ZEIT_UND_ORT = frozenset({"beginn", "ende", "ganztaegig", "modus"}) | ORT | ZUGANG
"""A change of one of these is told to whom it concerns."""
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
    erinnerung.setzen(veranstaltung)
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
    veranstaltung.erinnerungen.all().delete()
    erinnerung.zuruecknehmen(veranstaltung)
    _schreiben(_absagen(veranstaltung))
    return veranstaltung


@transaction.atomic
def aendern(veranstaltung_id: int, **werte: Any) -> Veranstaltung:
    """Set the given fields. Raises ValidationError if the seats would no longer suffice.

    A new time or place of a published event raises `sequenz` and takes the reminders along; whom it concerns gets a
    mail, with the new calendar entry if registered, unless the event is over.
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
        erinnerung.setzen(veranstaltung)
        erinnerung.zuruecknehmen(veranstaltung)
        _angebote_befristen(veranstaltung)
        _schreiben(_aenderungen(veranstaltung, geaendert & ZEIT_UND_ORT))
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
    belegt = zaehlen([veranstaltung])[veranstaltung.pk].belegt
    if veranstaltung.plaetze is not None and veranstaltung.plaetze < belegt:
        raise ValidationError(
            {
                "plaetze": f"{belegt} {'Platz ist' if belegt == 1 else 'Plätze sind'} schon vergeben oder angeboten."
                " Weniger gehen nur, wenn vorher Anmeldungen storniert werden."
            }
        )


def _angebote_befristen(veranstaltung: Veranstaltung) -> None:
    """No offer outlasts the new beginning."""
    angeboten = veranstaltung.anmeldungen.filter(zustand=Anmeldung.Zustand.ANGEBOTEN)
    angeboten.filter(angebot_bis__gt=veranstaltung.beginn).update(angebot_bis=veranstaltung.beginn)


def _schreiben(sendungen: Iterator[Einzelsendung]) -> None:
    verschiedene_einreihen(sendungen, prioritaet=Nachricht.Prioritaet.NORMAL)


def _absagen(veranstaltung: Veranstaltung) -> Iterator[Einzelsendung]:
    """A cancellation concerns those who wait as well."""
    for gruppe in _gruppen(veranstaltung):
        yield _sendung(mails.Absage.zu(gruppe[0]), gruppe[0])


def _aenderungen(veranstaltung: Veranstaltung, geaendert: set[str]) -> Iterator[Einzelsendung]:
    """Who joins online does not mind another room, and who comes not another link; that is no business of who waits."""
    for gruppe in _gruppen(veranstaltung):
        angemeldete = [eine for eine in gruppe if eine.ist_angemeldet and _betrifft(eine, geaendert)]
        if angemeldete:
            yield _sendung(mails.Aenderung.zu(angemeldete[0]), angemeldete[0])
        elif not gruppe[0].ist_angemeldet and not geaendert <= ZUGANG:
            yield _sendung(AenderungWartende.zu(gruppe[0]), gruppe[0])


def _betrifft(anmeldung: Anmeldung, geaendert: set[str]) -> bool:
    if geaendert <= ORT:
        return not anmeldung.ist_online
    return anmeldung.ist_online or not geaendert <= ZUGANG


def _gruppen(veranstaltung: Veranstaltung) -> Iterator[list[Anmeldung]]:
    """Those who read their mail together, who is registered first."""
    offene = veranstaltung.anmeldungen.offen().select_related("kontakt").order_by("pk")
    for gruppe in nach_postfach(offene):
        for anmeldung in gruppe:
            anmeldung.veranstaltung = veranstaltung
        yield sorted(gruppe, key=lambda eine: not eine.ist_angemeldet)


def _sendung(mail: mails.Absage | mails.Aenderung | AenderungWartende, anmeldung: Anmeldung) -> Einzelsendung:
    sequenz = anmeldung.veranstaltung.sequenz
    return Einzelsendung(mail, an=anmeldung.post_an, schluessel=f"anmeldung:{anmeldung.pk}:{mail.art}:{sequenz}")
