"""The event team's desk: every page as accessible as any other, and an event from copy to mail without a script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import wege
from tests.browser.conftest import Oeffnen
from tests.browser.test_jede_seite import pruefen
from tests.laufendes_portal import LaufendesPortal

DESK = "/veranstaltungen/schreibtisch/"
ALLGEMEIN = [
    "",
    "?ansicht=entwurf",
    "?ansicht=vorbei",
    "?ansicht=abgesagt",
    "?ansicht=vorlage",
    "bedarf/",
    "neu/",
    "neu/leer/",
]
JE_VERANSTALTUNG = [
    "", "bearbeiten/", "kopieren/", "vorlage/", "absagen/", "programm/", "programm/bekanntgeben/",
    "programm/punkt/neu/", "programm/frage/neu/",
    "teilnehmende/", "teilnehmende/?q=niemand", "teilnehmende/neu/", "teilnehmende/druck/",
    "nachricht/", "rueckmeldungen/",
]  # fmt: skip


@pytest.fixture
def team(oeffnen: Oeffnen) -> Page:
    seite = oeffnen("/konto/login/")
    wege.einloggen(seite, "termine@example.org", DESK)
    return seite


def ansehen(seite: Page, pfad: str) -> None:
    seite.set_viewport_size({"width": 1280, "height": 900})
    seite.emulate_media(color_scheme="light")
    seite.goto(pfad)
    pruefen(seite)


@pytest.mark.parametrize("pfad", ALLGEMEIN)
def test_pages_of_the_desk(team: Page, pfad: str) -> None:
    ansehen(team, DESK + pfad)


def test_pages_of_one_event(team: Page) -> None:
    team.goto(f"{DESK}?q=Bundeskonferenz")
    eine = str(team.locator("tbody th a").first.get_attribute("href"))
    for pfad in JE_VERANSTALTUNG:
        ansehen(team, eine + pfad)
    team.goto(f"{DESK}?q=offene+Datensatz")
    voll = str(team.locator("tbody th a").first.get_attribute("href"))
    team.goto(f"{voll}teilnehmende/?stand=wartend")
    ansehen(team, str(team.locator("tbody th a").first.get_attribute("href")))


def test_from_a_copy_to_a_mail_without_a_script(oeffnen: Oeffnen, portal: LaufendesPortal) -> None:
    seite = oeffnen("/konto/login/", skripte=False, breite=390)
    wege.einloggen(seite, "termine@example.org", f"{DESK}neu/")
    seite.get_by_role("link", name="Regionalforum", exact=True).click()
    seite.get_by_label("Titel", exact=True).fill("Regionalforum West")
    seite.get_by_label("Beginn").fill("11.10.2027 10:00")
    seite.get_by_role("button", name="Entwurf anlegen").click()
    seite.get_by_label("Haus, Raum").fill("Alte Mühle")
    seite.get_by_role("button", name="Speichern").click()
    expect(seite.get_by_text("Gespeichert.")).to_be_visible()

    seite.get_by_role("link", name="Veröffentlichen …").first.click()
    seite.get_by_role("button", name="Veröffentlichen").click()
    expect(seite.get_by_text("Die Anmeldung ist offen.")).to_be_visible()

    seite.get_by_role("link", name="Teilnehmende").click()
    seite.get_by_role("link", name="Jemanden anmelden").first.click()
    seite.get_by_label("Vor- und Nachname").fill("Greta Anruf")
    seite.get_by_label("E-Mail-Adresse").fill("greta.anruf@example.org")
    seite.get_by_role("checkbox", name="Gehört zu keiner Kommune").check()
    seite.get_by_role("button", name="Anmelden", exact=True).click()
    expect(seite.get_by_text("Greta Anruf ist angemeldet.")).to_be_visible()

    seite.get_by_role("link", name="Nachricht").click()
    seite.get_by_label("Betreff").fill("Anfahrt")
    seite.get_by_label("Text").fill("Guten Tag,\n\nder Bus hält vor der Tür.")
    seite.get_by_role("button", name="Vorschau ansehen").click()
    seite.get_by_role("button", name="Jetzt an 1 Postfach senden").click()
    expect(seite.get_by_text("Die E-Mail ist unterwegs an ein Postfach.")).to_be_visible()
    assert "Regionalforum West" in portal.brief_an("greta.anruf@example.org")  # the confirmation
    assert "der Bus hält vor der Tür" in portal.brief_an("greta.anruf@example.org", anzahl=2)


def test_the_demand_by_kreis_is_read_on_a_phone_without_scrolling_sideways(team: Page) -> None:
    team.set_viewport_size({"width": 390, "height": 800})
    team.goto(f"{DESK}bedarf/")
    rahmen = team.locator(".tabellenrahmen")
    assert rahmen.evaluate("rahmen => rahmen.scrollWidth <= rahmen.clientWidth")
    breiten = rahmen.locator("tbody th").evaluate_all("zellen => zellen.map(zelle => zelle.clientWidth)")
    assert breiten
    assert min(breiten) > 180
