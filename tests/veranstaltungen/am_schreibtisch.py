"""What the tests of the team's desk share."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.veranstaltungen import AnmeldungFactory
from veranstaltungen.models import Anmeldung, Veranstaltung


def adresse(name: str, *args: Any) -> str:
    return reverse(f"schreibtisch:{name}", args=args)


def seite(client: Client, pfad: str, **werte: Any) -> str:
    antwort = client.get(pfad, werte)
    assert antwort.status_code == 200
    return antwort.content.decode()


def wartend(veranstaltung: Veranstaltung, **werte: Any) -> Anmeldung:
    seit = timezone.now() - timedelta(hours=1)
    angaben = {"zustand": "wartend", "platz_seit": None, "wartet_seit": seit, **werte}
    return AnmeldungFactory(veranstaltung=veranstaltung, **angaben)
