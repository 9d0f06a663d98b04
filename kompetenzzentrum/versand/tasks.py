from celery import shared_task

from .sender import leeren


@shared_task(name="versand.postausgang_leeren")
def postausgang_leeren() -> None:
    leeren()
