"""The Celery app and, in one place, everything that runs by the clock."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kompetenzzentrum.settings.production")

app = Celery("kompetenzzentrum")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

NACHRANG = 10


@worker_init.connect
def _lesende_vorlassen(**_: object) -> None:
    """Where web and worker share a machine, readers come first: in a rush a mail may leave some seconds later."""
    os.nice(NACHRANG)


# Behind everything else (on Redis and Valkey 0 is taken first, 9 last): a flood of mails must not keep a free seat
# waiting for whom it is offered next.
app.conf.task_routes = {"versand.postausgang_leeren": {"priority": 9}}

# Every job is safe to run twice at once (row locks or one row per day in the database),
# so a second beat by mistake costs a query, never a second mail.
app.conf.beat_schedule = {
    "postausgang-leeren": {"task": "versand.postausgang_leeren", "schedule": 30.0},
    # What a stopped worker left lying is looked after by the next one.
    "warteliste": {"task": "veranstaltungen.warteliste", "schedule": 20.0, "options": {"expires": 20}},
    "erinnerungen": {"task": "veranstaltungen.erinnerungen", "schedule": 60.0, "options": {"expires": 60}},
    "nachbereitung": {"task": "veranstaltungen.nachbereitung", "schedule": 300.0, "options": {"expires": 300}},
    "loeschlauf": {"task": "datenschutz.loeschlauf", "schedule": 3600.0},
    "nachfragen": {"task": "projekte.nachfragen", "schedule": crontab(hour=8, minute=10)},
    "dateien-aufraeumen": {"task": "projekte.dateien_aufraeumen", "schedule": crontab(hour=4, minute=40)},
    "mediathek-aufraeumen": {"task": "veranstaltungen.dateien_aufraeumen", "schedule": crontab(hour=4, minute=50)},
    # Weekly in effect: it finds nothing to do until Monday morning.
    "wochenuebersicht": {"task": "projekte.wochenuebersicht", "schedule": 900.0},
}
