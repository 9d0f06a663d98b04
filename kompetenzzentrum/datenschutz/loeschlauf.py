"""The nightly deletion: every declared model, each in a transaction of its own."""

import logging
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from . import verzeichnis
from .models import Loeschlauf

logger = logging.getLogger(__name__)

FRUEHESTENS_UHR = 3
"""Local hour after which the day's run may start."""
SPERRE = 0x4C4F4553
"""Advisory lock: two schedulers never run it side by side."""


def loeschen(jetzt: datetime, *, probe: bool = False) -> dict[str, int]:
    """Erase or anonymise what is due; with `probe` only count. Returns rows per model."""
    ergebnis = {}
    for bestand in verzeichnis.alle():
        with transaction.atomic():
            faellig = bestand.faellig(jetzt)
            if probe:
                ergebnis[bestand.modell] = faellig.count()
            else:
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL kdk.loeschlauf = 'an'")
                ergebnis[bestand.modell] = bestand.loeschen(faellig)
    return ergebnis


def taeglich(jetzt: datetime | None = None) -> Loeschlauf | None:
    """Run once a day. Called every hour, so a machine that was off at night catches up."""
    jetzt = jetzt or timezone.now()
    lokal = timezone.localtime(jetzt)
    if lokal.hour < FRUEHESTENS_UHR or Loeschlauf.objects.filter(tag=lokal.date()).exists():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SPERRE])
        if not cursor.fetchone()[0]:
            return None
        try:
            if Loeschlauf.objects.filter(tag=lokal.date()).exists():
                return None
            ergebnis = loeschen(jetzt)
            logger.info("Löschlauf: %s", ergebnis)
            return Loeschlauf.objects.create(tag=lokal.date(), ergebnis=ergebnis)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SPERRE])
