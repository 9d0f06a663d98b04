"""Keeping projects, sharing them, saving a search, several projects from a table: as people do it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Oeffnen
from tests.browser.test_jede_seite import pruefen
from tests.browser.wege import einloggen

TABELLE = "Titel;Handlungsfeld;Phase\r\nDorf-App;Daten;Betrieb\r\nRufbus im Tal;mobilitaet;Betrib\r\n"


def ansehen(seite: Page, skripte: bool) -> None:
    """axe is a script itself: it never ends in a page without."""
    if skripte:
        pruefen(seite)
        seite.set_viewport_size({"width": 1280, "height": 900})


def merken(seite: Page, nummer: int) -> str:
    """From the list to a project, from there to the Merkliste."""
    seite.goto("/projekte/")
    with seite.expect_navigation():
        seite.locator(".kachel__titel a").nth(nummer).click()
    titel = seite.locator("h1").inner_text()
    with seite.expect_navigation():
        seite.get_by_role("link", name="Merken", exact=True).first.click()
    with seite.expect_navigation():
        seite.get_by_role("button", name="Auf die Merkliste setzen").click()
    expect(seite.get_by_role("status").first).to_contain_text("Gemerkt.")
    return titel


@pytest.mark.parametrize("skripte", [True, False], ids=["mit", "ohne"])
def test_a_guest_keeps_shares_and_compares(oeffnen: Oeffnen, skripte: bool) -> None:
    seite = oeffnen("/projekte/", skripte=skripte)
    titel = [merken(seite, 0), merken(seite, 1)]
    expect(seite.locator(".treffer__titel")).to_have_text(titel[::-1])
    kekse = {keks["name"]: keks["path"] for keks in seite.context.cookies()}
    assert kekse["merkliste"] == "/projekte/merkliste/"
    assert kekse.keys() == {"merkliste", "csrftoken"}

    geteilt = str(seite.get_by_role("link", name=re.compile("^http")).get_attribute("href"))
    andere = oeffnen(geteilt, skripte=skripte)
    expect(andere.locator(".treffer__titel")).to_have_text(titel[::-1])
    assert andere.context.cookies() == []
    with andere.expect_navigation():
        andere.get_by_role("link", name="Auf die eigene Merkliste setzen").click()
    with andere.expect_navigation():
        andere.get_by_role("button", name="Alle 2 auf die Merkliste setzen").click()
    expect(andere.locator(".treffer__titel")).to_have_text(titel[::-1])

    for kasten in seite.get_by_role("checkbox").all():
        kasten.check()
    with seite.expect_navigation():
        seite.get_by_role("button", name="Ausgewählte vergleichen").click()
    for name in titel:
        expect(seite.locator("main")).to_contain_text(name)

    seite.goto("/projekte/merkliste/")
    with seite.expect_navigation():
        seite.get_by_role("button", name="Liste leeren").click()
    expect(seite.get_by_role("button", name="Wieder auf die Merkliste setzen")).to_be_visible()
    assert "merkliste" not in {keks["name"] for keks in seite.context.cookies()}


def test_merkliste_looks_right(oeffnen: Oeffnen) -> None:
    seite = oeffnen("/projekte/merkliste/")
    pruefen(seite)
    seite.set_viewport_size({"width": 1280, "height": 900})
    merken(seite, 0)
    merken(seite, 1)
    geteilt = str(seite.get_by_role("link", name=re.compile("^http")).get_attribute("href"))
    for adresse in ("/projekte/merkliste/", geteilt, "/projekte/merkliste/falsch/"):
        seite.goto(adresse)
        pruefen(seite)


@pytest.mark.parametrize("skripte", [True, False], ids=["mit", "ohne"])
def test_saving_a_search_by_keyboard(oeffnen: Oeffnen, skripte: bool) -> None:
    """From the list through the login back to the search."""
    wort = "verwaltung" if skripte else "energie"
    seite = oeffnen(f"/projekte/?q={wort}", skripte=skripte)
    verweis = seite.get_by_role("link", name="Suche speichern")
    ziel = str(verweis.get_attribute("href"))
    assert ziel == f"/projekte/suchauftraege/neu/?q={wort}"
    verweis.focus()
    with seite.expect_navigation():
        seite.keyboard.press("Enter")
    assert "/konto/login/" in seite.url
    einloggen(seite, "kommune@example.org", ziel)
    ansehen(seite, skripte)
    name = seite.get_by_label("Name")
    name.fill("Mit der Tastatur")
    with seite.expect_navigation():
        name.press("Enter")
    eintrag = seite.locator(".treffer__eintrag", has_text="Mit der Tastatur")
    expect(eintrag).to_contain_text("montags per E-Mail")
    ansehen(seite, skripte)
    eintrag.get_by_role("button", name="Pausieren").focus()
    with seite.expect_navigation():
        seite.keyboard.press("Enter")
    expect(eintrag).to_contain_text("pausiert")
    with seite.expect_navigation():
        eintrag.get_by_role("link", name=re.compile("Umbenennen")).click()
    ansehen(seite, skripte)
    with seite.expect_navigation():
        seite.get_by_role("button", name="Endgültig löschen").click()
    expect(eintrag).to_have_count(0)


@pytest.mark.parametrize("skripte", [True, False], ids=["mit", "ohne"])
def test_several_projects_from_a_table(oeffnen: Oeffnen, skripte: bool) -> None:
    titel = f"Dorf-App {'mit' if skripte else 'ohne'} Skript"
    seite = oeffnen("/konto/login/", skripte=skripte)
    einloggen(seite, "kommune@example.org", "/projekte/neu/mehrere/")
    ansehen(seite, skripte)

    def hochladen(name: str, inhalt: bytes) -> None:
        seite.get_by_label("Ausgefüllte Tabelle").set_input_files(
            files=[{"name": name, "mimeType": "text/csv", "buffer": inhalt}]
        )
        with seite.expect_navigation():
            seite.get_by_role("button", name="Prüfen und Vorschau zeigen").click()

    hochladen("tabelle.xlsx", b"<html>")
    expect(seite.locator("main")).to_contain_text("Das ist eine Webseite oder XML, keine Tabelle.")
    ansehen(seite, skripte)
    hochladen("tabelle.csv", TABELLE.replace("Dorf-App", titel).encode("cp1252"))
    expect(seite.locator("main")).to_contain_text("„Betrib“ kennen wir nicht.")
    ansehen(seite, skripte)
    with seite.expect_navigation():
        seite.get_by_role("button", name="Einen Entwurf anlegen").click()
    expect(seite.locator("h1")).to_have_text("Ein Entwurf ist angelegt")
    ansehen(seite, skripte)
    with seite.expect_navigation():
        seite.get_by_role("link", name="Zu den Entwürfen").click()
    expect(seite.locator("main")).to_contain_text(titel)
