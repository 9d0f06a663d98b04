"""Seats under a rush: real commits, one thread and one connection per person.

Each race has its counter-proof: with the row lock off the same threads must break the rule, else the test
would prove nothing.
"""

import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from tests.nebenlaeufigkeit.conftest import gleichzeitig
from veranstaltungen.anmeldung import AnmeldungAbgelehnt, Ergebnis, anmelden, stornieren
from veranstaltungen.models import Anmeldestand, Veranstaltung
from veranstaltungen.planung import absagen, aendern

pytestmark = pytest.mark.django_db(transaction=True)

ANSTURM = 20


def platz_nehmen(veranstaltung: Veranstaltung, nummer: int, teilnahme: str = "vor_ort") -> Callable[[], Ergebnis]:
    return partial(
        anmelden,
        veranstaltung_id=veranstaltung.pk,
        name=f"Person {nummer}",
        email=f"person.{nummer}@example.org",
        vorgang=uuid.uuid4(),
        teilnahme=teilnahme,
    )


def belegt(veranstaltung: Veranstaltung) -> int:
    return veranstaltung.anmeldungen.angemeldet().count()


def ansturm_auf_drei_plaetze() -> tuple[Veranstaltung, list[object]]:
    veranstaltung = VeranstaltungFactory(plaetze=3)
    return veranstaltung, gleichzeitig([platz_nehmen(veranstaltung, nummer) for nummer in range(ANSTURM)])


def test_exactly_as_many_get_a_seat_as_there_are() -> None:
    veranstaltung, ergebnisse = ansturm_auf_drei_plaetze()
    angenommen = [ergebnis.anmeldung for ergebnis in ergebnisse if isinstance(ergebnis, Ergebnis)]
    abgelehnt = [ergebnis for ergebnis in ergebnisse if isinstance(ergebnis, AnmeldungAbgelehnt)]
    assert (len(angenommen), len(abgelehnt)) == (3, ANSTURM - 3)
    assert {ergebnis.stand for ergebnis in abgelehnt} == {Anmeldestand.WARTELISTE}
    assert belegt(veranstaltung) == 3
    assert set(Nachricht.objects.values_list("an", flat=True)) == {anmeldung.email for anmeldung in angenommen}


@pytest.mark.usefixtures("ohne_sperre")
def test_counter_proof_without_the_lock_more_get_a_seat() -> None:
    veranstaltung, _ = ansturm_auf_drei_plaetze()
    assert belegt(veranstaltung) > 3


def test_in_the_rush_for_a_hybrid_event_everybody_online_gets_in_and_the_seats_suffice() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=3, hybrid=True)
    arten = ["vor_ort", "online"] * (ANSTURM // 2)
    gleichzeitig([platz_nehmen(veranstaltung, nummer, art) for nummer, art in enumerate(arten)])
    zahl = Counter(veranstaltung.anmeldungen.values_list("teilnahme", flat=True))
    assert zahl == {"vor_ort": 3, "online": ANSTURM // 2}


def test_a_seat_freed_in_the_rush_is_given_once() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1)
    bisher = AnmeldungFactory(veranstaltung=veranstaltung)
    aufgaben = [platz_nehmen(veranstaltung, nummer) for nummer in range(ANSTURM)]
    gleichzeitig([partial(stornieren, bisher), *aufgaben])
    erste_runde = belegt(veranstaltung)
    assert erste_runde <= 1
    if not erste_runde:  # everybody else came before the seat was free
        gleichzeitig(aufgaben)
    assert belegt(veranstaltung) == 1


@pytest.mark.usefixtures("ohne_sperre")
def test_counter_proof_without_the_lock_the_freed_seat_is_given_several_times() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1)
    stornieren(AnmeldungFactory(veranstaltung=veranstaltung))
    gleichzeitig([platz_nehmen(veranstaltung, nummer) for nummer in range(ANSTURM)])
    assert belegt(veranstaltung) > 1


def verkleinern_im_ansturm() -> tuple[Veranstaltung, object]:
    """Four seats for three people; the team shrinks to one while they come."""
    veranstaltung = VeranstaltungFactory(plaetze=4)
    aufgaben = [platz_nehmen(veranstaltung, nummer) for nummer in range(3)]
    ergebnis, *_ = gleichzeitig([partial(aendern, veranstaltung.pk, plaetze=1), *aufgaben])
    veranstaltung.refresh_from_db()
    return veranstaltung, ergebnis


def test_shrinking_the_capacity_in_the_rush_leaves_nobody_without_a_seat() -> None:
    veranstaltung, ergebnis = verkleinern_im_ansturm()
    assert belegt(veranstaltung) <= veranstaltung.plaetze
    if isinstance(ergebnis, ValidationError):
        assert veranstaltung.plaetze == 4
    else:
        assert (veranstaltung.plaetze, belegt(veranstaltung)) == (1, 1)


@pytest.mark.usefixtures("ohne_sperre")
def test_counter_proof_without_the_lock_shrinking_leaves_people_without_a_seat() -> None:
    veranstaltung, _ = verkleinern_im_ansturm()
    assert belegt(veranstaltung) > veranstaltung.plaetze == 1


def absagen_im_ansturm() -> tuple[int, int]:
    """How many hold a seat, and how many were told that the event is cancelled."""
    veranstaltung = VeranstaltungFactory(plaetze=None)
    aufgaben = [platz_nehmen(veranstaltung, nummer) for nummer in range(5)]
    gleichzeitig([*aufgaben, partial(absagen, veranstaltung.pk, grund="Sturm")])
    return belegt(veranstaltung), Nachricht.objects.filter(art="veranstaltungen.absage").count()


def test_who_gets_a_seat_while_the_event_is_cancelled_is_told() -> None:
    angemeldet, benachrichtigt = absagen_im_ansturm()
    assert angemeldet == benachrichtigt


@pytest.mark.usefixtures("ohne_sperre")
def test_counter_proof_without_the_lock_somebody_is_not_told() -> None:
    angemeldet, benachrichtigt = absagen_im_ansturm()
    assert angemeldet > benachrichtigt


def doppelt_abgeschickt() -> tuple[Veranstaltung, list[object]]:
    veranstaltung = VeranstaltungFactory(plaetze=1)
    absenden = platz_nehmen(veranstaltung, 1)
    return veranstaltung, gleichzeitig([absenden] * 5)


def test_a_form_sent_five_times_at_once_is_one_registration_and_one_mail() -> None:
    veranstaltung, ergebnisse = doppelt_abgeschickt()
    assert [type(ergebnis) for ergebnis in ergebnisse] == [Ergebnis] * 5
    assert len({ergebnis.anmeldung.pk for ergebnis in ergebnisse if isinstance(ergebnis, Ergebnis)}) == 1
    assert belegt(veranstaltung) == Nachricht.objects.count() == 1


@pytest.mark.usefixtures("ohne_sperre")
def test_counter_proof_without_the_lock_the_second_submit_is_an_error() -> None:
    """The unique constraint still holds; but the visitor would see an error page."""
    _, ergebnisse = doppelt_abgeschickt()
    assert any(isinstance(ergebnis, IntegrityError) for ergebnis in ergebnisse)


def test_cancelling_at_the_same_moment_writes_one_mail() -> None:
    anmeldung = AnmeldungFactory()
    gleichzeitig([partial(stornieren, anmeldung)] * 5)
    assert Nachricht.objects.count() == 1
