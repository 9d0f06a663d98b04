from datetime import UTC, datetime

import pytest
from django.test import Client

from projekte import suche
from projekte.models import Schlagwort
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory

pytestmark = pytest.mark.django_db
ADRESSE = "/projekte/vorschlaege/"


@pytest.fixture
def katalog() -> None:
    mobil = HandlungsfeldFactory(slug="mobilitaet", name="Mobilität und Verkehr")
    rufbus = ProjektFactory(titel="Rufbus für Görlitz", handlungsfeld=mobil, loesung="Die Haltestelle ist virtuell.")
    rufbus.schlagwoerter.add(Schlagwort.objects.create(name="Nahverkehr auf Abruf", slug="abruf"))
    suche.ableiten([rufbus.pk])
    ProjektFactory(titel="Bänke am Weg", handlungsfeld=mobil, loesung="Jede Haltestelle bekommt eine.")
    ProjektFactory(titel="Geheimer Rufbus", veroeffentlicht_am=None)
    HandlungsfeldFactory(slug="energie", name="Energie und Wärme")


@pytest.mark.usefixtures("katalog")
@pytest.mark.parametrize(
    ("getippt", "erwartet"),
    [
        ("ruf", [("Rufbus für Görlitz", "Projekt")]),
        ("goerl", [("Rufbus für Görlitz", "Projekt")]),
        ("verk", [("Mobilität und Verkehr", "Handlungsfeld"), ("Verkehr", "Wort")]),
        ("verk mob", [("Mobilität und Verkehr", "Handlungsfeld")]),
        ("abr", [("Nahverkehr auf Abruf", "Schlagwort")]),
        ("halt", [("Haltestelle", "Wort")]),
        ("energ", []),
        ("geheim", []),
        ("r", []),
        ("", []),
        ("\x00", []),
        ("x" * 100_000, []),
        ("\ud800", []),
    ],
)
def test_the_beginning_of_any_word_is_enough(getippt: str, erwartet: list[tuple[str, str]]) -> None:
    assert suche.vorschlagen(getippt) == erwartet


@pytest.mark.usefixtures("katalog")
def test_each_suggestion_finds_something() -> None:
    for getippt in ("ruf", "verk", "abr", "halt", "bank", "weg"):
        for begriff, _ in suche.vorschlagen(getippt):
            assert suche.suchen(suche.Auswahl(begriff)).anzahl, begriff


def test_at_most_eight_and_each_kind_has_its_share() -> None:
    feld = HandlungsfeldFactory(slug="sonne", name="Solar und Wind")
    for nummer in range(10):
        ProjektFactory(titel=f"Solar {nummer}", handlungsfeld=feld, loesung="Solarstrom und Solarkraft.")
    arten = [art for _, art in suche.vorschlagen("sol")]
    assert (len(arten), arten[0], arten.count("Wort")) == (8, "Handlungsfeld", 2)


def test_the_address_is_public_and_follows_the_catalogue(client: Client) -> None:
    ProjektFactory(titel="Lastenrad A", veroeffentlicht_am=datetime(2026, 1, 1, tzinfo=UTC))
    antwort = client.get(ADRESSE, {"q": "lasten"})
    assert antwort.json() == {"treffer": [{"wert": "Lastenrad A", "text": "Lastenrad A", "zusatz": "Projekt"}]}
    assert "public" in antwort["Cache-Control"]
    assert not antwort.cookies
    etag = antwort["ETag"]
    assert client.get(ADRESSE, {"q": "lasten"}, headers={"If-None-Match": etag}).status_code == 304
    ProjektFactory(titel="Lastenrad B", veroeffentlicht_am=datetime(2026, 1, 2, tzinfo=UTC))
    neu = client.get(ADRESSE, {"q": "lasten"}, headers={"If-None-Match": etag})
    assert {zeile["text"] for zeile in neu.json()["treffer"]} >= {"Lastenrad A", "Lastenrad B"}
    assert client.post(ADRESSE).status_code == 405


def test_the_search_box_of_the_list_asks_for_them(client: Client) -> None:
    ProjektFactory()
    assert 'data-vorschlag-url="/projekte/vorschlaege/" data-vorschlag-frei' in client.get("/projekte/").text
