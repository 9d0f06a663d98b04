"""Who wants to know that a mail was refused for good: rooms above register here, so that this one imports none of them.

Each app may have a module `unzustellbar.py`; it is imported at the start.
"""

import logging
from collections.abc import Callable

from django.db import transaction

from .models import Nachricht

logger = logging.getLogger(__name__)

Empfaenger = Callable[[Nachricht], None]
_empfaenger: list[Empfaenger] = []


def bei_unzustellbar(funktion: Empfaenger) -> Empfaenger:
    """Decorator: called in the sender's transaction, with the row as it was given up."""
    _empfaenger.append(funktion)
    return funktion


def weitersagen(nachricht: Nachricht) -> None:
    """An error there must not keep the row in the outbox, and with it everything behind."""
    for funktion in _empfaenger:
        try:
            with transaction.atomic():
                funktion(nachricht)
        except Exception:
            logger.exception("Unzustellbare Nachricht %s: %s", nachricht.schluessel, funktion.__qualname__)
