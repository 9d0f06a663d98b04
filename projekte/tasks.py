from celery import shared_task

from . import dateien, nachfrage
from . import wochenuebersicht as woche


@shared_task(name="projekte.wochenuebersicht")
def wochenuebersicht() -> None:
    woche.versenden()


@shared_task(name="projekte.nachfragen")
def nachfragen() -> None:
    nachfrage.taeglich()


@shared_task(name="projekte.dateien_aufraeumen")
def dateien_aufraeumen() -> None:
    dateien.verwaiste_loeschen()
