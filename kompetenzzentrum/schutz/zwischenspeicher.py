"""A cache that survives the loss of Valkey: it answers from PostgreSQL until Valkey is back."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from .models import Zaehler

logger = logging.getLogger(__name__)

PAUSE_SEKUNDEN = 5.0
"""After a failure Valkey is not asked again for so long: pages stay quick during an outage."""


class AusfallsichererSpeicher(RedisCache):
    _pause_bis = 0.0

    def _oder_ersatz(self, valkey: Callable[[], Any], ersatz: Callable[[], Any]) -> Any:
        cls = type(self)
        if time.monotonic() >= cls._pause_bis:
            try:
                return valkey()
            except RedisError as fehler:
                cls._pause_bis = time.monotonic() + PAUSE_SEKUNDEN
                logger.warning("Valkey antwortet nicht, PostgreSQL springt ein: %s", fehler)
        return ersatz()

    def zaehlen(self, schluessel: str, sekunden: int, anzahl: int = 1) -> int:
        """Count so many events under the key and return the sum of the current period."""
        voll = self.make_key(schluessel)

        def valkey() -> int:
            leitung = self._cache.get_client(None, write=True).pipeline()
            leitung.incrby(voll, anzahl)
            leitung.expire(voll, sekunden, nx=True)
            return int(leitung.execute()[0])

        return self._oder_ersatz(valkey, lambda: Zaehler.objects.erhoehen(voll, sekunden, anzahl))


def _mit_ersatz(name: str) -> Callable[..., Any]:
    def methode(self: AusfallsichererSpeicher, *args: Any, **kwargs: Any) -> Any:
        return self._oder_ersatz(
            lambda: getattr(RedisCache, name)(self, *args, **kwargs),
            lambda: getattr(caches["datenbank"], name)(*args, **kwargs),
        )

    methode.__name__ = name
    return methode


for _name in (
    "add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear",
):  # fmt: skip
    setattr(AusfallsichererSpeicher, _name, _mit_ersatz(_name))
