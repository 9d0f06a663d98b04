"""Describing a project as people do: with and without scripts, by keyboard, and when the line is down."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import wege
from tests.browser.conftest import Oeffnen
from tests.browser.test_jede_seite import pruefen
from tests.schutz.test_hochladen import bild

MITGLIED = "kommune@example.org"
BASIS = "/projekte/einreichungen/"


def entwurf(seite: Page, titel: str) -> str:
    """Opens the member's submission of that title; its address."""
    wege.einloggen(seite, MITGLIED, BASIS)
    with seite.expect_navigation():
        seite.get_by_role("link", name=titel).click()
    return seite.url


@pytest.mark.parametrize("skripte", [True, False], ids=["scripts", "no scripts"])
def test_from_the_first_word_to_the_published_entry(oeffnen: Oeffnen, skripte: bool) -> None:
    titel = f"Beispiel: Lastenrad der Verwaltung {'mit' if skripte else 'ohne'} Skript"
    seite = oeffnen("/projekte/neu/", skripte=skripte, breite=390)
    expect(seite.get_by_role("link", name="Konto anlegen")).to_be_visible()
    wege.einloggen(seite, MITGLIED, BASIS)
    seite.get_by_role("link", name="Projekt eintragen").click()
    seite.get_by_role("button", name="Beginnen").click()

    seite.get_by_label("Titel").fill(titel)
    seite.get_by_label("Kurzbeschreibung").fill("Ämter leihen sich ein Lastenrad, statt ein Auto zu nehmen.")
    seite.get_by_label("Handlungsfeld", exact=True).select_option(label="Mobilität und Verkehr")
    seite.get_by_label("Phase").select_option(label="Betrieb")
    seite.get_by_label("Zustand").select_option(label="laufend")
    seite.get_by_role("button", name="Speichern und weiter").click()
    expect(seite.locator("h1")).to_have_text("Die Geschichte")
    seite.get_by_label("Ausgangslage").fill("Für kurze Wege fuhr immer ein Auto.")
    seite.get_by_label("Lösung").fill("Ein Rad steht im Hof. Wer es braucht, bucht es im Kalender.")
    seite.get_by_role("button", name="Prüfen und absenden").click()

    expect(seite.get_by_role("heading", name="Das fehlt noch zum Einreichen")).to_be_visible()
    seite.get_by_role("link", name="Wer betreibt es?").click()
    seite.get_by_label("Wer betreibt es?").select_option(label="die Kommune selbst")
    seite.get_by_label("Jährliche Kosten").select_option(label="unter 1.000 € im Jahr")
    seite.get_by_role("button", name="Speichern und weiter").click()
    expect(seite.get_by_text("Bitte nennen Sie das Jahr zu den Kosten.").first).to_be_visible()
    seite.get_by_label("Woher wissen Sie das?").select_option(label="tatsächliche Kosten")
    seite.get_by_label("Aus welchem Jahr?").fill("2026")
    seite.get_by_role("button", name="Speichern und weiter").click()
    seite.get_by_label("Kontaktstelle", exact=True).fill("Stabsstelle Digitalisierung")
    seite.get_by_role("button", name="Prüfen und absenden").click()
    seite.get_by_role("button", name="Bei der Redaktion einreichen").click()
    expect(seite.locator("main")).to_contain_text("liegt seit dem")

    redaktion = oeffnen("/", skripte=skripte)
    wege.einloggen(redaktion, "redaktion@example.org", "/projekte/pruefung/")
    redaktion.get_by_role("link", name=titel).click()
    redaktion.get_by_role("button", name="Annehmen und veröffentlichen").click()
    expect(redaktion.locator("h1")).to_have_text(titel)
    gast = oeffnen(redaktion.url, skripte=skripte)
    expect(gast.locator("h1")).to_have_text(titel)
    assert "Birgit Sommer" not in gast.content()


def test_it_is_saved_while_one_types_and_says_what_could_be_plainer(oeffnen: Oeffnen) -> None:
    seite = oeffnen("/konto/login/")
    adresse = f"{entwurf(seite, 'Sprechstunde per Video')}geschichte/"
    seite.goto(adresse)
    text = "Die Anbindung an das FIM wurde durch das Amt veranlasst."
    seite.get_by_label("Vorgehen").press_sequentially(text)
    expect(seite.get_by_role("status").filter(has_text=re.compile(r"Gespeichert um \d\d:\d\d Uhr"))).to_be_visible()
    expect(seite.locator("[data-hinweise-fuer=vorgehen]")).to_contain_text("FIM")
    seite.goto(adresse)
    expect(seite.get_by_label("Vorgehen")).to_have_value(text)


def test_while_the_server_is_away_nothing_is_lost(oeffnen: Oeffnen) -> None:
    seite = oeffnen("/konto/login/")
    adresse = f"{entwurf(seite, 'Sprechstunde per Video')}kontakt/"
    seite.goto(adresse)
    stand = seite.locator("[data-entwurf-stand]")
    seite.route("**/kontakt/", lambda weg: weg.fulfill(status=503) if weg.request.method == "POST" else weg.continue_())
    seite.get_by_label("Kontaktstelle", exact=True).fill("Bürgerbüro")
    expect(stand).to_contain_text("hat nicht geklappt. Ihr Text steht noch hier")
    seite.unroute("**/kontakt/")
    expect(stand).to_contain_text("Gespeichert um", timeout=20_000)
    seite.goto(adresse)
    expect(seite.get_by_label("Kontaktstelle", exact=True)).to_have_value("Bürgerbüro")


def test_who_logs_in_again_elsewhere_goes_on_here(oeffnen: Oeffnen) -> None:
    seite = oeffnen("/konto/login/")
    adresse = f"{entwurf(seite, 'Sprechstunde per Video')}kontakt/"
    seite.goto(adresse)
    seite.context.clear_cookies()
    seite.get_by_label("Kontaktstelle", exact=True).fill("Rathaus, Erdgeschoss")
    stand = seite.locator("[data-entwurf-stand]")
    expect(stand).to_contain_text("nicht mehr angemeldet")
    zweites = seite.context.new_page()
    wege.einloggen(zweites, MITGLIED, BASIS)
    expect(stand).to_contain_text("Gespeichert um", timeout=40_000)


def test_two_windows_do_not_overwrite_each_other(oeffnen: Oeffnen) -> None:
    eins = oeffnen("/konto/login/", skripte=False)
    adresse = f"{entwurf(eins, 'Sprechstunde per Video')}wirkung/"
    eins.goto(adresse)
    zwei = eins.context.new_page()
    zwei.goto(adresse)
    eins.get_by_label("Technik").fill("Aus dem ersten Fenster")
    eins.get_by_role("button", name="Speichern", exact=True).click()
    zwei.get_by_label("Technik").fill("Aus dem zweiten Fenster")
    zwei.get_by_role("button", name="Speichern", exact=True).click()
    expect(zwei.get_by_role("alert")).to_contain_text("Jemand hat diesen Schritt inzwischen geändert.")
    expect(zwei.get_by_role("alert")).to_contain_text("Aus dem ersten Fenster")
    expect(zwei.get_by_label("Technik")).to_have_value("Aus dem zweiten Fenster")
    zwei.get_by_role("button", name="Speichern", exact=True).click()
    eins.goto(adresse)
    expect(eins.get_by_label("Technik")).to_have_value("Aus dem zweiten Fenster")


def test_enter_in_a_field_saves_and_goes_on(oeffnen: Oeffnen) -> None:
    """Not the first button of the page, which leads to another step."""
    seite = oeffnen("/konto/login/", skripte=False)
    seite.goto(f"{entwurf(seite, 'Sprechstunde per Video')}kontakt/")
    seite.get_by_label("Kontaktstelle", exact=True).fill("Rathaus")
    with seite.expect_navigation():
        seite.keyboard.press("Enter")
    expect(seite.locator("h1")).to_have_text("Wirkung und Technik")


def test_pages_of_members_and_editors_can_be_used_by_everybody(oeffnen: Oeffnen) -> None:
    seite = oeffnen("/projekte/neu/")
    pruefen(seite)
    wurzel = entwurf(seite, "Digitalwerkstatt")
    schritte = [f"{wurzel}{slug}/" for slug in ("worum", "geschichte", "kosten", "kontakt", "wirkung", "bilder")]
    for pfad in (
        wurzel,
        *schritte,
        BASIS,
        "/projekte/neu/",
        "/kommunen/mitgliedschaft/",
        "/kommunen/05913000/mitgliedschaft/",
    ):
        seite.set_viewport_size({"width": 1280, "height": 900})
        seite.emulate_media(color_scheme="light")
        seite.goto(pfad)
        pruefen(seite)
    redaktion = oeffnen("/konto/login/")
    wege.einloggen(redaktion, "redaktion@example.org", "/projekte/pruefung/")
    pruefen(redaktion)
    redaktion.goto("/kommunen/mitgliedschaften/?ansicht=bestaetigt")
    pruefen(redaktion)
    redaktion.goto("/projekte/pruefung/")
    redaktion.get_by_role("link", name="Ein Kalender für alle Vereine").click()
    pruefen(redaktion)


@pytest.mark.parametrize("skripte", [True, False], ids=["scripts", "no scripts"])
def test_pictures_are_chosen_ordered_and_refused_by_keyboard(oeffnen: Oeffnen, skripte: bool) -> None:
    seite = oeffnen("/konto/login/", skripte=skripte, breite=390)
    seite.goto(f"{entwurf(seite, 'Sprechstunde per Video')}bilder/")
    if seite.get_by_label("Beim Speichern entfernen").count():  # from the run with scripts
        for haken in seite.get_by_label("Beim Speichern entfernen").all():
            haken.check()
        speichern(seite)
    for nummer, was in ((0, "Ein Bildschirm im Bürgerbüro"), (1, "Eine Kabine mit Kamera")):
        seite.locator(f"#id_bilder-{nummer}-datei").set_input_files(
            {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": bild()}
        )
        seite.locator(f"#id_bilder-{nummer}-alternativtext").fill(was)
        seite.locator(f"#id_bilder-{nummer}-nachweis").fill("Foto: Stadt")
        speichern(seite)
    expect(seite.get_by_role("img", name="Eine Kabine mit Kamera")).to_have_js_property("complete", True)
    assert seite.get_by_role("img", name="Eine Kabine mit Kamera").evaluate("bild => bild.naturalWidth") > 0

    seite.locator("#id_bilder-1-platz").fill("1")
    seite.locator("#id_dokumente-0-datei").set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"<html>"}
    )
    seite.locator("#id_dokumente-0-titel").fill("Raumplan")
    speichern(seite)
    expect(seite.get_by_role("alert")).to_contain_text("Eine Datei konnten wir nicht übernehmen.")
    expect(seite.locator("#id_dokumente-0-titel")).to_have_value("Raumplan")
    expect(seite.locator("section[aria-labelledby=dokumente]")).to_contain_text("Das ist kein PDF")
    expect(seite.locator("#id_bilder-0-alternativtext")).to_have_value("Eine Kabine mit Kamera")
    if skripte:
        pruefen(seite)


def speichern(seite: Page) -> None:
    knopf = seite.get_by_role("button", name="Speichern", exact=True)
    knopf.focus()
    with seite.expect_navigation():
        seite.keyboard.press("Enter")
