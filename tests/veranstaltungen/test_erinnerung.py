"""Reminders: at the right hour on both clock-change days, to the right people, once, and never too late."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kompetenzzentrum.versand.darstellung import nachricht_bauen
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, ReiheFactory, VeranstaltungFactory
from veranstaltungen import erinnerung, planung, tasks
from veranstaltungen.anmeldung import stornieren, uebergeben
from veranstaltungen.kalender import BERLIN
from veranstaltungen.models import Anmeldung, Erinnerung, Veranstaltung
from veranstaltungen.umbuchung import umbuchen

pytestmark = pytest.mark.django_db

Art = Erinnerung.Art
Zustand = Anmeldung.Zustand


def berlin(*teile: int) -> datetime:
    return datetime(*teile, tzinfo=BERLIN)  # type: ignore[arg-type]  # noqa: DTZ001


BEGINN = berlin(2027, 5, 3, 10)
VORHER = berlin(2027, 4, 1, 12)


def veranstaltung(beginn: datetime = BEGINN, *, am: datetime = VORHER, **felder: Any) -> Veranstaltung:
    """Published at `am`."""
    ende = beginn.astimezone(UTC) + timedelta(hours=6)
    with time_machine.travel(am, tick=False):
        entwurf = VeranstaltungFactory(beginn=beginn, ende=ende, zustand=Veranstaltung.Zustand.ENTWURF, **felder)
        return planung.veroeffentlichen(entwurf.pk)


def anmeldung(event: Veranstaltung, *, seit: datetime = VORHER, **felder: Any) -> Anmeldung:
    angemeldet: Anmeldung = AnmeldungFactory(veranstaltung=event, angemeldet_am=seit, platz_seit=seit, **felder)
    return angemeldet


def um(*teile: int) -> list[tuple[str, str]]:
    """What the clock makes happen at this moment in Berlin: who is reminded of what."""
    bisher = set(Nachricht.objects.values_list("pk", flat=True))
    with time_machine.travel(berlin(*teile), tick=False):
        tasks.erinnerungen()
    neue = Nachricht.objects.filter(art="veranstaltungen.erinnerung").exclude(pk__in=bisher).order_by("pk")
    return [(nachricht.an, nachricht.kontext["wann"]) for nachricht in neue]


def plan(event: Veranstaltung) -> list[str]:
    """When each is due, in UTC."""
    zeiten = erinnerung.termine(event).values()
    return [f"{faellig:%m-%d %H:%M}" for faellig, _ in zeiten]


@pytest.mark.parametrize(
    ("beginn", "erwartet"),
    [
        (BEGINN, ["04-26 07:00", "05-02 07:00", "05-03 05:00"]),
        (berlin(2027, 3, 28, 10), ["03-21 08:00", "03-27 08:00", "03-28 05:00"]),
        (berlin(2027, 3, 29, 10), ["03-22 08:00", "03-28 07:00", "03-29 05:00"]),
        (berlin(2027, 10, 31, 10), ["10-24 07:00", "10-30 07:00", "10-31 06:00"]),
        (berlin(2027, 11, 1, 10), ["10-25 07:00", "10-31 08:00", "11-01 06:00"]),
        (berlin(2027, 5, 3, 8), ["04-26 07:00", "05-02 07:00", "05-03 04:00"]),
        (berlin(2027, 5, 3, 1, 30), ["04-26 07:00", "05-02 07:00", "05-02 22:00"]),
        (berlin(2027, 3, 28, 3, 30), ["03-21 08:00", "03-27 08:00", "03-27 23:30"]),
        (berlin(2027, 10, 31, 3), ["10-24 07:00", "10-30 07:00", "10-31 00:00"]),
    ],
    ids=[
        "summer", "day the clocks go forward", "day after", "day the clocks go back", "day after that", "early",
        "just after midnight", "soon after the hour that is missing", "soon after the hour that comes twice",
    ],
)  # fmt: skip
def test_due_at_nine_and_in_the_morning_whatever_the_clocks_do(beginn: datetime, erwartet: list[str]) -> None:
    assert plan(VeranstaltungFactory.build(beginn=beginn)) == erwartet


def test_an_all_day_event_is_remembered_in_the_morning_and_not_at_midnight() -> None:
    termine = erinnerung.termine(VeranstaltungFactory.build(beginn=berlin(2027, 5, 3), ganztaegig=True))
    assert termine[Art.HEUTE] == (berlin(2027, 5, 3, 7), berlin(2027, 5, 4))


def test_three_reminders_each_once_at_their_time() -> None:
    anmeldung(veranstaltung(), email="mira@example.org")
    assert um(2027, 4, 26, 8, 59) == []
    assert um(2027, 4, 26, 9, 0) == [("mira@example.org", "woche")]
    assert um(2027, 4, 26, 9, 1) == []
    assert um(2027, 5, 2, 9, 0) == [("mira@example.org", "vortag")]
    assert um(2027, 5, 3, 7, 0) == [("mira@example.org", "heute")]
    assert um(2027, 5, 3, 8, 0) == []
    assert Nachricht.objects.count() == 3


@pytest.mark.parametrize("tag", [berlin(2027, 3, 28, 10), berlin(2027, 10, 31, 10)])
def test_on_the_days_of_clock_change_everything_comes_once(tag: datetime) -> None:
    anmeldung(veranstaltung(tag, am=berlin(2027, 3, 1, 12)), seit=berlin(2027, 3, 1, 12))
    gekommen = []
    for stunde in range(-8 * 24, 12):
        jetzt = tag.astimezone(UTC) + timedelta(hours=stunde)
        with time_machine.travel(jetzt, tick=False):
            tasks.erinnerungen()
        if Nachricht.objects.count() > len(gekommen):
            gekommen.append(f"{jetzt.astimezone(BERLIN):%d. %H}")
    vorher, davor = tag - timedelta(days=7), tag - timedelta(days=1)
    assert gekommen == [f"{vorher:%d}. 09", f"{davor:%d}. 09", f"{tag:%d}. 07"]


def test_who_came_after_it_was_due_is_not_reminded_of_it() -> None:
    event = veranstaltung()
    anmeldung(event, seit=berlin(2027, 4, 26, 9), email="puenktlich.zu.spaet@example.org")
    anmeldung(event, seit=berlin(2027, 4, 26, 8, 59), email="rechtzeitig@example.org")
    assert um(2027, 4, 26, 9, 1) == [("rechtzeitig@example.org", "woche")]
    assert len(um(2027, 5, 2, 9)) == 2


def test_who_got_her_seat_from_the_waiting_list_after_it_was_due_is_not_reminded_of_it() -> None:
    event = veranstaltung()
    anmeldung(event, seit=VORHER, email="spaet@example.org")
    Anmeldung.objects.update(platz_seit=berlin(2027, 4, 28, 12), wartet_seit=VORHER)
    assert um(2027, 4, 26, 9) == []
    assert um(2027, 5, 2, 9) == [("spaet@example.org", "vortag")]


@pytest.mark.parametrize(
    "felder",
    [
        {"zustand": Zustand.WARTEND, "platz_seit": None, "wartet_seit": VORHER},
        {"zustand": Zustand.ANGEBOTEN, "platz_seit": None, "wartet_seit": VORHER, "angebot_bis": BEGINN},
        {"zustand": Zustand.STORNIERT, "storniert_am": VORHER},
        {"zustand": Zustand.VERFALLEN, "wartet_seit": VORHER},
    ],
    ids=lambda felder: felder["zustand"],
)
def test_only_who_has_a_seat_is_reminded(felder: dict[str, Any]) -> None:
    AnmeldungFactory(veranstaltung=veranstaltung(), **{"platz_seit": VORHER, **felder})
    assert um(2027, 4, 26, 9) == []


def test_one_mail_for_a_mailbox_that_several_share() -> None:
    event = veranstaltung()
    erste = anmeldung(event, email="mira@example.org")
    anmeldung(event, email="", kontakt=erste)
    anmeldung(event, email="jo@example.org", kontakt=erste)
    anmeldung(event, email="", herkunft=Anmeldung.Herkunft.TUER)
    assert um(2027, 4, 26, 9) == [("mira@example.org", "woche"), ("jo@example.org", "woche")]
    mira, jo = Nachricht.objects.order_by("pk")
    assert (mira.kontext["anzahl"], len(mira.kontext["einlasscodes"]), jo.kontext["anzahl"]) == (2, 2, 1)


def test_a_companion_is_reminded_at_her_contacts_mailbox_even_if_that_person_stays_away() -> None:
    event = veranstaltung()
    erste = anmeldung(event, email="mira@example.org", zustand=Zustand.STORNIERT, storniert_am=VORHER)
    anmeldung(event, email="", kontakt=erste)
    assert um(2027, 4, 26, 9) == [("mira@example.org", "woche")]


def test_the_join_link_comes_on_the_day_and_only_to_who_is_online() -> None:
    event = veranstaltung(hybrid=True)
    anmeldung(event, email="online@example.org", teilnahme="online")
    anmeldung(event, email="ort@example.org", teilnahme="vor_ort")
    for zeit in ((2027, 4, 26, 9), (2027, 5, 2, 9), (2027, 5, 3, 7)):
        assert len(um(*zeit)) == 2
    mit_link = Nachricht.objects.exclude(kontext__zugangslink="")
    assert [(nachricht.an, nachricht.kontext["wann"]) for nachricht in mit_link] == [("online@example.org", "heute")]
    text = {nachricht.an: nachricht_bauen(nachricht).body for nachricht in Nachricht.objects.order_by("pk")}
    assert event.zugangslink in text["online@example.org"]
    assert "Marktplatz 1" not in text["online@example.org"]
    assert "Marktplatz 1" in text["ort@example.org"]
    assert event.zugangslink not in text["ort@example.org"]


def test_no_calendar_file_hangs_on_a_reminder() -> None:
    anmeldung(veranstaltung())
    um(2027, 5, 2, 9)
    brief = nachricht_bauen(Nachricht.objects.get())
    assert brief.subject.startswith("Morgen: ")
    assert brief.attachments == []


def test_a_cancelled_event_reminds_nobody_even_if_the_mail_was_queued() -> None:
    event = veranstaltung()
    anmeldung(event)
    assert len(um(2027, 4, 26, 9)) == 1
    with time_machine.travel(berlin(2027, 4, 26, 9, 5), tick=False):
        planung.absagen(event.pk, grund="Sturm")
    assert Nachricht.objects.get(art="veranstaltungen.erinnerung").zustand == Nachricht.Zustand.ZURUECKGEZOGEN
    assert um(2027, 5, 2, 9) == um(2027, 5, 3, 7) == []
    assert not event.erinnerungen.exists()


def test_a_reminder_that_is_out_already_is_not_taken_back() -> None:
    event = veranstaltung()
    anmeldung(event)
    um(2027, 4, 26, 9)
    Nachricht.objects.update(zustand=Nachricht.Zustand.GESENDET)
    with time_machine.travel(berlin(2027, 4, 26, 9, 5), tick=False):
        planung.absagen(event.pk, grund="Sturm")
    assert Nachricht.objects.get(art="veranstaltungen.erinnerung").zustand == Nachricht.Zustand.GESENDET


@pytest.mark.parametrize(
    ("spaet", "kommt"),
    [
        ((2027, 5, 1, 20), ["woche"]),
        ((2027, 5, 2, 8, 59), ["woche"]),
        ((2027, 5, 2, 9), ["vortag"]),
        ((2027, 5, 2, 23, 59), ["vortag"]),
        ((2027, 5, 3, 0), []),
        ((2027, 5, 3, 9, 59), ["heute"]),
        ((2027, 5, 3, 10), []),
        ((2027, 5, 4, 9), []),
    ],
)
def test_what_the_portal_slept_through_goes_out_while_it_makes_sense(spaet: tuple[int, ...], kommt: list[str]) -> None:
    anmeldung(veranstaltung())
    assert [wann for _, wann in um(*spaet)] == kommt


def test_a_reminder_that_waits_for_the_mail_server_expires_with_the_day() -> None:
    anmeldung(veranstaltung())
    um(2027, 5, 2, 9)
    assert Nachricht.objects.get().verfaellt_am == berlin(2027, 5, 3)


def test_a_moved_event_takes_its_reminders_along() -> None:
    event = veranstaltung()
    anmeldung(event, email="mira@example.org")
    assert um(2027, 4, 26, 9) == [("mira@example.org", "woche")]
    neu = berlin(2027, 5, 20, 14)
    with time_machine.travel(berlin(2027, 4, 27, 12), tick=False):
        planung.aendern(event.pk, beginn=neu, ende=neu + timedelta(hours=3))
    assert um(2027, 5, 2, 9) == um(2027, 5, 3, 7) == []
    assert um(2027, 5, 13, 9) == [("mira@example.org", "woche")]
    assert um(2027, 5, 19, 9) == [("mira@example.org", "vortag")]
    assert um(2027, 5, 20, 7) == [("mira@example.org", "heute")]


def test_moved_closer_nobody_is_reminded_of_what_the_mail_about_it_said_already() -> None:
    event = veranstaltung()
    anmeldung(event, email="mira@example.org")
    neu = berlin(2027, 4, 15, 10)
    with time_machine.travel(berlin(2027, 4, 12, 12), tick=False):
        planung.aendern(event.pk, beginn=neu, ende=neu + timedelta(hours=3))
    assert um(2027, 4, 12, 13) == []
    assert um(2027, 4, 14, 9) == [("mira@example.org", "vortag")]


def test_moved_and_back_nobody_is_reminded_twice_of_one_date() -> None:
    event = veranstaltung()
    anmeldung(event)
    assert len(um(2027, 4, 26, 9)) == 1
    for tage in (1, 0):
        with time_machine.travel(berlin(2027, 4, 26, 8 + tage), tick=False):
            planung.aendern(event.pk, beginn=BEGINN + timedelta(days=tage), ende=BEGINN + timedelta(days=tage, hours=6))
    assert um(2027, 4, 26, 9, 30) == []


def test_another_place_withdraws_what_is_queued_and_names_the_old_one() -> None:
    event = veranstaltung()
    anmeldung(event)
    um(2027, 4, 26, 9)
    with time_machine.travel(berlin(2027, 4, 26, 9, 1), tick=False):
        planung.aendern(event.pk, ort_name="Stadthalle")
    zustaende = dict(Nachricht.objects.values_list("art", "zustand"))
    assert zustaende == {
        "veranstaltungen.erinnerung": Nachricht.Zustand.ZURUECKGEZOGEN,
        "veranstaltungen.aenderung": Nachricht.Zustand.WARTET,
    }
    assert len(um(2027, 5, 2, 9)) == 1


def test_published_late_it_begins_with_what_still_lies_ahead() -> None:
    event = veranstaltung(am=berlin(2027, 4, 29, 12))
    anmeldung(event, seit=berlin(2027, 4, 20, 12))
    assert um(2027, 4, 29, 12, 1) == []
    assert len(um(2027, 5, 2, 9)) == 1


def test_an_event_that_came_in_published_gets_its_reminders() -> None:
    event = VeranstaltungFactory(beginn=BEGINN, ende=BEGINN + timedelta(hours=6))
    anmeldung(event)
    assert um(2027, 4, 20, 12) == []
    assert event.erinnerungen.filter(erledigt_am=None).count() == 3
    assert len(um(2027, 4, 26, 9)) == 1


def test_drafts_and_past_events_are_left_alone() -> None:
    VeranstaltungFactory(zustand=Veranstaltung.Zustand.ENTWURF)
    VeranstaltungFactory(vergangen=True)
    assert erinnerung.faellige(timezone.now()) == []


def test_who_changes_to_another_date_is_reminded_of_that_one() -> None:
    reihe = ReiheFactory()
    alt, neu = veranstaltung(reihe=reihe), veranstaltung(BEGINN + timedelta(days=14), reihe=reihe)
    eine = anmeldung(alt, email="mira@example.org")
    with time_machine.travel(berlin(2027, 4, 20, 12), tick=False):
        umbuchen(eine, nach=neu.pk)
    assert um(2027, 4, 26, 9) == um(2027, 5, 2, 9) == []
    assert um(2027, 5, 10, 9) == [("mira@example.org", "woche")]


def reminders() -> dict[str, str]:
    """Address → state."""
    return dict(Nachricht.objects.filter(art="veranstaltungen.erinnerung").values_list("an", "zustand"))


def test_a_queued_reminder_of_the_date_one_left_is_withdrawn() -> None:
    reihe = ReiheFactory()
    alt, neu = veranstaltung(reihe=reihe), veranstaltung(BEGINN + timedelta(days=14), reihe=reihe)
    eine, _ = anmeldung(alt, email="mira@example.org"), anmeldung(alt, email="bleibt@example.org")
    um(2027, 4, 26, 9)
    with time_machine.travel(berlin(2027, 4, 26, 9, 1), tick=False):
        umbuchen(eine, nach=neu.pk)
    assert reminders() == {"mira@example.org": "zurueckgezogen", "bleibt@example.org": "wartet"}


def test_a_queued_reminder_stays_for_those_of_the_mailbox_who_still_come() -> None:
    event = veranstaltung()
    eine = anmeldung(event, email="mira@example.org")
    begleitung = anmeldung(event, email="", kontakt=eine)
    um(2027, 4, 26, 9)
    for person, zustand in ((eine, "wartet"), (begleitung, "zurueckgezogen")):
        Anmeldung.objects.filter(pk=person.pk).update(zustand=Zustand.STORNIERT, storniert_am=VORHER)
        erinnerung.abbestellen([person])
        assert reminders() == {"mira@example.org": zustand}


def test_a_queued_reminder_does_not_go_to_who_handed_the_seat_on() -> None:
    eine = anmeldung(veranstaltung(), email="mira@example.org")
    um(2027, 4, 26, 9)
    with time_machine.travel(berlin(2027, 4, 26, 9, 1), tick=False):
        uebergeben(eine, name="Rosa Kollegin", email="kollegin@example.org")
    assert reminders() == {"mira@example.org": "zurueckgezogen"}


def test_a_queued_reminder_does_not_go_to_who_cancelled() -> None:
    event = veranstaltung()
    eine, _ = anmeldung(event, email="mira@example.org"), anmeldung(event, email="bleibt@example.org")
    um(2027, 4, 26, 9)
    with time_machine.travel(berlin(2027, 4, 26, 9, 1), tick=False):
        stornieren(eine)
    assert reminders() == {"mira@example.org": "zurueckgezogen", "bleibt@example.org": "wartet"}


@pytest.mark.fehler_erwartet
def test_one_failing_event_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    schlecht, gut = veranstaltung(), veranstaltung()
    anmeldung(schlecht)
    anmeldung(gut, email="mira@example.org")
    sendungen = erinnerung._sendungen

    def kaputt(event: Veranstaltung, zeile: Erinnerung) -> Any:
        if event.pk == schlecht.pk:
            raise RuntimeError("kaputt")
        return sendungen(event, zeile)

    monkeypatch.setattr(erinnerung, "_sendungen", kaputt)
    assert um(2027, 4, 26, 9) == [("mira@example.org", "woche")]
    monkeypatch.undo()
    assert len(um(2027, 4, 26, 9, 1)) == 1


@pytest.mark.parametrize("anzahl", [1, 3])
def test_queries_do_not_grow_with_people(anzahl: int) -> None:
    event = veranstaltung()
    for _ in range(anzahl):
        anmeldung(event)
    with time_machine.travel(berlin(2027, 4, 26, 9), tick=False), CaptureQueriesContext(connection) as abfragen:
        erinnerung.erinnern(event.pk, timezone.now())
    assert Nachricht.objects.count() == anzahl
    assert len(abfragen) == 8, [abfrage["sql"][:90] for abfrage in abfragen]
