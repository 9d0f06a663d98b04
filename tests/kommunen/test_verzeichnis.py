"""What is kept in memory finds the same as the database, in the same order."""

import random
from pathlib import Path

import pytest
from django.conf import settings

from kommunen import suche, verzeichnis
from kommunen.gemeindeverzeichnis.einlesen import einlesen
from kommunen.models import Kommune
from tests.factories.kommunen import KommuneFactory

pytestmark = pytest.mark.django_db
BEISPIEL = Path(settings.BASE_DIR) / "kommunen" / "beispiel" / "gemeinden.csv"


def gefunden(text: str) -> list[str]:
    return [eintrag.schluessel for eintrag in verzeichnis.aktuelles().finden(text, 10)]


def eingaben(zufall: random.Random) -> list[str]:
    """Beginnings of what stands in the register, in one and two words, and digits."""
    texte = ["a", "s", "bad", "st", "sankt", "neu", "landkreis", "amt", "kreis sch", "x", "9", "06", "0643", "10 117"]
    for name, schluessel, ars, plz in Kommune.objects.order_by("pk").values_list("name", "schluessel", "ars", "plz"):
        if zufall.random() < 0.3:
            woerter = name.split()
            texte += [name, name[: zufall.randint(1, 8)], woerter[-1], f"{woerter[0][:3]} {woerter[-1][:4]}"]
            texte += [nummer[: zufall.randint(2, 12)] for nummer in (schluessel, ars, plz) if nummer]
    return texte


def test_it_finds_what_the_database_finds_in_the_same_order() -> None:
    einlesen(BEISPIEL)
    verglichen = 0
    for text in eingaben(random.Random(3)):
        erwartet = list(suche.suchen(text).values_list("schluessel", flat=True)[:10])
        assert gefunden(text) == erwartet, text
        verglichen += bool(erwartet)
    assert verglichen > 500


def test_a_change_of_the_register_is_seen_at_once() -> None:
    kommune = KommuneFactory(name="Altdorf, Stadt")
    assert gefunden("altdorf") == [kommune.schluessel]
    Kommune.objects.filter(pk=kommune.pk).update(gemeindefrei=True)
    assert gefunden("altdorf") == []
    neue = KommuneFactory(name="Altdorf, Stadt")
    assert gefunden("altdorf") == [neue.schluessel]
