"""CPU time and memory of what serves, read from /proc: hardly disturbed by other work on the machine."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from kompetenzzentrum.betrieb.prozess import warten_bis
from tests.laufendes_portal import LaufendesPortal

TAKTE_JE_SEKUNDE = os.sysconf("SC_CLK_TCK")


def _nachkommen(wurzeln: set[int]) -> Iterator[int]:
    eltern = {}
    for eintrag in Path("/proc").iterdir():
        if eintrag.name.isdecimal():
            try:
                eltern[int(eintrag.name)] = int((eintrag / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    offen = set(wurzeln)
    while offen:
        yield from offen
        offen = {kind for kind, elter in eltern.items() if elter in offen}


def rechenzeit(portal: LaufendesPortal) -> float:
    """CPU seconds of web, worker, PostgreSQL and Valkey."""
    takte = 0
    wurzeln = {dienst.pid for dienst in (portal.web, portal.worker, portal.postgres, portal.valkey) if dienst.pid}
    for pid in _nachkommen(wurzeln):
        try:
            felder = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        takte += sum(int(feld) for feld in felder[11:15])  # its own time, and that of children that have ended
    return takte / TAKTE_JE_SEKUNDE


def speicher(portal: LaufendesPortal) -> int:
    """Megabytes of all web processes together; what they share counts once (PSS)."""
    kilobytes = 0
    for pid in _nachkommen({portal.web.pid} if portal.web.pid else set()):
        zeilen = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        kilobytes += sum(int(zeile.split()[1]) for zeile in zeilen if zeile.startswith("Pss:"))
    return kilobytes // 1024


def ruhe(portal: LaufendesPortal) -> None:
    """Wait until the server has nothing left to do from the target before."""

    def still() -> bool:
        vorher = rechenzeit(portal)
        time.sleep(0.2)
        return rechenzeit(portal) - vorher <= 0.02

    warten_bis(20, still)


def beschaeftigt() -> float:
    """CPU seconds that the whole machine has worked since it started."""
    felder = [int(feld) for feld in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return (sum(felder) - felder[3] - felder[4]) / TAKTE_JE_SEKUNDE  # without idle and waiting for the disk


def eigene() -> float:
    """CPU seconds of this process, the load generator."""
    zeiten = os.times()
    return zeiten.user + zeiten.system


class Messung:
    """CPU time between entering and leaving: the server's, and what strangers took of the machine."""

    def __init__(self, portal: LaufendesPortal) -> None:
        self.portal = portal
        self.server = self.fremd = 0.0

    def __enter__(self) -> "Messung":
        self._vorher = rechenzeit(self.portal), beschaeftigt(), eigene(), time.monotonic()
        return self

    def __exit__(self, *fehler: object) -> None:
        server, gesamt, selbst, beginn = self._vorher
        self.server = rechenzeit(self.portal) - server
        dauer = (time.monotonic() - beginn) * len(os.sched_getaffinity(0))
        fremde_sekunden = beschaeftigt() - gesamt - self.server - (eigene() - selbst)
        self.fremd = max(0.0, fremde_sekunden / dauer)
