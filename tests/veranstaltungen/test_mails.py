"""Mails as they leave: rendered by the outbox, taken apart by Python's own parser."""

import uuid
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core import mail
from icalendar import Calendar

from kompetenzzentrum.versand import sender
from kompetenzzentrum.versand.mail import arten
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import ProgrammpunktFactory, VeranstaltungFactory
from veranstaltungen import mails, planung, texte
from veranstaltungen.anmeldung import anmelden, stornieren, uebergeben
from veranstaltungen.models import Anmeldung, Teilnahme

pytestmark = pytest.mark.django_db


@pytest.fixture
def anmeldung() -> Anmeldung:
    veranstaltung = VeranstaltungFactory(online=True, titel="Sprechstunde: Fragen & Antworten")
    return anmelden(
        veranstaltung_id=veranstaltung.pk, name="Mira O'Beispiel", email="mira@example.org", vorgang=uuid.uuid4()
    ).anmeldung


def gesendet() -> EmailMessage:
    sender.leeren()
    gelesen = message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=policy.default)
    assert isinstance(gelesen, EmailMessage)
    return gelesen


def text(brief: EmailMessage) -> str:
    koerper = brief.get_body(("plain",))
    assert koerper is not None
    return str(koerper.get_content())


def kalenderteil(brief: EmailMessage) -> tuple[EmailMessage, Calendar]:
    [teil] = [teil for teil in brief.iter_attachments() if teil.get_content_type() == "text/calendar"]
    return teil, Calendar.from_ical(teil.get_content())


def test_the_confirmation_says_everything_one_needs(anmeldung: Anmeldung) -> None:
    brief = gesendet()
    assert brief["Subject"] == "Ihr Platz ist gebucht: Sprechstunde: Fragen & Antworten"
    assert brief["To"] == "mira@example.org"
    zeilen = text(brief).splitlines()
    assert "Guten Tag," in zeilen
    assert anmeldung.veranstaltung.zeitraum in zeilen
    for ende in (f"/anmeldungen/{anmeldung.token}/", anmeldung.veranstaltung.zugangslink):
        assert [zeile for zeile in zeilen if zeile.endswith(ende) and " " not in zeile]


def test_the_confirmation_names_the_sessions_with_their_day_and_to_whom_a_seat_was_handed_on() -> None:
    veranstaltung = VeranstaltungFactory()
    punkt = ProgrammpunktFactory(veranstaltung=veranstaltung, titel="Werkstatt Daten", waehlbar=True)
    anmeldung = anmelden(
        veranstaltung_id=veranstaltung.pk,
        name="Mira",
        email="mira@example.org",
        vorgang=uuid.uuid4(),
        programmpunkte=[punkt.pk],
    ).anmeldung
    zeile = f"- Werkstatt Daten, {texte.zeitraum(punkt.beginn, punkt.ende)}"
    brief = text(gesendet())
    assert zeile in brief.splitlines()
    assert "Ihr Platz ist gebucht." in brief
    uebergeben(anmeldung, name="Kim", email="kim@example.org")
    sender.leeren()
    [an_kim] = [brief for brief in mail.outbox if brief.to == ["kim@example.org"]]
    assert "jemand hat einen Platz an Sie weitergegeben." in an_kim.body
    assert zeile in an_kim.body.splitlines()
    assert "Sie haben sich nicht angemeldet?" not in an_kim.body


def test_the_calendar_entry_states_its_method_in_both_places(anmeldung: Anmeldung) -> None:
    """Outlook and Gmail look at the parameter of the part, others into the file."""
    for erwartet in ("REQUEST", "CANCEL"):
        teil, datei = kalenderteil(gesendet())
        assert teil.get_filename() == "termin.ics"
        assert teil["Content-Type"].params["method"] == erwartet
        assert teil["Content-Type"].params["charset"].lower() == "utf-8"
        assert datei["METHOD"] == erwartet
        stornieren(anmeldung)


def test_what_was_typed_in_stands_in_no_mail() -> None:
    """Nobody can send a text of his own in our name to an address he types."""
    typisch = {"name": "Gesperrt, neu: boese.example", "organisation": "Boese 0900", "zugangsbedarf": "Boese 0901"}
    veranstaltung = VeranstaltungFactory()
    anmeldung = anmelden(
        veranstaltung_id=veranstaltung.pk, email="opfer@example.org", vorgang=uuid.uuid4(), **typisch
    ).anmeldung
    Anmeldung.objects.update(angemeldet_am=anmeldung.angemeldet_am - timedelta(days=1))
    anmelden(veranstaltung_id=veranstaltung.pk, email="opfer@example.org", vorgang=uuid.uuid4(), **typisch)
    planung.aendern(veranstaltung.pk, ort_name="Bürgerhaus")
    stornieren(anmeldung)
    anmelden(veranstaltung_id=veranstaltung.pk, email="opfer@example.org", vorgang=uuid.uuid4(), **typisch)
    planung.absagen(veranstaltung.pk, grund="")
    sender.leeren()
    assert len(mail.outbox) == 6
    for brief in mail.outbox:
        for teil in message_from_bytes(brief.message().as_bytes(), policy=policy.default).walk():
            inhalt = str(teil.items()) if teil.is_multipart() else str(teil.get_content())
            assert "boese" not in inhalt.lower()


def test_tokens_and_join_links_leave_the_outbox_with_the_mail(anmeldung: Anmeldung) -> None:
    gesendet()
    assert Nachricht.objects.get().kontext == {}


def test_a_cancelled_event_names_the_reason(anmeldung: Anmeldung) -> None:
    gesendet()
    planung.absagen(anmeldung.veranstaltung_id, grund="Die Referentin ist erkrankt.")
    brief = gesendet()
    assert brief["Subject"].startswith("Abgesagt: ")
    assert "Die Referentin ist erkrankt." in text(brief)
    assert kalenderteil(brief)[1]["METHOD"] == "CANCEL"


def test_a_cancelled_event_leads_to_the_other_dates(anmeldung: Anmeldung) -> None:
    gesendet()
    planung.absagen(anmeldung.veranstaltung_id, grund="")
    zeilen = text(gesendet()).splitlines()
    assert zeilen[zeilen.index("Andere Termine finden Sie hier:") + 1].endswith("/veranstaltungen/")


@pytest.mark.parametrize("teilnahme", Teilnahme)
def test_at_a_hybrid_event_everybody_reads_where_they_take_part_and_nothing_else(teilnahme: str) -> None:
    veranstaltung = VeranstaltungFactory(hybrid=True)
    anmelden(
        veranstaltung_id=veranstaltung.pk,
        name="Mira",
        email="mira@example.org",
        vorgang=uuid.uuid4(),
        teilnahme=teilnahme,
    )
    brief = gesendet()
    [termin] = kalenderteil(brief)[1].walk("VEVENT")
    online = teilnahme == Teilnahme.ONLINE
    assert (veranstaltung.zugangslink in text(brief)) == (veranstaltung.zugangslink in termin["DESCRIPTION"]) == online
    assert (veranstaltung.anschrift in text(brief)) == (termin["LOCATION"] == veranstaltung.anschrift) == (not online)
    assert "wechseln zwischen vor Ort und online" in text(brief)


def test_a_moved_event_says_what_holds_now(anmeldung: Anmeldung) -> None:
    gesendet()
    planung.aendern(anmeldung.veranstaltung_id, zugangslink="https://konferenz.example.org/raum-2")
    assert "https://konferenz.example.org/raum-2" in text(gesendet()).splitlines()


OHNE_TEXT = {mails.Rundschreiben}
"""What it says the team writes, each time anew: tests/veranstaltungen/test_schreibtisch.py."""


@pytest.mark.parametrize(
    "art", [art for art in arten().values() if art.__module__.startswith(mails.__name__) and art not in OHNE_TEXT]
)
def test_texts_have_no_gaps_and_no_leftovers(art: type[mails.Bestaetigung]) -> None:
    beispiel = art.beispiel()
    Nachricht.objects.create(schluessel="beispiel", art=art.art, an="mira@example.org", kontext=beispiel.als_kontext())
    inhalt = text(gesendet()).partition("\n--")[0].strip()
    assert "\n\n\n" not in inhalt
    assert not {"{", "}", "None"} & set(inhalt.split())
    assert inhalt.startswith("Guten Tag,")
