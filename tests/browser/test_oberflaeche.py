"""The look's own scripts and tints, on small pages of their own: neither portal nor database is needed."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import forms
from django.conf import settings
from django.template import Context, Template
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from kompetenzzentrum.oberflaeche.handlungsfelder import SYMBOLE

STATISCH = settings.BASE_DIR / "static"
HEIMAT = "http://portal.example.org"
TREFFER = [
    {"wert": "06434001", "text": "Bad Homburg v. d. Höhe", "zusatz": "Hochtaunuskreis, Hessen"},
    {"wert": "06632002", "text": "Bad Hersfeld", "zusatz": "Hersfeld-Rotenburg, Hessen"},
]

Zeigen = Callable[..., Page]


class Anfrage(forms.Form):
    ort = forms.CharField(
        label="Ihre Kommune",
        widget=forms.TextInput({"data-vorschlag-url": "/vorschlaege/", "data-vorschlag-ziel": "kommune"}),
    )
    kommune = forms.CharField(required=False, widget=forms.HiddenInput)


@pytest.fixture
def zeigen(browser: Browser) -> Iterator[Zeigen]:
    """`zeigen(vorlage, **kontext)` renders a body with the portal's styles and scripts."""
    kontexte: list[BrowserContext] = []

    def zeigen(vorlage: str, farben: str = "light", **kontext: object) -> Page:
        stile = (
            "vendor/kern/kern.min",
            *(f"oberflaeche/{n}" for n in ("grundlagen", "marken", "formulare", "felder")),
        )
        kopf = "".join(f'<link rel="stylesheet" href="/static/{name}.css">' for name in stile)
        kopf += "".join(
            f'<script src="/static/oberflaeche/{name}.js" defer></script>' for name in ("portal", "vorschlag")
        )
        koerper = Template("{% load oberflaeche %}" + vorlage).render(Context(kontext))
        html = (
            f'<!DOCTYPE html><html lang="de"><head><title>Probe</title>{kopf}</head>'
            f"<body><main>{koerper}</main></body></html>"
        )

        def antworten(route: Route) -> None:
            adresse = urlsplit(route.request.url)
            if adresse.path.startswith("/static/"):
                route.fulfill(path=STATISCH / adresse.path.removeprefix("/static/"))
            elif adresse.path == "/vorschlaege/":
                frage = parse_qs(adresse.query)["q"][0]
                passend = [eintrag for eintrag in TREFFER if eintrag["text"].lower().startswith(frage)]
                route.fulfill(body=json.dumps({"treffer": passend}), content_type="application/json")
            elif adresse.path == "/":
                route.fulfill(body=html, content_type="text/html; charset=utf-8")
            else:
                route.fulfill(status=404)

        browserkontext = browser.new_context(color_scheme="dark" if farben == "dark" else "light")
        browserkontext.set_default_timeout(5_000)
        kontexte.append(browserkontext)
        seite = browserkontext.new_page()
        seite.route("**/*", antworten)
        seite.goto(HEIMAT + "/")
        return seite

    yield zeigen
    for browserkontext in kontexte:
        browserkontext.close()


def test_a_place_is_chosen_by_keyboard(zeigen: Zeigen) -> None:
    seite = zeigen('<h1>Probe</h1><form method="post">{{ form }}</form>', form=Anfrage())
    eingabe = seite.get_by_role("combobox", name="Ihre Kommune")
    eingabe.press_sequentially("bad h")
    expect(seite.get_by_role("status")).to_have_text("2 Vorschläge")
    expect(eingabe).to_have_attribute("aria-expanded", "true")
    eingabe.press("ArrowDown")
    eingabe.press("ArrowDown")
    gewaehlt = seite.locator(f"#{eingabe.get_attribute('aria-activedescendant')}")
    expect(gewaehlt).to_have_attribute("aria-selected", "true")
    expect(gewaehlt).to_contain_text("Bad Hersfeld")
    assert Axe().run(seite).response["violations"] == []
    eingabe.press("Enter")
    expect(eingabe).to_have_value("Bad Hersfeld")
    expect(eingabe).to_have_attribute("aria-expanded", "false")
    assert seite.locator("input[name=kommune]").input_value() == "06632002"


def test_typing_on_forgets_the_chosen_place(zeigen: Zeigen) -> None:
    seite = zeigen('<h1>Probe</h1><form method="post">{{ form }}</form>', form=Anfrage())
    eingabe = seite.get_by_role("combobox")
    eingabe.press_sequentially("bad ho")
    seite.get_by_role("option").first.click()
    schluessel = seite.locator("input[name=kommune]")
    assert schluessel.input_value() == "06434001"
    eingabe.press("x")
    assert schluessel.input_value() == ""


def test_escape_closes_and_keeps_what_was_typed(zeigen: Zeigen) -> None:
    seite = zeigen('<h1>Probe</h1><form method="post">{{ form }}</form>', form=Anfrage())
    eingabe = seite.get_by_role("combobox")
    eingabe.press_sequentially("bad")
    expect(seite.get_by_role("option")).to_have_count(2)
    eingabe.press("Escape")
    expect(seite.get_by_role("listbox")).to_be_hidden()
    expect(eingabe).to_have_value("bad")


def test_no_match_is_said(zeigen: Zeigen) -> None:
    seite = zeigen('<h1>Probe</h1><form method="post">{{ form }}</form>', form=Anfrage())
    seite.get_by_role("combobox").press_sequentially("xyz")
    expect(seite.get_by_role("status")).to_have_text("Keine Vorschläge zu „xyz“.")
    expect(seite.get_by_text("Keine Vorschläge")).to_be_in_viewport()


FREIE_SUCHE = (
    '<h1>Probe</h1><form method="get" action="/"><label for="q">Suchwörter</label>'
    '<input type="search" name="q" id="q" data-vorschlag-url="/vorschlaege/" data-vorschlag-frei></form>'
)


def test_a_search_box_sends_the_chosen_suggestion(zeigen: Zeigen) -> None:
    seite = zeigen(FREIE_SUCHE)
    eingabe = seite.get_by_role("combobox", name="Suchwörter")
    eingabe.press_sequentially("bad h")
    expect(seite.get_by_role("option")).to_have_count(2)
    assert Axe().run(seite).response["violations"] == []
    eingabe.press("ArrowDown")
    eingabe.press("Enter")
    seite.wait_for_url("**/?q=Bad+Homburg*")


def test_a_search_box_sends_what_was_typed_unless_a_suggestion_is_chosen(zeigen: Zeigen) -> None:
    seite = zeigen(FREIE_SUCHE)
    eingabe = seite.get_by_role("combobox")
    eingabe.press_sequentially("xyz")
    expect(seite.get_by_role("status")).to_have_text("")
    eingabe.fill("")
    eingabe.press_sequentially("bad h")
    expect(seite.get_by_role("option")).to_have_count(2)
    eingabe.press("Enter")
    seite.wait_for_url("**/?q=bad+h")


def test_after_a_rejected_form_the_focus_is_on_the_summary_and_its_links_lead_on(zeigen: Zeigen) -> None:
    seite = zeigen('<h1>Probe</h1><form method="post">{{ form }}</form>', form=Anfrage({}))
    expect(seite.get_by_role("alert")).to_be_focused()
    seite.get_by_role("link", name="Ihre Kommune").click()
    expect(seite.get_by_role("combobox")).to_be_focused()
    assert Axe().run(seite).response["violations"] == []


def test_a_double_click_sends_a_form_once(zeigen: Zeigen) -> None:
    vorlage = '<h1>Probe</h1><form method="post" action="/ziel/"><button type="submit">Absenden</button></form>'
    seite = zeigen(vorlage)
    gesendet: list[str] = []

    def zaehlen(route: Route) -> None:
        gesendet.append(route.request.method)
        route.fulfill(status=204)  # the page stays, as it does while a slow answer is under way

    seite.route("**/ziel/", zaehlen)
    knopf = seite.get_by_role("button")
    knopf.click()
    expect(knopf).to_have_attribute("aria-busy", "true")
    knopf.click()
    seite.wait_for_timeout(300)
    assert gesendet == ["POST"]


@pytest.mark.parametrize("farben", ["light", "dark"])
def test_every_tint_can_be_read(zeigen: Zeigen, farben: str) -> None:
    felder = "".join(f'<p><span class="feldmarke feld-{slug}">{slug}</span></p>' for slug in SYMBOLE)
    zustaende = "".join(f'<p class="zustand zustand--{z}">{z}</p>' for z in ("neu", "laufend", "wartet", "erledigt"))
    marken = '{% marke "A" %}{% marke "B" "beispiel" %}{% marke "C" "info" %}{% marke "D" "warning" %}'
    seite = zeigen(f"<h1>Probe</h1>{felder}{zustaende}{marken}", farben=farben)
    ergebnis = Axe().run(seite, options={"runOnly": ["color-contrast"]}).response
    assert ergebnis["violations"] == []
    geprueft = {knoten["html"] for regel in ergebnis["passes"] for knoten in regel["nodes"]}
    assert sum("feldmarke" in html for html in geprueft) == 16
