"""Error pages. They use neither session nor database, so they also stand when those are what failed."""

import logging
import math
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from kompetenzzentrum.oberflaeche.kontext import rahmen_ohne_person
from kompetenzzentrum.oberflaeche.middleware import PRIVAT

logger = logging.getLogger(__name__)

SPAETER = 120
"""Seconds after which a browser or crawler may ask again while the database is away."""


def _fehlerseite(request: HttpRequest, status: int, vorlage: str = "", **kontext: str) -> HttpResponse:
    html = render_to_string(vorlage or f"{status}.html", rahmen_ohne_person(request.path) | kontext)
    return HttpResponse(html, status=status, headers={"Cache-Control": PRIVAT})


def fehler_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fehlerseite(request, 400)


def fehler_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fehlerseite(request, 403)


def fehler_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fehlerseite(request, 404)


def fehler_500(request: HttpRequest) -> HttpResponse:
    """500, or 503 if the database is away: then the fault is expected to pass."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        antwort = _fehlerseite(request, 503)
        antwort["Retry-After"] = str(SPAETER)
        return antwort
    return _fehlerseite(request, 500)


def csrf_fehler(request: HttpRequest, reason: str = "") -> HttpResponse:
    logger.info("CSRF check failed: %s", reason)
    return _fehlerseite(request, 403, "403_csrf.html")


def zu_viele_anfragen(request: HttpRequest, warten: int = 60) -> HttpResponse:
    """429; `warten` in seconds."""
    minuten = math.ceil(warten / 60)
    antwort = _fehlerseite(request, 429, wartezeit="eine Minute" if minuten <= 1 else f"{minuten} Minuten")
    antwort["Retry-After"] = str(warten)
    return antwort
