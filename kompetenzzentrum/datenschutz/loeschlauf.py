"""The nightly deletion: every declared model, each in a transaction of its own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from . import verzeichnis
from .models import FEHLER, Loeschlauf

logger = logging.getLogger(__name__)

FRUEHESTENS_UHR = 3
"""Local hour after which the day's run may start."""
SPERRE = 0x4C4F4553


def loeschen(jetzt: datetime, *, probe: bool = False) -> dict[str, int | str]:
    """Erase or anonymise what is due; with `probe` only count. Returns rows per model, or FEHLER: one that fails
    holds up none of the others. Unless it is a probe, call it within `sperre()`.
    """
    ergebnis: dict[str, int | str] = {}
    for bestand in verzeichnis.alle():
        try:
            with transaction.atomic():
                ergebnis[bestand.modell] = _ein_bestand(bestand, jetzt, probe=probe)
        except Exception:
            logger.exception("Löschlauf: %s ist fehlgeschlagen", bestand.modell)
            ergebnis[bestand.modell] = FEHLER
    return ergebnis


def _ein_bestand(bestand: verzeichnis.Datenbestand, jetzt: datetime, *, probe: bool) -> int:
    faellig = bestand.faellig(jetzt)
    if probe:
        return faellig.count()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL kdk.loeschlauf = 'an'")
    return bestand.loeschen(faellig)


@contextmanager
def sperre() -> Iterator[bool]:
    """Advisory lock: schedulers and commands never run it side by side. Says whether we hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SPERRE])
        erhalten: bool = cursor.fetchone()[0]
        try:
            yield erhalten
        finally:
            if erhalten:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SPERRE])


def taeglich(jetzt: datetime | None = None) -> Loeschlauf | None:
    """Run once a day. Called every hour, so a machine that was off at night catches up."""
    jetzt = jetzt or timezone.now()
    lokal = timezone.localtime(jetzt)
    if lokal.hour < FRUEHESTENS_UHR or Loeschlauf.objects.filter(tag=lokal.date()).exists():
        return None
    with sperre() as erhalten:
        if not erhalten or Loeschlauf.objects.filter(tag=lokal.date()).exists():
            return None
        ergebnis = loeschen(jetzt)
        logger.info("Löschlauf: %s", ergebnis)
        return Loeschlauf.objects.create(tag=lokal.date(), ergebnis=ergebnis)
