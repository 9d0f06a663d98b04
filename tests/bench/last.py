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


@dataclass
class Abruf:
    """One address and what must stand in its answer.

    `wiederholt`: asked by readers who have the page; the answer is 304, or the page with a new ETag if it has changed.
    """

    pfad: str
    enthaelt: bytes = b"</html>"
    wiederholt: bool = False
    etag: str = ""

    def als_anfrage(self, port: int) -> bytes:
        bedingung = f"If-None-Match: {self.etag}\r\n" if self.etag else ""
        return f"GET {self.pfad} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{bedingung}\r\n".encode()

    def pruefen(self, antwort: "Antwort") -> None:
        if self.wiederholt and antwort.status == 304 and self.etag:
            return
        if antwort.status != 200 or self.enthaelt not in antwort.bisher:
            raise FalscheAntwort(f"{self.pfad}: Status {antwort.status}, oder der Inhalt stimmt nicht")
        if self.wiederholt:
            self.etag = antwort.kopfzeile(b"etag").decode()


@dataclass
class Lauf:
    """Times of all requests in seconds, and how long all of them took together."""

    zeiten: list[float] = field(default_factory=list)
    dauer: float = 0.0
    unveraendert: int = 0
    """Answers 304."""
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
class Antwort:
    """What has arrived of one answer."""

    bisher: bytearray = field(default_factory=bytearray)
    laenge: int | None = None
    """Of head and body together, once the head is there."""
    status: int = 0
    kopf: bytes = b""

    def aufnehmen(self, stueck: bytes) -> bool:
        """True when it is whole."""
        self.bisher += stueck
        if self.laenge is None:
            ende = self.bisher.find(b"\r\n\r\n")
            if ende < 0:
                return False
            self.kopf = bytes(self.bisher[:ende])
            self.status = int(self.kopf[9:12])
            koerper = 0 if self.status in (204, 304) else int(self.kopfzeile(b"content-length"))
            self.laenge = ende + 4 + koerper
        return len(self.bisher) >= self.laenge

    def kopfzeile(self, name: bytes) -> bytes:
        for zeile in self.kopf.split(b"\r\n")[1:]:
            gefunden, _, wert = zeile.partition(b":")
            if gefunden.lower() == name:
                return wert.strip()
        raise FalscheAntwort(f"Antwort ohne {name.decode()}")


class _Verbindung:
    def __init__(self, port: int, abruf: Abruf) -> None:
        self.port = port
        self.anschluss = self._oeffnen()
        self.senden(abruf)

    def _oeffnen(self) -> socket.socket:
        anschluss = socket.create_connection(("127.0.0.1", self.port), timeout=FRIST)
        anschluss.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        anschluss.setblocking(False)
        return anschluss

    def senden(self, abruf: Abruf) -> None:
        self.abruf, self.antwort, self.beginn = abruf, Antwort(), time.perf_counter()
        self.anschluss.send(abruf.als_anfrage(self.port))  # far smaller than the buffer of an idle connection

    def neu(self) -> None:
        """As any client does with a kept connection that was closed before it answered; the time goes on counting."""
        self.anschluss.close()
        self.anschluss = self._oeffnen()
        self.anschluss.send(self.abruf.als_anfrage(self.port))

    def fertig(self) -> bool:
        """Takes what has arrived. True if the answer is whole; raises if it is wrong, ConnectionError if none came."""
        stueck = self.anschluss.recv(LESEN)
        if not stueck:
            if self.antwort.bisher:
                raise FalscheAntwort(f"{self.abruf.pfad}: mitten in der Antwort beendet")
            raise ConnectionResetError
        if not self.antwort.aufnehmen(stueck):
            return False
        self.abruf.pruefen(self.antwort)
        return True


def belasten(port: int, abrufe: Sequence[Abruf], *, verbindungen: int, sekunden: float = 0.0, anzahl: int = 0) -> Lauf:
    """Requests the addresses in turn over kept connections, for so long or so often; what is under way is awaited."""
    naechste = cycle(abrufe)
    lauf = Lauf()
    with selectors.DefaultSelector() as waehler:
        beginn = time.perf_counter()
        gesendet = unterwegs = verbindungen
        for _ in range(verbindungen):
            verbindung = _Verbindung(port, next(naechste))
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
                lauf.unveraendert += verbindung.antwort.status == 304
                if jetzt - beginn < sekunden or gesendet < anzahl:
                    verbindung.senden(next(naechste))
                    gesendet += 1
                else:
                    waehler.unregister(verbindung.anschluss)
                    verbindung.anschluss.close()
                    unterwegs -= 1
        lauf.dauer = time.perf_counter() - beginn
    return lauf
