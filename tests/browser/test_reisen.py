"""The five journeys, as their users go them: with and without JavaScript, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser import wege
from tests.browser.conftest import Oeffnen
from tests.laufendes_portal import LaufendesPortal

LAGEN = pytest.mark.parametrize(
    ("skripte", "breite"),
    [(True, 1280), (False, 1280), (True, 390), (False, 390)],
    ids=["desk", "desk, no scripts", "phone", "phone, no scripts"],
)


@LAGEN
def test_find_a_project(oeffnen: Oeffnen, skripte: bool, breite: int) -> None:
    seite = oeffnen("/", skripte=skripte, breite=breite)
    seite.locator("main").get_by_role("searchbox").fill("Parkplatz")
    seite.locator("main").get_by_role("button", name="Suchen").click()
    expect(seite).to_have_url("/suche/?q=Parkplatz")
    seite.goto("/projekte/")
    gesamt = seite.locator("main h2 a, main h3 a").count()
    assert gesamt > 0
    if breite < 700:
        seite.locator("main summary", has_text="Filter").click()
    seite.locator("form.filter").get_by_role("checkbox", name="Nordrhein-Westfalen").check()
    seite.locator("main form.filter button").click()
    assert "land=05" in seite.url
    expect(seite.get_by_role("link", name="Nordrhein-Westfalen entfernen")).to_be_visible()
    seite.locator("main h2 a, main h3 a").first.click()
    expect(seite.locator("main").get_by_role("link", name="Beratung anfragen").first).to_be_visible()


@LAGEN
def test_register_and_cancel(oeffnen: Oeffnen, portal: LaufendesPortal, skripte: bool, breite: int) -> None:
    gast = f"gast-{skripte}-{breite}@example.org".lower()
    seite = oeffnen("/veranstaltungen/", skripte=skripte, breite=breite)
    wege.anmelden_zur_veranstaltung(seite, gast, skripte=skripte)
    brief = portal.brief_an(gast)
    assert "Ada Beispiel" not in brief
    seite.goto(portal.link(brief, "/anmeldungen/"))
    expect(seite.locator("h1")).to_have_text("Sie sind angemeldet")
    for angabe in ("Ada Beispiel", "Arnsberg"):
        expect(seite.locator("main")).to_contain_text(angabe)
    with seite.expect_download() as kalender:
        seite.get_by_role("link", name="Termin für den Kalender").click()
    assert kalender.value.suggested_filename.endswith(".ics")
    seite.get_by_role("link", name="Absagen").click()
    seite.get_by_role("button", name="Verbindlich absagen").click()
    expect(seite.locator("h1")).to_have_text("Ihre Anmeldung ist storniert")
    portal.brief_an(gast, anzahl=2)


@LAGEN
def test_ask_and_get_the_answer(oeffnen: Oeffnen, portal: LaufendesPortal, skripte: bool, breite: int) -> None:
    kommune, frage = f"kommune-{skripte}-{breite}@example.org".lower(), f"Wie fangen wir an? {skripte} {breite}"
    seite = oeffnen("/beratung/", skripte=skripte, breite=breite)
    wege.anfrage_stellen(seite, kommune, frage, skripte=skripte)
    vorgang = portal.link(portal.brief_an(kommune), "/beratung/anfragen/")
    wege.anfrage_antworten(oeffnen("/", skripte=skripte, breite=breite), frage, "Am besten mit einem Rundgang.")
    assert "Am besten mit einem Rundgang." in portal.brief_an(kommune, anzahl=2)
    seite.goto(vorgang)
    expect(seite.locator("ol.verlauf")).to_contain_text("Am besten mit einem Rundgang.")
    expect(seite.locator("ol.verlauf")).to_contain_text("Hanna Petersen")


@LAGEN
def test_subscribe_receive_and_sign_off(oeffnen: Oeffnen, portal: LaufendesPortal, skripte: bool, breite: int) -> None:
    leserin, titel = f"leserin-{skripte}-{breite}@example.org".lower(), f"Heft {skripte} {breite}"
    seite = oeffnen("/newsletter/", skripte=skripte, breite=breite)
    seite.get_by_label("Ihre E-Mail-Adresse").fill(leserin)
    wege.absenden(seite, "Newsletter bestellen")
    seite.goto(portal.link(portal.brief_an(leserin), "/newsletter/bestaetigen/"))
    seite.get_by_role("button", name="Ja, ich möchte den Newsletter").click()
    expect(seite.locator("h1")).to_contain_text("Geschafft")

    redaktion = oeffnen("/", skripte=skripte, breite=breite)
    wege.einloggen(redaktion, "redaktion@example.org", "/newsletter/redaktion/")
    redaktion.get_by_role("link", name="Neue Ausgabe").click()
    redaktion.get_by_label("Titel").fill(titel)
    redaktion.get_by_label("Text", exact=True).fill("## Neues\n\nEin Absatz aus dem Heft.")
    redaktion.get_by_role("button", name="Speichern und ansehen").click()
    redaktion.get_by_role("link", name="Zum Versand").first.click()
    redaktion.get_by_role("button", name="versenden").click()
    expect(redaktion.locator("main")).to_contain_text(titel)

    heft = portal.brief_an(leserin, anzahl=2)
    assert "Ein Absatz aus dem Heft." in heft
    seite.goto(portal.link(heft, "/newsletter/abmelden/"))
    seite.get_by_role("button", name="Abmelden", exact=True).click()
    expect(seite.locator("h1")).to_have_text("Sie sind abgemeldet")


@LAGEN
def test_look_up_a_municipality(oeffnen: Oeffnen, skripte: bool, breite: int) -> None:
    seite = oeffnen("/kommunen/", skripte=skripte, breite=breite)
    if breite < 700:
        seite.locator("main summary", has_text="Filter").click()
    seite.locator("form.filter").get_by_label("Name").fill("Goerlitz")
    seite.locator("main form.filter button").click()
    seite.locator("main").get_by_role("link", name="Görlitz").first.click()
    expect(seite.locator("h1")).to_contain_text("Görlitz")
    expect(seite.locator("main")).to_contain_text("Destatis")
    expect(seite.get_by_role("heading", name="Vergleichbare")).to_be_visible()
