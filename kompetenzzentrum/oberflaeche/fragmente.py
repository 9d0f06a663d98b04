"""Rendered pieces of pages, kept in the memory of each process.

The key of a piece holds the number of what it shows (`Projekt.fassung`, a number of `stand.lesen()`), so nothing is
ever taken back: what has changed has another key, and what nobody asks for any more falls out. A piece shows the same
to everybody: nothing personal, no message, no token.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

HOECHSTENS_STUECKE = 20_000
HOECHSTENS_ZEICHEN = 24_000_000
"""All pieces of one process together."""
WARTEN_HOECHSTENS = 1.0
"""Seconds; then a thread makes the piece itself."""

_stuecke: OrderedDict[Hashable, SafeString] = OrderedDict()
_in_arbeit: dict[Hashable, threading.Event] = {}
_sperre = threading.Lock()
_zeichen = 0


def fragment(name: str, schluessel: Hashable, erzeugen: Callable[[], str], *, takt: int = 0) -> SafeString:
    """The piece `name` for this key, made by `erzeugen` the first time on each day (ages count in days) or, with
    `takt`, in each stretch of so many seconds.

    When many come at once, one thread makes the piece and the others wait for it, at most a second.
    """
    return _stueck((name, schluessel, int(time.time()) // takt if takt else timezone.localdate()), erzeugen)


def fragmente(name: str, schluessel: Iterable[Hashable], erzeugen: Callable[[int], str]) -> list[SafeString]:
    """The same for many pieces at once; `erzeugen` gets the place of the key."""
    tag = timezone.localdate()
    return [_stueck((name, einer, tag), partial(erzeugen, nummer)) for nummer, einer in enumerate(schluessel)]


def _stueck(schluessel: Hashable, erzeugen: Callable[[], str]) -> SafeString:
    with _sperre:
        if (gefunden := _stuecke.get(schluessel)) is not None:
            _stuecke.move_to_end(schluessel)
            return gefunden
        in_arbeit = _in_arbeit.get(schluessel)
        fertig = in_arbeit or _in_arbeit.setdefault(schluessel, threading.Event())
    if in_arbeit and in_arbeit.wait(WARTEN_HOECHSTENS) and (gefunden := _stuecke.get(schluessel)) is not None:
        return gefunden
    try:
        neu: SafeString = mark_safe(erzeugen())  # noqa: S308  rendered by a template, which escapes
        _ablegen(schluessel, neu)
    finally:
        _in_arbeit.pop(schluessel, None)
        fertig.set()
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
