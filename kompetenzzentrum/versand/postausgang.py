"""Putting mails into the outbox. A workflow calls this inside its own transaction."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from .mail import Mail
from .models import Inhalt, Nachricht

logger = logging.getLogger(__name__)

GEWECKT = "versand:geweckt"
"""Set while a worker is called that has not begun: it forgets this before it looks at the first row."""
GEWECKT_SEKUNDEN = 30
"""A call that got lost counts no longer than the sweep takes to come."""
ANLAUF_SEKUNDEN = 0.3
"""The worker begins so much later: what comes meanwhile goes out in the same round, over the same line."""
STAPEL = 2000
"""Rows of one bulk insert."""


@dataclass(frozen=True, slots=True)
class Sendung:
    """What differs from recipient to recipient in a bulk mailing."""

    an: str
    schluessel: str
    abmelden_url: str


class Einzelsendung(NamedTuple):
    """One of many mails of which each says something else."""

    mail: Mail
    an: str
    schluessel: str


def einreihen(
    mail: Mail,
    *,
    an: str,
    schluessel: str,
    faellig_ab: datetime | None = None,
    prioritaet: Nachricht.Prioritaet = Nachricht.Prioritaet.NORMAL,
    inhalt: Inhalt | None = None,
    abmelden_url: str = "",
) -> None:
    """Store one mail for sending; a key that exists already is left as it is.

    The worker is woken after commit. That it can be woken is not needed: the sweep finds the row.
    """
    faellig_ab = faellig_ab or timezone.now()
    nachricht = Nachricht(
        schluessel=schluessel,
        art=mail.art,
        an=an,
        kontext=mail.als_kontext(),
        faellig_ab=faellig_ab,
        prioritaet=prioritaet,
        inhalt=inhalt,
        abmelden_url=abmelden_url,
    )
    # One statement: in a rush for seats this happens under the lock for which everybody waits.
    Nachricht.objects.bulk_create([nachricht], ignore_conflicts=True)
    if faellig_ab <= timezone.now():
        _nach_commit_wecken()


def _nach_commit_wecken() -> None:
    """Once in a transaction, however many mails it queues: without a broker each attempt takes its time."""
    if not any(wecken in eintrag for eintrag in connection.run_on_commit):
        transaction.on_commit(wecken, robust=True)


def viele_einreihen(mail: Mail, sendungen: Iterable[Sendung], *, inhalt: Inhalt) -> int:
    """Store one mail to each recipient, behind everything else that waits. Returns how many were new.

    Keys that exist already are left as they are.
    """
    kontext, jetzt, vorher = mail.als_kontext(), timezone.now(), Nachricht.objects.filter(inhalt=inhalt).count()
    _speichern(
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
        for sendung in sendungen
    )
    return Nachricht.objects.filter(inhalt=inhalt).count() - vorher


def verschiedene_einreihen(
    sendungen: Iterable[Einzelsendung],
    *,
    prioritaet: Nachricht.Prioritaet = Nachricht.Prioritaet.NACHRANGIG,
    verfaellt_am: datetime | None = None,
) -> None:
    """Store many mails that differ in what they say; unless said otherwise behind what a single person waits for.

    Keys that exist already are left as they are. What still waits at `verfaellt_am` is not sent any more.
    """
    jetzt = timezone.now()
    _speichern(
        Nachricht(
            schluessel=sendung.schluessel,
            art=sendung.mail.art,
            an=sendung.an,
            kontext=sendung.mail.als_kontext(),
            prioritaet=prioritaet,
            faellig_ab=jetzt,
            verfaellt_am=verfaellt_am,
        )
        for sendung in sendungen
    )


def _speichern(nachrichten: Iterator[Nachricht]) -> None:
    while stapel := list(islice(nachrichten, STAPEL)):
        Nachricht.objects.bulk_create(stapel, ignore_conflicts=True)
    _nach_commit_wecken()


def zurueckziehen(nachrichten: QuerySet[Nachricht]) -> int:
    """Those of them that still wait are not sent. One that is on its way at this moment is locked: let it go."""
    wartende = nachrichten.filter(zustand=Nachricht.Zustand.WARTET).order_by().select_for_update(skip_locked=True)
    return Nachricht.objects.filter(pk__in=wartende.values("pk")).update(
        zustand=Nachricht.Zustand.ZURUECKGEZOGEN, kontext={}
    )


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
    """Tell the worker to look now. Best effort: without a broker the sweep does it later.

    Who has been told and has not begun yet finds what came meanwhile too: in a rush one call does for many.
    """
    from .tasks import postausgang_leeren  # noqa: PLC0415  (tasks import the sender, which imports this floor)

    if not cache.add(GEWECKT, 1, timeout=GEWECKT_SEKUNDEN):
        return
    try:
        postausgang_leeren.apply_async(countdown=ANLAUF_SEKUNDEN, retry=False, ignore_result=True)
    except Exception as fehler:  # noqa: BLE001  (whatever the broker's client raises, the mail is safe)
        logger.warning("Versand konnte nicht geweckt werden, der nächste Durchlauf holt es nach: %s", fehler)
