"""Two doors at the same moment, each with its counter-proof."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from tests.nebenlaeufigkeit.conftest import gleichzeitig, mit_luecke
from veranstaltungen import einlass
from veranstaltungen.einlass import Bescheid, KeinPlatzFrei, aufnehmen, einlassen
from veranstaltungen.models import Anmeldung, Einlass, Veranstaltung
from veranstaltungen.plaetze import sperren

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heute() -> Veranstaltung:
    jetzt = timezone.now()
    return VeranstaltungFactory(beginn=jetzt, ende=jetzt + timedelta(hours=6), plaetze=4)


@pytest.fixture(autouse=True)
def _langsame_tuer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time between looking at the ticket and noting it."""
    monkeypatch.setattr(einlass, "_hindernis", mit_luecke(einlass._hindernis))


@pytest.fixture
def ohne_zeilensperre(monkeypatch: pytest.MonkeyPatch) -> None:
    def ungesperrt(veranstaltung_id: int, anmeldung_id: int) -> Anmeldung:
        return Anmeldung.objects.select_related("veranstaltung", "kommune").get(pk=anmeldung_id)

    monkeypatch.setattr(einlass, "_gesperrt", ungesperrt)


def an_tuer(eine: Anmeldung, tuer: str, vorgang: uuid.UUID | None = None) -> Callable[[], Bescheid]:
    return partial(
        einlassen,
        veranstaltung_id=eine.veranstaltung_id,
        code=eine.einlasscode,
        tuer=tuer,
        vorgang=vorgang or uuid.uuid4(),
    )


def lagen(ergebnisse: list[Any]) -> list[str]:
    assert [eins for eins in ergebnisse if isinstance(eins, Exception)] == []
    return sorted(eins.lage.value for eins in ergebnisse)


def zwei_tueren(heute: Veranstaltung) -> list[str]:
    eine = AnmeldungFactory(veranstaltung=heute)
    return lagen(gleichzeitig([an_tuer(eine, tuer) for tuer in "AB"]))


def test_two_doors_at_once_let_one_ticket_in_once_and_say_so(heute: Veranstaltung) -> None:
    assert zwei_tueren(heute) == ["doppelt", "eingelassen"]
    assert sorted(Einlass.objects.values_list("art", flat=True)) == ["doppelt", "eingelassen"]


@pytest.mark.usefixtures("ohne_zeilensperre")
def test_counter_proof_without_the_row_lock_both_doors_let_it_in(heute: Veranstaltung) -> None:
    assert zwei_tueren(heute) == ["eingelassen", "eingelassen"]


def test_one_movement_sent_five_times_at_once_counts_once(heute: Veranstaltung) -> None:
    eine, vorgang = AnmeldungFactory(veranstaltung=heute), uuid.uuid4()
    assert lagen(gleichzeitig([an_tuer(eine, "A", vorgang)] * 5)) == ["eingelassen"] * 5
    assert Einlass.objects.count() == 1


def an_der_schlange_vorbei(heute: Veranstaltung, handlung: Callable[[], Any]) -> Any:
    """While somebody holds the event's lock, as registrations do all the time."""
    with transaction.atomic():
        sperren(heute.pk)

        def mit_frist() -> Any:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '700ms'")
            return handlung()

        return gleichzeitig([mit_frist])[0]


def test_a_door_does_not_queue_behind_registrations(heute: Veranstaltung) -> None:
    eine = AnmeldungFactory(veranstaltung=heute)
    assert an_der_schlange_vorbei(heute, an_tuer(eine, "A")).lage == "eingelassen"


def test_counter_proof_who_takes_a_seat_does_queue(heute: Veranstaltung) -> None:
    weg = partial(aufnehmen, veranstaltung_id=heute.pk, vorgang=uuid.uuid4(), name="Toni Tür")
    assert "lock timeout" in str(an_der_schlange_vorbei(heute, weg))


def letzte_plaetze_an_der_tuer(heute: Veranstaltung) -> int:
    AnmeldungFactory.create_batch(3, veranstaltung=heute)
    wege = [
        partial(aufnehmen, veranstaltung_id=heute.pk, vorgang=uuid.uuid4(), name=f"Gast {nummer}")
        for nummer in range(5)
    ]
    ergebnisse = gleichzeitig(wege)
    assert all(isinstance(eins, Bescheid | KeinPlatzFrei) for eins in ergebnisse), ergebnisse
    return heute.anmeldungen.angemeldet().count()


def test_five_walk_ins_at_the_last_seat(heute: Veranstaltung) -> None:
    assert letzte_plaetze_an_der_tuer(heute) == 4


def test_counter_proof_without_the_events_lock_too_many_walk_in(
    heute: Veranstaltung, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(einlass, "sperren", lambda pk: Veranstaltung.objects.get(pk=pk))
    assert letzte_plaetze_an_der_tuer(heute) > 4
