from celery import shared_task

from . import wochenuebersicht as woche


@shared_task(name="projekte.wochenuebersicht")
def wochenuebersicht() -> None:
    woche.versenden()
