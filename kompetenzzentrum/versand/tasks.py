from celery import shared_task
from django.core.cache import cache

from .postausgang import GEWECKT
from .sender import leeren


@shared_task(name="versand.postausgang_leeren")
def postausgang_leeren() -> None:
    cache.delete(GEWECKT)
    leeren()
