"""Marked words and excerpts."""

import pytest

from projekte import suche
from tests.factories.projekte import ProjektFactory

pytestmark = pytest.mark.django_db


def marken(text: str) -> suche.Marken:
    return suche.suchen(suche.Auswahl(text)).marken


@pytest.mark.parametrize(
    ("gesucht", "markiert"),
    [
        ("Parken", "Die <mark>Parkraumbewirtschaftung</mark> &lt;b&gt; am Fluss"),
        ("flüsse", "Die Parkraumbewirtschaftung &lt;b&gt; am <mark>Fluss</mark>"),
        ("Parkraumbewirtschaftng", "Die <mark>Parkraumbewirtschaftung</mark> &lt;b&gt; am Fluss"),
        ("", "Die Parkraumbewirtschaftung &lt;b&gt; am Fluss"),
    ],
)
def test_compounds_inflections_and_typos_are_marked_and_all_else_escaped(gesucht: str, markiert: str) -> None:
    ProjektFactory(titel="Die Parkraumbewirtschaftung <b> am Fluss")
    assert suche.hervorheben("Die Parkraumbewirtschaftung <b> am Fluss", marken(gesucht)) == markiert


def test_the_excerpt_is_where_most_words_stand_together() -> None:
    fuellung = "wort " * 60
    projekt = ProjektFactory(loesung=f"Ein Rufbus. {fuellung} Dort hält der Rufbus mit Anzeige und Karte. {fuellung}")
    auszug = suche.fundstelle(projekt, marken("Rufbus Anzeige"))
    assert auszug.startswith("… ")
    assert "der Rufbus mit Anzeige und Karte." in auszug
    assert suche.fundstelle(projekt, marken("Mitfahrbank")) == ""
