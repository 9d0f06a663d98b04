"""The password of the example accounts is public. Needs the database: `manage.py check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError

from .demo import konten


@register("konten", "database")
def beispielkonten(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    if settings.DEMO or not databases:
        return []
    try:
        anzahl = konten.zugaenge(offen=True).count()
    except DatabaseError:  # before the first migration
        return []
    if not anzahl:
        return []
    return [
        Error(
            f"{anzahl} Beispielkonten mit öffentlich bekanntem Passwort sind offen, obwohl DEMO aus ist.",
            hint="`manage.py einrichten` sperrt sie.",
            id="konten.E001",
        )
    ]
