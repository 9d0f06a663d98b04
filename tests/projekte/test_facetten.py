import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.oberflaeche import stand
from projekte import facetten
from projekte.facetten import Facette
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import HandlungsfeldFactory, LoesungstypFactory, ProjektFactory

BOESE = '"><script>alert(1)</script>'


def optionen(html: str) -> list[tuple[str, str, bool, int]]:
    """Parameter, value, whether it is ticked, count: of every option in the markup, in order."""
    muster = r'name="(\w+)" value="([^"]*)"( checked)?>.*?<span class="wahl__zahl">([\d.]+)</span>'
    return [(name, wert, bool(an), int(zahl.replace(".", ""))) for name, wert, an, zahl in re.findall(muster, html)]


def test_every_part_is_escaped() -> None:
    facette = Facette("x", BOESE, {BOESE: BOESE}, zusatz={BOESE: BOESE})
    html = facetten.zeichnen([facette], {"x": {BOESE}}, {"x": {BOESE: 1}})
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 4


def test_chosen_options_come_first_and_those_without_hits_are_folded_away() -> None:
    facette = Facette("x", "X", {"a": "A", "b": "B", "c": "C", "d": "D"})
    html = facetten.zeichnen([facette], {"x": {"c", "d"}}, {"x": {"b": 1200, "d": 5}})
    assert optionen(html) == [("x", "c", True, 0), ("x", "d", True, 5), ("x", "b", False, 1200), ("x", "a", False, 0)]
    davor, rest = html.split('class="facette__rest"')
    assert 'value="a"' in rest
    assert 'value="a"' not in davor
    assert "2 gewählt" in html
    assert "1 ohne Treffer" in html
    assert "1.200" in html


def test_a_group_stands_open_if_it_is_one_of_the_useful_or_something_is_chosen_in_it() -> None:
    zu, offen = Facette("x", "X", {"a": "A"}), Facette("y", "Y", {"a": "A"}, offen=True)
    assert '<details class="facette">' in facetten.zeichnen([zu], {}, {})
    for html in (facetten.zeichnen([zu], {"x": {"a"}}, {}), facetten.zeichnen([offen], {}, {})):
        assert '<details class="facette" open>' in html


@pytest.mark.django_db
def test_words_are_kept_until_the_catalogue_changes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    facetten.alle()
    with django_assert_num_queries(1):
        assert "neu-hier" not in facetten.alle()[0].optionen
    HandlungsfeldFactory(slug="neu-hier", name="Ganz neu")
    assert facetten.alle()[0].optionen["neu-hier"] == "Ganz neu"
    nummer = stand.lesen()["projekte"]
    with django_assert_num_queries(0):
        assert "neu-hier" in facetten.alle(nummer)[0].optionen


@pytest.mark.django_db
def test_each_facet_of_the_page_is_one_the_search_knows() -> None:
    """An option of every facet, chosen alone, finds the one project that has it and not the other."""
    eins = ProjektFactory(
        titel="Eins", federfuehrung=KommuneFactory(landschluessel="06", einwohner=800, verstaedterung="03"),
        handlungsfeld=HandlungsfeldFactory(slug="energie"), typen=[LoesungstypFactory(slug="app")], phase="P1",
        kosten_einmalig="K1", kosten_jaehrlich="J1", kosten_basis="ist", kosten_jahr=2025, personalaufwand="A1",
        foerderung=["eu", "land"], open_source="ja",
    )  # fmt: skip
    ProjektFactory(
        titel="Zwei", federfuehrung=KommuneFactory(landschluessel="09", einwohner=300_000, verstaedterung="01"),
        handlungsfeld=HandlungsfeldFactory(slug="daten"), typen=[LoesungstypFactory(slug="plattform")], phase="P4",
        kosten_einmalig="K2", kosten_jaehrlich="J2", kosten_basis="ist", kosten_jahr=2025, personalaufwand="A2",
        foerderung=["bund"], open_source="nein",
    )  # fmt: skip
    werte = {
        "handlungsfeld": "energie", "land": "06", "groesse": "50", "loesungstyp": "app", "raum": "03", "phase": "P1",
        "kosten": "K1", "jaehrlich": "J1", "aufwand": "A1", "foerderung": "eu", "offen": "ja",
    }  # fmt: skip
    assert werte.keys() == {facette.name for facette in facetten.alle()}
    for name, wert in werte.items():
        seite = Client().get(f"/projekte/?{name}={wert}").content.decode()
        assert seite.count('<article class="kachel">') == 1, name
        assert eins.get_absolute_url() in seite
        assert (name, wert, True, 1) in optionen(seite)
