# Celery's shared_task needs the app to exist as soon as Django starts.
from kompetenzzentrum.celery import app as celery_app

__all__ = ["celery_app"]
