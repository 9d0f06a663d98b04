"""Keeps the portal's processes alive and remembers them, so that a killed launcher leaves nothing."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .prozess import Dienst, Startfehler, warten_bis

LANGSAMSTER_NEUSTART = 30.0
WEG = "weg"
RUHEZEIT = 60.0  # seconds without a crash after which the pause starts small again


@dataclass
class Posten:
    """One supervised service: anything with starten(), laeuft and pid."""

    name: str
    dienst: Dienst
    unersetzlich: bool = False
    pause: float = 1.0
    gestartet: float = field(default_factory=time.monotonic)
    neustart_um: float | None = None


class Aufsicht:
    """Restarts what dies, with growing pauses; ends everything when the database dies."""

    def __init__(self, merkliste: Path, melden: Callable[[str], None]) -> None:
        self._merkliste = merkliste
        self._melden = melden
        self._posten: list[Posten] = []

    def aufnehmen(self, name: str, dienst: Dienst, *, unersetzlich: bool = False) -> None:
        self._posten.append(Posten(name, dienst, unersetzlich))
        self._merken()

    def blick(self) -> None:
        """One round; call it a few times in a second."""
        jetzt = time.monotonic()
        for posten in self._posten:
            if posten.dienst.laeuft:
                if jetzt - posten.gestartet > RUHEZEIT:
                    posten.pause = 1.0
            elif posten.unersetzlich:
                raise Startfehler(
                    f"{posten.name} ist unerwartet beendet worden. Das Portal wird angehalten; "
                    "gespeicherte Daten bleiben erhalten. Näheres steht in var/log/."
                )
            elif posten.neustart_um is None:
                posten.neustart_um = jetzt + posten.pause
                self._melden(f"{posten.name} ist beendet, neuer Start in {posten.pause:.0f} s (siehe var/log/).")
            elif jetzt >= posten.neustart_um:
                self._neu_starten(posten)

    def _neu_starten(self, posten: Posten) -> None:
        posten.pause = min(posten.pause * 2, LANGSAMSTER_NEUSTART)
        posten.neustart_um = None
        posten.gestartet = time.monotonic()
        posten.dienst.toeten()  # what is left of its session
        try:
            posten.dienst.starten()
        except Startfehler as fehler:
            self._melden(str(fehler))
        self._merken()

    def _merken(self) -> None:
        zeilen = [f"{pid} {_startzeit(pid)}" for posten in self._posten if (pid := posten.dienst.pid) is not None]
        neu = self._merkliste.with_suffix(".neu")
        neu.write_text("\n".join(zeilen))
        neu.replace(self._merkliste)


def reste_beenden(merkliste: Path, *, geduld: float = 10.0) -> None:
    """Ends processes of a launcher that was killed; they have been asked by the kernel already."""
    if not merkliste.exists():
        return
    reste: list[tuple[int, str]] = []
    for zeile in merkliste.read_text().splitlines():
        nummer, _, startzeit = zeile.partition(" ")
        if startzeit != WEG:
            reste.append((int(nummer), startzeit))

    def alle_weg() -> bool:
        return not any(_startzeit(pid) == startzeit for pid, startzeit in reste)

    if not warten_bis(geduld, alle_weg):
        for pid, startzeit in reste:
            if _startzeit(pid) == startzeit:
                os.killpg(pid, signal.SIGKILL)
        warten_bis(geduld, alle_weg)
    merkliste.unlink()


def _startzeit(pid: int) -> str:
    """Since boot, in clock ticks: tells a process from a later one with the same number."""
    try:
        felder = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return WEG
    return WEG if felder[0] == "Z" else felder[19]
