"""Recording a reuse and asking the owner of a project, as people do: with and without scripts, by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import wege
from tests.browser.conftest import Oeffnen
from tests.browser.test_jede_seite import pruefen
from tests.laufendes_portal import LaufendesPortal

MITGLIED = "kommune@example.org"
PROJEKT, KONTAKT = "/projekte/rufbus-auf-bestellung/", "rufbus@example.org"


def taste(seite: Page, beschriftung: str, zeichen: str = "Space") -> None:
    """Nothing but the keyboard: focus by Tab until the element is reached, then press."""
    ziel = seite.get_by_label(beschriftung)
    for _ in range(60):
        if ziel.evaluate("element => element === document.activeElement"):
            seite.keyboard.press(zeichen)
            return
        seite.keyboard.press("Tab")
    raise AssertionError(f"Mit der Tabulatortaste nicht zu erreichen: {beschriftung}")


def test_a_reuse_is_recorded_by_keyboard_confirmed_by_mail_and_shown(oeffnen: Oeffnen, portal: LaufendesPortal) -> None:
    seite = oeffnen(PROJEKT)
    seite.get_by_role("link", name="Wir haben es auch übernommen").click()
    expect(seite.locator("main").get_by_role("link", name="Anmelden")).to_be_visible()
    wege.einloggen(seite, MITGLIED, "/projekte/nachnutzung/")
    seite.goto(f"{PROJEKT}nachnutzung/")
    pruefen(seite)
    vorher = len(portal.briefe_an(KONTAKT))
    taste(seite, "als Beispiel genommen")
    seite.keyboard.press("ArrowDown")
    taste(seite, "geplant")
    taste(seite, "Was haben Sie übernommen, was geändert?", "E")
    seite.keyboard.press("Tab")
    seite.keyboard.type("12")
    seite.keyboard.press("Enter")
    expect(seite.locator("main")).to_contain_text("in welchem Jahr der Aufwand anfiel")
    pruefen(seite)
    seite.locator("input[name=aufwand_jahr]").fill("2026")
    seite.get_by_label("Worauf beruhen die Zahlen?").select_option(label="Schätzung")
    seite.get_by_role("button", name="Nachnutzung melden").click()
    expect(seite.locator("main")).to_contain_text("Wir haben die gebende Seite um Bestätigung gebeten")
    gebend = oeffnen(portal.link(portal.brief_an(KONTAKT, anzahl=vorher + 1), "/projekte/nachnutzung/"))
    pruefen(gebend)
    gebend.get_by_role("button", name="Ja, das stimmt").click()
    expect(gebend.locator("main")).to_contain_text("Der Eintrag ist jetzt öffentlich.")
    oeffentlich = oeffnen(PROJEKT)
    expect(oeffentlich.locator("#nachnutzung")).to_contain_text("im Austausch gelernt")
    expect(oeffentlich.locator("#nachnutzung")).to_contain_text("12 Personentage")
    seite.goto("/projekte/nachnutzung/")
    pruefen(seite)


@pytest.mark.parametrize(("skripte", "breite"), [(True, 1280), (False, 390)], ids=["desk", "phone, no scripts"])
def test_a_question_reaches_the_owner_and_the_answer_comes_back(
    oeffnen: Oeffnen, portal: LaufendesPortal, skripte: bool, breite: int
) -> None:
    fragende = f"frage-{breite}@example.org"
    vorher = len(portal.briefe_an(KONTAKT))
    seite = oeffnen(PROJEKT, skripte=skripte, breite=breite)
    seite.locator("main").get_by_role("link", name="Frage stellen").first.click()
    wege.kommune_angeben(seite, "Kommune", "Warst", "Warstein", skripte=skripte)
    seite.get_by_label("Ihre Frage").fill(f"Wie viele Fahrten sind es? {breite}")
    seite.get_by_label("Ihr Name").fill("Jana Beispiel")
    seite.get_by_label("Ihre E-Mail-Adresse").fill(fragende)
    wege.absenden(seite, "Frage senden")
    expect(seite.locator("main")).to_contain_text("Ihre Frage ist unterwegs.")
    brief = portal.brief_an(KONTAKT, anzahl=vorher + 1)
    assert f"Wie viele Fahrten sind es? {breite}" in brief and fragende not in brief
    antwort = oeffnen(portal.link(brief, "/antwort/"), skripte=skripte, breite=breite)
    antwort.get_by_label("Ihre Antwort").fill("Rund vierzig am Tag.")
    antwort.get_by_role("button", name="Antwort senden").click()
    expect(antwort.locator("main")).to_contain_text("Ihre Antwort ist unterwegs.")
    zurueck = portal.brief_an(fragende, anzahl=2)
    assert "Rund vierzig am Tag." in zurueck and KONTAKT not in zurueck
    if skripte:
        pruefen(antwort)
        seite.goto(portal.link(zurueck, "/projekte/rueckfragen/"))
        pruefen(seite)
