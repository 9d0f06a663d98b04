"""What the launcher has to know about the `make` that started it.

A recipe cannot replace make itself: make waits while we run. It passes SIGTERM
on, but neither SIGINT (it counts on the terminal for that) nor, of course, SIGKILL.
"""

import os
import signal
from pathlib import Path

from .prozess import stirbt_mit_eltern

BIT_SIGINT = 1 << (signal.SIGINT - 1)


class Make:
    def __init__(self) -> None:
        self._pid = os.getppid() if "MAKELEVEL" in os.environ else None
        if self._pid is not None:
            stirbt_mit_eltern(signal.SIGTERM)
        self._faengt_sigint = self._hat_handler()

    def pruefen(self) -> None:
        """Takes the SIGINT only make has got: its handler runs once and restores the default."""
        if self._faengt_sigint and not self._hat_handler():
            self._faengt_sigint = False
            os.kill(os.getpid(), signal.SIGINT)

    def _hat_handler(self) -> bool:
        if self._pid is None:
            return False
        try:
            zeilen = Path(f"/proc/{self._pid}/status").read_text().splitlines()
        except OSError:
            return False
        maske = next((zeile.split()[1] for zeile in zeilen if zeile.startswith("SigCgt:")), "0")
        return bool(int(maske, 16) & BIT_SIGINT)
