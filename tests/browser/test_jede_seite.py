"""What every page must be: accessible in light, dark and on a phone, valid, narrow enough, without cookies."""

import json
import subprocess
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from kompetenzzentrum.betrieb.orte import CHECKOUT
from tests.browser.conftest import Oeffnen
from tests.laufendes_portal import LaufendesPortal

LESESEITEN = [
    "/",
    "/suche/",
    "/suche/?q=dortmund",
    "/suche/?q=gibtesnicht",
    "/suche/?q=mitfahrbnak",
    "/kommunen/",
    "/kommunen/?name=neu",
    "/kommunen/05913000/",
    "/kommunen/05515000/",
    "/kommunen/karte/",
    "/projekte/",
    "/projekte/neu/",
    "/projekte/?q=verwaltung&phase=P4",
    "/projekte/?q=gibtesnicht",
    "/projekte/?q=mitfahrbnak&handlungsfeld=gibtesnicht",
    "/projekte/?q=parkplatz&land=03&land=06&wie_text=Dortmund&p=kuehle-orte-finden",
    "/projekte/?wie_text=Neustadt",
    "/projekte/karte/",
    "/projekte/karte/?handlungsfeld=mobilitaet",
    "/projekte/vergleich/",
    "/projekte/vergleich/?p=kuehle-orte-finden",
    "/projekte/vergleich/?p=kuehle-orte-finden&p=mitfahrbank-mit-anzeige&p=buergerservice-in-vielen-sprachen",
    "/projekte/offene-datenplattform-der-stadt/",
    "/projekte/schul-it-aus-einer-hand/",
    "/projekte/guetezeichen/",
    "/projekte/netz/",
    "/projekte/netz/?art=gemeinsam&handlungsfeld=gibtesnicht",
    "/projekte/rufbus-auf-bestellung/nachnutzung/",
    "/veranstaltungen/",
    "/veranstaltungen/?zeit=vergangen",
    "/veranstaltungen/bescheinigungen/",
    "/veranstaltungen/bescheinigungen/?code=ABC",
    "/mediathek/",
    "/mediathek/?q=gibtesnicht&art=film",
    "/mediathek/regionalforum-nord-film-offene-schnittstellen/",
    "/mediathek/regionalforum-ost-bild-stimmung/",
    "/veranstaltungen/?format=workshop&format=forum&frei=1",
    "/veranstaltungen/?region=nord&handlungsfeld=tourismus-kultur&von=2020-01-01&bis=2020-01-02",
    "/veranstaltungen/?von=gestern&region=gibtesnicht",
    "/veranstaltungen/bundeskonferenz-digitale-kommunen/",
    "/veranstaltungen/bundeskonferenz-digitale-kommunen/programm/",
    "/veranstaltungen/bundeskonferenz-digitale-kommunen/mitwirkende/",
    "/veranstaltungen/bundeskonferenz-digitale-kommunen/aussteller/",
    "/veranstaltungen/regionalforum-nord/programm/",
    "/veranstaltungen/bundeskonferenz-digitale-kommunen/anmeldung/eingegangen/",
    "/veranstaltungen/workshop-offene-daten/anmeldung/warteliste/",
    "/beratung/",
    "/newsletter/archiv/",
    "/aktuelles/",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/leichte-sprache/",
    "/gebaerdensprache/",
    "/lizenzen/",
    "/gibt-es-nicht/",
]
FORMULARE = [
    "/beratung/anfrage/",
    "/projekte/rufbus-auf-bestellung/frage/",
    "/veranstaltungen/bundeskonferenz-digitale-kommunen/anmeldung/",
    "/veranstaltungen/workshop-offene-daten/anmeldung/",
    "/newsletter/",
    "/konto/login/",
    "/konto/signup/",
    "/konto/password/reset/",
]
ERSTE_IM_VERZEICHNIS = ["/projekte/", "/veranstaltungen/", "/aktuelles/", "/newsletter/archiv/"]
"""From each of these lists the first entry's own page is looked at too."""


def axe_funde(seite: Page) -> list[str]:
    ergebnis = Axe().run(
        seite, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{fund['id']}: {knoten['html'][:160]}" for fund in ergebnis.response["violations"] for knoten in fund["nodes"]
    ]


def pruefen(seite: Page) -> None:
    """Light, dark, on a phone; 320 pixels are also a screen of 1280 at 400 % zoom (WCAG 1.4.10)."""
    expect(seite.locator("h1")).to_have_count(1)
    assert axe_funde(seite) == []
    seite.emulate_media(color_scheme="dark")
    assert axe_funde(seite) == []
    seite.set_viewport_size({"width": 390, "height": 800})
    assert axe_funde(seite) == []
    seite.set_viewport_size({"width": 320, "height": 640})
    assert seite.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("pfad", LESESEITEN)
def test_reading_page(oeffnen: Oeffnen, pfad: str) -> None:
    seite = oeffnen(pfad)
    pruefen(seite)
    assert seite.context.cookies() == []


@pytest.mark.parametrize("pfad", ERSTE_IM_VERZEICHNIS)
def test_detail_page(oeffnen: Oeffnen, pfad: str) -> None:
    seite = oeffnen(pfad)
    with seite.expect_navigation():
        seite.locator("main h3 a, main h2 a").first.click()
    assert urlsplit(seite.url).path != pfad
    pruefen(seite)
    assert seite.context.cookies() == []


@pytest.mark.parametrize("pfad", FORMULARE)
def test_form_page_sets_the_csrf_cookie_only(oeffnen: Oeffnen, pfad: str) -> None:
    seite = oeffnen(pfad)
    pruefen(seite)
    assert {keks["name"] for keks in seite.context.cookies()} <= {"csrftoken"}


def test_html_is_valid(portal: LaufendesPortal, tmp_path: Path, node: Path) -> None:
    for nummer, pfad in enumerate(LESESEITEN[:-1] + FORMULARE):
        with urllib.request.urlopen(portal.url + pfad) as antwort:  # noqa: S310
            (tmp_path / f"{nummer:02}{pfad.replace('/', '_').replace('?', '-')}.html").write_bytes(antwort.read())
    ablauf = subprocess.run(
        [
            str(node), str(CHECKOUT / "node_modules/html-validate/bin/html-validate.mjs"),
            "--config", str(CHECKOUT / "tests/browser/html-validate.json"), "--formatter=json", str(tmp_path),
        ],
        capture_output=True, text=True, check=False, cwd=CHECKOUT,
    )  # fmt: skip
    funde = [
        f"{Path(datei['filePath']).name}:{meldung['line']} {meldung['ruleId']}: {meldung['message']}"
        for datei in json.loads(ablauf.stdout)
        for meldung in datei["messages"]
    ]
    assert funde == []
