"""A lean load generator: kept connections, one process, every answer checked and timed.

It shares the cores with the server, so it speaks just enough HTTP/1.1 for what our server answers: a status line, a
Content-Length (none with 304), and the body.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

LESEN = 1 << 18
FRIST = 60.0
"""Seconds without any answer after which a run is given up."""


class FalscheAntwort(RuntimeError):
    pass


@dataclass(frozen=True)
class Abruf:
    """One address, what its answer must be, and what must stand in it."""

    pfad: str
    enthaelt: bytes = b"</html>"
    status: int = 200
    etag: str = ""

    def als_anfrage(self, port: int) -> bytes:
        bedingung = f"If-None-Match: {self.etag}\r\n" if self.etag else ""
        return f"GET {self.pfad} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{bedingung}\r\n".encode()


@dataclass
class Lauf:
    """Times of all requests in seconds, and how long all of them took together."""

    zeiten: list[float] = field(default_factory=list)
    dauer: float = 0.0

    @property
    def je_sekunde(self) -> float:
        return len(self.zeiten) / self.dauer

    @property
    def p50(self) -> float:
        return median(self.zeiten)

    @property
    def p95(self) -> float:
        return quantiles(self.zeiten, n=20)[-1]


@dataclass
class _Antwort:
    """What has arrived of one answer."""

    bisher: bytearray = field(default_factory=bytearray)
    laenge: int | None = None
    """Of head and body together, once the head is there."""
    status: int = 0
    koerper_ab: int = 0

    def aufnehmen(self, stueck: bytes) -> bool:
        """True when it is whole."""
        self.bisher += stueck
        if self.laenge is None:
            ende = self.bisher.find(b"\r\n\r\n")
            if ende < 0:
                return False
            kopf = bytes(self.bisher[:ende]).lower()
            self.status, self.koerper_ab = int(kopf[9:12]), ende + 4
            self.laenge = self.koerper_ab + _koerperlaenge(kopf, self.status)
        return len(self.bisher) >= self.laenge

    def pruefen(self, abruf: Abruf) -> None:
        if self.status != abruf.status or abruf.enthaelt not in self.bisher:
            raise FalscheAntwort(f"{abruf.pfad}: {self.status} statt {abruf.status}, oder der Inhalt stimmt nicht")


def _koerperlaenge(kopf: bytes, status: int) -> int:
    if status in (204, 304):
        return 0
    _, gefunden, rest = kopf.partition(b"\r\ncontent-length:")
    if not gefunden:
        raise FalscheAntwort("Antwort ohne Content-Length")
    return int(rest.partition(b"\r\n")[0])


class _Verbindung:
    def __init__(self, port: int) -> None:
        self.anschluss = socket.create_connection(("127.0.0.1", port), timeout=FRIST)
        self.anschluss.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.anschluss.setblocking(False)
        self.antwort = _Antwort()
        self.abruf: Abruf | None = None
        self.beginn = 0.0

    def senden(self, abruf: Abruf, anfrage: bytes) -> None:
        self.abruf, self.antwort, self.beginn = abruf, _Antwort(), time.perf_counter()
        self.anschluss.send(anfrage)  # far smaller than the buffer of an idle connection


def belasten(port: int, abrufe: Sequence[Abruf], *, verbindungen: int, sekunden: float = 0.0, anzahl: int = 0) -> Lauf:
    """Requests the addresses in turn over kept connections, for so long or so often; what is under way is awaited."""
    anfragen = [(abruf, abruf.als_anfrage(port)) for abruf in abrufe]
    lauf = Lauf()
    gesendet = 0
    with selectors.DefaultSelector() as waehler:
        offen = [_Verbindung(port) for _ in range(verbindungen)]
        beginn = time.perf_counter()
        ende = beginn + sekunden
        for verbindung in offen:
            waehler.register(verbindung.anschluss, selectors.EVENT_READ, verbindung)
            verbindung.senden(*anfragen[gesendet % len(anfragen)])
            gesendet += 1
        unterwegs = len(offen)
        while unterwegs:
            bereit = waehler.select(FRIST)
            if not bereit:
                raise FalscheAntwort(f"keine Antwort in {FRIST:g} s")
            for schluessel, _ in bereit:
                verbindung = schluessel.data
                if not _fertig(verbindung):
                    continue
                jetzt = time.perf_counter()
                lauf.zeiten.append(jetzt - verbindung.beginn)
                if jetzt < ende or gesendet < anzahl:
                    verbindung.senden(*anfragen[gesendet % len(anfragen)])
                    gesendet += 1
                else:
                    unterwegs -= 1
        lauf.dauer = time.perf_counter() - beginn
        for verbindung in offen:
            verbindung.anschluss.close()
    return lauf


def _fertig(verbindung: _Verbindung) -> bool:
    stueck = verbindung.anschluss.recv(LESEN)
    if not stueck:
        raise FalscheAntwort(f"{verbindung.abruf}: Verbindung beendet")
    if not verbindung.antwort.aufnehmen(stueck):
        return False
    if verbindung.abruf:
        verbindung.antwort.pruefen(verbindung.abruf)
    return True
