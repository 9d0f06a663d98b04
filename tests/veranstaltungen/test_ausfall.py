"""Valkey and the mail server are away while people register: no error page, no lost mail, none twice."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from kompetenzzentrum.schutz.zwischenspeicher import AusfallsichererSpeicher
from kompetenzzentrum.versand import sender
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from tests.makler import mit_broker
from tests.postamt import Amtsstube, freier_port
from tests.veranstaltungen.test_seiten import html, wert
from veranstaltungen import planung

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ohne_valkey(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Cache and broker point at a port where nobody listens."""
    tot = f"redis://127.0.0.1:{freier_port()}/0"
    speicher = AusfallsichererSpeicher(tot, {"OPTIONS": {"socket_connect_timeout": 0.2}})
    monkeypatch.setattr(caches._connections, "default", speicher, raising=False)
    monkeypatch.setattr(AusfallsichererSpeicher, "_pause_bis", 0.0)
    bisher = mit_broker(tot)
    yield
    mit_broker(bisher)


@pytest.fixture
def stube(settings: Any) -> Iterator[Amtsstube]:
    stube = Amtsstube()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", stube.port
    yield stube
    stube.schliessen()


def anmelden(client: Client, pfad: str, email: str) -> int:
    seite = html(client.get(pfad))
    daten = {
        "name": "Mira Beispiel",
        "email": email,
        "kommune_keine": "1",
        "zeitmarke": wert(seite, "zeitmarke"),
        "vorgang": str(uuid.uuid4()),
    }
    return client.post(pfad, daten).status_code


@pytest.mark.usefixtures("ohne_valkey")
def test_a_visitor_registers_while_valkey_and_mail_server_are_away(client: Client, stube: Amtsstube) -> None:
    pfad = f"{VeranstaltungFactory().get_absolute_url()}anmeldung/"
    stube.schliessen()
    assert anmelden(client, pfad, "mira@example.org") == 302
    assert sender.leeren() == 0
    assert Nachricht.objects.get().zustand == Nachricht.Zustand.WARTET
    stube.oeffnen()
    assert (sender.leeren(), sender.leeren()) == (1, 0)
    [brief] = stube.postamt.post
    assert brief["To"] == "mira@example.org"


def test_a_refused_address_does_not_hold_up_the_others(client: Client, stube: Amtsstube) -> None:
    pfad = f"{VeranstaltungFactory().get_absolute_url()}anmeldung/"
    stube.postamt.antwort_rcpt["voll@example.org"] = "452 Mailbox full"
    for adresse in ("voll@example.org", "mira@example.org"):
        assert anmelden(client, pfad, adresse) == 302
    assert sender.leeren() == 1
    wartet = Nachricht.objects.get(zustand=Nachricht.Zustand.WARTET)
    assert (wartet.an, wartet.versuche) == ("voll@example.org", 1)


@pytest.mark.usefixtures("ohne_valkey")
def test_cancelling_a_large_event_asks_the_missing_broker_once(caplog: pytest.LogCaptureFixture) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=None)
    AnmeldungFactory.create_batch(30, veranstaltung=veranstaltung)
    planung.absagen(veranstaltung.pk, grund="Sturm")
    assert Nachricht.objects.count() == 30
    assert caplog.text.count("Versand konnte nicht geweckt werden") == 1
