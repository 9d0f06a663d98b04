"""`make bench`: how fast are the reading pages, as a share of a hello-world view on the same server?

Targets take turns in rounds, their order rotates, the median over the rounds counts. Beside the share stands the
server's CPU time per request (all processes of the portal, PostgreSQL and Valkey included), which other work on
the machine hardly disturbs. Load goes to 127.0.0.1 only and ends by itself.
"""

import argparse
import http.client
import os
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from kompetenzzentrum.betrieb.prozess import warten_bis
from tests.laufendes_portal import LaufendesPortal, laufendes_portal

VERBINDUNGEN = 16
TAKTE_JE_SEKUNDE = os.sysconf("SC_CLK_TCK")


def _eine_verbindung(port: int, pfad: str, kopf: dict[str, str], erwartet: int, enthaelt: bytes, dauer: float) -> int:
    """Requests one address over one kept connection; every answer must be the right one."""
    anzahl = 0
    verbindung = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    schluss = time.monotonic() + dauer
    while time.monotonic() < schluss:
        verbindung.request("GET", pfad, headers=kopf)
        antwort = verbindung.getresponse()
        inhalt = antwort.read()
        if antwort.status != erwartet or enthaelt not in inhalt:
            raise RuntimeError(f"{pfad}: {antwort.status} statt {erwartet}, oder der Inhalt stimmt nicht")
        anzahl += 1
    verbindung.close()
    return anzahl


def _etag(port: int, pfad: str) -> str:
    verbindung = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    verbindung.request("GET", pfad)
    antwort = verbindung.getresponse()
    antwort.read()
    return antwort.getheader("ETag") or ""


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


def _rechenzeit(portal: LaufendesPortal) -> float:
    """CPU seconds of everything that serves: web, worker, PostgreSQL, Valkey."""
    takte = 0
    wurzeln = {dienst.pid for dienst in (portal.web, portal.postgres, portal.valkey) if dienst.pid}
    for pid in _nachkommen(wurzeln):
        try:
            felder = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        takte += sum(int(feld) for feld in felder[11:15])  # its own time, and that of children that have ended
    return takte / TAKTE_JE_SEKUNDE


def _ruhe(portal: LaufendesPortal) -> None:
    """Wait until the server has nothing left to do from the target before."""

    def still() -> bool:
        vorher = _rechenzeit(portal)
        time.sleep(0.3)
        return _rechenzeit(portal) - vorher <= 0.02

    warten_bis(20, still)


class Ziel:
    def __init__(self, name: str, pfad: str, enthaelt: str, *, wiederholt: bool = False) -> None:
        self.name, self.pfad, self.enthaelt, self.wiederholt = name, pfad, enthaelt, wiederholt
        self.je_sekunde: list[float] = []
        self.rechenzeit: list[float] = []

    def messen(self, portal: LaufendesPortal, pool: ProcessPoolExecutor, dauer: float) -> None:
        kopf = {"If-None-Match": _etag(portal.port, self.pfad)} if self.wiederholt else {}
        erwartet, enthaelt = (304, b"") if self.wiederholt else (200, self.enthaelt.encode())
        _ruhe(portal)
        vorher, beginn = _rechenzeit(portal), time.monotonic()
        laeufe = [
            pool.submit(_eine_verbindung, portal.port, self.pfad, kopf, erwartet, enthaelt, dauer)
            for _ in range(VERBINDUNGEN)
        ]
        anzahl = sum(lauf.result() for lauf in laeufe)
        self.je_sekunde.append(anzahl / (time.monotonic() - beginn))
        self.rechenzeit.append((_rechenzeit(portal) - vorher) / anzahl * 1000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runden", type=int, default=5)
    parser.add_argument("--sekunden", type=float, default=10.0)
    angaben = parser.parse_args()
    ziele = [
        Ziel("hello world", "/hallo/", "Hallo Welt"),
        Ziel("start page", "/", "</html>"),
        Ziel("catalogue", "/projekte/", "</html>"),
        Ziel("catalogue, search", "/projekte/?q=verwaltung", "</html>"),
        Ziel("events", "/veranstaltungen/", "</html>"),
        Ziel("municipality", "/kommunen/05913000/", "Dortmund"),
        Ziel("municipality, revalidated", "/kommunen/05913000/", "", wiederholt=True),
        Ziel("type-ahead", "/kommunen/vorschlaege/?q=dort", "Dortmund"),
    ]
    with laufendes_portal({"DJANGO_SETTINGS_MODULE": "tests.bench.einstellungen"}) as portal:
        portal.beat.stoppen()
        with ProcessPoolExecutor(VERBINDUNGEN) as pool:
            for ziel in ziele:
                ziel.messen(portal, pool, 2.0)
                ziel.je_sekunde.clear()
                ziel.rechenzeit.clear()
            for runde in range(angaben.runden):
                for ziel in ziele[runde % len(ziele) :] + ziele[: runde % len(ziele)]:
                    ziel.messen(portal, pool, angaben.sekunden)
    print(f"{angaben.runden} rounds of {angaben.sekunden:g} s, {VERBINDUNGEN} connections, {os.cpu_count()} cores")
    print(f"{'page':<28}{'of hello':>10}{'requests/s':>12}{'CPU-ms':>9}")
    for ziel in ziele:
        anteil = statistics.median(
            eigene / hallo for eigene, hallo in zip(ziel.je_sekunde, ziele[0].je_sekunde, strict=True)
        )
        print(
            f"{ziel.name:<28}{anteil:>10.1%}{statistics.median(ziel.je_sekunde):>12.0f}"
            f"{statistics.median(ziel.rechenzeit):>9.2f}"
        )


if __name__ == "__main__":
    main()
