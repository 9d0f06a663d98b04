from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories.veranstaltungen import AnmeldungFactory, ProgrammpunktFactory, VeranstaltungFactory
from veranstaltungen import texte
from veranstaltungen.models import Anmeldestand, Anmeldung, Veranstaltung
from veranstaltungen.plaetze import zaehlen

BEGINN = datetime(2027, 5, 3, 8, 0, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "felder",
    [
        {"beginn": BEGINN, "ende": BEGINN},
        {"beginn": BEGINN, "anmeldeschluss": BEGINN + timedelta(days=9)},
        {"ort": ""},
        {"plaetze": -1},
        {"slug": "kalender"},
    ],
)
def test_the_database_refuses_an_event_that_cannot_be(felder: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        VeranstaltungFactory(**felder)


@pytest.mark.django_db
def test_the_form_shows_the_same_rules_in_german() -> None:
    veranstaltung = VeranstaltungFactory.build(beginn=BEGINN, ende=BEGINN, ort="", slug="kalender")
    with pytest.raises(ValidationError) as fehler:
        veranstaltung.full_clean()
    assert fehler.value.message_dict == {
        "slug": ["Diese Adresse ist für eine andere Seite reserviert."],
        "__all__": [
            "Das Ende muss nach dem Beginn liegen.",
            "Bitte nennen Sie den Ort, an dem die Veranstaltung stattfindet.",
        ],
    }


@pytest.mark.django_db
def test_one_address_holds_one_seat_but_may_have_cancelled_before() -> None:
    alt = AnmeldungFactory(email="mira@example.org", zustand=Anmeldung.Zustand.STORNIERT, storniert_am=timezone.now())
    AnmeldungFactory(veranstaltung=alt.veranstaltung, email="mira@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        AnmeldungFactory(veranstaltung=alt.veranstaltung, email="Mira@Example.org")


@pytest.mark.django_db
def test_a_cancelled_registration_has_a_time() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AnmeldungFactory(zustand=Anmeldung.Zustand.STORNIERT)


@pytest.mark.django_db
def test_a_programme_item_ends_after_it_begins() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammpunktFactory(ende=timezone.now() - timedelta(days=900))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("plaetze", "angemeldet", "worte"),
    [
        (None, 0, "Plätze frei"),
        (30, 0, "Noch 30\N{NO-BREAK SPACE}Plätze frei"),
        (3, 0, "Nur noch 3\N{NO-BREAK SPACE}Plätze frei"),
        (3, 2, "Nur noch 1\N{NO-BREAK SPACE}Platz frei"),
        (2, 2, "Ausgebucht, Warteliste offen"),
        (1, 2, "Ausgebucht, Warteliste offen"),
    ],
)
def test_free_seats_in_words(plaetze: int | None, angemeldet: int, worte: str) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=plaetze)
    AnmeldungFactory.create_batch(angemeldet, veranstaltung=veranstaltung)
    AnmeldungFactory(veranstaltung=veranstaltung, zustand=Anmeldung.Zustand.STORNIERT, storniert_am=timezone.now())
    assert Veranstaltung.objects.mit_belegung().get().platzhinweis == worte


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("plaetze", "worte"),
    [
        (None, "Vor Ort und online frei"),
        (30, "Vor Ort noch 28\N{NO-BREAK SPACE}Plätze, online frei"),
        (4, "Vor Ort nur noch 2\N{NO-BREAK SPACE}Plätze, online frei"),
        (3, "Vor Ort nur noch 1\N{NO-BREAK SPACE}Platz, online frei"),
        (2, "Vor Ort ausgebucht, online frei"),
    ],
)
def test_at_a_hybrid_event_only_those_who_come_take_a_seat(plaetze: int | None, worte: str) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=plaetze, hybrid=True)
    AnmeldungFactory.create_batch(2, veranstaltung=veranstaltung)
    AnmeldungFactory.create_batch(3, veranstaltung=veranstaltung, teilnahme="online")
    gelesen = Veranstaltung.objects.mit_belegung().mit_angemeldeten().get()
    assert gelesen.platzhinweis == worte
    assert (gelesen.belegt, gelesen.angemeldete) == (2, 5)
    assert zaehlen([veranstaltung])[veranstaltung.pk].belegt == 2


@pytest.mark.parametrize(
    ("beginn", "ende", "worte"),
    [
        (BEGINN, BEGINN + timedelta(hours=6), "3. Mai 2027, 10:00 bis 16:00\N{NO-BREAK SPACE}Uhr"),
        (
            BEGINN,
            BEGINN + timedelta(days=1, hours=6),
            "3. Mai 2027, 10:00\N{NO-BREAK SPACE}Uhr, bis 4. Mai 2027, 16:00\N{NO-BREAK SPACE}Uhr",
        ),
        # The clock changes in the night of 28 March 2027: still local time on both sides.
        (
            datetime(2027, 3, 27, 9, 0, tzinfo=UTC),
            datetime(2027, 3, 28, 8, 0, tzinfo=UTC),
            "27. März 2027, 10:00\N{NO-BREAK SPACE}Uhr, bis 28. März 2027, 10:00\N{NO-BREAK SPACE}Uhr",
        ),
    ],
)
def test_time_in_words_is_local_time(beginn: datetime, ende: datetime, worte: str) -> None:
    assert texte.zeitraum(beginn, ende) == worte


def test_the_weekday_is_the_local_one() -> None:
    abends = datetime(2027, 5, 2, 22, 30, tzinfo=UTC)  # Monday, 00:30 in Berlin
    assert (
        texte.wochentag_und_zeit(abends, abends + timedelta(hours=1)) == "Montag, 00:30 bis 01:30\N{NO-BREAK SPACE}Uhr"
    )


@pytest.mark.django_db
def test_the_query_for_open_events_agrees_with_the_state_shown() -> None:
    jetzt = timezone.now()
    voll = VeranstaltungFactory(plaetze=1)
    AnmeldungFactory(veranstaltung=voll)
    for felder in (
        {},
        {"plaetze": None},
        {"plaetze": 0},
        {"plaetze": 0, "hybrid": True},
        {"zustand": Veranstaltung.Zustand.ENTWURF},
        {"zustand": Veranstaltung.Zustand.ABGESAGT},
        {"vergangen": True},
        {"beginn": jetzt - timedelta(hours=1)},
        {"anmeldeschluss": jetzt - timedelta(hours=1)},
        {"anmeldeschluss": jetzt + timedelta(hours=1)},
    ):
        VeranstaltungFactory(**felder)
    offen = {
        veranstaltung
        for veranstaltung in Veranstaltung.objects.mit_belegung()
        if veranstaltung.anmeldestand == Anmeldestand.OFFEN
    }
    assert set(Veranstaltung.objects.offen(jetzt)) == offen
    assert len(offen) == 4
