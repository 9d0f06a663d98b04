"""The page behind the token: it shows what is stored, its one button gives the seat back."""

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories.kommunen import KommuneFactory
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from veranstaltungen.models import Teilnahme, Veranstaltung

pytestmark = pytest.mark.django_db

Zustand = Veranstaltung.Zustand


def html(antwort: HttpResponse) -> str:
    return antwort.content.decode()


def test_the_personal_page_shows_what_is_stored_and_stays_private(client: Client) -> None:
    anmeldung = AnmeldungFactory(veranstaltung__online=True, zugangsbedarf="Untertitel", kommune=KommuneFactory())
    antwort = client.get(anmeldung.token_url)
    for stueck in (anmeldung.name, anmeldung.email, "Untertitel", anmeldung.veranstaltung.zugangslink):
        assert stueck in html(antwort)
    assert (antwort["Cache-Control"], antwort["Referrer-Policy"], antwort["X-Robots-Tag"]) == (
        "no-store",
        "no-referrer",
        "noindex",
    )


@pytest.mark.parametrize("teilnahme", Teilnahme)
def test_at_a_hybrid_event_the_page_shows_the_way_that_was_chosen(client: Client, teilnahme: str) -> None:
    anmeldung = AnmeldungFactory(veranstaltung__hybrid=True, teilnahme=teilnahme)
    seite = html(client.get(anmeldung.token_url))
    online = teilnahme == Teilnahme.ONLINE
    assert (anmeldung.veranstaltung.zugangslink in seite) == online
    assert (anmeldung.veranstaltung.anschrift in seite) == (not online)
    assert f"Möchten Sie lieber {'vor Ort' if online else 'online'} teilnehmen?" in seite


def test_looking_changes_nothing_the_button_cancels(client: Client) -> None:
    anmeldung = AnmeldungFactory()
    for _ in range(2):
        client.get(anmeldung.token_url)
        client.head(anmeldung.token_url)
    anmeldung.refresh_from_db()
    assert anmeldung.ist_angemeldet
    antwort = client.post(anmeldung.token_url, follow=True)
    assert "Ihre Anmeldung ist storniert" in html(antwort)
    assert antwort.redirect_chain == [(anmeldung.token_url, 302)]
    anmeldung.refresh_from_db()
    assert not anmeldung.ist_angemeldet


def test_the_button_works_in_a_browser_that_hides_where_it_comes_from() -> None:
    """Under `Referrer-Policy: no-referrer` browsers send `Origin: null`; the address itself is the permission."""
    anmeldung = AnmeldungFactory()
    browser = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    seite = browser.get(anmeldung.token_url)
    assert not seite.cookies
    assert browser.post(anmeldung.token_url).status_code == 302
    anmeldung.refresh_from_db()
    assert not anmeldung.ist_angemeldet


@pytest.mark.parametrize(
    ("felder", "ueberschrift"),
    [
        ({"zustand": Zustand.ABGESAGT}, "Die Veranstaltung ist abgesagt"),
        ({"vergangen": True}, "Sie waren angemeldet"),
    ],
)
def test_the_personal_page_knows_what_became_of_the_event(
    client: Client, felder: dict[str, object], ueberschrift: str
) -> None:
    anmeldung = AnmeldungFactory(veranstaltung=VeranstaltungFactory(**felder))
    seite = html(client.get(anmeldung.token_url))
    assert ueberschrift in seite
    assert "stornieren</span>" not in seite


def test_the_personal_calendar_file_carries_the_join_link(client: Client) -> None:
    anmeldung = AnmeldungFactory(veranstaltung__online=True)
    antwort = client.get(f"{anmeldung.token_url}kalender.ics")
    assert b"raum-1" in antwort.content
    assert antwort["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", ["gibt-es-nicht", "%00", "a" * 500, "ä"])
@pytest.mark.parametrize("pfad", ["", "kalender.ics"])
def test_a_wrong_token_leads_nowhere(client: Client, token: str, pfad: str) -> None:
    assert client.get(f"/anmeldungen/{token}/{pfad}").status_code == 404
