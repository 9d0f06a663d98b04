"""kill -9 of the worker, of Valkey and of the mail server while 300 confirmations and then 300 reminders go out.

Worker, Valkey and mail server are processes of their own, as in production. Exactly one mail each: told apart by
Message-ID, for a mail that the server took at the very moment of the crash, before we could note it, goes out again
with the same one, and mail programs show it once.
"""

import os
import socket
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from kompetenzzentrum.betrieb.orte import CHECKOUT, wegwerfordner
from kompetenzzentrum.betrieb.prozess import Dienst, Prozess, warten_bis
from kompetenzzentrum.betrieb.valkey import ValkeyDienst
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.tasks import postausgang_leeren
from tests.factories.veranstaltungen import VeranstaltungFactory
from tests.makler import mit_broker
from tests.postamt import freier_port
from veranstaltungen import erinnerung, tasks
from veranstaltungen.anmeldung import anmelden
from veranstaltungen.models import Anmeldung, Erinnerung

pytestmark = pytest.mark.django_db(transaction=True)

ANZAHL = 300
MITTENDRIN = 60
"""Mails that are out when the crash comes."""
ARBEITER = 2
"""Processes of the worker: so many mails can be under way when something dies."""


class Mailserver:
    def __init__(self, ordner: Path) -> None:
        self.buch, self.port = ordner / "eingang", freier_port()
        befehl = (sys.executable, "-m", "tests.postamt_prozess", str(self.port), str(self.buch))
        self._prozess = Prozess(befehl, log=ordner / "postamt.log", ordner=CHECKOUT)

    def starten(self) -> None:
        self._prozess.starten()
        assert warten_bis(20, self._hoert_zu)

    def _hoert_zu(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def toeten(self) -> None:
        self._prozess.toeten()

    def eingang(self) -> Counter[str]:
        """Message-ID → how often it came."""
        zeilen = self.buch.read_text().splitlines() if self.buch.exists() else []
        return Counter(zeile.split()[0] for zeile in zeilen)


class Teile:
    """The parts that can die."""

    def __init__(self, ordner: Path) -> None:
        self.valkey, self.mailserver = ValkeyDienst(ordner), Mailserver(ordner)
        self.valkey.starten()
        self.mailserver.starten()
        datenbank = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        umgebung = {
            **os.environ,
            "DATABASE_URL": urlunsplit(datenbank),
            "REDIS_URL": self.valkey.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mailserver.port}",
        }
        befehl = (sys.executable, "-m", "celery", "-A", "kompetenzzentrum", "worker", f"--concurrency={ARBEITER}")
        self.worker = Prozess(
            (*befehl, "--without-gossip", "--without-mingle"),
            log=ordner / "worker.log",
            umgebung=umgebung,
            ordner=CHECKOUT,
        )
        self.worker.starten()

    def beenden(self) -> None:
        for teil in (self.worker, self.mailserver, self.valkey):
            teil.toeten()

    def abwarten(self, anzahl: int) -> None:
        """Until so many different mails came. Meanwhile what beat does, and no minute of waiting for the mail during
        which the line broke: it is tried again a minute later."""
        schluss = time.monotonic() + 60
        while len(self.mailserver.eingang()) < anzahl:
            assert time.monotonic() < schluss, f"{len(self.mailserver.eingang())}\n{self.worker.letzte_zeilen(30)}"
            Nachricht.objects.filter(versuche__gt=0).update(faellig_ab=timezone.now())
            postausgang_leeren.apply_async(retry=False)
            warten_bis(1, lambda: len(self.mailserver.eingang()) >= anzahl)

    def abstuerzen(self, name: str, *, nach: int) -> None:
        """kill -9 when so many mails are out, and a new start."""
        self.abwarten(nach)
        teil: Dienst | Mailserver = getattr(self, name)
        teil.toeten()
        assert len(self.mailserver.eingang()) < nach + ANZAHL - MITTENDRIN, "it was over already"
        time.sleep(0.3)
        teil.starten()


@pytest.fixture
def teile() -> Iterator[Teile]:
    with ExitStack() as ende:
        teile = Teile(ende.enter_context(wegwerfordner()))
        ende.callback(teile.beenden)
        ende.callback(mit_broker, mit_broker(teile.valkey.url))
        yield teile


def bestaetigungen() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=None)
    for nummer in range(ANZAHL):
        email = f"bestaetigt.{nummer}@example.org"
        anmelden(veranstaltung_id=veranstaltung.pk, name="Mira Beispiel", email=email, vorgang=uuid.uuid4())


def erinnerungen() -> None:
    veranstaltung = VeranstaltungFactory(beginn=timezone.now() + timedelta(days=6), plaetze=None)
    Anmeldung.objects.bulk_create(
        Anmeldung(
            veranstaltung=veranstaltung,
            name="Mira Beispiel",
            email=f"erinnert.{nummer}@example.org",
            platz_seit=timezone.now() - timedelta(days=20),
        )
        for nummer in range(ANZAHL)
    )
    erinnerung.setzen(veranstaltung)
    veranstaltung.erinnerungen.filter(art=Erinnerung.Art.WOCHE).update(erledigt_am=None)
    tasks.erinnerungen()


def nebenher(aufgabe: Callable[[], None]) -> threading.Thread:
    def ausfuehren() -> None:
        try:
            aufgabe()
        finally:
            connection.close()

    faden = threading.Thread(target=ausfuehren)
    faden.start()
    return faden


@pytest.mark.parametrize("opfer", ["worker", "valkey", "mailserver"])
def test_after_the_crash_everybody_has_one_mail(teile: Teile, opfer: str) -> None:
    faden = nebenher(bestaetigungen)
    teile.abstuerzen(opfer, nach=MITTENDRIN)
    faden.join()
    teile.abwarten(ANZAHL)
    erinnerungen()
    teile.abstuerzen(opfer, nach=ANZAHL + MITTENDRIN)
    teile.abwarten(2 * ANZAHL)

    gesendet = Nachricht.Zustand.GESENDET
    assert warten_bis(10, lambda: not Nachricht.objects.exclude(zustand=gesendet).exists())
    eingang = teile.mailserver.eingang()
    arten = Counter(Nachricht.objects.values_list("art", flat=True))
    assert arten == {"veranstaltungen.bestaetigung": ANZAHL, "veranstaltungen.erinnerung": ANZAHL}
    assert len(eingang) == 2 * ANZAHL
    assert eingang.total() - len(eingang) <= 2 * ARBEITER
