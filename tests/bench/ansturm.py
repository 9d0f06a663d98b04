"""A rush: 500 people at once for 30 seats, each with the whole way: page, form, registration, page after it.

Everyone has an address of her own, sends what a browser sends, and takes the next step as soon as the last one is
answered. What was promised is compared with what stands in the database.
"""

import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from itertools import pairwise
from statistics import median
from urllib.parse import urlencode, urlsplit

from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.versand.models import Nachricht
from tests.laufendes_portal import LaufendesPortal
from veranstaltungen.models import Anmeldung, Frage, Programmpunkt, Veranstaltung

from .bericht import tabelle
from .last import FRIST, LESEN, Antwort, FalscheAntwort
from .rechenzeit import Messung, ruhe

LEUTE, PLAETZE = 500, 30
JE_SEKUNDE_MINDESTENS, SEKUNDEN_HOECHSTENS = 60.0, 5.0
_VERSTECKT = re.compile(rb'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Mensch:
    """One client. `unterwegs` gives the next request when it gets the answer to the one before."""

    nummer: int
    port: int
    slug: str
    kommune: str
    punkt: int
    frage: int
    zeiten: list[float] = field(default_factory=list)
    gesendet: float = 0.0
    """When the registration was on its way."""
    beantwortet: float = 0.0
    ziel: str = ""
    """Path of the page after it."""

    @property
    def email(self) -> str:
        return f"ansturm.{self.nummer}@example.org"

    @property
    def hat_platz(self) -> bool:
        return self.ziel.endswith("/eingegangen/")

    def anfrage(self, pfad: str, *, cookie: str = "", daten: dict[str, str] | None = None) -> bytes:
        koerper = urlencode(daten).encode() if daten else b""
        zeilen = [
            f"{'POST' if daten else 'GET'} {pfad} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"X-Forwarded-For: 10.{self.nummer // 65536}.{self.nummer // 256 % 256}.{self.nummer % 256}",
        ]
        if cookie:
            zeilen.append(f"Cookie: {cookie}")
        if daten:
            zeilen += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(koerper)}"]
        return "\r\n".join([*zeilen, "", ""]).encode() + koerper

    def weg(self) -> "Iterator[bytes]":
        """Requests, one at a time; `self.antwort` is the answer to the last one."""
        seite = f"/veranstaltungen/{self.slug}/"
        formular = f"{seite}anmeldung/"
        yield self.anfrage(seite)
        self._pruefen(200, formular.encode())
        yield self.anfrage(formular)
        self._pruefen(200, b'name="vorgang"')
        cookie = self.antwort.kopfzeile(b"set-cookie").partition(b";")[0].decode()
        daten = {
            name.decode(): unescape(wert.decode()) for name, wert in _VERSTECKT.findall(bytes(self.antwort.bisher))
        }
        daten.setdefault("warteliste", "on")
        daten |= {
            "name": f"Mensch {chr(65 + self.nummer % 26)}",
            "email": self.email,
            "kommune": self.kommune,
            "programmpunkte": str(self.punkt),
            f"frage_{self.frage}": "ja",
        }
        self.gesendet = time.perf_counter()
        yield self.anfrage(formular, cookie=cookie, daten=daten)
        self.beantwortet = time.perf_counter()
        self._pruefen(302)
        self.ziel = urlsplit(self.antwort.kopfzeile(b"location").decode()).path
        yield self.anfrage(self.ziel, cookie=cookie)
        self._pruefen(200, b"Ihr Platz ist gebucht" if self.hat_platz else b"auf der Warteliste")

    def _pruefen(self, status: int, enthaelt: bytes = b"") -> None:
        if self.antwort.status != status or enthaelt not in self.antwort.bisher:
            raise FalscheAntwort(f"Mensch {self.nummer}: Status {self.antwort.status}, erwartet {status}, {enthaelt!r}")

    # --- the connection ---------------------------------------------------------------------

    def verbinden(self) -> None:
        self.anschluss = socket.create_connection(("127.0.0.1", self.port), timeout=FRIST)
        self.anschluss.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.anschluss.setblocking(False)
        self.schritte = self.weg()

    def weiter(self) -> bool:
        """Send the next request; False if there is none."""
        naechste = next(self.schritte, None)
        if naechste is None:
            return False
        self.letzte, self.antwort, self.beginn = naechste, Antwort(), time.perf_counter()
        self.anschluss.send(naechste)
        return True

    def lesen(self) -> bool:
        """True if the answer is whole. ConnectionError if the server closed the kept connection before."""
        stueck = self.anschluss.recv(LESEN)
        if not stueck:
            raise ConnectionResetError
        if not self.antwort.aufnehmen(stueck):
            return False
        self.zeiten.append(time.perf_counter() - self.beginn)
        return True

    def neu_verbinden(self) -> None:
        self.anschluss.close()
        self.anschluss = socket.create_connection(("127.0.0.1", self.port), timeout=FRIST)
        self.anschluss.setblocking(False)
        self.anschluss.send(self.letzte)


def _alle_zugleich(menschen: "Sequence[Mensch]") -> float:
    """Seconds until the last one has her answer."""
    for mensch in menschen:
        mensch.verbinden()
    with selectors.DefaultSelector() as waehler:
        beginn = time.perf_counter()
        for mensch in menschen:
            mensch.weiter()
            waehler.register(mensch.anschluss, selectors.EVENT_READ, mensch)
        while waehler.get_map():
            bereit = waehler.select(FRIST)
            if not bereit:
                raise FalscheAntwort(f"keine Antwort in {FRIST:g} s")
            for schluessel, _ in bereit:
                _einen_schritt(waehler, schluessel.data)
        return time.perf_counter() - beginn


def _einen_schritt(waehler: selectors.BaseSelector, mensch: Mensch) -> None:
    try:
        if not mensch.lesen():
            return
    except ConnectionError:
        waehler.unregister(mensch.anschluss)
        mensch.neu_verbinden()
        waehler.register(mensch.anschluss, selectors.EVENT_READ, mensch)
        return
    if not mensch.weiter():
        waehler.unregister(mensch.anschluss)
        mensch.anschluss.close()


@dataclass
class Lauf:
    dauer: float
    zeiten: list[float]
    rechenzeit_ms: float
    """CPU milliseconds of the server for each registration, all four answers and the mail included."""
    maengel: list[str]

    @property
    def je_sekunde(self) -> float:
        return LEUTE / self.dauer

    @property
    def laengste(self) -> float:
        return max(self.zeiten)


def messen(portal: LaufendesPortal, anzahl: int) -> int:
    """Prints a table. Gives the number of rushes that broke a promise. As with all targets a first one, of which
    nothing is told, makes every process draw these pages once."""
    laeufe = [_einer(portal, nummer) for nummer in range(anzahl + 1)][1:]
    print(f"\n## Rush: {anzahl} times {LEUTE} people at once for {PLAETZE} seats\n")
    werte: list[tuple[str, Callable[[Lauf], float], str, Callable[[float], bool]]] = [
        ("registrations/s", lambda lauf: lauf.je_sekunde, f"≥ {JE_SEKUNDE_MINDESTENS:g}", lambda wert: wert >= 60),
        ("longest answer, s", lambda lauf: lauf.laengste, f"≤ {SEKUNDEN_HOECHSTENS:g}", lambda wert: wert <= 5),
        ("half of the answers, s", lambda lauf: median(lauf.zeiten), "", lambda wert: True),
        ("CPU-ms a registration", lambda lauf: lauf.rechenzeit_ms, "", lambda wert: True),
    ]
    zeilen = []
    for name, holen, vorgabe, erreicht in werte:
        alle = [holen(lauf) for lauf in laeufe]
        schlechteste = min(alle) if vorgabe.startswith("≥") else max(alle)
        geschafft = ("yes" if erreicht(schlechteste) else "no") if vorgabe else ""
        zeilen.append((name, f"{median(alle):.2f}", f"{schlechteste:.2f}", vorgabe, geschafft))
    print(tabelle(("rush", "median", "worst", "goal", "met by all"), zeilen), flush=True)
    for nummer, lauf in enumerate(laeufe):
        for mangel in lauf.maengel:
            print(f"WRONG in rush {nummer + 1}: {mangel}", flush=True)
    return sum(bool(lauf.maengel) for lauf in laeufe)


def _einer(portal: LaufendesPortal, nummer: int) -> Lauf:
    veranstaltung, menschen = _aufstellen(portal.port, nummer)
    ruhe(portal)
    with Messung(portal) as messung:
        dauer = _alle_zugleich(menschen)
        ruhe(portal)  # the mails
    zeiten = [zeit for mensch in menschen for zeit in mensch.zeiten]
    return Lauf(dauer, zeiten, messung.server / LEUTE * 1000, list(_maengel(veranstaltung, menschen, zeiten)))


def _aufstellen(port: int, nummer: int) -> tuple[Veranstaltung, list[Mensch]]:
    """An event with a session to choose and a question, and everybody in front of the door."""
    beginn = timezone.now() + timedelta(days=30)
    veranstaltung = Veranstaltung.objects.create(
        titel=f"Ansturm {nummer}",
        slug=f"ansturm-{nummer}",
        format=Veranstaltung.Format.FORUM,
        kurzbeschreibung="Für alle, die zugleich kommen.",
        beschreibung="Ein Tag mit vielen Beispielen.",
        beginn=beginn,
        ende=beginn + timedelta(hours=6),
        ort_name="Rathaus",
        ort="Musterstadt",
        plaetze=PLAETZE,
        zustand=Veranstaltung.Zustand.VEROEFFENTLICHT,
    )
    punkte = [
        Programmpunkt.objects.create(
            veranstaltung=veranstaltung,
            titel=titel,
            beginn=beginn,
            ende=beginn + timedelta(hours=1),
            waehlbar=True,
            plaetze=PLAETZE,
        )
        for titel in ("Sensoren", "Register")
    ]
    frage = Frage.objects.create(veranstaltung=veranstaltung, text="Essen Sie mit?", art="ja_nein", zweck="Küche")
    kommunen = list(Kommune.objects.waehlbar().order_by("pk").values_list("schluessel", flat=True)[:LEUTE])
    return veranstaltung, [
        Mensch(
            nummer * LEUTE + platz,
            port,
            veranstaltung.slug,
            kommunen[platz % len(kommunen)],
            punkte[platz % 2].pk,
            frage.pk,
        )
        for platz in range(LEUTE)
    ]


def _maengel(veranstaltung: Veranstaltung, menschen: "Sequence[Mensch]", zeiten: Sequence[float]) -> Iterator[str]:
    """Promises that were broken."""
    if max(zeiten) > SEKUNDEN_HOECHSTENS:
        yield f"an answer took {max(zeiten):.1f} s"
    reihe = list(veranstaltung.anmeldungen.order_by("angemeldet_am", "pk"))
    zustaende = [anmeldung.zustand for anmeldung in reihe]
    if zustaende != [Anmeldung.Zustand.ANGEMELDET] * PLAETZE + [Anmeldung.Zustand.WARTEND] * (LEUTE - PLAETZE):
        yield "not the first have the seats and the others wait, each once"
    wer = {mensch.email: mensch for mensch in menschen}
    in_reihenfolge = [wer[anmeldung.email] for anmeldung in reihe if anmeldung.email in wer]
    spaeteste = 0.0
    for mensch in in_reihenfolge:
        if mensch.beantwortet < spaeteste:
            yield f"{mensch.email} had her answer before one ahead of her had asked"
        spaeteste = max(spaeteste, mensch.gesendet)
    if any(wer[anmeldung.email].hat_platz != anmeldung.ist_angemeldet for anmeldung in reihe):
        yield "somebody was told what is not so"
    anlass = {True: "bestaetigung", False: "warteliste"}
    schluessel = sorted(f"anmeldung:{eine.pk}:{anlass[eine.ist_angemeldet]}" for eine in reihe)
    if sorted(Nachricht.objects.filter(an__in=wer).values_list("schluessel", flat=True)) != schluessel:
        yield "not everybody has exactly one mail in the outbox"
    if any(vorher.pk > nachher.pk for vorher, nachher in pairwise(reihe)):
        yield "order of writing and order of arrival differ"
