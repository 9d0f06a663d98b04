"""The same races over HTTP, against two web processes that share nothing but the database."""

import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.core.signing import TimestampSigner
from django.db import connection
from django.utils import timezone

from kompetenzzentrum.betrieb.orte import CHECKOUT
from kompetenzzentrum.betrieb.prozess import Prozess, warten_bis
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import VeranstaltungFactory
from tests.nebenlaeufigkeit.conftest import gleichzeitig
from tests.postamt import freier_port
from veranstaltungen.anmeldung import anmelden, stornieren
from veranstaltungen.models import Anmeldung, Veranstaltung
from veranstaltungen.warteliste import verfallen_lassen

pytestmark = pytest.mark.django_db(transaction=True)

ANSTURM = 12


class Antwort(NamedTuple):
    status: int
    adresse: str
    """Where the visitor ends, without the host."""


class Zwei:
    """Requests go to one process and the other by turns."""

    def __init__(self, adressen: list[str]) -> None:
        self._reihum = cycle(adressen)

    def senden(self, pfad: str, daten: dict[str, str] | None = None) -> Callable[[], Antwort]:
        """The cookie and the hidden field that the form's page would have given, as any browser sends them back."""
        wurzel, marke = next(self._reihum), "a" * 32
        koerper = urllib.parse.urlencode({**(daten or {}), "csrfmiddlewaretoken": marke}).encode()
        anfrage = urllib.request.Request(wurzel + pfad, koerper, {"Cookie": f"csrftoken={marke}"})  # noqa: S310
        return partial(_antwort, anfrage)


def _antwort(anfrage: urllib.request.Request) -> Antwort:
    try:
        with urllib.request.urlopen(anfrage, timeout=60) as antwort:  # noqa: S310
            return Antwort(antwort.status, urlsplit(antwort.url).path)
    except urllib.error.HTTPError as fehler:
        return Antwort(fehler.code, urlsplit(fehler.url).path)


@contextmanager
def zwei_prozesse(ordner: Path, **weitere: str) -> Iterator[Zwei]:
    """On the database of this test run."""
    datenbank = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    umgebung = {**os.environ, "DATABASE_URL": datenbank._replace(path=f"/{name}").geturl(), **weitere}
    ports = [freier_port(), freier_port()]
    prozesse = [
        Prozess(
            (
                *(sys.executable, "-m", "gunicorn", "tests.nebenlaeufigkeit.web:application"),
                *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", str(ANSTURM), "--no-control-socket"),
            ),
            log=ordner / f"web-{port}.log",
            umgebung=umgebung,
            ordner=CHECKOUT,
        )
        for port in ports
    ]
    adressen = [f"http://127.0.0.1:{port}" for port in ports]
    try:
        for prozess in prozesse:
            prozess.starten()
        for prozess, adresse in zip(prozesse, adressen, strict=True):
            assert warten_bis(60, partial(_laeuft, adresse)), prozess.letzte_zeilen(30)
        yield Zwei(adressen)
    finally:
        for prozess in prozesse:
            prozess.toeten()  # nothing is in flight


def _laeuft(adresse: str) -> bool:
    try:
        with urllib.request.urlopen(f"{adresse}/robots.txt", timeout=5) as antwort:  # noqa: S310
            return bool(antwort.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="module")
def web(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zwei]:
    with zwei_prozesse(tmp_path_factory.mktemp("web")) as zwei:
        yield zwei


@pytest.fixture(scope="module")
def web_ohne_sperre(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zwei]:
    with zwei_prozesse(tmp_path_factory.mktemp("web"), OHNE_SPERRE="1") as zwei:
        yield zwei


def formular(nummer: int, **weitere: str) -> dict[str, str]:
    return {
        "name": f"Person {'abcdefghijklmnopqrstuvwxyz'[nummer]}",
        "email": f"person.{nummer}@example.org",
        "kommune_keine": "1",
        "vorgang": str(uuid.uuid4()),
        "zeitmarke": TimestampSigner(salt="schutz.zeitmarke").sign(""),
        **weitere,
    }


def ansturm(web: Zwei, veranstaltung: Veranstaltung, **weitere: str) -> list[Callable[[], Antwort]]:
    pfad = f"{veranstaltung.get_absolute_url()}anmeldung/"
    return [web.senden(pfad, formular(nummer, **weitere)) for nummer in range(ANSTURM)]


def auf_den_letzten_platz(web: Zwei) -> tuple[int, list[Antwort]]:
    veranstaltung = VeranstaltungFactory(plaetze=1)
    antworten = gleichzeitig(ansturm(web, veranstaltung, warteliste="voll"))
    return veranstaltung.anmeldungen.angemeldet().count(), antworten


def test_the_last_seat(web: Zwei) -> None:
    """One gets it, everybody else waits, in the order of arrival; everybody gets an answer and one mail."""
    angemeldet, antworten = auf_den_letzten_platz(web)
    assert angemeldet == 1
    assert [antwort.status for antwort in antworten] == [200] * ANSTURM
    assert sum(antwort.adresse.endswith("/anmeldung/eingegangen/") for antwort in antworten) == 1
    wartende = list(Anmeldung.objects.wartend())
    assert len(wartende) == ANSTURM - 1
    assert [eine.pk for eine in wartende] == sorted(eine.pk for eine in wartende)
    assert Nachricht.objects.count() == Nachricht.objects.values("an").distinct().count() == ANSTURM


def test_counter_proof_without_the_lock_the_last_seat_is_given_several_times(web_ohne_sperre: Zwei) -> None:
    angemeldet, _ = auf_den_letzten_platz(web_ohne_sperre)
    assert angemeldet > 1


def eine_wartet() -> tuple[Anmeldung, Anmeldung]:
    """One holds the only seat, one waits for it."""
    veranstaltung = VeranstaltungFactory(plaetze=1)
    dabei, wartend = (
        anmelden(
            veranstaltung_id=veranstaltung.pk,
            name=name,
            email=f"{name}@example.org",
            vorgang=uuid.uuid4(),
            warteliste=True,
        ).anmeldung
        for name in ("dabei", "wartend")
    )
    return dabei, wartend


def test_a_seat_freed_while_others_register(web: Zwei) -> None:
    dabei, wartend = eine_wartet()
    neue = ansturm(web, dabei.veranstaltung, warteliste="voll")
    antworten = gleichzeitig([*neue[:6], web.senden(f"{dabei.token_url}absagen/"), *neue[6:]])
    assert {antwort.status for antwort in antworten} == {200}
    wartend.refresh_from_db()
    assert wartend.zustand == "angeboten"
    assert dabei.veranstaltung.anmeldungen.wartend().count() == ANSTURM
    assert dabei.veranstaltung.anmeldungen.mit_platz().count() == 1


def test_a_form_sent_several_times(web: Zwei) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1)
    pfad, daten = f"{veranstaltung.get_absolute_url()}anmeldung/", formular(1)
    antworten = gleichzeitig([web.senden(pfad, daten) for _ in range(6)])
    assert antworten == [Antwort(200, f"{pfad}eingegangen/")] * 6
    assert veranstaltung.anmeldungen.count() == Nachricht.objects.count() == 1


def test_counter_proof_without_the_lock_a_form_sent_twice_is_an_error_page(web_ohne_sperre: Zwei) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1)
    pfad, daten = f"{veranstaltung.get_absolute_url()}anmeldung/", formular(1)
    antworten = gleichzeitig([web_ohne_sperre.senden(pfad, daten) for _ in range(6)])
    assert any(antwort.status == 500 for antwort in antworten)


def test_an_offer_accepted_as_it_expires(web: Zwei) -> None:
    """Two browsers accept, two clockworks look at the deadline: either the seat is hers or it is gone."""
    dabei, wartend = eine_wartet()
    stornieren(dabei)
    naechste = anmelden(
        veranstaltung_id=dabei.veranstaltung_id,
        name="naechste",
        email="naechste@example.org",
        vorgang=uuid.uuid4(),
        warteliste=True,
    ).anmeldung
    frist = timezone.now() + timedelta(minutes=1)
    Anmeldung.objects.filter(pk=wartend.pk).update(angebot_bis=frist)
    annehmen = [web.senden(f"{wartend.token_url}annehmen/") for _ in range(2)]
    uhrwerk = partial(verfallen_lassen, dabei.veranstaltung_id, frist)
    erste, zweite, *abgelaufene = gleichzeitig([*annehmen, uhrwerk, uhrwerk])
    assert (erste.status, zweite.status) == (200, 200)
    wartend.refresh_from_db()
    naechste.refresh_from_db()
    if sum(abgelaufene):
        assert (sum(abgelaufene), wartend.zustand, naechste.zustand) == (1, "verfallen", "angeboten")
    else:
        assert (wartend.zustand, naechste.zustand) == ("angemeldet", "wartend")
    bestaetigt = Nachricht.objects.filter(an=wartend.email, art="veranstaltungen.bestaetigung").count()
    assert bestaetigt == (wartend.zustand == "angemeldet")
