"""Services fail while people work: no error page, no mail lost, none sent twice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Oeffnen
from tests.browser.wege import anfrage_antworten, anfrage_stellen, anmelden_zur_veranstaltung
from tests.laufendes_portal import LaufendesPortal, laufendes_portal


@pytest.fixture(scope="module")
def portal() -> Iterator[LaufendesPortal]:
    """A portal of its own: other tests must not see its services die."""
    with laufendes_portal() as portal:
        yield portal


def beides_tun(oeffnen: Oeffnen, portal: LaufendesPortal, name: str) -> tuple[str, str]:
    """A visitor registers and a case is asked and answered. Returns the two addresses that must get mail."""
    gast, kommune = f"{name}-gast@example.org", f"{name}-kommune@example.org"
    anmelden_zur_veranstaltung(oeffnen("/veranstaltungen/", skripte=False), gast)
    anfrage_stellen(oeffnen("/beratung/", skripte=False), kommune, f"Frage während {name}")
    anfrage_antworten(oeffnen("/beratung/schreibtisch/", skripte=False), f"Frage während {name}", "Das geht so.")
    return gast, kommune


def genau_einmal(portal: LaufendesPortal, gast: str, kommune: str) -> None:
    portal.brief_an(gast)
    portal.brief_an(kommune, anzahl=2)
    assert portal.wartende_briefe() == 0
    assert len(portal.briefe_an(gast)) == 1
    assert len(portal.briefe_an(kommune)) == 2


def test_valkey_is_away(oeffnen: Oeffnen, portal: LaufendesPortal) -> None:
    portal.valkey.toeten()
    adressen = beides_tun(oeffnen, portal, "ohne-valkey")
    assert portal.briefe_an(adressen[0]) == []
    portal.valkey.starten()
    genau_einmal(portal, *adressen)


def test_the_worker_is_killed(oeffnen: Oeffnen, portal: LaufendesPortal) -> None:
    portal.worker.toeten()
    adressen = beides_tun(oeffnen, portal, "ohne-worker")
    assert portal.briefe_an(adressen[0]) == []
    portal.worker.starten()
    genau_einmal(portal, *adressen)


def test_the_mail_server_refuses(oeffnen: Oeffnen, portal: LaufendesPortal) -> None:
    portal.stube.schliessen()
    adressen = beides_tun(oeffnen, portal, "ohne-post")
    portal.stube.oeffnen()
    genau_einmal(portal, *adressen)


def test_the_database_is_away(oeffnen: Oeffnen, portal: LaufendesPortal) -> None:
    portal.postgres.toeten()
    seite = oeffnen("/leichte-sprache/")
    expect(seite.locator("h1")).to_have_count(1)
    assert seite.request.get("/").status == 503
    assert seite.request.get("/healthz").status == 503
    portal.postgres.starten()
    assert seite.request.get("/").status == 200
