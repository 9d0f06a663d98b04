"""Registering for an event one can come to or join online."""

import pytest
from django.test import Client

from kompetenzzentrum.oberflaeche import fragmente
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from tests.veranstaltungen.test_seiten import angaben, html, sende
from veranstaltungen.models import Anmeldung

pytestmark = pytest.mark.django_db


def test_only_a_hybrid_event_asks_how_one_takes_part(client: Client) -> None:
    for felder in ({}, {"online": True}):
        pfad = f"{VeranstaltungFactory(**felder).get_absolute_url()}anmeldung/"
        assert "teilnahme" not in client.get(pfad).context["form"].fields
    veranstaltung = VeranstaltungFactory(hybrid=True)
    daten = angaben(client, veranstaltung)
    ohne = sende(client, veranstaltung, daten)
    assert ohne.context["form"].errors == {"teilnahme": ["Bitte wählen Sie, ob Sie vor Ort oder online teilnehmen."]}
    assert sende(client, veranstaltung, daten | {"teilnahme": "online"}).status_code == 302
    assert Anmeldung.objects.get().teilnahme == "online"


def test_a_hybrid_event_that_is_full_on_site_says_so_and_takes_people_online(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1, hybrid=True, warteliste=False)
    zu_spaet = angaben(client, veranstaltung, teilnahme="vor_ort")
    AnmeldungFactory(veranstaltung=veranstaltung)
    assert "Vor Ort ausgebucht, online frei" in html(client.get(veranstaltung.get_absolute_url()))
    fragmente.vergessen()  # an empty form is kept for a second
    assert "gerade sind alle Plätze vergeben" in html(client.get(f"{veranstaltung.get_absolute_url()}anmeldung/"))
    antwort = sende(client, veranstaltung, zu_spaet)
    assert "Wählen Sie dazu „online“" in antwort.context["form"].errors["teilnahme"][0]
    assert 'value="Mira Beispiel"' in html(antwort)
    assert sende(client, veranstaltung, zu_spaet | {"teilnahme": "online"}).status_code == 302


def test_the_last_seat_on_site_sent_twice_is_confirmed_twice(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1, hybrid=True)
    daten = angaben(client, veranstaltung, teilnahme="vor_ort")
    assert [sende(client, veranstaltung, daten).status_code for _ in range(2)] == [302, 302]
    assert Anmeldung.objects.count() == 1
