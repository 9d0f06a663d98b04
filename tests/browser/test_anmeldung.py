"""Registering with colleagues: the same page with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Oeffnen

FORMULAR = "/veranstaltungen/bundeskonferenz-digitale-kommunen/anmeldung/"


@pytest.mark.parametrize("skripte", [True, False])
def test_one_row_more_keeps_what_was_typed_and_puts_the_cursor_into_it(oeffnen: Oeffnen, skripte: bool) -> None:
    seite = oeffnen(FORMULAR, skripte=skripte)
    seite.get_by_label("Vor- und Nachname", exact=True).fill("Ada Beispiel")
    seite.get_by_role("button", name="Weitere Person anmelden").click()
    zweite = seite.get_by_label("Vor- und Nachname der 2. Person")
    expect(zweite).to_be_focused()
    zweite.fill("Jo Kollege")
    seite.get_by_role("button", name="Noch eine Person").click()
    expect(seite.get_by_label("Vor- und Nachname der 3. Person")).to_be_focused()
    expect(zweite).to_have_value("Jo Kollege")
    expect(seite.get_by_label("Vor- und Nachname", exact=True)).to_have_value("Ada Beispiel")
    expect(seite.locator(".fehlerliste")).to_have_count(0)


@pytest.mark.parametrize("skripte", [True, False])
def test_enter_sends_the_form_and_does_not_add_a_row(oeffnen: Oeffnen, skripte: bool) -> None:
    seite = oeffnen(FORMULAR, skripte=skripte)
    seite.get_by_label("Vor- und Nachname", exact=True).press("Enter")
    expect(seite).to_have_title(re.compile("^Fehler: "))
    expect(seite.get_by_label("Vor- und Nachname der 2. Person")).to_have_count(0)
