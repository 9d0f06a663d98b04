"""What every template may ask for: the portal's name, where we are, who is logged in."""

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.shortcuts import resolve_url


def rahmen_ohne_person(pfad: str = "") -> dict[str, Any]:
    """The frame without session and database: for error pages."""
    return {
        "PORTAL_NAME": settings.PORTAL_NAME,
        "PORTAL_EMAIL": settings.PORTAL_EMAIL,
        "DEMO": settings.DEMO,
        "ANMELDE_URL": resolve_url(settings.LOGIN_URL),
        "pfad": pfad,
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
