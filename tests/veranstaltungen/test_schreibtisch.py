"""The event team's desk, page by page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kompetenzzentrum.konten.models import Nutzer, Rolle
from tests.factories.veranstaltungen import AnmeldungFactory, ProgrammpunktFactory, VeranstaltungFactory
from veranstaltungen.models import Veranstaltung

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client: Client) -> Client:
    nutzer = Nutzer.objects.create_user("team@example.org")
    nutzer.rollenzuweisungen.create(rolle=Rolle.VERANSTALTUNGSTEAM)
    client.force_login(nutzer)
    return client


def adresse(name: str, *args: Any) -> str:
    return reverse(f"schreibtisch:{name}", args=args)


def seite(client: Client, pfad: str) -> str:
    antwort = client.get(pfad)
    assert antwort.status_code == 200
    return antwort.content.decode()


def test_every_page_of_one_event_opens(team: Client) -> None:
    punkt = ProgrammpunktFactory(waehlbar=True, plaetze=10)
    eine = punkt.veranstaltung
    anmeldung = AnmeldungFactory(veranstaltung=eine)
    entwurf = VeranstaltungFactory(zustand=Veranstaltung.Zustand.ENTWURF)
    for name in (
        "live", "bearbeiten", "kopieren", "vorlage", "absagen", "teile", "teilnehmende", "von_hand", "druck",
        "nachricht", "bekanntgeben",
    ):  # fmt: skip
        assert eine.titel in seite(team, adresse(name, eine.pk)), name
    assert anmeldung.name in seite(team, adresse("person", eine.pk, anmeldung.pk))
    for art in ("punkt", "raum", "strang", "person", "aussteller", "frage"):
        seite(team, adresse("teil_neu", eine.pk, art))
    seite(team, adresse("teil", eine.pk, "punkt", punkt.pk))
    seite(team, adresse("teil_loeschen", eine.pk, "punkt", punkt.pk))
    seite(team, adresse("veroeffentlichen", entwurf.pk))
    seite(team, adresse("loeschen", entwurf.pk))
    for name in ("uebersicht", "neu", "leer", "bedarf"):
        seite(team, adresse(name))
