"""The ways people go through the portal. Nothing here needs JavaScript; with it the same steps must work too."""

from playwright.sync_api import Page, expect

PASSWORT = "Beispiel-2026!"
"""Of the demo logins."""
ZEITFALLE_MS = 2100
"""Public forms take nothing that was filled in faster than a person can."""


def absenden(seite: Page, knopf: str) -> None:
    seite.wait_for_timeout(ZEITFALLE_MS)
    seite.get_by_role("button", name=knopf, exact=True).click()


def kommune_angeben(seite: Page, feld: str, text: str, gemeint: str, *, skripte: bool) -> None:
    """With scripts by suggestion and keyboard, without by search step and radio button."""
    eingabe = seite.get_by_label(feld, exact=True)
    if skripte:
        eingabe.press_sequentially(text)
        seite.get_by_role("option", name=gemeint).first.wait_for()
        seite.keyboard.press("ArrowDown")
        seite.keyboard.press("Enter")
    else:
        eingabe.fill(text)
        seite.get_by_role("button", name="Kommune suchen").click()
        seite.get_by_role("radio", name=gemeint).first.check()


def offene_veranstaltung(seite: Page) -> None:
    """From the list to the form of the first event that still takes people."""
    seite.goto("/veranstaltungen/")
    verweise = [verweis.get_attribute("href") for verweis in seite.locator("main h2 a, main h3 a").all()]
    for verweis in verweise:
        seite.goto(str(verweis))
        zur_anmeldung = seite.get_by_role("link", name="Jetzt anmelden")
        if zur_anmeldung.count():
            zur_anmeldung.first.click()
            seite.wait_for_url("**/anmeldung/")
            return
    raise AssertionError(f"Keine Veranstaltung nimmt Anmeldungen an: {verweise}")


def anmelden_zur_veranstaltung(seite: Page, email: str, *, skripte: bool = False) -> None:
    offene_veranstaltung(seite)
    kommune_angeben(seite, "Ihre Kommune", "Arnsb", "Arnsberg", skripte=skripte)
    seite.get_by_label("Vor- und Nachname").fill("Ada Beispiel")
    seite.get_by_label("E-Mail-Adresse").fill(email)
    absenden(seite, "Verbindlich anmelden")
    expect(seite.locator("h1")).to_have_text("Danke, Ihre Anmeldung ist eingegangen")


def anfrage_stellen(seite: Page, email: str, frage: str, *, skripte: bool = False) -> None:
    seite.goto("/beratung/")
    seite.locator("main").get_by_role("link", name="Beratung anfragen").first.click()
    kommune_angeben(seite, "Kommune", "Warst", "Warstein", skripte=skripte)
    seite.get_by_label("Was möchten Sie wissen?").fill(frage)
    seite.get_by_label("Ihr Name").fill("Bea Beispiel")
    seite.get_by_label("Ihre E-Mail-Adresse").fill(email)
    seite.get_by_label("Handlungsfeld").select_option(label="Energie und Wärme")
    absenden(seite, "Anfrage senden")
    expect(seite.get_by_text("Ihre Anfrage ist angekommen.")).to_be_visible()


def einloggen(seite: Page, email: str, ziel: str) -> None:
    seite.goto(ziel)
    seite.get_by_label("E-Mail-Adresse").fill(email)
    seite.get_by_label("Passwort", exact=True).fill(PASSWORT)
    with seite.expect_navigation():  # a click alone does not wait until the next page stands
        seite.locator("main").get_by_role("button", name="Anmelden").click()
    assert seite.url.endswith(ziel), seite.url


def anfrage_antworten(seite: Page, frage: str, antwort: str) -> None:
    """The advisor logs in, finds the request, takes it and answers."""
    einloggen(seite, "beratung@example.org", "/beratung/schreibtisch/")
    seite.locator("main").get_by_role("searchbox").fill(frage)
    seite.get_by_role("button", name="Anzeigen").click()
    seite.locator("tbody tr", has_text=frage).get_by_role("link").first.click()
    seite.get_by_role("button", name="Anfrage übernehmen").click()
    seite.get_by_label("Antwort an die Kommune").fill(antwort)
    seite.get_by_role("button", name="Antwort senden").click()
    expect(seite.locator("ol.verlauf")).to_contain_text(antwort)
