"""Calendar entries (RFC 5545, RFC 5546).

Mails carry METHOD:REQUEST and METHOD:CANCEL, not PUBLISH: only these make Outlook, Thunderbird and Apple
Calendar change or remove the entry they already hold instead of adding a second one. The participant stands
in it as accepted and is asked for no reply. The file on the website is METHOD:PUBLISH, with the same UID, and so is
the calendar people subscribe to (RFC 7986): it holds what was cancelled, too, so that it changes there.

When a single person cancels, SEQUENCE stays: the later DTSTAMP makes the CANCEL the newer one (RFC 5546 2.1.5),
and a REQUEST after registering again is newer in turn.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vText

from kompetenzzentrum.oberflaeche.fragmente import fragment
from kompetenzzentrum.versand.postausgang import adresse

from . import texte
from .models import Anmeldung, Veranstaltung

BERLIN = ZoneInfo("Europe/Berlin")
NEU_LESEN_NACH = timedelta(hours=1)
"""How often a calendar program may ask for the feed; what has not changed costs a 304."""
SCHLUSS = b"END:VCALENDAR\r\n"
ZEITZONE = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def oeffentlich(veranstaltung: Veranstaltung) -> bytes:
    """For the website: without the join link. The same bytes until the event changes."""
    return _kalender("PUBLISH", _oeffentlicher_eintrag(veranstaltung)).to_ical()


def abonnement(veranstaltungen: Iterable[Veranstaltung], *, fassung: int, name: str, quelle: str) -> bytes:
    """All these events in one file, which calendar programs read again and again. `fassung` is the number of the room
    (`oberflaeche/stand.py`): each entry is written once until it changes."""
    rahmen = _kalender("PUBLISH")
    rahmen.add("name", name)
    rahmen.add("x-wr-calname", name)
    rahmen.add("x-wr-timezone", BERLIN.key)
    rahmen.add("source", quelle, parameters={"value": "URI"})
    rahmen.add("refresh-interval", NEU_LESEN_NACH, parameters={"value": "DURATION"})
    rahmen.add("x-published-ttl", vDuration(NEU_LESEN_NACH))
    eintraege = (
        fragment("kalendereintrag", (eine.pk, fassung), partial(_als_text, eine)).encode() for eine in veranstaltungen
    )
    return rahmen.to_ical().removesuffix(SCHLUSS) + b"".join(eintraege) + SCHLUSS


def _als_text(veranstaltung: Veranstaltung) -> str:
    return _oeffentlicher_eintrag(veranstaltung).to_ical().decode()


def persoenlich(anmeldung: Anmeldung) -> bytes:
    """For one participant, with the join link if online; cancelled if the event or the registration is.

    The personal address stays out: calendars are shared with colleagues. So does the name: see `mails.py`.
    """
    return _persoenlich(anmeldung, abgesagt=not anmeldung.ist_angemeldet)


def absage(anmeldung: Anmeldung) -> bytes:
    """Takes the entry out of the calendar of who still is registered, because somebody else comes instead."""
    return _persoenlich(anmeldung, abgesagt=True)


def _persoenlich(anmeldung: Anmeldung, *, abgesagt: bool) -> bytes:
    veranstaltung = anmeldung.veranstaltung
    eintrag = _eintrag(veranstaltung, stempel=timezone.now())
    if anmeldung.ist_online:
        eintrag["LOCATION"] = vText("Online")
    teilnehmer = vCalAddress(f"mailto:{anmeldung.post_an}")
    teilnehmer.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    eintrag.add("attendee", teilnehmer, encode=False)
    if abgesagt or veranstaltung.zustand == Veranstaltung.Zustand.ABGESAGT:
        eintrag["STATUS"] = vText("CANCELLED")
        return _kalender("CANCEL", eintrag).to_ical()
    if anmeldung.ist_online and veranstaltung.zugangslink:
        eintrag["DESCRIPTION"] = vText(f"{veranstaltung.kurzbeschreibung}\n\nZugang: {veranstaltung.zugangslink}")
    return _kalender("REQUEST", eintrag).to_ical()


def _kalender(methode: str, *eintraege: Event) -> Calendar:
    kalender = Calendar()
    kalender.add("version", "2.0")
    kalender.add("prodid", f"-//{settings.PORTAL_NAME}//Veranstaltungen//DE")
    kalender.add("method", methode)
    kalender.add_component(Timezone.from_ical(ZEITZONE))
    for eintrag in eintraege:
        kalender.add_component(eintrag)
    return kalender


def _oeffentlicher_eintrag(veranstaltung: Veranstaltung) -> Event:
    return _eintrag(veranstaltung, stempel=veranstaltung.geaendert_am)


def _eintrag(veranstaltung: Veranstaltung, *, stempel: datetime) -> Event:
    abgesagt = veranstaltung.zustand == Veranstaltung.Zustand.ABGESAGT
    eintrag = Event()
    eintrag.add("uid", str(veranstaltung.uid))
    eintrag.add("dtstamp", stempel.astimezone(UTC))
    eintrag.add("last-modified", veranstaltung.geaendert_am.astimezone(UTC))
    eintrag.add("sequence", veranstaltung.sequenz)
    if veranstaltung.ganztaegig:  # DTEND of a day is the day after (RFC 5545 3.6.1)
        erster, letzter = texte.tage(veranstaltung.beginn, veranstaltung.ende)
        eintrag.add("dtstart", erster)
        eintrag.add("dtend", letzter + timedelta(days=1))
    else:
        eintrag.add("dtstart", veranstaltung.beginn.astimezone(BERLIN))
        eintrag.add("dtend", veranstaltung.ende.astimezone(BERLIN))
    eintrag.add("summary", veranstaltung.titel)
    eintrag.add("description", veranstaltung.kurzbeschreibung)
    eintrag.add("location", veranstaltung.anschrift or "Online")
    eintrag.add("url", adresse(veranstaltung.get_absolute_url()))
    eintrag.add("categories", [veranstaltung.get_format_display()])
    eintrag.add("status", "CANCELLED" if abgesagt else "CONFIRMED")
    veranstalter = vCalAddress(f"mailto:{settings.PORTAL_EMAIL}")
    veranstalter.params["CN"] = vText(settings.PORTAL_NAME)
    eintrag.add("organizer", veranstalter, encode=False)
    return eintrag
