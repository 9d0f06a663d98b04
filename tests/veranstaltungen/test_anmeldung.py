"""The workflow: one seat, one mail, the same answer for everybody."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from kompetenzzentrum.versand.darstellung import nachricht_bauen
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from veranstaltungen.anmeldung import AnmeldungAbgelehnt, Begleitung, anmelden, stornieren
from veranstaltungen.models import Anmeldestand, Anmeldung, Teilnahme, Veranstaltung

pytestmark = pytest.mark.django_db

Zustand = Veranstaltung.Zustand


def melde_an(veranstaltung: Veranstaltung, email: str = "mira@example.org", **angaben: object) -> Anmeldung:
    werte = {"name": "Mira Beispiel", "vorgang": uuid.uuid4(), **angaben}
    return anmelden(veranstaltung_id=veranstaltung.pk, email=email, **werte).anmeldung  # type: ignore[arg-type]


def mailarten() -> list[str]:
    return list(Nachricht.objects.order_by("pk").values_list("art", flat=True))


def test_a_seat_is_taken_and_confirmed_by_mail() -> None:
    veranstaltung = VeranstaltungFactory(online=True)
    anmeldung = melde_an(veranstaltung, "Mira@Example.org", organisation="Stadtwerke", zugangsbedarf="Untertitel")
    assert anmeldung.email == "mira@example.org"
    assert len(anmeldung.token) >= 32
    [nachricht] = Nachricht.objects.all()
    assert (nachricht.schluessel, nachricht.an) == (f"anmeldung:{anmeldung.pk}:bestaetigung", "mira@example.org")
    assert anmeldung.token in nachricht.kontext["anmeldung_url"]
    assert nachricht.kontext["zugangslink"] == veranstaltung.zugangslink


def test_the_same_form_twice_is_one_registration_and_one_mail_even_when_that_was_the_last_seat() -> None:
    veranstaltung, vorgang = VeranstaltungFactory(plaetze=1), uuid.uuid4()
    erste = melde_an(veranstaltung, vorgang=vorgang)
    assert melde_an(veranstaltung, "MIRA@example.org", vorgang=vorgang) == erste
    assert mailarten() == ["veranstaltungen.bestaetigung"]


def test_the_same_form_with_another_name_and_address_registers_a_second_person() -> None:
    veranstaltung, vorgang = VeranstaltungFactory(plaetze=2), uuid.uuid4()
    melde_an(veranstaltung, vorgang=vorgang)
    melde_an(veranstaltung, "kollege@example.org", name="Ein Kollege", vorgang=vorgang)
    assert veranstaltung.anmeldungen.count() == 2


def test_who_goes_back_and_corrects_her_address_keeps_her_one_seat() -> None:
    veranstaltung, vorgang = VeranstaltungFactory(plaetze=2), uuid.uuid4()
    vertippt = melde_an(veranstaltung, "mria@example.org", vorgang=vorgang)
    for _ in range(2):
        richtig = melde_an(veranstaltung, vorgang=vorgang)
        assert (richtig.pk, richtig.email) == (vertippt.pk, "mira@example.org")
        assert richtig.token != vertippt.token
    mails = Nachricht.objects.order_by("pk").values_list("an", "zustand")
    assert list(mails) == [("mria@example.org", "zurueckgezogen"), ("mira@example.org", "wartet")]


def test_an_address_corrected_to_that_of_somebody_else_tells_nothing_and_changes_nothing() -> None:
    veranstaltung, vorgang = VeranstaltungFactory(plaetze=3), uuid.uuid4()
    melde_an(veranstaltung, name="Rosa Andere")
    melde_an(veranstaltung, "mria@example.org", vorgang=vorgang)
    melde_an(veranstaltung, vorgang=vorgang)
    assert set(veranstaltung.anmeldungen.values_list("name", "email")) == {
        ("Rosa Andere", "mira@example.org"),
        ("Mira Beispiel", "mria@example.org"),
    }


def test_who_registers_again_later_gets_the_way_back_by_mail_once_a_day() -> None:
    veranstaltung = VeranstaltungFactory()
    erste = melde_an(veranstaltung)
    assert melde_an(veranstaltung) == erste
    assert mailarten() == ["veranstaltungen.bestaetigung"]
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert melde_an(veranstaltung) == erste
        melde_an(veranstaltung)
    assert mailarten() == ["veranstaltungen.bestaetigung", "veranstaltungen.schon_angemeldet"]
    assert veranstaltung.anmeldungen.count() == 1


def test_a_full_event_answers_the_registered_address_like_any_other() -> None:
    """Else anybody could find out who is coming."""
    veranstaltung = VeranstaltungFactory(plaetze=1, warteliste=False)
    melde_an(veranstaltung)
    for adresse in ("mira@example.org", "fremd@example.org"):
        with pytest.raises(AnmeldungAbgelehnt) as abgelehnt:
            melde_an(veranstaltung, adresse)
        assert abgelehnt.value.stand == Anmeldestand.AUSGEBUCHT
    assert mailarten() == ["veranstaltungen.bestaetigung"]


@pytest.mark.parametrize(
    ("felder", "stand"),
    [
        ({"zustand": Zustand.ENTWURF}, Anmeldestand.ENTWURF),
        ({"zustand": Zustand.ABGESAGT}, Anmeldestand.ABGESAGT),
        ({"vergangen": True}, Anmeldestand.VORBEI),
        ({"beginn": timezone.now() - timedelta(hours=1)}, Anmeldestand.GESCHLOSSEN),
        ({"anmeldeschluss": timezone.now() - timedelta(hours=1)}, Anmeldestand.GESCHLOSSEN),
        ({"plaetze": 0}, Anmeldestand.WARTELISTE),
        ({"plaetze": 0, "warteliste": False}, Anmeldestand.AUSGEBUCHT),
    ],
)
def test_no_seat_is_given_when_registration_is_not_open(felder: dict[str, object], stand: Anmeldestand) -> None:
    veranstaltung = VeranstaltungFactory(**felder)
    with pytest.raises(AnmeldungAbgelehnt) as abgelehnt:
        melde_an(veranstaltung)
    assert abgelehnt.value.stand == stand
    assert not Anmeldung.objects.exists()
    assert not Nachricht.objects.exists()


def test_without_a_limit_there_is_always_a_seat() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=None)
    AnmeldungFactory.create_batch(3, veranstaltung=veranstaltung)
    assert melde_an(veranstaltung).ist_angemeldet


@pytest.mark.parametrize(("felder", "erwartet"), [({}, "vor_ort"), ({"online": True}, "online")])
def test_where_there_is_no_choice_the_event_says_how_one_takes_part(felder: dict[str, bool], erwartet: str) -> None:
    for nummer, gewaehlt in enumerate(Teilnahme):
        anmeldung = melde_an(VeranstaltungFactory(**felder), f"{nummer}@example.org", teilnahme=gewaehlt)
        assert anmeldung.teilnahme == erwartet


def test_a_hybrid_event_that_is_full_on_site_stays_open_online() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1, hybrid=True, warteliste=False)
    for nummer in range(2):
        assert melde_an(veranstaltung, f"online{nummer}@example.org", teilnahme="online").ist_online
    melde_an(veranstaltung, teilnahme="vor_ort")
    with pytest.raises(AnmeldungAbgelehnt) as abgelehnt:
        melde_an(veranstaltung, "spaet@example.org", teilnahme="vor_ort")
    assert abgelehnt.value.stand == Anmeldestand.AUSGEBUCHT
    assert melde_an(veranstaltung, "spaet@example.org", teilnahme="online").ist_online


def test_who_registers_again_to_take_part_differently_is_told_at_once_how_to_change() -> None:
    veranstaltung = VeranstaltungFactory(hybrid=True)
    erste = melde_an(veranstaltung, teilnahme="vor_ort")
    zweite = melde_an(veranstaltung, teilnahme="online")
    assert (zweite, zweite.teilnahme) == (erste, "vor_ort")
    assert mailarten() == ["veranstaltungen.bestaetigung", "veranstaltungen.schon_angemeldet"]


@pytest.mark.parametrize(("plaetze", "art"), [(9, "schon_angemeldet"), (0, "schon_auf_warteliste")])
def test_who_registers_again_with_others_is_told_each_time_that_these_have_no_seat(plaetze: int, art: str) -> None:
    veranstaltung, zweimal = VeranstaltungFactory(plaetze=plaetze), uuid.uuid4()
    erste = melde_an(veranstaltung, warteliste=True)
    for vorgang in (zweimal, zweimal, uuid.uuid4()):
        begleitung = [Begleitung("Kim Beispiel", "kim@example.org")]
        assert melde_an(veranstaltung, warteliste=True, vorgang=vorgang, begleitung=begleitung) == erste
    assert veranstaltung.anmeldungen.count() == 1
    assert mailarten()[1:] == [f"veranstaltungen.{art}"] * 2
    brief = nachricht_bauen(Nachricht.objects.latest("pk"))
    assert "NICHT" in str(brief.body)
    assert brief.to == ["mira@example.org"]


def test_cancelling_frees_the_seat_at_once_and_forgets_the_access_needs() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1)
    anmeldung = melde_an(veranstaltung, zugangsbedarf="Gebärdensprache")
    storniert = stornieren(anmeldung)
    assert (storniert.zustand, storniert.zugangsbedarf) == (Anmeldung.Zustand.STORNIERT, "")
    assert melde_an(veranstaltung, "naechste@example.org").ist_angemeldet
    assert mailarten() == [
        "veranstaltungen.bestaetigung",
        "veranstaltungen.storno",
        "veranstaltungen.bestaetigung",
    ]


def test_cancelling_twice_writes_one_mail() -> None:
    anmeldung = AnmeldungFactory()
    erste = stornieren(anmeldung)
    assert stornieren(anmeldung).storniert_am == erste.storniert_am
    assert mailarten() == ["veranstaltungen.storno"]


def test_after_the_event_nothing_is_cancelled() -> None:
    assert stornieren(AnmeldungFactory(veranstaltung__vergangen=True)).ist_angemeldet
    assert not Nachricht.objects.exists()


def test_who_cancelled_may_register_again_and_gets_a_new_confirmation() -> None:
    veranstaltung, vorgang = VeranstaltungFactory(), uuid.uuid4()
    erste = melde_an(veranstaltung, vorgang=vorgang)
    stornieren(erste)
    assert melde_an(veranstaltung, vorgang=vorgang).pk != erste.pk
    assert mailarten().count("veranstaltungen.bestaetigung") == 2
