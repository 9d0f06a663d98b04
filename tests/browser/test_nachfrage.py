"""The yearly question from the administration to the answer, and pictures on the page: with and without scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from kompetenzzentrum.oberflaeche.texte import datum_lang
from tests.browser import wege
from tests.browser.conftest import Oeffnen
from tests.browser.test_jede_seite import pruefen
from tests.laufendes_portal import LaufendesPortal

SCHUL_IT, KONTAKT = "Schul-IT aus einer Hand", "schul-it@example.org"
SEITE = "/projekte/schul-it-aus-einer-hand/"


def nachfragen(redaktion: Page) -> None:
    redaktion.goto("/verwaltung/projekte/projekt/?q=schul-it-aus")
    redaktion.get_by_role("row", name=SCHUL_IT).get_by_role("checkbox").check()
    redaktion.get_by_label("Aktion:").select_option(label="Bei den Zuständigen jetzt nachfragen, ob alles noch stimmt")
    redaktion.get_by_role("button", name="Ausführen").click()


@pytest.mark.parametrize("skripte", [True, False], ids=["scripts", "no scripts"])
def test_asked_by_mail_and_answered_in_two_steps(oeffnen: Oeffnen, portal: LaufendesPortal, skripte: bool) -> None:
    redaktion = oeffnen("/", skripte=skripte)
    wege.einloggen(redaktion, "redaktion@example.org", "/verwaltung/projekte/projekt/")
    vorher = len(portal.briefe_an(KONTAKT))
    nachfragen(redaktion)
    brief = portal.brief_an(KONTAKT, anzahl=vorher + 1)
    zustaendig = oeffnen(portal.link(brief, "?antwort=geaendert"), skripte=skripte, breite=390)
    text = zustaendig.get_by_label("Was hat sich geändert?")
    expect(text).to_be_visible()
    zustaendig.get_by_role("button", name="Änderung mitteilen").click()
    expect(zustaendig.locator("main")).to_contain_text("Bitte schreiben Sie in ein paar Worten, was sich geändert hat.")
    if skripte:  # axe is one itself
        pruefen(zustaendig)
    zustaendig.goto(portal.link(brief, "?antwort=stimmt"))
    zustaendig.get_by_role("button", name="Stimmt noch").click()
    expect(zustaendig.locator("main")).to_contain_text("Der Eintrag gilt als bestätigt.")
    if skripte:
        pruefen(zustaendig)
    zustaendig.get_by_role("link", name=f"Zum Eintrag „{SCHUL_IT}“").click()
    expect(zustaendig.locator("main")).to_contain_text(f"bestätigt am {datum_lang(timezone.localdate())}")


def test_change_reported_stands_on_the_editors_list(oeffnen: Oeffnen, portal: LaufendesPortal) -> None:
    redaktion = oeffnen("/")
    wege.einloggen(redaktion, "redaktion@example.org", "/verwaltung/projekte/projekt/")
    vorher = len(portal.briefe_an(KONTAKT))
    nachfragen(redaktion)
    zustaendig = oeffnen(portal.link(portal.brief_an(KONTAKT, anzahl=vorher + 1), "?antwort=geaendert"))
    zustaendig.get_by_label("Was hat sich geändert?").fill("Jetzt 36 Schulen.")
    zustaendig.get_by_role("button", name="Änderung mitteilen").click()
    expect(zustaendig.locator("main")).to_contain_text("Ihre Nachricht ist bei der Redaktion.")
    redaktion.goto("/projekte/nachfrage/")
    pruefen(redaktion)
    zeile = redaktion.locator("tbody tr", has_text="Jetzt 36 Schulen.")
    zeile.get_by_role("button", name="Erledigt").click()
    expect(redaktion.locator("main")).not_to_contain_text("Jetzt 36 Schulen.")


def test_picture_document_and_marks(oeffnen: Oeffnen) -> None:
    seite = oeffnen(SEITE, skripte=False)
    bild = seite.get_by_role("img", name="Balkendiagramm")
    bild.scroll_into_view_if_needed()
    expect(bild).to_have_js_property("complete", True)
    assert bild.evaluate("bild => bild.naturalWidth") > 0
    with seite.expect_download() as ladung:
        seite.get_by_role("link", name="Muster einer Nutzungsordnung").click()
    assert ladung.value.suggested_filename == "muster-einer-nutzungsordnung-fuer-leihgeraete.pdf"
    seite.get_by_role("link", name="Was sie bedeuten").click()
    expect(seite.locator("h1")).to_have_text("Gütezeichen")
