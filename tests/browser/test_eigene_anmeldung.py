"""The personal page in each state, and each of its forms, as every other page; an offer answered by keyboard alone."""

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Oeffnen
from tests.browser.test_jede_seite import pruefen
from tests.laufendes_portal import LaufendesPortal

KOMMENDE = "SELECT id FROM veranstaltungen_veranstaltung WHERE beginn > now() AND zustand = 'veroeffentlicht'"
ANBIETEN = f"""
    UPDATE veranstaltungen_anmeldung SET zustand = 'angeboten', angebot_bis = now() + interval '2 days'
    WHERE id = (SELECT id FROM veranstaltungen_anmeldung WHERE zustand = 'wartend' AND email <> ''
                AND veranstaltung_id IN ({KOMMENDE}) ORDER BY wartet_seit DESC LIMIT 1)
"""  # noqa: S608


def seite_von(portal: LaufendesPortal, zustand: str) -> str:
    """Of an example registration in this state."""
    with psycopg.connect(portal.postgres.url) as verbindung:
        if zustand == "angeboten":
            verbindung.execute(ANBIETEN)
        zeile = verbindung.execute(
            f"SELECT token FROM veranstaltungen_anmeldung WHERE zustand = %s AND veranstaltung_id IN ({KOMMENDE})"  # noqa: S608
            " AND email <> '' ORDER BY id DESC LIMIT 1",
            [zustand],
        ).fetchone()
    assert zeile, f"Im Beispielbestand ist niemand {zustand}."
    return f"/anmeldungen/{zeile[0]}/"


@pytest.mark.parametrize("zustand", ["angemeldet", "angeboten", "wartend", "verfallen"])
def test_the_page_in_each_state(oeffnen: Oeffnen, portal: LaufendesPortal, zustand: str) -> None:
    seite = oeffnen(seite_von(portal, zustand))
    pruefen(seite)
    assert seite.context.cookies() == []


@pytest.mark.parametrize("form", ["aendern/", "weitergeben/", "absagen/"])
def test_its_forms(oeffnen: Oeffnen, portal: LaufendesPortal, form: str) -> None:
    seite = oeffnen(seite_von(portal, "angemeldet") + form)
    expect(seite.locator("main form")).to_be_visible()
    pruefen(seite)
    assert seite.context.cookies() == []


def mit_tab_zu(seite: Page, name: str) -> None:
    for _ in range(40):
        seite.keyboard.press("Tab")
        if seite.evaluate("document.activeElement.innerText").strip() == name:
            return
    raise AssertionError(f"„{name}“ ist mit der Tabulatortaste nicht zu erreichen.")


@pytest.mark.parametrize("skripte", [True, False])
def test_an_offer_is_accepted_and_the_seat_given_back_by_keyboard(
    oeffnen: Oeffnen, portal: LaufendesPortal, skripte: bool
) -> None:
    seite = oeffnen(seite_von(portal, "angeboten"), skripte=skripte, breite=390)
    mit_tab_zu(seite, "Platz annehmen")
    with seite.expect_navigation():
        seite.keyboard.press("Enter")
    expect(seite.locator("h1")).to_have_text("Sie sind angemeldet")
    expect(seite.get_by_role("status")).to_contain_text("Sie haben angenommen.")
    mit_tab_zu(seite, "Absagen")
    with seite.expect_navigation():
        seite.keyboard.press("Enter")
    mit_tab_zu(seite, "Verbindlich absagen")
    with seite.expect_navigation():
        seite.keyboard.press("Enter")
    expect(seite.locator("h1")).to_have_text("Ihre Anmeldung ist storniert")
