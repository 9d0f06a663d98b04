"""Reminders: a week before, the day before, and on the morning of the day. Locks as in `plaetze.py`.

The due times stand in rows, so an event that moves takes them along, and whoever lets them go out asks the row and not
the calendar. All times of day are Europe/Berlin's, whatever the clocks do in between.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import Einzelsendung, adresse, verschiedene_einreihen, zurueckziehen

from .kalender import BERLIN
from .mails_termine import Erinnerungsmail
from .models import Anmeldung, Erinnerung, Veranstaltung
from .plaetze import sperren
from .warteliste import nach_postfach

Art = Erinnerung.Art

VORMITTAGS = time(9)
AM_MORGEN = time(7)
VOR_BEGINN = timedelta(hours=2)
"""An event that starts early is remembered earlier still."""


def _um(tag: date, uhrzeit: time) -> datetime:
    """In UTC: two times of the same zone are compared and subtracted by the clock on the wall."""
    return datetime.combine(tag, uhrzeit, BERLIN).astimezone(UTC)


def termine(veranstaltung: Veranstaltung) -> dict[Art, tuple[datetime, datetime]]:
    """When each is due, and from when on it makes no sense any more."""
    beginn = veranstaltung.beginn.astimezone(UTC)
    tag = veranstaltung.beginn.astimezone(BERLIN).date()
    mitternacht, morgens, bis = _um(tag, time()), _um(tag, AM_MORGEN), beginn
    if veranstaltung.ganztaegig:
        bis = _um(tag + timedelta(days=1), time())
    else:
        morgens = max(min(morgens, beginn - VOR_BEGINN), mitternacht)
    vortag = _um(tag - timedelta(days=1), VORMITTAGS)
    return {
        Art.WOCHE: (_um(tag - timedelta(days=7), VORMITTAGS), vortag),
        Art.VORTAG: (vortag, mitternacht),
        Art.HEUTE: (morgens, bis),
    }


def setzen(veranstaltung: Veranstaltung) -> None:
    """Keep the rows in step with the event; call under its lock.

    What was due before the event got its date is nobody's reminder. What lies ahead again after a move goes out again.
    """
    jetzt = timezone.now()
    vorhandene = {erinnerung.art: erinnerung for erinnerung in veranstaltung.erinnerungen.all()}
    for art, (faellig_am, _) in termine(veranstaltung).items():
        erinnerung = vorhandene.get(art) or Erinnerung(veranstaltung=veranstaltung, art=art)
        if erinnerung.faellig_am != faellig_am:
            erinnerung.faellig_am = faellig_am
            erinnerung.erledigt_am = jetzt if faellig_am <= jetzt else None
            erinnerung.save()


def zuruecknehmen(veranstaltung: Veranstaltung) -> None:
    """Reminders that are queued and say what does not hold any more."""
    zurueckziehen(Nachricht.objects.filter(schluessel__startswith=_vorsatz(veranstaltung)))


def abbestellen(anmeldungen: Iterable[Anmeldung]) -> None:
    """Who cancelled, or handed her seat on, needs no reminder that still waits to be sent. Call once that is saved.

    Others who read their mail with her, and still come, keep it.
    """
    postfaecher = {anmeldung.postfach: anmeldung.veranstaltung for anmeldung in anmeldungen}
    for postfach, veranstaltung in postfaecher.items():
        briefe = Nachricht.objects.filter(schluessel__startswith=_vorsatz(veranstaltung))
        briefe = briefe.filter(schluessel__endswith=f":{postfach}")
        dabei = Anmeldung.objects.angemeldet().filter(Q(pk=postfach) | Q(kontakt=postfach, email=""))
        wer = dabei.select_related("kontakt").first()
        zurueckziehen(briefe.exclude(an=wer.post_an) if wer else briefe)


def faellige(jetzt: datetime) -> list[int]:
    """Keys of events of which a reminder is due, or that came into the portal without any (import, example data)."""
    return list(
        Veranstaltung.objects.filter(zustand=Veranstaltung.Zustand.VEROEFFENTLICHT, ende__gt=jetzt)
        .filter(
            Q(erinnerungen=None) | Q(erinnerungen__erledigt_am=None, erinnerungen__faellig_am__lte=jetzt),
        )
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()
    )


@transaction.atomic
def erinnern(veranstaltung_id: int, jetzt: datetime) -> int:
    """Queue what is due, once. What the portal slept through goes out as long as it makes sense. Returns how many rows
    are done."""
    veranstaltung = sperren(veranstaltung_id)
    if veranstaltung.zustand != Veranstaltung.Zustand.VEROEFFENTLICHT:
        return 0
    setzen(veranstaltung)
    offene = list(veranstaltung.erinnerungen.filter(erledigt_am=None, faellig_am__lte=jetzt))
    for erinnerung in offene:
        _, bis = termine(veranstaltung)[Art(erinnerung.art)]
        if jetzt < bis:
            verschiedene_einreihen(_sendungen(veranstaltung, erinnerung), verfaellt_am=bis)
        erinnerung.erledigt_am = jetzt
        erinnerung.save(update_fields=["erledigt_am"])
    return len(offene)


def _sendungen(veranstaltung: Veranstaltung, erinnerung: Erinnerung) -> Iterator[Einzelsendung]:
    """To everybody who had a seat when it was due; keyed by the date, so that each gets one for each date."""
    rechtzeitig = (
        veranstaltung.anmeldungen.angemeldet()
        .filter(platz_seit__lt=erinnerung.faellig_am)
        .select_related("kontakt")
        .order_by("pk")
    )
    tag = timezone.localdate(veranstaltung.beginn)
    zeitraum, url = veranstaltung.zeitraum, adresse(veranstaltung.get_absolute_url())
    for gruppe in nach_postfach(rechtzeitig):
        yield Einzelsendung(
            _mail(veranstaltung, erinnerung, gruppe, zeitraum=zeitraum, veranstaltung_url=url),
            an=gruppe[0].post_an,
            schluessel=f"{_vorsatz(veranstaltung)}{erinnerung.art}:{tag}:{gruppe[0].postfach}",
        )


def _vorsatz(veranstaltung: Veranstaltung) -> str:
    return f"veranstaltung:{veranstaltung.pk}:erinnerung:"


def _mail(
    veranstaltung: Veranstaltung,
    erinnerung: Erinnerung,
    gruppe: Sequence[Anmeldung],
    *,
    zeitraum: str,
    veranstaltung_url: str,
) -> Erinnerungsmail:
    for anmeldung in gruppe:
        anmeldung.veranstaltung = veranstaltung
    vor_ort = [anmeldung for anmeldung in gruppe if not anmeldung.ist_online]
    online = len(vor_ort) < len(gruppe)
    return Erinnerungsmail(
        titel=veranstaltung.titel,
        zeitraum=zeitraum,
        veranstaltung_url=veranstaltung_url,
        wann=erinnerung.art,
        anzahl=len(gruppe),
        ort=veranstaltung.anschrift if vor_ort else "",
        online=online,
        zugangslink=veranstaltung.zugangslink if online and erinnerung.art == Art.HEUTE else "",
        einlasscodes=[anmeldung.einlasscode for anmeldung in vor_ort],
        anmeldung_url=adresse(gruppe[0].zugang_url),
    )
