"""Nobody fills an event by machine; a person slowed down loses nothing typed."""

import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories.veranstaltungen import VeranstaltungFactory
from tests.veranstaltungen.test_seiten import angaben, html, sende
from veranstaltungen.models import Anmeldung, Veranstaltung

pytestmark = pytest.mark.django_db


def sende_viele(
    client: Client, veranstaltung: Veranstaltung, anzahl: int, postfach: str = "erfunden{}@example.org"
) -> list[HttpResponse]:
    daten = angaben(client, veranstaltung)
    return [
        sende(client, veranstaltung, daten | {"email": postfach.format(nummer), "vorgang": str(uuid.uuid4())})
        for nummer in range(anzahl)
    ]


def stati(antworten: list[HttpResponse]) -> list[int]:
    return [antwort.status_code for antwort in antworten]


def test_too_many_registrations_from_one_address_are_slowed_down(client: Client, settings: Any) -> None:
    settings.BEGRENZUNGEN = settings.BEGRENZUNGEN | {"anmeldung": (1, 3600)}
    veranstaltung = VeranstaltungFactory()
    assert sende(client, veranstaltung, angaben(client, veranstaltung)).status_code == 302
    antwort = sende(client, veranstaltung, angaben(client, veranstaltung, email="zwei@example.org"))
    assert antwort.status_code == 429
    assert 'value="zwei@example.org"' in html(antwort)
    assert Anmeldung.objects.count() == 1


def test_one_address_cannot_empty_an_event(client: Client, settings: Any) -> None:
    settings.BEGRENZUNGEN = settings.BEGRENZUNGEN | {"anmeldung_veranstaltung": (4, 3600)}
    veranstaltung, andere = VeranstaltungFactory(plaetze=9), VeranstaltungFactory()
    antworten = sende_viele(client, veranstaltung, 5)
    assert stati(antworten) == [302] * 4 + [429]
    assert "Möchten Sie eine Gruppe anmelden?" in html(antworten[-1])
    assert 'value="erfunden4@example.org"' in html(antworten[-1])
    assert veranstaltung.anmeldungen.count() == 4
    assert sende(client, andere, angaben(client, andere)).status_code == 302
    daten = angaben(client, veranstaltung)
    assert sende(Client(REMOTE_ADDR="192.0.2.7"), veranstaltung, daten).status_code == 302


def test_many_offices_behind_one_address_may_take_half_of_a_congress(client: Client, settings: Any) -> None:
    settings.BEGRENZUNGEN = settings.BEGRENZUNGEN | {"anmeldung_veranstaltung": (1, 3600)}
    assert stati(sende_viele(client, VeranstaltungFactory(plaetze=6), 4)) == [302, 302, 302, 429]


def test_people_count_not_forms(client: Client, settings: Any) -> None:
    settings.BEGRENZUNGEN = settings.BEGRENZUNGEN | {"anmeldung_veranstaltung": (3, 3600)}
    veranstaltung = VeranstaltungFactory(plaetze=5)
    gruppe = {f"begleitung_{nummer}_name": f"Person {name}" for nummer, name in ((1, "A"), (2, "B"))}
    assert sende(client, veranstaltung, angaben(client, veranstaltung) | gruppe).status_code == 302
    assert stati(sende_viele(client, veranstaltung, 1)) == [429]


def test_one_mailbox_is_not_filled_whoever_is_asked_for_it(client: Client, settings: Any) -> None:
    settings.BEGRENZUNGEN = settings.BEGRENZUNGEN | {"anmeldung_postfach": (2, 3600)}
    assert stati(sende_viele(client, VeranstaltungFactory(), 3, "opfer+{}@example.org")) == [302, 302, 429]
    veranstaltung = VeranstaltungFactory()
    mit = {"begleitung_1_name": "Opfer", "begleitung_1_email": "opfer@example.org"}
    andere = Client(REMOTE_ADDR="192.0.2.7")
    assert sende(andere, veranstaltung, angaben(andere, veranstaltung) | mit).status_code == 429
