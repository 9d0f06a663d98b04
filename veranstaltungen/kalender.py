"""Calendar entries (RFC 5545, RFC 5546).

Mails carry METHOD:REQUEST and METHOD:CANCEL, not PUBLISH: only these make Outlook, Thunderbird and Apple
Calendar change or remove the entry they already hold instead of adding a second one. The participant stands
in it as accepted and is asked for no reply. The file on the website is METHOD:PUBLISH, with the same UID.

When a single person cancels, SEQUENCE stays: the later DTSTAMP makes the CANCEL the newer one (RFC 5546 2.1.5),
and a REQUEST after registering again is newer in turn.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from kompetenzzentrum.versand.postausgang import adresse

from .models import Anmeldung, Veranstaltung

BERLIN = ZoneInfo("Europe/Berlin")
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
    return _kalender("PUBLISH", _eintrag(veranstaltung, stempel=veranstaltung.geaendert_am)).to_ical()


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


def _kalender(methode: str, eintrag: Event) -> Calendar:
    kalender = Calendar()
    kalender.add("version", "2.0")
    kalender.add("prodid", f"-//{settings.PORTAL_NAME}//Veranstaltungen//DE")
    kalender.add("method", methode)
    kalender.add_component(Timezone.from_ical(ZEITZONE))
    kalender.add_component(eintrag)
    return kalender


def _eintrag(veranstaltung: Veranstaltung, *, stempel: datetime) -> Event:
    abgesagt = veranstaltung.zustand == Veranstaltung.Zustand.ABGESAGT
    eintrag = Event()
    eintrag.add("uid", str(veranstaltung.uid))
    eintrag.add("dtstamp", stempel.astimezone(UTC))
    eintrag.add("last-modified", veranstaltung.geaendert_am.astimezone(UTC))
    eintrag.add("sequence", veranstaltung.sequenz)
    beginn, ende = veranstaltung.beginn.astimezone(BERLIN), veranstaltung.ende.astimezone(BERLIN)
    if veranstaltung.ganztaegig:  # DTEND of a day is the day after (RFC 5545 3.6.1)
        eintrag.add("dtstart", beginn.date())
        eintrag.add("dtend", ende.date() + timedelta(days=1))
    else:
        eintrag.add("dtstart", beginn)
        eintrag.add("dtend", ende)
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
