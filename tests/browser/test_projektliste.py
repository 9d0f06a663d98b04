"""The list of projects by keyboard, and on paper."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Oeffnen

VERDECKT = """() => {
  const feld = document.activeElement.getBoundingClientRect();
  const oben = document.elementFromPoint(feld.left + feld.width / 2, feld.top + feld.height / 2);
  return !document.activeElement.contains(oben) && !document.activeElement.closest("label")?.contains(oben);
}"""


def tab(seite: Page, hoechstens: int = 120) -> None:
    """To the next field of the filter form; whatever is focused on the way can be seen (WCAG 2.4.11)."""
    for _ in range(hoechstens):
        seite.keyboard.press("Tab")
        if seite.evaluate("document.activeElement.closest('form.filter') !== null"):
            assert not seite.evaluate(VERDECKT), seite.evaluate("document.activeElement.outerHTML")
            return
    raise AssertionError("Das Formular ist mit der Tabulatortaste nicht zu erreichen.")


def test_facets_by_keyboard(oeffnen: Oeffnen) -> None:
    seite = oeffnen("/projekte/", skripte=False)
    namen = set()
    while "Projekte anzeigen" not in namen:
        tab(seite)
        aktiv = seite.locator(":focus")
        namen.add(aktiv.evaluate("e => e.name || e.innerText.trim()"))
        if aktiv.evaluate("e => e.name === 'land' && e.value === '05'"):
            seite.keyboard.press("Space")
        if aktiv.evaluate("e => e.tagName === 'SUMMARY' && e.innerText.trim() === 'Phase'"):
            seite.keyboard.press("Enter")
    assert {"q", "wie_text", "handlungsfeld", "land", "groesse", "phase", "Open Source"} <= namen
    with seite.expect_navigation():
        seite.keyboard.press("Enter")
    assert "land=05" in seite.url
    expect(seite.get_by_role("link", name="Land: Nordrhein-Westfalen entfernen")).to_be_visible()
    expect(seite.locator("form.filter").get_by_role("checkbox", name="Nordrhein-Westfalen")).to_be_checked()


def test_targets_are_large_enough(oeffnen: Oeffnen) -> None:
    """24 by 24 pixels (WCAG 2.5.8) for every option, chip, order and link of a card, on a phone."""
    seite = oeffnen("/projekte/?land=05&sortierung=titel", breite=390)
    seite.locator(".filterschublade > summary").click()
    klein = seite.locator(
        ".wahl, .facette > summary, .chip, .sortierung a, .ansichten a, .kachel__wege a"
    ).evaluate_all(
        "alle => alle.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"
    )
    assert klein == []


def test_the_comparison_fits_on_paper(oeffnen: Oeffnen) -> None:
    seite = oeffnen(
        "/projekte/vergleich/?p=kuehle-orte-finden&p=mitfahrbank-mit-anzeige&p=buergerservice-in-vielen-sprachen"
    )
    seite.emulate_media(media="print")
    seite.set_viewport_size({"width": 700, "height": 1000})  # A4 at 96 dpi without its margins
    assert seite.evaluate("document.documentElement.scrollWidth") <= 700
    expect(seite.get_by_role("row")).not_to_have_count(0)
    expect(seite.locator(".vergleich__weg").first).to_be_hidden()
    expect(seite.locator(".vergleich__zeichen").first).to_be_visible()
