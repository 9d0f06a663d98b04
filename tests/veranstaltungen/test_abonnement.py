"""The calendar to subscribe to, and all files as three independent libraries read them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
import vobject
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream
from pytest_django import DjangoAssertNumQueries

from projekte import facetten
from tests.factories.projekte import HandlungsfeldFactory
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from veranstaltungen import kalender, planung
from veranstaltungen.models import Veranstaltung

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
ADRESSE = "/veranstaltungen/kalender.ics"


class Termin(NamedTuple):
    uid: str
    sequenz: int
    titel: str
    beginn: date | datetime
    ende: date | datetime
    zustand: str


def _fest(zeit: date | datetime) -> date | datetime:
    """Times as moments, so that the libraries can be compared; a time without a zone would be an error."""
    if isinstance(zeit, datetime):
        assert zeit.tzinfo is not None
        return zeit.astimezone(UTC)
    return zeit


def mit_icalendar(inhalt: bytes) -> list[Termin]:
    return [
        Termin(
            str(e["UID"]), int(e["SEQUENCE"]), str(e["SUMMARY"]),
            _fest(e.decoded("DTSTART")), _fest(e.decoded("DTEND")), str(e["STATUS"]),
        )
        for e in icalendar.Calendar.from_ical(inhalt).walk("VEVENT")
    ]  # fmt: skip


def mit_vobject(inhalt: bytes) -> list[Termin]:
    gelesen = vobject.readOne(inhalt.decode())
    return [
        Termin(
            e.uid.value, int(e.sequence.value), e.summary.value,
            _fest(e.dtstart.value), _fest(e.dtend.value), e.status.value,
        )
        for e in gelesen.contents.get("vevent", ())
    ]  # fmt: skip


def mit_ical(inhalt: bytes) -> list[Termin]:
    gelesen = IcsCalendarStream.calendar_from_ics(inhalt.decode())
    return [
        Termin(str(e.uid), int(e.sequence or 0), str(e.summary), _fest(e.dtstart), _fest(e.end), str(e.status.value))
        for e in gelesen.events
        if e.status
    ]


LESER: tuple[Callable[[bytes], list[Termin]], ...] = (mit_icalendar, mit_vobject, mit_ical)


def erwartet(veranstaltung: Veranstaltung, **anders: object) -> Termin:
    termin = Termin(
        str(veranstaltung.uid),
        veranstaltung.sequenz,
        veranstaltung.titel,
        veranstaltung.beginn.astimezone(UTC),
        veranstaltung.ende.astimezone(UTC),
        "CONFIRMED",
    )
    return termin._replace(**anders)


def dateien(client: Client, veranstaltung: Veranstaltung) -> list[bytes]:
    """Everything that leaves the house about one event, but for the mail of a cancelled one."""
    anmeldung = AnmeldungFactory(veranstaltung=veranstaltung)
    return [
        client.get(f"{veranstaltung.get_absolute_url()}kalender.ics").content,
        client.get(ADRESSE).content,
        kalender.persoenlich(anmeldung),
    ]


@pytest.mark.parametrize("lesen", LESER)
@pytest.mark.parametrize("tag", [date(2027, 3, 28), date(2027, 10, 31)])
def test_on_the_days_of_clock_change_all_read_the_right_moment(
    client: Client, lesen: Callable[[bytes], list[Termin]], tag: date
) -> None:
    for stunde in (0, 1, 4, 10):  # before and after the clock is moved at 2 or 3
        beginn = datetime(tag.year, tag.month, tag.day, stunde, tzinfo=BERLIN)
        ende = datetime(tag.year, tag.month, tag.day, 16, tzinfo=BERLIN)
        veranstaltung = VeranstaltungFactory(beginn=beginn, ende=ende)
        for datei in dateien(client, veranstaltung):
            assert lesen(datei) == [erwartet(veranstaltung)]
        veranstaltung.anmeldungen.all().delete()
        veranstaltung.delete()


@pytest.mark.parametrize("lesen", LESER)
@pytest.mark.parametrize("tag", [date(2027, 3, 28), date(2027, 10, 31), date(2027, 5, 3), date(2027, 12, 31)])
@pytest.mark.parametrize("bis_mitternacht", [False, True])
def test_an_all_day_event_lasts_one_day(
    client: Client, lesen: Callable[[bytes], list[Termin]], tag: date, bis_mitternacht: bool
) -> None:
    """However the end was typed, 17:00 or midnight, and however long the day is."""
    beginn = datetime(tag.year, tag.month, tag.day, tzinfo=BERLIN)
    morgen = tag + timedelta(days=1)
    ende = (
        datetime(morgen.year, morgen.month, morgen.day, tzinfo=BERLIN) if bis_mitternacht else beginn.replace(hour=17)
    )
    veranstaltung = VeranstaltungFactory(beginn=beginn, ende=ende, ganztaegig=True)
    for datei in dateien(client, veranstaltung):
        assert lesen(datei) == [erwartet(veranstaltung, beginn=tag, ende=morgen)]


@pytest.mark.parametrize("lesen", LESER)
def test_several_days_with_times_and_without(client: Client, lesen: Callable[[bytes], list[Termin]]) -> None:
    beginn = datetime(2027, 3, 27, 9, tzinfo=BERLIN)
    mit_zeit = VeranstaltungFactory(beginn=beginn, ende=datetime(2027, 3, 29, 15, tzinfo=BERLIN))
    ganz = VeranstaltungFactory(beginn=beginn, ende=datetime(2027, 3, 29, 15, tzinfo=BERLIN), ganztaegig=True)
    assert lesen(client.get(ADRESSE).content) == [
        erwartet(mit_zeit),
        erwartet(ganz, beginn=date(2027, 3, 27), ende=date(2027, 3, 30)),
    ]


@pytest.mark.parametrize("lesen", LESER)
def test_awkward_words_are_read_as_they_were_written(client: Client, lesen: Callable[[bytes], list[Termin]]) -> None:
    titel = "Größe; Übermut, „Wagnis“ \\ und mehr: " + "lange Wörter ohne Ende " * 6
    veranstaltung = VeranstaltungFactory(titel=titel.strip(), ort="Weiden i. d. OPf.; Ost")
    for datei in dateien(client, veranstaltung):
        assert [termin.titel for termin in lesen(datei)] == [titel.strip()]


@pytest.mark.parametrize("lesen", LESER)
def test_moved_and_cancelled_events_keep_their_uid_and_rise(
    client: Client, lesen: Callable[[bytes], list[Termin]]
) -> None:
    veranstaltung = VeranstaltungFactory()
    [vorher] = lesen(client.get(ADRESSE).content)
    verlegt = planung.aendern(veranstaltung.pk, beginn=veranstaltung.beginn + timedelta(hours=1))
    assert lesen(client.get(ADRESSE).content) == [erwartet(verlegt, sequenz=1)]
    planung.absagen(veranstaltung.pk, grund="Hochwasser")
    [nachher] = lesen(client.get(ADRESSE).content)
    assert (nachher.uid, nachher.sequenz, nachher.zustand) == (vorher.uid, 2, "CANCELLED")


# --- the feed -------------------------------------------------------------------------------


def titel(antwort: HttpResponse) -> list[str]:
    assert antwort.status_code == 200
    return [termin.titel for termin in mit_icalendar(antwort.content)]


def test_the_feed_says_how_often_to_ask_what_it_is_and_where_it_comes_from(client: Client) -> None:
    VeranstaltungFactory(region="nord")
    antwort = client.get(ADRESSE, {"region": "nord", "modus": "praesenz"})
    assert antwort["Content-Type"] == "text/calendar; charset=utf-8"
    zeilen = entfaltet(antwort.content)
    for zeile in (
        "VERSION:2.0",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        f"SOURCE;VALUE=URI:{settings.PORTAL_URL}/veranstaltungen/kalender.ics?region=nord&modus=praesenz",
        f"X-WR-CALNAME:Veranstaltungen {settings.PORTAL_NAME} · Nord · vor Ort",
        "X-WR-TIMEZONE:Europe/Berlin",
        "TZID:Europe/Berlin",
    ):
        assert zeile in zeilen
    assert (zeilen[0], zeilen[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    assert zeilen.count("BEGIN:VTIMEZONE") == 1
    assert not antwort.cookies


def entfaltet(inhalt: bytes) -> list[str]:
    return inhalt.replace(b"\r\n ", b"").decode().split("\r\n")


def test_lines_end_with_crlf_and_are_folded_at_75_octets(client: Client) -> None:
    VeranstaltungFactory(kurzbeschreibung="Für Größe und Übermut: " * 12)
    VeranstaltungFactory(titel="ü" * 200)
    felder = "&".join(f"format={wert}" for wert in Veranstaltung.Format.values)
    zeilen = client.get(f"{ADRESSE}?{felder}").content.split(b"\r\n")
    assert max(len(zeile) for zeile in zeilen) <= 75
    assert not any(b"\n" in zeile or b"\r" in zeile for zeile in zeilen)
    for zeile in zeilen:
        zeile.decode()  # no letter is cut in two


def test_the_feed_honours_the_filters(client: Client) -> None:
    forum = VeranstaltungFactory(titel="Forum", format="forum", region="nord", plaetze=1)
    forum.handlungsfelder.add(HandlungsfeldFactory(slug="daten"))
    VeranstaltungFactory(titel="Sprechstunde", format="sprechstunde", online=True)
    AnmeldungFactory(veranstaltung=forum)
    heute = timezone.localdate()
    for abfrage, namen in (
        ({}, ["Forum", "Sprechstunde"]),
        ({"format": "forum"}, ["Forum"]),
        ({"modus": "online", "region": "bund"}, ["Sprechstunde"]),
        ({"handlungsfeld": "daten"}, ["Forum"]),
        ({"frei": "1"}, ["Sprechstunde"]),
        ({"bis": (heute + timedelta(days=3)).isoformat()}, []),
        ({"format": "gibt-es-nicht"}, ["Forum", "Sprechstunde"]),
        ({"von": "", "format": ""}, ["Forum", "Sprechstunde"]),
    ):
        assert titel(client.get(ADRESSE, abfrage)) == namen


def test_what_is_over_stays_a_year_and_drafts_never_come(client: Client) -> None:
    VeranstaltungFactory(titel="gewesen", vergangen=True)
    VeranstaltungFactory(
        titel="lange her",
        beginn=timezone.now() - timedelta(days=400),
        ende=timezone.now() - timedelta(days=399),
    )
    VeranstaltungFactory(titel="abgesagt", zustand="abgesagt")
    VeranstaltungFactory(titel="Entwurf", zustand="entwurf")
    VeranstaltungFactory(titel="Vorlage", zustand="entwurf", ist_vorlage=True)
    assert titel(client.get(ADRESSE)) == ["gewesen", "abgesagt"]


def test_the_feed_is_the_same_until_something_changes_and_then_new_at_once(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(online=True)
    erste = client.get(ADRESSE)
    assert veranstaltung.zugangslink.encode() not in erste.content
    wieder = client.get(ADRESSE, headers={"if-none-match": erste["ETag"]})
    assert (wieder.status_code, wieder.content) == (304, b"")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        spaeter = client.get(ADRESSE, headers={"if-none-match": erste["ETag"]})
        assert spaeter.content == erste.content
    planung.aendern(veranstaltung.pk, titel="Ein neuer Titel")
    neu = client.get(ADRESSE, headers={"if-none-match": erste["ETag"]})
    assert titel(neu) == ["Ein neuer Titel"]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_feed_costs_one_query_once_the_events_are_known(
    client: Client, anzahl: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    VeranstaltungFactory.create_batch(anzahl)
    facetten.alle()
    client.get(ADRESSE)
    with django_assert_num_queries(1):
        assert len(titel(client.get(ADRESSE))) == anzahl


def test_the_file_of_one_event_is_not_sent_again_unchanged(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    pfad = f"{veranstaltung.get_absolute_url()}kalender.ics"
    erste = client.get(pfad)
    assert client.get(pfad, headers={"if-none-match": erste["ETag"]}).status_code == 304
    planung.absagen(veranstaltung.pk, grund="")
    assert client.get(pfad, headers={"if-none-match": erste["ETag"]}).status_code == 200
