"""A child process that never outlives us and writes into a log file."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Protocol

from .orte import Konto

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Startfehler(Exception):
    """A service does not come up; the text says why, in German, for the person at the terminal."""


def stirbt_mit_eltern(signalnummer: int) -> None:
    """Asks the kernel for this signal when the thread that started us ends (Linux only)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(signalnummer), 0, 0, 0)


class Dienst(Protocol):
    """What the supervisor needs to know of a service."""

    @property
    def laeuft(self) -> bool: ...
    @property
    def pid(self) -> int | None: ...
    def starten(self) -> object: ...
    def stoppen(self) -> None: ...
    def toeten(self) -> None: ...


class Prozess:
    """One command in a session of its own, so that Ctrl-C reaches only us and we stop in order."""

    def __init__(
        self,
        befehl: Sequence[str],
        *,
        log: Path | None = None,
        umgebung: Mapping[str, str] | None = None,
        ordner: Path | None = None,
        konto: Konto | None = None,
        ende: signal.Signals = signal.SIGTERM,
        eingabe: str | None = None,
    ) -> None:
        self.befehl = list(befehl)
        self.log = log
        self.umgebung = dict(umgebung) if umgebung is not None else None
        self.ordner = ordner
        self.konto = konto
        self.ende = ende
        self.eingabe = eingabe
        self._kind: subprocess.Popen[bytes] | None = None

    def starten(self) -> None:
        with ExitStack() as offen:
            ausgabe = None  # our own terminal
            if self.log is not None:
                self.log.parent.mkdir(parents=True, exist_ok=True)
                ausgabe = offen.enter_context(self.log.open("ab"))
            self._kind = subprocess.Popen(
                self.befehl,
                stdin=subprocess.DEVNULL if self.eingabe is None else subprocess.PIPE,
                stdout=ausgabe,
                stderr=subprocess.STDOUT if ausgabe else None,
                cwd=self.ordner,
                env=self.umgebung,
                start_new_session=True,
                preexec_fn=lambda: stirbt_mit_eltern(self.ende),
                user=self.konto.uid if self.konto else None,
                group=self.konto.gid if self.konto else None,
                extra_groups=[] if self.konto else None,
            )
        if self._kind.stdin and self.eingabe is not None:
            self._kind.stdin.write(self.eingabe.encode())
            self._kind.stdin.close()

    def ausfuehren(self) -> int:
        """Waits for the end, which must come by itself."""
        self.starten()
        try:
            return self._kind.wait() if self._kind else 0
        finally:
            self.toeten()

    @property
    def pid(self) -> int | None:
        return self._kind.pid if self._kind else None

    @property
    def laeuft(self) -> bool:
        return self._kind is not None and self._kind.poll() is None

    @property
    def ergebnis(self) -> int | None:
        return self._kind.poll() if self._kind else None

    def stoppen(self, frist: float = 15.0) -> None:
        """Asks politely; after `frist` seconds kills the whole session."""
        if self._kind is None:
            return
        if self.laeuft:
            self._kind.send_signal(self.ende)
        try:
            self._kind.wait(frist)
        except subprocess.TimeoutExpired:
            self.toeten()

    def toeten(self) -> None:
        """kill -9 for the process and everything in its session."""
        if self._kind is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._kind.pid, signal.SIGKILL)
        self._kind.wait()

    def letzte_zeilen(self, anzahl: int = 5) -> str:
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-anzahl:])


def warten_bis(frist: float, pruefen: Callable[[], bool], *, takt: float = 0.05) -> bool:
    """True as soon as `pruefen()` says so, False after `frist` seconds."""
    schluss = time.monotonic() + frist
    while time.monotonic() < schluss:
        if pruefen():
            return True
        time.sleep(takt)
    return False
