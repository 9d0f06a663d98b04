import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from celery import shared_task
from django.utils import timezone

from . import erinnerung, mediathek, nachbereitung
from . import warteliste as liste

logger = logging.getLogger(__name__)


@shared_task(name="veranstaltungen.warteliste")
def warteliste() -> None:
    jetzt = timezone.now()
    _einzeln(liste.zu_pruefen(jetzt), liste.verfallen_lassen, jetzt)


@shared_task(name="veranstaltungen.erinnerungen")
def erinnerungen() -> None:
    jetzt = timezone.now()
    _einzeln(erinnerung.faellige(jetzt), erinnerung.erinnern, jetzt)


@shared_task(name="veranstaltungen.nachbereitung")
def nachbereiten() -> None:
    jetzt = timezone.now()
    _einzeln(nachbereitung.faellige(jetzt), nachbereitung.nachbereiten, jetzt)


@shared_task(name="veranstaltungen.dateien_aufraeumen")
def dateien_aufraeumen() -> None:
    mediathek.verwaiste_loeschen()


def _einzeln(schluessel: Iterable[int], arbeit: Callable[[int, datetime], Any], jetzt: datetime) -> None:
    """A transaction for each event: what fails at one does not keep the others waiting. It is tried again next time."""
    for veranstaltung_id in schluessel:
        try:
            arbeit(veranstaltung_id, jetzt)
        except Exception:
            logger.exception("Veranstaltung %s: %s ist nicht gelungen", veranstaltung_id, arbeit.__name__)
