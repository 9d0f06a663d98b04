"""What the frame around every page shows: name, navigation, who is logged in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.shortcuts import resolve_url

NAVIGATION = (
    ("Projekte", "/projekte/"),
    ("Veranstaltungen", "/veranstaltungen/"),
    ("Kommunen", "/kommunen/"),
    ("Beratung", "/beratung/"),
    ("Newsletter", "/newsletter/"),
    ("Aktuelles", "/aktuelles/"),
)


@dataclass(frozen=True)
class Eintrag:
    titel: str
    url: str
    aktiv: str
    """Value of aria-current: `page` on the page itself, `true` below it, otherwise empty."""


def _navigation(pfad: str) -> list[Eintrag]:
    def aktiv(url: str) -> str:
        if pfad == url:
            return "page"
        return "true" if pfad.startswith(url) else ""

    return [Eintrag(titel, url, aktiv(url)) for titel, url in NAVIGATION]


def rahmen_ohne_person(pfad: str = "") -> dict[str, Any]:
    """The frame without session and database: for error pages."""
    return {
        "PORTAL_NAME": settings.PORTAL_NAME,
        "PORTAL_EMAIL": settings.PORTAL_EMAIL,
        "DEMO": settings.DEMO,
        "ANMELDE_URL": resolve_url(settings.LOGIN_URL),
        "navigation": _navigation(pfad),
        "nutzer": None,
        "meldungen": (),
    }


def rahmen(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Touches session and person only if the request brought a session cookie."""
    werte = rahmen_ohne_person(request.path)
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        werte["nutzer"] = request.user if request.user.is_authenticated else None
        werte["meldungen"] = get_messages(request)
    return werte
