"""The field for the municipality in a real browser: nothing typed or chosen gets lost, an empty result is shown."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Oeffnen
from tests.browser.test_jede_seite import axe_funde
from tests.browser.wege import kommune_angeben

FELD = "Kommune"
SCHLUESSEL = "input[name=kommune]"
NICHTS = re.compile(
    r"^Keine Vorschläge zu „qwertz“\. Geladen ist nur eine Auswahl von \d+ Gemeinden\."
    r" Steht Ihre Kommune nicht in der Liste\? Kreuzen Sie das Feld darunter an\.$"
)


@pytest.fixture
def anfrage(oeffnen: Oeffnen) -> Page:
    return oeffnen("/beratung/anfrage/")


def weg_und_zurueck(seite: Page) -> None:
    seite.get_by_role("link", name="Datenschutz").last.click()
    expect(seite.locator("h1")).to_contain_text("Datenschutz")
    seite.go_back()
    expect(seite.get_by_role("button", name="Anfrage senden")).to_be_visible()


def test_back_in_history_keeps_the_chosen_one(anfrage: Page) -> None:
    anfrage.get_by_label("Ihr Name").fill("Ada Beispiel")
    kommune_angeben(anfrage, FELD, "Warst", "Warstein", skripte=True)
    schluessel = anfrage.locator(SCHLUESSEL).input_value()
    weg_und_zurueck(anfrage)
    expect(anfrage.get_by_label("Ihr Name")).to_have_value("Ada Beispiel")
    expect(anfrage.get_by_label(FELD, exact=True)).to_have_value("Warstein")
    expect(anfrage.locator(SCHLUESSEL)).to_have_value(schluessel)
    assert schluessel == "05974044"


def test_back_in_history_keeps_what_was_typed_also_behind_an_anchor(anfrage: Page) -> None:
    kommune_angeben(anfrage, FELD, "Warst", "Warstein", skripte=True)
    anfrage.get_by_label(FELD, exact=True).press_sequentially("er Land")
    anfrage.evaluate("location.hash = 'inhalt'")
    weg_und_zurueck(anfrage)
    expect(anfrage.get_by_label(FELD, exact=True)).to_have_value("Warsteiner Land")
    expect(anfrage.locator(SCHLUESSEL)).to_have_value("")


def test_back_in_history_keeps_what_was_typed_without_scripts(oeffnen: Oeffnen) -> None:
    seite = oeffnen("/beratung/anfrage/", skripte=False)
    seite.get_by_label(FELD, exact=True).fill("Warstein")
    weg_und_zurueck(seite)
    expect(seite.get_by_label(FELD, exact=True)).to_have_value("Warstein")


def test_nothing_found_is_shown_with_the_next_step(anfrage: Page) -> None:
    anfrage.get_by_label(FELD, exact=True).press_sequentially("qwertz")
    stand = anfrage.get_by_role("status").filter(has_text="Keine Vorschläge")
    expect(stand).to_have_text(NICHTS)
    ort = stand.bounding_box()
    assert ort is not None
    assert ort["height"] > 20
    assert axe_funde(anfrage) == []
    anfrage.get_by_label(FELD, exact=True).fill("Warst")
    expect(anfrage.get_by_role("option", name="Warstein")).to_be_visible()
    expect(anfrage.get_by_text("Keine Vorschläge")).to_have_count(0)


def test_enter_chooses_from_an_open_list(anfrage: Page) -> None:
    eingabe = anfrage.get_by_label(FELD, exact=True)
    eingabe.press_sequentially("Warst")
    anfrage.get_by_role("option", name="Warstein").wait_for()
    eingabe.press("Enter")
    expect(eingabe).to_have_value("Warstein")
    expect(anfrage.locator(SCHLUESSEL)).to_have_value("05974044")
    assert anfrage.url.endswith("/beratung/anfrage/")


def test_enter_on_text_without_suggestions_loses_nothing(anfrage: Page) -> None:
    anfrage.get_by_label("Was möchten Sie wissen?").fill("Wie geht das?")
    eingabe = anfrage.get_by_label(FELD, exact=True)
    eingabe.press_sequentially("qwertz")
    anfrage.get_by_text("Keine Vorschläge").wait_for()
    with anfrage.expect_navigation():
        eingabe.press("Enter")
    expect(anfrage.get_by_label(FELD, exact=True)).to_have_value("qwertz")
    expect(anfrage.get_by_label("Was möchten Sie wissen?")).to_have_value("Wie geht das?")
    expect(anfrage.locator("main")).to_contain_text("Zu „qwertz“ haben wir keine Kommune gefunden.")
    expect(anfrage.locator("main")).to_contain_text("Steht Ihre Kommune nicht in der Liste?")


def test_without_the_service_the_search_step_is_offered(anfrage: Page) -> None:
    anfrage.route("**/vorschlaege/**", lambda route: route.fulfill(status=503))
    knopf = anfrage.get_by_role("button", name="Kommune suchen")
    expect(knopf).to_be_hidden()
    anfrage.get_by_label(FELD, exact=True).press_sequentially("Warst")
    expect(anfrage.get_by_text("Die Vorschläge sind gerade nicht erreichbar.")).to_be_visible()
    expect(knopf).to_be_visible()
