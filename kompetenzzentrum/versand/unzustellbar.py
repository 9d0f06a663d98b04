"""Who wants to know that a mail was refused for good, because of its address (`bei_unzustellbar`) or because of what it
says (`bei_abgelehnt`): rooms above register here, so that this one imports none of them.

Each app may have a module `unzustellbar.py`; it is imported at the start.
"""

import logging
from collections.abc import Callable

from django.db import transaction

from .models import Nachricht

logger = logging.getLogger(__name__)

Empfaenger = Callable[[Nachricht], None]
_bei_unzustellbar: list[Empfaenger] = []
_bei_abgelehnt: list[Empfaenger] = []


def bei_unzustellbar(funktion: Empfaenger) -> Empfaenger:
    """Decorator: called in the sender's transaction, with the row as it was given up."""
    _bei_unzustellbar.append(funktion)
    return funktion


def bei_abgelehnt(funktion: Empfaenger) -> Empfaenger:
    """As `bei_unzustellbar`; that the server takes no such text says nothing about the address."""
    _bei_abgelehnt.append(funktion)
    return funktion


def weitersagen(nachricht: Nachricht, *, wegen_adresse: bool) -> None:
    """An error there must not keep the row in the outbox, and with it everything behind."""
    for funktion in _bei_unzustellbar if wegen_adresse else _bei_abgelehnt:
        try:
            with transaction.atomic():
                funktion(nachricht)
        except Exception:
            logger.exception("Unzustellbare Nachricht %s: %s", nachricht.schluessel, funktion.__qualname__)
