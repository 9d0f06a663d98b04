"""What every page must be: accessible in light, dark and on a phone, valid, narrow enough, without cookies."""

import json
import subprocess
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from kompetenzzentrum.betrieb.orte import CHECKOUT
from tests.browser.conftest import Oeffnen
from tests.laufendes_portal import LaufendesPortal

LESESEITEN = [
    "/",
    "/suche/",
    "/suche/?q=dortmund",
    "/suche/?q=gibtesnicht",
    "/kommunen/",
    "/kommunen/?name=neu",
    "/kommunen/05913000/",
    "/kommunen/karte/",
    "/projekte/",
    "/projekte/?q=verwaltung&phase=P4",
    "/projekte/?q=gibtesnicht",
    "/veranstaltungen/",
    "/veranstaltungen/?zeit=vergangen",
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
FORMULARE = ["/beratung/anfrage/", "/newsletter/", "/konto/login/", "/konto/signup/", "/konto/password/reset/"]
ERSTE_IM_VERZEICHNIS = ["/projekte/", "/veranstaltungen/", "/aktuelles/", "/newsletter/archiv/"]
"""From each of these lists the first entry's own page is looked at too."""


def axe_funde(seite: object) -> list[str]:
    ergebnis = Axe().run(
        seite, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{fund['id']}: {knoten['html'][:160]}" for fund in ergebnis.response["violations"] for knoten in fund["nodes"]
    ]


@pytest.mark.parametrize("pfad", LESESEITEN + FORMULARE)
@pytest.mark.parametrize(("breite", "farben"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_page_is_accessible(oeffnen: Oeffnen, pfad: str, breite: int, farben: str) -> None:
    seite = oeffnen(pfad, breite=breite, farben=farben)
    assert axe_funde(seite) == []
    assert seite.locator("h1").count() == 1


@pytest.mark.parametrize("pfad", ERSTE_IM_VERZEICHNIS)
@pytest.mark.parametrize(("breite", "farben"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_detail_page_is_accessible(oeffnen: Oeffnen, pfad: str, breite: int, farben: str) -> None:
    seite = oeffnen(pfad, breite=breite, farben=farben)
    seite.locator("main h3 a, main h2 a").first.click()
    assert seite.url.split("/", 3)[3] != pfad[1:]
    assert axe_funde(seite) == []


@pytest.mark.parametrize("pfad", LESESEITEN + FORMULARE)
def test_nothing_sticks_out_at_320_pixels(oeffnen: Oeffnen, pfad: str) -> None:
    """320 pixels is also a screen of 1280 at 400 % zoom (WCAG 1.4.10)."""
    seite = oeffnen(pfad, breite=320)
    assert seite.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("pfad", LESESEITEN)
def test_reading_sets_no_cookie(oeffnen: Oeffnen, pfad: str) -> None:
    assert oeffnen(pfad).context.cookies() == []


@pytest.mark.parametrize("pfad", FORMULARE)
def test_a_form_sets_the_csrf_cookie_only(oeffnen: Oeffnen, pfad: str) -> None:
    assert {keks["name"] for keks in oeffnen(pfad).context.cookies()} <= {"csrftoken"}


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
