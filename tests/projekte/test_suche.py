from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from kommunen.models import Kommune
from projekte import suche
from projekte.models import Projekt
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import HandlungsfeldFactory, LoesungstypFactory, ProjektFactory

pytestmark = pytest.mark.django_db


def titel(text: str) -> list[str]:
    return [projekt.titel for projekt in suche.nach_relevanz(suche.filtern(Projekt.objects.all(), text), text)]


@pytest.fixture
def katalog() -> None:
    goerlitz = KommuneFactory(name="Görlitz, Stadt, Hochschulstadt", landschluessel="14")
    ProjektFactory(titel="Mitfahrbank mit Anzeige", federfuehrung=goerlitz)
    ProjektFactory(
        titel="Parken leicht gemacht",
        loesung="Förderung der Straßen und Wege.",
        zustand="beendet",
        zustand_grund="Vom Nachbarn übernommen.",
        handlungsfeld=HandlungsfeldFactory(slug="energie"),
        typen=[LoesungstypFactory(slug="sensorik")],
    )
    ProjektFactory(titel="Bürgerbeteiligung für alle", ergebnis="Nachts ist das Parken kein Thema mehr.")


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("Görlitz", ["Mitfahrbank mit Anzeige"]),
        ("goerlitz", ["Mitfahrbank mit Anzeige"]),
        ("Sachsen", ["Mitfahrbank mit Anzeige"]),
        ("Foerderung", ["Parken leicht gemacht"]),
        ("Energie", ["Parken leicht gemacht"]),
        ("Nachbar", ["Parken leicht gemacht"]),
        ("Sensorik", ["Parken leicht gemacht"]),
        ("des Parkens", ["Parken leicht gemacht", "Bürgerbeteiligung für alle"]),
        ("beteiligungen", []),
        ("Bürgerbeteiligu", ["Bürgerbeteiligung für alle"]),
        ("Parken Förderung", ["Parken leicht gemacht"]),
        ('"Straßen und Wege"', ["Parken leicht gemacht"]),
        ('"Wege und Straßen"', []),
        ("Parken -Bürgerbeteiligung", ["Parken leicht gemacht"]),
        ("Quantencomputer", []),
    ],
)
@pytest.mark.usefixtures("katalog")
def test_finds(text: str, erwartet: list[str]) -> None:
    assert titel(text) == erwartet


@pytest.mark.usefixtures("katalog")
@pytest.mark.parametrize(
    "text",
    ["\x00", "'", "\\", "a" * 10_000, '"' * 50, "((((", "':*", "%s", "🚲", "-" * 100, "a & b | !c", "ﬃ ﬁ", "1e999"],
)
def test_odd_input_is_an_answer_not_an_error(text: str) -> None:
    assert titel(text) == []
    assert suche.finden(text, 5) == ([], 0)


def test_whole_word_in_title_comes_before_beginning_of_word_and_text() -> None:
    ProjektFactory(titel="Radverkehr", kurzbeschreibung="Etwas anderes.")
    ProjektFactory(titel="Etwas anderes", loesung="Am Ende steht das Rad.")
    ProjektFactory(titel="Das Rad", kurzbeschreibung="Etwas anderes.")
    assert titel("Rad") == ["Das Rad", "Etwas anderes", "Radverkehr"]


def test_the_stem_of_a_word_is_a_beginning_too_after_whole_words() -> None:
    ProjektFactory(titel="Freie Parkplätze")
    ProjektFactory(titel="Etwas anderes", loesung="Dort ist das Parken frei.")
    assert titel("Parken") == ["Etwas anderes", "Freie Parkplätze"]


def test_index_follows_a_renamed_municipality_when_told() -> None:
    projekt = ProjektFactory()
    Kommune.objects.filter(pk=projekt.federfuehrung.pk).update(name="Neuenstein, Stadt", kurzname="Neuenstein")
    assert titel("Neuenstein") == []
    call_command("projekte_suchindex")
    assert titel("Neuenstein") == [projekt.titel]


def test_hits_for_the_search_across_everything_show_only_what_everybody_may_see() -> None:
    for nummer in range(3):
        ProjektFactory(titel=f"Lastenrad {nummer}", veroeffentlicht_am=datetime(2026, 1, nummer + 1, tzinfo=UTC))
    ProjektFactory(titel="Lastenrad geheim", veroeffentlicht_am=None)
    treffer, anzahl = suche.finden("lastenrad", 2)
    assert anzahl == 3
    assert [eintrag.titel for eintrag in treffer] == ["Lastenrad 2", "Lastenrad 1"]
    assert treffer[0].url == f"/projekte/{Projekt.objects.get(titel='Lastenrad 2').slug}/"
    assert "Mobilität und Verkehr" in treffer[0].zusatz
