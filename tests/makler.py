"""Another broker for the code under test, in this process."""

import kombu.pools

from kompetenzzentrum.celery import app


def mit_broker(url: str) -> str:
    """From now on tasks are sent there. Gives the one before."""
    bisher: str = app.conf.broker_url
    app.conf.broker_url = app.conf.broker_write_url = url
    kombu.pools.reset()
    app._pool = app.amqp._producer_pool = None
    return bisher
