"""Warnings while the legal pages hold gaps. They need the database: `manage.py check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.db import DatabaseError

from .models import Seite


@register("inhalte", "database")
def platzhalter(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    if not databases:
        return []
    try:
        seiten = list(Seite.objects.all())
    except DatabaseError:  # before the first migration
        return []
    return [
        Warning(
            f"/{seite.schluessel}/ enthält noch Platzhalter: {', '.join(seite.platzhalter)}",
            hint=f"In der Verwaltung unter „Rechtstexte“ ausfüllen: „{seite.titel}“.",
            id="inhalte.W001",
        )
        for seite in seiten
        if seite.platzhalter
    ]


@register("inhalte")
def kontaktadresse(**kwargs: Any) -> list[CheckMessage]:
    if settings.DEMO or not settings.PORTAL_EMAIL.endswith("@example.org"):
        return []
    return [
        Warning(
            "PORTAL_EMAIL ist noch die Beispieladresse; sie steht in der Erklärung zur Barrierefreiheit.",
            hint="PORTAL_EMAIL in der Umgebung setzen.",
            id="inhalte.W002",
        )
    ]
