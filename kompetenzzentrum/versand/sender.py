"""Emptying the outbox: one row, one transaction, one mail; the row is locked while its mail is on its way."""

import logging
import smtplib
import time
from datetime import timedelta
from typing import Any

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from .darstellung import nachricht_bauen
from .mail import arten
from .models import Nachricht
from .postausgang import wecken, zurueckziehen
from .unzustellbar import weitersagen

logger = logging.getLogger(__name__)

HOECHSTDAUER_SEKUNDEN = 20
"""However long the queue of mails is, the worker gets to its other jobs; the rest is sent by the next call."""
WARTEZEITEN_MINUTEN = (1, 2, 5, 15, 30, 60, 120, 240, 480, 720)
"""Pause after the first, second … failure that may pass; after the last the mail is given up (about a day)."""


class Verbindungsfehler(Exception):
    """The server could not be reached or dropped the line: this says nothing about a single mail."""


def leeren() -> int:
    """Send what is due, in order of priority. Returns how many mails the server took."""
    gesendet = 0
    schluss = time.monotonic() + HOECHSTDAUER_SEKUNDEN
    verbindung = get_connection()
    try:
        while time.monotonic() < schluss:
            ergebnis = _naechste_senden(verbindung)
            if ergebnis is None:
                break
            gesendet += ergebnis
        else:
            wecken()
    except Verbindungsfehler as fehler:
        logger.warning("Mailserver nicht erreichbar, später weiter: %s", fehler)
    finally:
        _schliessen(verbindung)
    return gesendet


def _naechste_senden(verbindung: Any) -> bool | None:
    """Claim and send one row. None: nothing is due; True: the server took it; False: not this time."""
    with transaction.atomic():
        nachricht = (
            Nachricht.objects.faellig(timezone.now())
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("inhalt")
            .first()
        )
        if nachricht is None:
            return None
        if nachricht.verfaellt_am and nachricht.verfaellt_am <= timezone.now():
            zurueckziehen(Nachricht.objects.filter(pk=nachricht.pk))
            return False
        try:
            _senden(nachricht, verbindung)
        except Verbindungsfehler:
            raise
        except Exception as fehler:
            # Whatever is wrong with one mail (its template, its address, the server's answer to it): the
            # others must go on.
            logger.warning("Nachricht %s ging nicht hinaus", nachricht.schluessel, exc_info=True)
            _nach_fehler(nachricht, fehler)
            return False
        _abhaken(nachricht)
        return True


def _senden(nachricht: Nachricht, verbindung: Any) -> None:
    """Raises Verbindungsfehler when the server, or our login there, is the cause; then no mail is to blame."""
    email = nachricht_bauen(nachricht)
    email.connection = verbindung
    try:
        verbindung.open()
    except OSError as fehler:  # smtplib's exceptions are OSErrors too
        raise Verbindungsfehler(str(fehler)) from fehler
    try:
        email.send()
    except OSError as fehler:
        _schliessen(verbindung)
        if isinstance(fehler, smtplib.SMTPSenderRefused) or not isinstance(fehler, smtplib.SMTPException):
            raise Verbindungsfehler(str(fehler)) from fehler
        raise


def _antwortcode(fehler: Exception) -> int:
    """The server's reply code; 0 if there was none."""
    if isinstance(fehler, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in fehler.recipients.values())
    return int(getattr(fehler, "smtp_code", 0))


def _nach_fehler(nachricht: Nachricht, fehler: Exception) -> None:
    """A permanent reply (5xx, RFC 5321 4.2.1) ends it; anything else is tried again, later each time."""
    nachricht.versuche += 1
    if _antwortcode(fehler) >= 500 or nachricht.versuche > len(WARTEZEITEN_MINUTEN):
        _aufgeben(nachricht, fehler)
        return
    pause = timedelta(minutes=WARTEZEITEN_MINUTEN[nachricht.versuche - 1])
    nachricht.faellig_ab = timezone.now() + pause
    nachricht.letzter_fehler = str(fehler)[:300]
    nachricht.save(update_fields=["versuche", "faellig_ab", "letzter_fehler"])


def _aufgeben(nachricht: Nachricht, fehler: Exception) -> None:
    nachricht.zustand = Nachricht.Zustand.UNZUSTELLBAR
    nachricht.letzter_fehler = str(fehler)[:300]
    nachricht.save(update_fields=["zustand", "versuche", "letzter_fehler"])
    if _antwortcode(fehler):  # a server refused this mail; a fault in our template says nothing about an address
        weitersagen(nachricht, wegen_adresse=isinstance(fehler, smtplib.SMTPRecipientsRefused))


def _abhaken(nachricht: Nachricht) -> None:
    nachricht.zustand = Nachricht.Zustand.GESENDET
    nachricht.gesendet_am = timezone.now()
    if arten()[nachricht.art].vertraulich:
        nachricht.kontext = {}
    nachricht.save(update_fields=["zustand", "gesendet_am", "kontext"])


def _schliessen(verbindung: Any) -> None:
    """Close and forget the line; the next mail opens a new one."""
    try:
        verbindung.close()
    except OSError as fehler:
        logger.info("Verbindung zum Mailserver ließ sich nicht ordentlich schließen: %s", fehler)
