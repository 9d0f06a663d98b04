"""Taking a seat and giving it back.

Locks are taken in one order: Veranstaltung, then Anmeldung. Whoever counts seats holds the event's row lock and
reads again after it got the lock; whoever shrinks the capacity (`planung.py`) takes the same lock.
"""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.versand.postausgang import einreihen

from . import mails
from .models import Anmeldestand, Anmeldung, Teilnahme, Veranstaltung

NOCH_EINMAL_NACH = timedelta(minutes=10)
"""Who registers again later than this has probably lost the confirmation: it goes out once more, once a day."""


class AnmeldungAbgelehnt(Exception):
    """No seat was taken; `stand` says why."""

    def __init__(self, stand: Anmeldestand) -> None:
        super().__init__(stand.label)
        self.stand = stand


def sperren(veranstaltung_id: int) -> Veranstaltung:
    """The event, read anew under its row lock. Call inside a transaction."""
    return Veranstaltung.objects.select_for_update(of=("self",)).get(pk=veranstaltung_id)


def belegte_plaetze(veranstaltung: Veranstaltung) -> int:
    """At a hybrid event only those who come count; online there is always room.

    Right only under the lock, and as a statement of its own: a subquery of the locking one sees older rows.
    """
    angemeldet = veranstaltung.anmeldungen.angemeldet()
    return (angemeldet.filter(teilnahme=Teilnahme.VOR_ORT) if veranstaltung.ist_hybrid else angemeldet).count()


@transaction.atomic
def anmelden(
    *,
    veranstaltung_id: int,
    name: str,
    email: str,
    vorgang: uuid.UUID,
    organisation: str = "",
    kommune: Kommune | None = None,
    teilnahme: str = Teilnahme.VOR_ORT,
    zugangsbedarf: str = "",
) -> Anmeldung:
    """Give the next free seat, first come first served; raises AnmeldungAbgelehnt.

    `teilnahme` counts at a hybrid event only.

    The same form sent twice (`vorgang`) gives the same Anmeldung. An address that is registered already gets
    a mail that says so: the page must not tell a stranger who is coming.
    """
    veranstaltung = sperren(veranstaltung_id)
    email = email.lower()
    vorhanden = veranstaltung.anmeldungen.angemeldet().filter(email=email).first()
    if vorhanden and vorhanden.vorgang == vorgang:
        return vorhanden
    art = veranstaltung.teilnahme_bei(teilnahme)
    stand = veranstaltung.anmeldestand_bei(jetzt=timezone.now(), belegt=belegte_plaetze(veranstaltung), teilnahme=art)
    if stand != Anmeldestand.OFFEN:
        raise AnmeldungAbgelehnt(stand)
    if vorhanden:
        _noch_einmal_bestaetigen(vorhanden, anders=veranstaltung.teilnahme_bei(vorhanden.teilnahme) != art)
        return vorhanden
    anmeldung = Anmeldung.objects.create(
        veranstaltung=veranstaltung,
        vorgang=vorgang,
        name=name,
        email=email,
        organisation=organisation,
        kommune=kommune,
        teilnahme=art,
        zugangsbedarf=zugangsbedarf,
    )
    einreihen(
        mails.Bestaetigung.zu(anmeldung),
        an=anmeldung.email,
        schluessel=f"anmeldung:{anmeldung.pk}:bestaetigung",
    )
    return anmeldung


def _noch_einmal_bestaetigen(anmeldung: Anmeldung, *, anders: bool) -> None:
    """Who now wants to come instead of joining online, or the other way round, is told at once how to change."""
    jetzt = timezone.now()
    if not anders and jetzt - anmeldung.angemeldet_am < NOCH_EINMAL_NACH:
        return
    einreihen(
        mails.SchonAngemeldet.zu(anmeldung),
        an=anmeldung.email,
        schluessel=f"anmeldung:{anmeldung.pk}:schon-angemeldet:{timezone.localdate(jetzt)}",
    )


@transaction.atomic
def stornieren(anmeldung: Anmeldung) -> Anmeldung:
    """Free the seat at once and confirm it by mail. After the event, or a second time, nothing happens."""
    veranstaltung = sperren(anmeldung.veranstaltung_id)
    anmeldung = Anmeldung.objects.select_for_update(of=("self",)).get(pk=anmeldung.pk)
    jetzt = timezone.now()
    if not anmeldung.ist_angemeldet or veranstaltung.ende <= jetzt:
        return anmeldung
    anmeldung.zustand = Anmeldung.Zustand.STORNIERT
    anmeldung.storniert_am = jetzt
    anmeldung.zugangsbedarf = ""  # nothing is prepared for this person any more
    anmeldung.save(update_fields=["zustand", "storniert_am", "zugangsbedarf"])
    einreihen(
        mails.Stornobestaetigung.zu(anmeldung),
        an=anmeldung.email,
        schluessel=f"anmeldung:{anmeldung.pk}:storno",
    )
    return anmeldung
