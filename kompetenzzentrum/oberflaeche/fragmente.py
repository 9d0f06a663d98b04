"""Rendered pieces of pages, kept in the memory of each process.

The key of a piece holds the number of what it shows (`Projekt.fassung`, a number of `stand.lesen()`), so nothing is
ever taken back: what has changed has another key, and what nobody asks for any more falls out. A piece shows the same
to everybody: nothing personal, no message, no token.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

HOECHSTENS_STUECKE = 20_000
HOECHSTENS_ZEICHEN = 24_000_000
"""All pieces of one process together."""

_stuecke: OrderedDict[Hashable, SafeString] = OrderedDict()
_sperre = threading.Lock()
_zeichen = 0


def fragment(name: str, schluessel: Hashable, erzeugen: Callable[[], str], *, takt: int = 0) -> SafeString:
    """The piece `name` for this key, made by `erzeugen` the first time on each day (ages count in days) or, with
    `takt`, in each stretch of so many seconds.

    Two threads may make the same piece at once; no thread waits for another.
    """
    voll = (name, schluessel, int(time.time()) // takt if takt else timezone.localdate())
    with _sperre:
        if (gefunden := _stuecke.get(voll)) is not None:
            _stuecke.move_to_end(voll)
            return gefunden
    neu: SafeString = mark_safe(erzeugen())  # noqa: S308  rendered by a template, which escapes
    _ablegen(voll, neu)
    return neu


def _ablegen(schluessel: Any, stueck: SafeString) -> None:
    global _zeichen
    with _sperre:
        if (alt := _stuecke.pop(schluessel, None)) is not None:
            _zeichen -= len(alt)
        _stuecke[schluessel] = stueck
        _zeichen += len(stueck)
        while len(_stuecke) > HOECHSTENS_STUECKE or _zeichen > HOECHSTENS_ZEICHEN:
            _zeichen -= len(_stuecke.popitem(last=False)[1])


def vergessen() -> None:
    global _zeichen
    with _sperre:
        _stuecke.clear()
        _zeichen = 0
