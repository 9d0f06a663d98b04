"""The five journeys without a mouse; wherever the focus stops, it can be seen."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import wege
from tests.browser.conftest import Oeffnen
from tests.laufendes_portal import LaufendesPortal

HOECHSTENS_SCHRITTE = 90

BESCHRIFTUNG = """() => {
    const hier = document.activeElement;
    const text = hier.matches('a, button, summary') ? hier.textContent : '';
    return [hier.getAttribute('aria-label'), ...[...(hier.labels || [])].map(l => l.innerText), text]
        .filter(Boolean).join(' ');
}"""
SICHTBAR = """() => {
    const hier = document.activeElement, ort = hier.getBoundingClientRect();
    const umrandet = knoten => {
        const stil = getComputedStyle(knoten);
        return stil.boxShadow !== 'none' || (stil.outlineStyle !== 'none' && parseFloat(stil.outlineWidth) > 0);
    };
    const land = hier.querySelector('.karte__land');
    const gezeigt = land
        ? parseFloat(getComputedStyle(land).strokeWidth) > 2
        : umrandet(hier) || umrandet(hier.parentElement);  // the parent frames input and button
    return gezeigt && ort.bottom > 0 && ort.top < innerHeight;
}"""


def tabben_bis(seite: Page, beschriftung: str) -> None:
    """Press Tab until the focus stands on what is labelled so."""
    for _ in range(HOECHSTENS_SCHRITTE):
        seite.keyboard.press("Tab")
        assert seite.evaluate(SICHTBAR), f"unsichtbarer Fokus: {seite.evaluate(BESCHRIFTUNG)}"
        if beschriftung in seite.evaluate(BESCHRIFTUNG):
            return
    raise AssertionError(f"„{beschriftung}“ ist mit {HOECHSTENS_SCHRITTE} Schritten nicht erreichbar")


def eintippen(seite: Page, feld: str, text: str) -> None:
    tabben_bis(seite, feld)
    seite.keyboard.type(text)


def druecken(seite: Page, knopf: str) -> None:
    tabben_bis(seite, knopf)
    with seite.expect_navigation():
        seite.keyboard.press("Enter")


def kommune_tippen(seite: Page, feld: str, text: str, gemeint: str) -> None:
    eintippen(seite, feld, text)
    seite.get_by_role("option", name=gemeint).first.wait_for()
    seite.keyboard.press("ArrowDown")
    seite.keyboard.press("Enter")


@pytest.mark.parametrize("breite", [1280, 390])
def test_find_a_project(oeffnen: Oeffnen, breite: int) -> None:
    seite = oeffnen("/", breite=breite)
    druecken(seite, "Zum Inhalt")
    eintippen(seite, "Thema, Ort oder Postleitzahl", "Mitfahrbank")
    seite.keyboard.press("Enter")
    expect(seite).to_have_url("/suche/?q=Mitfahrbank")
    druecken(seite, "Mitfahrbank mit Anzeige")
    expect(seite.locator("h1")).to_have_text("Mitfahrbank mit Anzeige")


def test_register(oeffnen: Oeffnen, portal: LaufendesPortal) -> None:
    seite = oeffnen("/veranstaltungen/")
    wege.offene_veranstaltung(seite)
    eintippen(seite, "Vor- und Nachname", "Tastatur Beispiel")
    eintippen(seite, "E-Mail-Adresse", "tastatur-gast@example.org")
    kommune_tippen(seite, "Ihre Kommune", "bad homb", "Bad Homburg")
    seite.wait_for_timeout(wege.ZEITFALLE_MS)
    druecken(seite, "Verbindlich anmelden")
    expect(seite.locator("h1")).to_contain_text("Danke")
    portal.brief_an("tastatur-gast@example.org")


def test_ask(oeffnen: Oeffnen, portal: LaufendesPortal) -> None:
    seite = oeffnen("/beratung/anfrage/")
    eintippen(seite, "Was möchten Sie wissen?", "Geht das ohne Maus?")
    kommune_tippen(seite, "Kommune", "muenchen", "München")
    eintippen(seite, "Ihr Name", "Tastatur Beispiel")
    eintippen(seite, "Ihre E-Mail-Adresse", "tastatur-kommune@example.org")
    seite.wait_for_timeout(wege.ZEITFALLE_MS)
    druecken(seite, "Anfrage senden")
    expect(seite.get_by_text("Ihre Anfrage ist angekommen.")).to_be_visible()
    portal.brief_an("tastatur-kommune@example.org")


def test_answer(oeffnen: Oeffnen) -> None:
    """The desk: from the login to the answer."""
    seite = oeffnen("/beratung/schreibtisch/")
    eintippen(seite, "E-Mail-Adresse", "beratung@example.org")
    eintippen(seite, "Passwort", wege.PASSWORT)
    seite.keyboard.press("Enter")
    expect(seite.locator("h1")).to_have_text("Schreibtisch")
    erste = seite.locator("tbody th a").first.inner_text()
    druecken(seite, erste)
    druecken(seite, "Anfrage übernehmen")
    eintippen(seite, "Antwort an die Kommune", "Ja, ganz ohne Maus.")
    druecken(seite, "Antwort senden")
    expect(seite.locator("ol.verlauf")).to_contain_text("Ja, ganz ohne Maus.")


def test_subscribe(oeffnen: Oeffnen, portal: LaufendesPortal) -> None:
    seite = oeffnen("/newsletter/")
    eintippen(seite, "Ihre E-Mail-Adresse", "tastatur-leserin@example.org")
    seite.wait_for_timeout(wege.ZEITFALLE_MS)
    druecken(seite, "Newsletter bestellen")
    seite.goto(portal.link(portal.brief_an("tastatur-leserin@example.org"), "/newsletter/bestaetigen/"))
    druecken(seite, "Ja, ich möchte den Newsletter")
    expect(seite.locator("h1")).to_contain_text("Geschafft")


def test_look_up_a_municipality_on_the_map(oeffnen: Oeffnen) -> None:
    seite = oeffnen("/kommunen/karte/")
    druecken(seite, "Sachsen: ")
    expect(seite).to_have_url("/kommunen/?land=14&typ=orte")
    eintippen(seite, "Name", "Goerlitz")
    druecken(seite, "Kommunen anzeigen")
    druecken(seite, "Görlitz")
    expect(seite.locator("h1")).to_contain_text("Görlitz")
