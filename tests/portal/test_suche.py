from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories.inhalte import MeldungFactory
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import ProjektFactory
from tests.factories.veranstaltungen import MediumFactory, VeranstaltungFactory

pytestmark = pytest.mark.django_db


def html(client: Client, **abfrage: Any) -> str:
    antwort = client.get("/suche/", abfrage)
    assert antwort.status_code == 200
    assert not antwort.cookies
    return antwort.content.decode()


def test_one_word_finds_things_of_every_kind_grouped(client: Client) -> None:
    kommune = KommuneFactory(name="Radhausen, Stadt")
    projekt = ProjektFactory(titel="Radhausen zählt mit", federfuehrung=kommune)
    veranstaltung = VeranstaltungFactory(titel="Treffen in Radhausen")
    meldung = MeldungFactory(titel="Neues aus Radhausen")
    seite = html(client, q="Radhausen")
    for treffer in (kommune, projekt, veranstaltung, meldung):
        assert f'href="{treffer.get_absolute_url()}"' in seite
    titel = [seite.index(f">{wort}</h2>") for wort in ("Projekte", "Kommunen", "Veranstaltungen", "Aktuelles und mehr")]
    assert titel == sorted(titel)
    assert "4 Treffer" in seite


def test_a_postcode_finds_the_municipality(client: Client) -> None:
    kommune = KommuneFactory(plz="61348")
    assert kommune.get_absolute_url() in html(client, q="61348")


def test_more_than_five_lead_to_the_whole_list(client: Client) -> None:
    kommune = KommuneFactory()
    for nummer in range(6):
        ProjektFactory(titel=f"Mitfahrbank {nummer}", federfuehrung=kommune)
    seite = html(client, q="Mitfahrbank")
    assert 'href="/projekte/?q=Mitfahrbank">Alle 6 Projekte</a>' in seite
    assert seite.count("<h3") == 5
    assert client.get("/projekte/?q=Mitfahrbank").content.decode().count("Mitfahrbank ") >= 6


def test_nothing_found_helps(client: Client) -> None:
    seite = html(client, q="Xylophonpflicht")
    assert "haben wir nichts gefunden" in seite
    assert 'href="/beratung/"' in seite
    assert 'value="Xylophonpflicht"' in seite


def test_a_typo_finds_what_is_meant_with_the_words_marked(client: Client) -> None:
    projekt = ProjektFactory(titel="Mitfahrbank <mit> Anzeige")
    seite = html(client, q="Mitfarbank")
    assert f'<a href="{projekt.get_absolute_url()}"><mark>Mitfahrbank</mark> &lt;mit&gt; Anzeige</a>' in seite


def test_without_words_it_says_what_can_be_found(client: Client) -> None:
    assert "Geben Sie ein Thema" in html(client)
    assert "Geben Sie ein Thema" in html(client, q="   ")


@pytest.mark.parametrize(
    "eingabe",
    [
        "\x00", "a\x00b", "<script>alert(1)</script>", "x" * 10_000, "a b " * 200, "%%%", "' OR 1=1 --", "\\",
        "():*&|!", "🚲", "ß", "\u202e",
    ],
)  # fmt: skip
def test_odd_input_is_answered(client: Client, eingabe: str) -> None:
    seite = html(client, q=eingabe)
    assert "<script>alert" not in seite


def test_invalid_bytes_are_answered(client: Client) -> None:
    assert client.get("/suche/?q=%ff%fe%00").status_code == 200


@pytest.mark.parametrize("anzahl", [1, 3])
def test_query_count_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    kommune = KommuneFactory(name="Radhausen, Stadt")
    for nummer in range(anzahl):
        ProjektFactory(titel=f"Radhausen {nummer}", federfuehrung=kommune)
        VeranstaltungFactory(titel=f"Radhausen {nummer}")
        MediumFactory(titel=f"Radhausen {nummer}")
        MeldungFactory(titel=f"Radhausen {nummer}")
    html(client, q="Radhausen")
    with django_assert_num_queries(14):
        html(client, q="Radhausen")


def test_what_is_said_in_a_film_is_found_once_it_is_public(client: Client) -> None:
    MediumFactory(titel="Der Vortrag", transkript="Es geht um Radabstellanlagen.")
    MediumFactory(titel="Noch geheim", transkript="Es geht um Radabstellanlagen.", veroeffentlicht_am=None)
    seite = html(client, q="radabstellanlagen")
    assert "Der Vortrag" in seite
    assert "Noch geheim" not in seite
