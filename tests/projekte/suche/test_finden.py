import sys
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import call_command

from kommunen.models import Kommune
from projekte import suche
from projekte.models import Projekt, Synonymgruppe
from projekte.suche import tippfehler
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import HandlungsfeldFactory, LoesungstypFactory, ProjektFactory

pytestmark = pytest.mark.django_db


def titel(text: str, **auswahl: Any) -> list[str]:
    namen = dict(Projekt.objects.values_list("pk", "titel"))
    return [namen[pk] for pk in suche.suchen(suche.Auswahl(text, **auswahl), anzahl=50).schluessel]


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
        ("beteiligungen", ["Bürgerbeteiligung für alle"]),
        ("Bürger beteiligen", ["Bürgerbeteiligung für alle"]),
        ("Bürgerbeteilgung", ["Bürgerbeteiligung für alle"]),
        ("Kraftfahrzeugparkplatz", []),
        ("parken quantencomputer", []),
        ("-parken -beteiligung", ["Mitfahrbank mit Anzeige"]),
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
    [
        "\x00",
        "'",
        "\\",
        "a" * 10_000,
        '"' * 50,
        "((((",
        "':*",
        "%s",
        "🚲",
        "-" * 100,
        "a & b | !c",
        "ﬃ ﬁ",
        "1e999",
        "\ud800",
        "a\x00b",
        '"\ud800 x"',
        "-\x00",
        "x" * 10_000_000,
        '""',
        "–",
        "„“",
    ],
)
def test_odd_input_is_an_answer_not_an_error(text: str) -> None:
    assert titel(text) == []
    assert suche.finden(text, 5) == ([], 0)


def test_whole_word_in_title_comes_before_text_and_part_of_a_word() -> None:
    ProjektFactory(titel="Radverkehr", kurzbeschreibung="Etwas anderes.")
    ProjektFactory(titel="Etwas anderes", loesung="Am Ende steht das Rad.")
    ProjektFactory(titel="Das Rad", kurzbeschreibung="Etwas anderes.")
    assert titel("Rad")[0] == "Das Rad"
    assert set(titel("Rad")[1:]) == {"Etwas anderes", "Radverkehr"}


@pytest.mark.parametrize("text", ["Parken", "Park", "Parkraum", "Bewirtschaftung", "Parkraumbewirtschaftung", "Parkr"])
def test_a_compound_word_is_found_by_its_parts(text: str) -> None:
    ProjektFactory(titel="Parkraumbewirtschaftung neu gedacht")
    ProjektFactory(titel="Etwas anderes")
    assert titel(text) == ["Parkraumbewirtschaftung neu gedacht"]


def test_two_words_find_the_compound_and_the_compound_finds_two_words() -> None:
    ProjektFactory(titel="Breitbandausbau im Tal")
    ProjektFactory(titel="Ausbau mit Breitband")
    assert set(titel("Breitband Ausbau")) == set(titel("Breitbandausbau")) == set(titel("Ausbau Breitband"))
    assert titel("Breitbandausbau")[0] == "Breitbandausbau im Tal"


@pytest.mark.parametrize(
    ("text", "wort"),
    [
        ("Vernetzung", "vernetzt"),
        ("vernetzen", "vernetzt"),
        ("buchen", "gebucht"),
        ("zählen", "zählt"),
        ("Verschlüselung", "verschlüsselt"),
    ],
)
def test_forms_of_a_verb_find_each_other(text: str, wort: str) -> None:
    ProjektFactory(titel="Etwas anderes", loesung=f"Hier ist es {wort}.")
    assert titel(text) == ["Etwas anderes"]


def test_what_is_written_small_beside_a_noun_may_be_missing() -> None:
    ProjektFactory(titel="Sperrmüll auf Abruf")
    ProjektFactory(titel="Pakete abholen")
    assert titel("Sperrmüll abholen") == ["Sperrmüll auf Abruf"]
    assert titel("sperrmüll abholen") == titel("Sperrmüll Pakete") == titel("Einhorn abholen") == []


def test_one_of_three_words_may_be_missing_where_few_projects_have_all(monkeypatch: pytest.MonkeyPatch) -> None:
    ProjektFactory(titel="Rufbus", loesung="Pegel und Lastenrad.")
    ProjektFactory(titel="Ein Rufbus am Pegel")
    ProjektFactory(titel="Lastenrad")
    assert titel("Rufbus Pegel Lastenrad") == ["Rufbus", "Ein Rufbus am Pegel"]
    monkeypatch.setattr("projekte.suche.wertung.GENUG", 1)
    assert titel("Rufbus Pegel Lastenrad") == ["Rufbus"]


def test_parken_finds_smart_parking_by_a_synonym() -> None:
    ProjektFactory(titel="Smart Parking am Markt")
    assert titel("Parken") == ["Smart Parking am Markt"]


def test_a_synonym_works_at_once_and_in_its_direction_only() -> None:
    ProjektFactory(titel="Die Klapperkiste")
    assert titel("Fahrgerät") == titel("mobiles Gerät") == []
    Synonymgruppe.objects.create(begriffe="mobiles Gerät, Klapperkiste", richtung="hin")
    assert titel("mobiles Gerät") == titel("Mobile Geräte") == ["Die Klapperkiste"]
    ProjektFactory(titel="Ein mobiles Gerät")
    assert titel("Klapperkiste") == ["Die Klapperkiste"]
    Synonymgruppe.objects.filter(begriffe__startswith="mobiles").update(richtung="beide")
    assert titel("Klapperkiste") == ["Die Klapperkiste", "Ein mobiles Gerät"]


def test_a_slip_is_compared_once_until_the_catalogue_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    verglichen = Mock(wraps=tippfehler._gemeint)
    monkeypatch.setattr(tippfehler, "_gemeint", verglichen)
    ProjektFactory(titel="Bürgerhaushalt zum Mitmachen")
    for _ in range(2):
        assert titel("Bürgerhaushlat") == ["Bürgerhaushalt zum Mitmachen"]
    assert verglichen.call_count == 1
    ProjektFactory(titel="Ein Bürgerhaushalt für den Kreis")
    assert len(titel("Bürgerhaushlat")) == 2
    assert verglichen.call_count == 2
    monkeypatch.setattr(tippfehler, "MERKEN_HOECHSTENS", 1)
    for _ in range(2):
        assert len(titel("Bürgerhauhsalt")) == 2
    assert verglichen.call_count == 4


def test_what_a_typo_was_taken_for_is_said() -> None:
    ProjektFactory(titel="Bürgerhaushalt zum Mitmachen")
    ergebnis = suche.suchen(suche.Auswahl("Bürgerhaushlat"))
    assert (ergebnis.anzahl, ergebnis.gemeint) == (1, {"Bürgerhaushlat": "Bürgerhaushalt"})
    assert suche.suchen(suche.Auswahl("Bürgerhaushalt")).gemeint == {}


def test_unanswered_entries_sink_in_every_order() -> None:
    tag = date(2026, 5, 1)
    ProjektFactory(titel="Lastenrad B", bestaetigt_am=tag, unbeantwortet_seit=date(2026, 8, 1))
    ProjektFactory(titel="Lastenrad A", bestaetigt_am=tag)
    for sortierung in (suche.RELEVANZ, suche.NEUESTE, suche.BESTAETIGT, suche.TITEL):
        assert titel("Lastenrad", sortierung=sortierung) == ["Lastenrad A", "Lastenrad B"]


@pytest.mark.parametrize("sortierung", [suche.RELEVANZ, suche.NEUESTE, suche.BESTAETIGT, suche.TITEL])
def test_pages_far_behind_go_on_where_the_ones_before_end(monkeypatch: pytest.MonkeyPatch, sortierung: str) -> None:
    monkeypatch.setattr("projekte.suche.bau.HOECHSTENS", 4)
    ort = KommuneFactory()
    for nummer in range(9):
        ProjektFactory(
            titel=f"{'CAB'[nummer % 3]} Rufbus {nummer}",
            federfuehrung=ort,
            phase="P4" if nummer % 4 else "P1",
            bestaetigt_am=date(2026, 1 + nummer % 5, 1),
            unbeantwortet_seit=date(2026, 8, 1) if nummer == 3 else None,
            veroeffentlicht_am=datetime(2026, 1, 1 + nummer % 7, tzinfo=UTC),
        )
    for auswahl in (suche.Auswahl(sortierung=sortierung), suche.Auswahl("", {"phase": {"P4"}}, sortierung=sortierung)):
        vorn = suche.suchen(auswahl, anzahl=50).schluessel
        with monkeypatch.context() as gleich:
            gleich.setattr(sys.modules["projekte.suche.suchen"], "WEIT_HINTEN", 0)
            seiten = [suche.suchen(auswahl, von=von, anzahl=2) for von in range(0, 10, 2)]
        assert [pk for seite in seiten for pk in seite.schluessel] == vorn
        fassungen = dict(Projekt.objects.values_list("pk", "fassung"))
        assert all(fassungen[pk] == fassung for seite in seiten for pk, fassung in seite.fassungen.items())


def test_a_common_phrase_is_looked_for_where_its_words_weigh_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projekte.suche.wertung.FOLGEN_GEPRUEFT", 1)
    ProjektFactory(titel="Etwas anderes", loesung="Hier ist der Rufbus neu.")
    ProjektFactory(titel="Der Rufbus", loesung="Der Rufbus, der Rufbus.")
    assert titel('"der Rufbus"') == ["Der Rufbus"]


def test_comparable_municipalities_come_first_with_their_points() -> None:
    eigene = KommuneFactory(groessenklasse="40", verstaedterung="03", landschluessel="06")
    fern = ProjektFactory(
        titel="Rufbus A", federfuehrung=KommuneFactory(groessenklasse="11", verstaedterung="01", landschluessel="05")
    )
    nah = ProjektFactory(
        titel="Rufbus B",
        kurzbeschreibung="Lang und breit. " * 20,
        federfuehrung=KommuneFactory(groessenklasse="40", verstaedterung="03", landschluessel="06"),
    )
    ergebnis = suche.suchen(suche.Auswahl("Rufbus", wie=eigene.pk))
    assert ergebnis.schluessel == [nah.pk, fern.pk]
    assert ergebnis.naehe[nah.pk] > ergebnis.naehe[fern.pk]
    assert suche.suchen(suche.Auswahl("Rufbus")).naehe == {}


def test_nearest_hits_where_nothing_fits() -> None:
    ProjektFactory(titel="Lastenrad im Dorf")
    ProjektFactory(titel="Etwas anderes")
    auswahl = suche.Auswahl("Lastenrad Quantencomputer")
    assert suche.suchen(auswahl).anzahl == 0
    assert suche.nahe(auswahl).anzahl == 1
    gefiltert = suche.Auswahl("Lastenrad", {"phase": {"P1"}})
    assert suche.suchen(gefiltert).anzahl == 0
    assert suche.nahe(gefiltert).anzahl == 1
    assert suche.nahe(suche.Auswahl("Xylophonpflicht")).anzahl == 0


def test_comparable_projects_share_telling_words() -> None:
    eines, anderes = (ProjektFactory(titel=f"Pegelsensoren am Bach {nummer}") for nummer in "AB")
    ProjektFactory(titel="Chor für alle", kurzbeschreibung="Singen.")
    assert suche.aehnliche(eines.pk, 1) == [(anderes.pk, Projekt.objects.get(pk=anderes.pk).fassung)]
    assert suche.aehnliche(0, 3) == []


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
    assert [eintrag.titel for eintrag in treffer] == ["<mark>Lastenrad</mark> 2", "<mark>Lastenrad</mark> 1"]
    assert treffer[0].url == f"/projekte/{Projekt.objects.get(titel='Lastenrad 2').slug}/"
    assert "Mobilität und Verkehr" in treffer[0].zusatz
