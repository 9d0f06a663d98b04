"""Nobody fills an event by machine; a person slowed down loses nothing typed."""

import uuid
from typing import Any

import pytest
from django.test import Client

from tests.factories.veranstaltungen import VeranstaltungFactory
from tests.veranstaltungen.test_seiten import angaben, html, sende
from veranstaltungen.models import Anmeldung

pytestmark = pytest.mark.django_db


def test_too_many_registrations_from_one_address_are_slowed_down(client: Client, settings: Any) -> None:
    settings.BEGRENZUNGEN = settings.BEGRENZUNGEN | {"anmeldung": (1, 3600)}
    veranstaltung = VeranstaltungFactory()
    assert sende(client, veranstaltung, angaben(client, veranstaltung)).status_code == 302
    antwort = sende(client, veranstaltung, angaben(client, veranstaltung, email="zwei@example.org"))
    assert antwort.status_code == 429
    assert 'value="zwei@example.org"' in html(antwort)
    assert Anmeldung.objects.count() == 1


def test_one_address_cannot_empty_an_event(client: Client, settings: Any) -> None:
    hoechstens = settings.BEGRENZUNGEN["anmeldung_veranstaltung"][0]
    veranstaltung, andere = VeranstaltungFactory(plaetze=hoechstens + 6), VeranstaltungFactory()
    daten = angaben(client, veranstaltung)
    stati = [
        sende(client, veranstaltung, daten | {"email": f"erfunden{n}@example.org", "vorgang": str(uuid.uuid4())})
        for n in range(hoechstens + 1)
    ]
    assert [antwort.status_code for antwort in stati] == [302] * hoechstens + [429]
    assert "Möchten Sie eine Gruppe anmelden?" in html(stati[-1])
    assert f'value="erfunden{hoechstens}@example.org"' in html(stati[-1])
    assert veranstaltung.anmeldungen.count() == hoechstens
    assert sende(client, andere, angaben(client, andere)).status_code == 302
    assert sende(Client(REMOTE_ADDR="192.0.2.7"), veranstaltung, daten).status_code == 302
