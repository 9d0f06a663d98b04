from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import RequestFactory

from kompetenzzentrum.oberflaeche.middleware import Lesekopf

PRIVAT = "private, no-store"
anfrage = RequestFactory()


def durch(view: Callable[[HttpRequest], HttpResponse], request: HttpRequest) -> HttpResponse:
    """As in the settings: CSRF middleware inside, Lesekopf outside."""
    antwort = Lesekopf(CsrfViewMiddleware(view))(request)
    assert isinstance(antwort, HttpResponse)
    return antwort


def seite(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Text")


def formular(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def test_a_reading_page_may_be_kept_by_everyone() -> None:
    antwort = durch(seite, anfrage.get("/"))
    assert antwort["Cache-Control"] == "public, max-age=60"
    assert antwort["Vary"] == "Cookie"
    assert not antwort.cookies


def test_a_page_with_a_form_is_kept_by_no_one() -> None:
    erste = durch(formular, anfrage.get("/"))
    assert erste["Cache-Control"] == PRIVAT
    wieder = anfrage.get("/")
    wieder.COOKIES["csrftoken"] = erste.cookies["csrftoken"].value
    assert durch(formular, wieder)["Cache-Control"] == PRIVAT


def test_having_seen_a_form_does_not_spoil_reading() -> None:
    request = anfrage.get("/")
    request.COOKIES["csrftoken"] = "a" * 32
    assert durch(seite, request)["Cache-Control"].startswith("public")


def test_with_a_session_nothing_is_kept() -> None:
    request = anfrage.get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    assert durch(seite, request)["Cache-Control"] == PRIVAT


def test_a_header_set_by_the_view_stays() -> None:
    def eigen(request: HttpRequest) -> HttpResponse:
        return HttpResponse("Text", headers={"Cache-Control": "no-store"})

    assert durch(eigen, anfrage.get("/"))["Cache-Control"] == "no-store"


def test_only_successful_reading_is_public() -> None:
    def fehlt(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=404)

    assert not durch(fehlt, anfrage.get("/")).has_header("Cache-Control")
    assert not Lesekopf(seite)(anfrage.post("/")).has_header("Cache-Control")
