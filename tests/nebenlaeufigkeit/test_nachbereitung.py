"""Two workers look after the same event at once: one certificate and one mail for each person."""

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from tests.nebenlaeufigkeit.conftest import gleichzeitig, mit_luecke
from veranstaltungen import nachbereitung
from veranstaltungen.models import Bescheinigung, Veranstaltung

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _luecke_beim_ausstellen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nachbereitung, "neuer_code", mit_luecke(nachbereitung.neuer_code))


def zwei_auf_einmal() -> list[Any]:
    veranstaltung = VeranstaltungFactory(vergangen=True)
    AnmeldungFactory.create_batch(5, veranstaltung=veranstaltung, eingelassen_am=veranstaltung.beginn)
    return gleichzeitig([partial(nachbereitung.nachbereiten, veranstaltung.pk, timezone.now())] * 2)


def test_everybody_gets_one_certificate_and_one_mail() -> None:
    assert sorted(zwei_auf_einmal()) == [0, 5]
    assert Bescheinigung.objects.count() == 5
    assert Nachricht.objects.values("an").distinct().count() == Nachricht.objects.count() == 5


def test_counter_proof_without_the_lock_both_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database refuses the second certificate; the mails roll back with it."""
    monkeypatch.setattr(nachbereitung, "sperren", lambda pk: Veranstaltung.objects.get(pk=pk))
    assert sum(isinstance(ergebnis, IntegrityError) for ergebnis in zwei_auf_einmal()) == 1
    assert Bescheinigung.objects.count() == Nachricht.objects.count() == 5
