"""Putting mails into the outbox. A workflow calls this inside its own transaction."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from .mail import Mail
from .models import Inhalt, Nachricht

logger = logging.getLogger(__name__)

STAPEL = 2000
"""Rows of one bulk insert."""


@dataclass(frozen=True, slots=True)
class Sendung:
    """What differs from recipient to recipient in a bulk mailing."""

    an: str
    schluessel: str
    abmelden_url: str


def einreihen(
    mail: Mail,
    *,
    an: str,
    schluessel: str,
    faellig_ab: datetime | None = None,
    prioritaet: Nachricht.Prioritaet = Nachricht.Prioritaet.NORMAL,
    inhalt: Inhalt | None = None,
    abmelden_url: str = "",
) -> Nachricht:
    """Store one mail for sending; a key that exists already is left as it is and returned.

    The worker is woken after commit. That it can be woken is not needed: the sweep finds the row.
    """
    nachricht, neu = Nachricht.objects.get_or_create(
        schluessel=schluessel,
        defaults={
            "art": mail.art,
            "an": an,
            "kontext": mail.als_kontext(),
            "faellig_ab": faellig_ab or timezone.now(),
            "prioritaet": prioritaet,
            "inhalt": inhalt,
            "abmelden_url": abmelden_url,
        },
    )
    if neu and nachricht.faellig_ab <= timezone.now():
        _nach_commit_wecken()
    return nachricht


def _nach_commit_wecken() -> None:
    """Once in a transaction, however many mails it queues: without a broker each attempt takes its time."""
    if not any(wecken in eintrag for eintrag in connection.run_on_commit):
        transaction.on_commit(wecken, robust=True)


def viele_einreihen(mail: Mail, sendungen: Iterable[Sendung], *, inhalt: Inhalt) -> int:
    """Store one mail to each recipient, behind everything else that waits. Returns how many were new.

    Keys that exist already are left as they are.
    """
    kontext, jetzt, vorher = mail.als_kontext(), timezone.now(), Nachricht.objects.filter(inhalt=inhalt).count()
    strom = iter(sendungen)
    while stapel := list(islice(strom, STAPEL)):
        Nachricht.objects.bulk_create(
            [
                Nachricht(
                    schluessel=sendung.schluessel,
                    art=mail.art,
                    an=sendung.an,
                    kontext=kontext,
                    inhalt=inhalt,
                    abmelden_url=sendung.abmelden_url,
                    prioritaet=Nachricht.Prioritaet.MASSE,
                    faellig_ab=jetzt,
                )
                for sendung in stapel
            ],
            ignore_conflicts=True,
        )
    transaction.on_commit(wecken, robust=True)
    return Nachricht.objects.filter(inhalt=inhalt).count() - vorher


def noch_einmal(nachrichten: QuerySet[Nachricht]) -> int:
    """Try undeliverable mails again, say after the mail server's settings were mended. Returns how many wait now."""
    anzahl = (
        nachrichten.filter(zustand=Nachricht.Zustand.UNZUSTELLBAR)
        .exclude(an="")
        .exclude(kontext={}, inhalt=None)
        .update(zustand=Nachricht.Zustand.WARTET, versuche=0, faellig_ab=timezone.now())
    )
    _nach_commit_wecken()
    return anzahl


def adresse(pfad: str) -> str:
    """Absolute address for a mail: from PORTAL_URL, never from the Host header."""
    return settings.PORTAL_URL + pfad


def wecken() -> None:
    """Tell the worker to look now. Best effort: without a broker the sweep does it later."""
    from .tasks import postausgang_leeren  # noqa: PLC0415  (tasks import the sender, which imports this floor)

    try:
        postausgang_leeren.apply_async(retry=False, ignore_result=True)
    except Exception as fehler:  # noqa: BLE001  (whatever the broker's client raises, the mail is safe)
        logger.warning("Versand konnte nicht geweckt werden, der nächste Durchlauf holt es nach: %s", fehler)
