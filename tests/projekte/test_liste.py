import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from projekte.models import Phase, Zustand
from tests.factories.kommunen import KommuneFactory, KreisFactory, VerbandFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory

pytestmark = pytest.mark.django_db


def titel(client: Client, abfrage: str) -> list[str]:
    antwort = client.get(f"/projekte/?{abfrage}")
    assert antwort.status_code == 200
    return [projekt.titel for projekt in antwort.context["projekte"]]


@pytest.fixture
def katalog() -> None:
    dorf = KommuneFactory(name="Dorf", landschluessel="09", einwohner=800)
    stadt = KommuneFactory(name="Stadt, Stadt", landschluessel="06", einwohner=300_000)
    energie, daten = HandlungsfeldFactory(slug="energie"), HandlungsfeldFactory(slug="daten")
    ProjektFactory(
        titel="A", federfuehrung=dorf, beteiligte=[stadt], phase=Phase.PILOT,
        veroeffentlicht_am=datetime(2026, 3, 1, tzinfo=UTC), bestaetigt_am=date(2026, 9, 1),
    )  # fmt: skip
    ProjektFactory(
        titel="Ö", federfuehrung=stadt, handlungsfeld=energie, weitere=[daten],
        veroeffentlicht_am=datetime(2026, 2, 1, tzinfo=UTC), bestaetigt_am=date(2026, 10, 1),
    )  # fmt: skip
    ProjektFactory(
        titel="Z", traeger="Ein Verein", handlungsfeld=daten, kurzbeschreibung="Ein Rad.",
        veroeffentlicht_am=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.usefixtures("katalog")
@pytest.mark.parametrize(
    ("abfrage", "erwartet"),
    [
        ("", ["A", "Ö", "Z"]),
        ("handlungsfeld=daten", ["Ö", "Z"]),
        ("land=06", ["A", "Ö"]),
        ("groesse=50", ["A"]),
        ("land=06&groesse=50", []),
        ("land=09&groesse=50", ["A"]),
        ("phase=P3", ["A"]),
        ("q=rad", ["Z"]),
        ("q=rad&phase=P3", []),
        ("sortierung=titel", ["A", "Ö", "Z"]),
        ("sortierung=bestaetigt", ["Ö", "A", "Z"]),
        ("sortierung=relevanz", ["A", "Ö", "Z"]),
        ("kommune=99999999", ["A", "Ö", "Z"]),
        ("land=99&groesse=x&phase=P9&handlungsfeld=%00&q=%00", ["A", "Ö", "Z"]),
    ],
)
def test_filters(client: Client, abfrage: str, erwartet: list[str]) -> None:
    assert titel(client, abfrage) == erwartet


def test_the_usual_order_has_no_value_so_that_a_search_brings_the_best_first(client: Client) -> None:
    ProjektFactory()
    for abfrage, orders in (
        ("", ["", "bestaetigt", "titel"]),
        ("q=mitfahrbank", ["", "neueste", "bestaetigt", "titel"]),
    ):
        antwort = client.get(f"/projekte/?{abfrage}")
        assert [wert for wert, _ in antwort.context["filter"].form.fields["sortierung"].widget.choices] == orders
    assert antwort.context["sortierung"] == "beste Treffer zuerst"
    assert client.get("/projekte/?q=mitfahrbank&sortierung=neueste").context["sortierung"] == "neueste zuerst"


def test_one_municipality_and_what_lies_in_it(client: Client) -> None:
    kreis, verband = KreisFactory(), VerbandFactory()
    gemeinde = KommuneFactory(kreis=kreis, verband=verband)
    ProjektFactory(titel="im Ort", federfuehrung=gemeinde)
    ProjektFactory(titel="woanders")
    for kommune in (kreis, verband, gemeinde):
        assert titel(client, f"kommune={kommune.schluessel}") == ["im Ort"]
    seite = client.get(f"/projekte/?kommune={gemeinde.schluessel}").content.decode()
    assert f'<input type="hidden" name="kommune" value="{gemeinde.schluessel}"' in seite


@pytest.mark.usefixtures("katalog")
def test_options_say_how_many_projects_they_would_leave(client: Client) -> None:
    anzahlen = client.get("/projekte/?land=06").context["filter"].anzahlen()
    assert anzahlen["land"] == {"06": 2, "09": 1}
    assert anzahlen["groesse"] == {"12": 2}
    assert anzahlen["phase"] == {"P3": 1, "P4": 1}
    assert anzahlen["handlungsfeld"] == {"mobilitaet": 1, "energie": 1, "daten": 1}


@pytest.mark.usefixtures("katalog")
@pytest.mark.parametrize("facette", ["handlungsfeld", "land", "groesse", "phase"])
def test_every_count_is_what_the_option_really_leaves(client: Client, facette: str) -> None:
    for grundlage in ("", "land=06", "phase=P4&handlungsfeld=daten"):
        anzahlen = client.get(f"/projekte/?{grundlage}").context["filter"].anzahlen()[facette]
        uebrige = "&".join(teil for teil in grundlage.split("&") if not teil.startswith(facette))
        for wert, anzahl in anzahlen.items():
            assert len(titel(client, f"{uebrige}&{facette}={wert}")) == anzahl


@pytest.mark.usefixtures("katalog")
def test_each_active_filter_can_be_taken_away_alone(client: Client) -> None:
    antwort = client.get("/projekte/?q=rad&land=06&phase=P3&seite=1")
    aktive = {aktiv["wert"]: aktiv["url"] for aktiv in antwort.context["aktive"]}
    assert aktive == {"„rad“": "?land=06&phase=P3", "Hessen": "?q=rad&phase=P3", "Pilot": "?q=rad&land=06"}


@pytest.mark.usefixtures("katalog")
def test_without_hits_the_page_says_which_filter_to_leave_out(client: Client) -> None:
    antwort = client.get("/projekte/?q=rad&phase=P3")
    assert [(ohne["wert"], ohne["anzahl"]) for ohne in antwort.context["lockerungen"]] == [("„rad“", 1), ("Pilot", 1)]
    assert "Kein Projekt passt zu allem" in antwort.content.decode()


@pytest.mark.parametrize("abfrage", ["q=" + "a" * 201, "q=%00"])
def test_bad_input_gets_a_message_beside_its_field_and_stays(client: Client, abfrage: str) -> None:
    antwort = client.get(f"/projekte/?{abfrage}")
    assert antwort.status_code == 200
    assert antwort.context["filter"].form.errors
    assert 'class="kern-error"' in antwort.content.decode()
    if "aaa" in abfrage:
        assert "a" * 201 in antwort.content.decode()


@pytest.mark.parametrize(
    ("abfrage", "namen"),
    [
        ("handlungsfeld=quatsch", "Handlungsfeld"),
        ("phase=P9&q=rad", "Phase"),
        ("kommune=99999999", "Kommune"),
        ("land=99&sortierung=x", "Land, Reihenfolge"),
    ],
)
@pytest.mark.usefixtures("katalog")
def test_a_choice_that_is_gone_is_told_once_and_filters_nothing(client: Client, abfrage: str, namen: str) -> None:
    antwort = client.get(f"/projekte/?{abfrage}")
    seite = antwort.content.decode()
    assert seite.count("Diese Auswahl gibt es nicht (mehr)") == 1
    assert f"gibt es nicht (mehr): {namen}. Wir zeigen" in seite
    assert "gültige Auswahl" not in seite
    assert antwort.context["projekte"]


def test_choices_that_exist_are_not_questioned(client: Client) -> None:
    ProjektFactory()
    for abfrage in ("", "handlungsfeld=mobilitaet&phase=P4&sortierung=titel"):
        assert "gibt es nicht" not in client.get(f"/projekte/?{abfrage}").content.decode()


def test_words_that_find_nothing_get_suggestions_instead_of_a_dead_end(client: Client) -> None:
    projekt = ProjektFactory(titel="Mitfahrbank mit Anzeige")
    for abfrage in ("q=mitfahrbnak", "q=mitfahrbnak&phase=P4"):
        seite = client.get(f"/projekte/?{abfrage}").content.decode()
        assert "Meinten Sie …?" in seite
        assert f'<a href="{projekt.get_absolute_url()}">Mitfahrbank mit Anzeige</a>' in seite
    # Here the word is right, the filter is in the way.
    seite = client.get("/projekte/?q=mitfahrbank&phase=P1").content.decode()
    assert "Meinten Sie" not in seite
    assert "Pilot weglassen" not in seite
    assert "Idee weglassen" in seite
    for abfrage in ("q=Xylophonpflicht", "q=mitfahrbank", "phase=P1", ""):
        assert "Meinten Sie" not in client.get(f"/projekte/?{abfrage}").content.decode()


def test_endless_query_string_is_an_answer(client: Client) -> None:
    assert client.get("/projekte/", {"q": "ä " * 500_000}).status_code in (200, 414)


def test_pages_keep_the_filters(client: Client) -> None:
    ProjektFactory.create_batch(13)
    erste = client.get("/projekte/?phase=P4")
    assert len(erste.context["projekte"]) == 12
    assert 'href="?phase=P4&amp;seite=2"' in erste.content.decode()
    assert len(client.get("/projekte/?phase=P4&seite=2").context["projekte"]) == 1
    assert client.get("/projekte/?seite=3").status_code == 404


def test_card_says_what_decides(client: Client) -> None:
    ProjektFactory(
        titel="Rufbus", kurzbeschreibung="Er kommt, wenn man ihn braucht.", ist_beispiel=True,
        zustand=Zustand.BEENDET, zustand_grund="Plangemäß.", bestaetigt_am=date(2026, 5, 3),
        kosten_einmalig="K2", kosten_basis="ist", kosten_jahr=2025,
        federfuehrung=KommuneFactory(name="Musterstadt, Stadt", einwohner=30_000), beteiligte=[KommuneFactory()],
    )  # fmt: skip
    karte = client.get("/projekte/").content.decode()
    karte = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", karte[karte.index('class="kachel"') :]))
    for angabe in (
        "Beispiel", "Mobilität und Verkehr", "Rufbus", "Musterstadt, Hessen · Kleinere Mittelstadt",
        "mit 1 weiterer Kommune", "Er kommt, wenn man ihn braucht.", "Betrieb", "beendet",
        "25.000 bis unter 100.000 €", "Stand Mai 2026",
    ):  # fmt: skip
        assert angabe in karte


@pytest.mark.parametrize("anzahl", [1, 3])
@pytest.mark.parametrize(
    ("abfrage", "abfragen"), [("", 10), ("q=mitfahr&land=06&handlungsfeld=mobilitaet&phase=P4", 12)]
)
def test_query_count_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int, abfrage: str, abfragen: int
) -> None:
    for _ in range(anzahl):
        ProjektFactory(beteiligte=KommuneFactory.create_batch(2), weitere=[HandlungsfeldFactory(slug="daten")])
    with django_assert_num_queries(abfragen):
        assert len(client.get(f"/projekte/?{abfrage}").context["projekte"]) == anzahl


def test_reading_sets_no_cookie_and_is_revalidated_cheaply(client: Client) -> None:
    projekt = ProjektFactory()
    for adresse in ("/projekte/", projekt.get_absolute_url()):
        antwort: Any = client.get(adresse)
        assert not antwort.cookies
        assert "public" in antwort["Cache-Control"]
        assert client.get(adresse, headers={"if-none-match": antwort["ETag"]}).status_code == 304
