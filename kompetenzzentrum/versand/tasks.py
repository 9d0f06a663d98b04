from celery import shared_task

from .sender import leeren


# Behind everything else that runs by the clock (for Redis and Valkey 0 goes first, 9 last): a flood of mails must not
# keep a seat waiting for whom it is offered next.
@shared_task(name="versand.postausgang_leeren", priority=9)
def postausgang_leeren() -> None:
    leeren()
