from celery import shared_task

from . import loeschlauf as lauf


@shared_task(name="datenschutz.loeschlauf")
def loeschlauf() -> None:
    lauf.taeglich()
