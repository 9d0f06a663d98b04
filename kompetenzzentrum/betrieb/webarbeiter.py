"""gunicorn's gthread worker, with connections shared out evenly.

A kept connection stays with the worker that accepted it, and whoever looks first accepts: of 16 connections one worker
may get fifteen, and its readers wait while the others idle. Here a worker that already holds more than the least
burdened one lets the others look first, for a few milliseconds. Nobody ever waits for a worker that hangs or died.
"""

import gc
import socket
import threading
import time
from multiprocessing.sharedctypes import RawArray
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

PLAETZE = 256
UNBESETZT = 1 << 20
VORTRITT = 0.001
"""Seconds for each connection more than the least burdened worker has."""
VORTRITT_HOECHSTENS = 0.005
VORLADEN_HOECHSTENS = 60.0
"""Seconds; then readers are let in all the same."""
AUFRAEUMEN = (10_000, 20, 50)
"""Thresholds of the garbage collector: a page makes thousands of objects, nearly all of which go with their last
reference."""

_verbindungen = RawArray("i", [UNBESETZT] * PLAETZE)
"""How many connections each worker holds: shared memory, made before the workers are forked."""


class Arbeiter(ThreadWorker):
    def __init__(self, age: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(age, *args, **kwargs)
        self._platz = age % PLAETZE

    def notify(self) -> None:
        """Called in each turn of the worker's loop."""
        _verbindungen[self._platz] = self.nr_conns
        super().notify()

    def accept(self, listener: socket.socket) -> None:
        if mehr := self.nr_conns - min(_verbindungen):
            time.sleep(min(mehr * VORTRITT, VORTRITT_HOECHSTENS))
        super().accept(listener)
        _verbindungen[self._platz] = self.nr_conns

    def run(self) -> None:
        try:
            self._suche_vorladen()
            super().run()
        finally:
            _verbindungen[self._platz] = UNBESETZT

    def _suche_vorladen(self) -> None:
        """Before a reader is let in: a large catalogue takes seconds. The master is told meanwhile that we live."""
        from projekte import suche  # noqa: PLC0415  Django is only ready now

        laden = threading.Thread(target=suche.vorladen, daemon=True)
        laden.start()
        bis = time.monotonic() + VORLADEN_HOECHSTENS
        while self.alive and laden.is_alive() and time.monotonic() < bis:
            self.notify()
            laden.join(timeout=1)
        # The garbage collector need not look through what stays for good: readers would wait for it.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*AUFRAEUMEN)
