from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from veranstaltungen import kalender, planung
from veranstaltungen.anmeldung import stornieren
from veranstaltungen.models import Anmeldung, Veranstaltung

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


def gelesen(inhalt: bytes) -> tuple[Calendar, Event]:
    datei = Calendar.from_ical(inhalt)
    [eintrag] = datei.walk("VEVENT")
    return datei, eintrag


def neu(objekt: Anmeldung) -> Anmeldung:
    return Anmeldung.objects.select_related("veranstaltung").get(pk=objekt.pk)


def test_the_public_file_says_when_and_where_and_keeps_the_join_link_to_itself() -> None:
    veranstaltung = VeranstaltungFactory(
        modus=Veranstaltung.Modus.HYBRID,
        titel="Offene Daten; heute, morgen",
        zugangslink="https://konferenz.example.org/geheim",
    )
    inhalt = kalender.oeffentlich(veranstaltung)
    datei, eintrag = gelesen(inhalt)
    assert datei["METHOD"] == "PUBLISH"
    assert eintrag["UID"] == str(veranstaltung.uid)
    assert eintrag["SUMMARY"] == "Offene Daten; heute, morgen"
    assert eintrag["LOCATION"] == "Rathaus, Marktplatz 1, 12345 Musterstadt"
    assert eintrag["URL"].endswith(f"/veranstaltungen/{veranstaltung.slug}/")
    assert eintrag.decoded("DTSTART") == veranstaltung.beginn
    assert b"geheim" not in inhalt
    assert "ATTENDEE" not in eintrag


def test_the_public_file_is_the_same_until_the_event_changes() -> None:
    veranstaltung = VeranstaltungFactory()
    assert kalender.oeffentlich(veranstaltung) == kalender.oeffentlich(veranstaltung)


def test_lines_end_with_crlf_and_are_folded_at_75_octets() -> None:
    inhalt = kalender.oeffentlich(VeranstaltungFactory(kurzbeschreibung="Für Größe und Übermut: " * 12))
    zeilen = inhalt.split(b"\r\n")
    assert max(len(zeile) for zeile in zeilen) <= 75
    assert not any(b"\n" in zeile for zeile in zeilen)


def test_the_file_is_deterministic_about_the_uid_and_rises_in_sequence() -> None:
    veranstaltung = VeranstaltungFactory()
    _, vorher = gelesen(kalender.oeffentlich(veranstaltung))
    verlegt = planung.aendern(veranstaltung.pk, beginn=veranstaltung.beginn + timedelta(hours=1))
    _, nachher = gelesen(kalender.oeffentlich(verlegt))
    assert nachher["UID"] == vorher["UID"]
    assert (vorher["SEQUENCE"], nachher["SEQUENCE"]) == (0, 1)


@pytest.mark.parametrize("tag", [datetime(2027, 3, 28, tzinfo=BERLIN), datetime(2027, 10, 31, tzinfo=BERLIN)])
def test_times_are_right_on_the_days_of_clock_change(tag: datetime) -> None:
    beginn = tag.replace(hour=10)
    veranstaltung = VeranstaltungFactory(beginn=beginn, ende=tag.replace(hour=16))
    inhalt = kalender.oeffentlich(veranstaltung).decode()
    assert f"DTSTART;TZID=Europe/Berlin:{tag:%Y%m%d}T100000" in inhalt
    assert f"DTEND;TZID=Europe/Berlin:{tag:%Y%m%d}T160000" in inhalt
    _, eintrag = gelesen(inhalt.encode())
    assert eintrag.decoded("DTSTART").astimezone(UTC) == beginn.astimezone(UTC)


def test_the_time_zone_of_the_file_knows_both_offsets() -> None:
    datei, _ = gelesen(kalender.oeffentlich(VeranstaltungFactory()))
    [zone] = datei.walk("VTIMEZONE")
    berlin = zone.to_tz()
    for monat, stunden in ((1, 1), (7, 2)):
        assert datetime(2027, monat, 15, 12, tzinfo=berlin).utcoffset() == timedelta(hours=stunden)


def test_a_participant_gets_a_request_with_the_join_link_and_without_the_personal_address() -> None:
    anmeldung = AnmeldungFactory(veranstaltung__online=True)
    inhalt = kalender.persoenlich(anmeldung)
    datei, eintrag = gelesen(inhalt)
    assert datei["METHOD"] == "REQUEST"
    assert eintrag["ATTENDEE"] == f"mailto:{anmeldung.email}"
    assert eintrag["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert eintrag["LOCATION"] == "Online"
    assert anmeldung.veranstaltung.zugangslink in eintrag["DESCRIPTION"]
    assert anmeldung.token not in inhalt.decode()


def test_who_cancelled_gets_a_cancel_that_a_later_request_overrules() -> None:
    anmeldung = AnmeldungFactory(veranstaltung__online=True)
    inhalt = kalender.persoenlich(stornieren(anmeldung))
    datei, eintrag = gelesen(inhalt)
    assert (datei["METHOD"], eintrag["STATUS"]) == ("CANCEL", "CANCELLED")
    assert anmeldung.veranstaltung.zugangslink not in inhalt.decode()
    _, wieder = gelesen(kalender.persoenlich(AnmeldungFactory(veranstaltung=anmeldung.veranstaltung)))
    assert wieder["SEQUENCE"] == eintrag["SEQUENCE"]
    assert wieder.decoded("DTSTAMP") >= eintrag.decoded("DTSTAMP")


def test_a_cancelled_event_is_cancelled_in_both_files() -> None:
    anmeldung = AnmeldungFactory()
    veranstaltung = planung.absagen(anmeldung.veranstaltung_id, grund="")
    _, oeffentlich = gelesen(kalender.oeffentlich(veranstaltung))
    datei, persoenlich = gelesen(kalender.persoenlich(neu(anmeldung)))
    assert oeffentlich["STATUS"] == persoenlich["STATUS"] == "CANCELLED"
    assert (datei["METHOD"], persoenlich["SEQUENCE"]) == ("CANCEL", 1)


def test_the_entry_names_the_address_but_nothing_else_that_was_typed() -> None:
    anmeldung = AnmeldungFactory(name='Mira "M", Beispiel\r\nX-BOESE:1', email="mira@example.org")
    inhalt = kalender.persoenlich(anmeldung)
    assert gelesen(inhalt)[1]["ATTENDEE"] == "mailto:mira@example.org"
    assert b"BOESE" not in inhalt
    assert b"Mira" not in inhalt
