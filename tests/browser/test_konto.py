"""An account by mail, and the admin under the strict Content Security Policy."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import wege
from tests.browser.conftest import Oeffnen
from tests.browser.test_jede_seite import axe_funde
from tests.laufendes_portal import LaufendesPortal

NEU = "drei rote boote im hafen"


@pytest.mark.parametrize("skripte", [True, False], ids=["scripts", "no scripts"])
def test_sign_up_confirm_and_come_in(oeffnen: Oeffnen, portal: LaufendesPortal, skripte: bool) -> None:
    email = f"konto-{skripte}@example.org".lower()
    seite = oeffnen("/konto/signup/", skripte=skripte, breite=390)
    seite.get_by_label("E-Mail-Adresse").fill(email)
    seite.get_by_label("Passwort", exact=True).fill(NEU)
    seite.get_by_label("Passwort, noch einmal").fill(NEU)
    seite.locator("main").get_by_role("button", name="Konto anlegen").click()
    expect(seite.locator("h1")).to_have_text("Bitte bestätigen Sie Ihre E-Mail-Adresse")

    if skripte:
        assert axe_funde(seite) == []
    (code,) = re.findall(r"^(\d{4}-\d{4})\r?$", portal.brief_an(email), re.MULTILINE)
    seite.get_by_label("Code aus der E-Mail").fill(code)
    seite.get_by_role("button", name="Adresse bestätigen").click()
    expect(seite.locator("h1")).to_have_text("Mein Konto")

    seite.get_by_role("link", name="Abmelden").click()
    seite.locator("main").get_by_role("button", name="Abmelden").click()
    expect(seite.locator("h1")).to_have_text("Sie sind abgemeldet")
    assert "sessionid" not in {keks["name"] for keks in seite.context.cookies()}


@pytest.mark.parametrize("wer", ["redaktion", "termine", "datenschutz", "betrieb"])
def test_admin_breaks_no_policy(oeffnen: Oeffnen, wer: str) -> None:
    """Every list, the form of its first entry and the form for a new one; the console is watched."""
    seite = oeffnen("/konto/login/")
    wege.einloggen(seite, f"{wer}@example.org", "/verwaltung/")
    listen = [str(zeile.get_attribute("href")) for zeile in seite.locator("#content-main .module th a").all()]
    assert listen
    for liste in listen:
        seite.goto(liste)
        for weiter in ("#result_list tbody th a", ".object-tools .addlink"):
            seite.goto(liste)
            if seite.locator(weiter).count():
                seite.locator(weiter).first.click()
                expect(seite.locator("h1")).to_be_visible()
                assert "Server" not in seite.title()
