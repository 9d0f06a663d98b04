"""A lean load generator: kept connections, one process, every answer checked and timed.

It shares the cores with the server, so it speaks just enough HTTP/1.1 for what our server answers: a status line, a
Content-Length (none with 304), and the body.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
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
    neu_verbunden: int = 0
    """How often the server closed a kept connection just when the next request was under way."""

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
    def __init__(self, port: int, abruf: Abruf, anfrage: bytes) -> None:
        self.port = port
        self.anschluss = self._oeffnen()
        self.senden(abruf, anfrage)

    def _oeffnen(self) -> socket.socket:
        anschluss = socket.create_connection(("127.0.0.1", self.port), timeout=FRIST)
        anschluss.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        anschluss.setblocking(False)
        return anschluss

    def senden(self, abruf: Abruf, anfrage: bytes) -> None:
        self.abruf, self.anfrage, self.beginn = abruf, anfrage, time.perf_counter()
        self.antwort = _Antwort()
        self.anschluss.send(anfrage)  # far smaller than the buffer of an idle connection

    def neu(self) -> None:
        """As any client does with a kept connection that was closed before it answered; the time goes on counting."""
        self.anschluss.close()
        self.anschluss = self._oeffnen()
        self.anschluss.send(self.anfrage)

    def fertig(self) -> bool:
        """Takes what has arrived. True if the answer is whole; raises if it is wrong, ConnectionError if none came."""
        stueck = self.anschluss.recv(LESEN)
        if not stueck:
            if self.antwort.bisher:
                raise FalscheAntwort(f"{self.abruf.pfad}: mitten in der Antwort beendet")
            raise ConnectionResetError
        if not self.antwort.aufnehmen(stueck):
            return False
        self.antwort.pruefen(self.abruf)
        return True


def belasten(port: int, abrufe: Sequence[Abruf], *, verbindungen: int, sekunden: float = 0.0, anzahl: int = 0) -> Lauf:
    """Requests the addresses in turn over kept connections, for so long or so often; what is under way is awaited."""
    anfragen = cycle((abruf, abruf.als_anfrage(port)) for abruf in abrufe)
    lauf = Lauf()
    with selectors.DefaultSelector() as waehler:
        beginn = time.perf_counter()
        gesendet = unterwegs = verbindungen
        for _ in range(verbindungen):
            verbindung = _Verbindung(port, *next(anfragen))
            waehler.register(verbindung.anschluss, selectors.EVENT_READ, verbindung)
        while unterwegs:
            bereit = waehler.select(FRIST)
            if not bereit:
                raise FalscheAntwort(f"keine Antwort in {FRIST:g} s")
            for schluessel, _ in bereit:
                verbindung = schluessel.data
                try:
                    if not verbindung.fertig():
                        continue
                except ConnectionError:
                    waehler.unregister(verbindung.anschluss)
                    verbindung.neu()
                    waehler.register(verbindung.anschluss, selectors.EVENT_READ, verbindung)
                    lauf.neu_verbunden += 1
                    continue
                jetzt = time.perf_counter()
                lauf.zeiten.append(jetzt - verbindung.beginn)
                if jetzt - beginn < sekunden or gesendet < anzahl:
                    verbindung.senden(*next(anfragen))
                    gesendet += 1
                else:
                    waehler.unregister(verbindung.anschluss)
                    verbindung.anschluss.close()
                    unterwegs -= 1
        lauf.dauer = time.perf_counter() - beginn
    return lauf
