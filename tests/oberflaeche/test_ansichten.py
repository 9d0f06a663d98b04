"""No test here may touch the database: pytest-django refuses it without its marker."""

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver

from kompetenzzentrum.oberflaeche import ansichten
from kompetenzzentrum.oberflaeche.kontext import rahmen


@pytest.fixture
def request_mit_sitzung() -> HttpRequest:
    """The session is known by name only: to look into it would be a query."""
    request = RequestFactory().get("/projekte/gibt-es-nicht/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "sitzung"
    request.session = SessionStore("sitzung")
    return request


def nach(fehler: Exception, request: HttpRequest) -> HttpResponse:
    try:
        raise fehler
    except Exception:
        return ansichten.fehler_500(request)


@pytest.mark.parametrize("fehler", [OperationalError("weg"), InterfaceError("weg")])
def test_without_database_the_portal_asks_to_come_back(fehler: Exception, request_mit_sitzung: HttpRequest) -> None:
    antwort = nach(fehler, request_mit_sitzung)
    assert antwort.status_code == 503
    assert antwort["Retry-After"] == "120"
    assert "Das Portal macht eine kurze Pause" in antwort.text


def test_any_other_fault_is_ours(request_mit_sitzung: HttpRequest) -> None:
    antwort = nach(RuntimeError("kaputt"), request_mit_sitzung)
    assert antwort.status_code == 500
    assert not antwort.has_header("Retry-After")
    assert "kaputt" not in antwort.text


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_every_error_page_is_german_private_and_leads_on(status: int, request_mit_sitzung: HttpRequest) -> None:
    ansicht = get_resolver().resolve_error_handler(status)
    antwort = ansicht(request_mit_sitzung) if status == 500 else ansicht(request_mit_sitzung, exception=Exception())
    assert antwort.status_code == status
    assert antwort["Cache-Control"] == "private, no-store"
    assert '<html lang="de">' in antwort.text
    assert antwort.text.count("<h1>") == 1
    hauptteil = antwort.text[antwort.text.index("<main") : antwort.text.index("</main>")]
    assert "/suche/" in hauptteil


def test_a_failed_csrf_check_says_what_to_do(request_mit_sitzung: HttpRequest) -> None:
    antwort = ansichten.csrf_fehler(request_mit_sitzung, reason="CSRF cookie not set.")
    assert antwort.status_code == 403
    assert "Gehen Sie im Browser einen Schritt zurück" in antwort.text


@pytest.mark.parametrize(
    ("sekunden", "text"), [(30, "Bitte warten Sie eine Minute."), (601, "Bitte warten Sie 11 Minuten.")]
)
def test_too_many_requests_names_the_time(sekunden: int, text: str) -> None:
    antwort = ansichten.zu_viele_anfragen(RequestFactory().get("/"), warten=sekunden)
    assert antwort.status_code == 429
    assert antwort["Retry-After"] == str(sekunden)
    assert text in antwort.text


def test_the_frame_of_a_reading_page_leaves_the_session_alone() -> None:
    request = RequestFactory().get("/projekte/mitfahrbank/")
    request.session = SessionStore()
    werte = rahmen(request)  # has no request.user: reading it would fail
    assert not request.session.accessed
    assert werte["nutzer"] is None


def test_an_expired_session_is_nobody() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "alt"
    request.session = SessionStore()
    request.user = AnonymousUser()
    request._messages = []  # type: ignore[attr-defined]
    assert rahmen(request)["nutzer"] is None
