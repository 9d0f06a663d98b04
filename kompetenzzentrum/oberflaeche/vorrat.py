"""What each process keeps in memory of the database, as long as the numbers of its rooms stay the same."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Vorrat(Generic[T]):
    """One value, made by `erzeugen` when it is asked for under another key than before. The key holds the numbers
    (`stand.lesen()`) of the rooms it is made from, read before; so it is never older than they are."""

    def __init__(self, erzeugen: Callable[[], T]) -> None:
        self._erzeugen = erzeugen
        self._sperre = threading.Lock()
        self._gehalten: tuple[Hashable, T] | None = None

    def holen(self, schluessel: Hashable) -> T:
        gehalten = self._gehalten
        if gehalten is None or gehalten[0] != schluessel:
            with self._sperre:  # one thread makes it, the others wait for it
                gehalten = self._gehalten
                if gehalten is None or gehalten[0] != schluessel:
                    gehalten = self._gehalten = (schluessel, self._erzeugen())
        return gehalten[1]
