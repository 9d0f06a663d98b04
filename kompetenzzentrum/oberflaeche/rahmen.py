"""The frame around every page: rendered once for each place in the navigation, logged in or not, and then kept.

What is kept knows only whether somebody is logged in, never who.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .fragmente import fragment

NAVIGATION = (
    ("Projekte", "/projekte/"),
    ("Veranstaltungen", "/veranstaltungen/"),
    ("Mediathek", "/mediathek/"),
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


def _ort(pfad: str) -> tuple[str, ...]:
    """The place in the navigation: the value of aria-current for each entry."""
    return tuple("page" if pfad == url else "true" if pfad.startswith(url) else "" for _, url in NAVIGATION)


def kopf(pfad: str, *, angemeldet: bool) -> SafeString:
    ort = _ort(pfad)
    return fragment("kopf", (ort, angemeldet), partial(_kopf, ort, angemeldet))


def _kopf(ort: tuple[str, ...], angemeldet: bool) -> str:
    eintraege = [Eintrag(titel, url, aktiv) for (titel, url), aktiv in zip(NAVIGATION, ort, strict=True)]
    return _vorlage("kopf", navigation=eintraege, angemeldet=angemeldet, ANMELDE_URL=resolve_url(settings.LOGIN_URL))


def fuss() -> SafeString:
    return fragment("fuss", (), _fuss)


def _fuss() -> str:
    eintraege = [Eintrag(titel, url, "") for titel, url in NAVIGATION]
    return _vorlage("fuss", navigation=eintraege, PORTAL_EMAIL=settings.PORTAL_EMAIL, DEMO=settings.DEMO)


def dateien() -> SafeString:
    """Icon, fonts, style sheets and scripts of every page."""
    return fragment("dateien", (), partial(_vorlage, "dateien"))


def _vorlage(name: str, **kontext: Any) -> str:
    return render_to_string(f"oberflaeche/{name}.html", {"PORTAL_NAME": settings.PORTAL_NAME, **kontext})
