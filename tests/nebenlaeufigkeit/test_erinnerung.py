"""Reminders fall due while the event moves, is cancelled, or a second worker does the same."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from veranstaltungen import erinnerung, planung
from veranstaltungen.models import Erinnerung, Veranstaltung

from .conftest import gleichzeitig

pytestmark = pytest.mark.django_db(transaction=True)

PERSONEN = 5
RUNDEN = 3


@pytest.fixture(autouse=True)
def _luecke_vor_dem_schreiben(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time for the others between reading the event and writing the mails."""
    setzen = erinnerung.setzen

    def langsam(veranstaltung: Veranstaltung) -> None:
        setzen(veranstaltung)
        time.sleep(0.3)

    monkeypatch.setattr(erinnerung, "setzen", langsam)


def faellig() -> Veranstaltung:
    beginn = timezone.now() + timedelta(days=5)
    veranstaltung: Veranstaltung = VeranstaltungFactory(beginn=beginn)
    vorher = timezone.now() - timedelta(days=30)
    AnmeldungFactory.create_batch(PERSONEN, veranstaltung=veranstaltung, platz_seit=vorher)
    erinnerung.setzen(veranstaltung)
    veranstaltung.erinnerungen.filter(art=Erinnerung.Art.WOCHE).update(erledigt_am=None)
    return veranstaltung


def erinnern(veranstaltung: Veranstaltung) -> Any:
    return erinnerung.erinnern(veranstaltung.pk, timezone.now())


def verlegen(veranstaltung: Veranstaltung) -> Any:
    time.sleep(0.1)
    tage = timedelta(days=1)
    return planung.aendern(veranstaltung.pk, beginn=veranstaltung.beginn + tage, ende=veranstaltung.ende + tage)


def absagen(veranstaltung: Veranstaltung) -> Any:
    time.sleep(0.1)
    return planung.absagen(veranstaltung.pk, grund="Sturm")


def wartende() -> int:
    """Reminders that would be sent."""
    return Nachricht.objects.filter(art="veranstaltungen.erinnerung", zustand=Nachricht.Zustand.WARTET).count()


def test_two_workers_at_once_remind_once() -> None:
    veranstaltung = faellig()
    ergebnisse = gleichzeitig([partial(erinnern, veranstaltung)] * 4)
    assert sorted(ergebnisse) == [0, 0, 0, 1]
    assert wartende() == PERSONEN


@pytest.mark.parametrize("eingriff", [verlegen, absagen])
def test_nobody_is_reminded_of_what_has_just_changed(eingriff: Callable[[Veranstaltung], Any]) -> None:
    for _ in range(RUNDEN):
        veranstaltung = faellig()
        ergebnisse = gleichzeitig([partial(erinnern, veranstaltung), partial(eingriff, veranstaltung)])
        assert not [fehler for fehler in ergebnisse if isinstance(fehler, Exception)]
        assert wartende() == 0


def test_counter_proof_without_the_lock_the_old_date_goes_out(
    monkeypatch: pytest.MonkeyPatch, ohne_sperre: None
) -> None:
    monkeypatch.setattr(erinnerung, "sperren", planung.sperren)
    veranstaltung = faellig()
    gleichzeitig([partial(erinnern, veranstaltung), partial(verlegen, veranstaltung)])
    assert wartende() == PERSONEN
