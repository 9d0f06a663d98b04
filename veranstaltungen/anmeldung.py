"""Taking a seat, changing what was said, handing the seat on and giving it back. Locks: see `plaetze.py`."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.schutz.tokens import neues_token
from kompetenzzentrum.versand.postausgang import einreihen

from . import mails
from .models import Anmeldestand, Anmeldung, Antwort, Programmwahl, Teilnahme, Veranstaltung
from .models.anmeldung import neuer_einlasscode
from .plaetze import Belegung, sperren, volle_punkte
from .warteliste import gemeinsam, nachruecken

Zustand = Anmeldung.Zustand

NOCH_EINMAL_NACH = timedelta(minutes=10)
"""Who registers again later than this has probably lost the confirmation: it goes out once more, once a day."""


class AnmeldungAbgelehnt(Exception):
    """No seat was taken; `stand` says why. `frei` seats are left, fewer than the group needs."""

    def __init__(self, stand: Anmeldestand, *, frei: int = 0) -> None:
        super().__init__(stand.label)
        self.stand = stand
        self.frei = frei


class PunktVoll(Exception):
    """Sessions that were chosen have no seat left."""

    def __init__(self, titel: Sequence[str]) -> None:
        super().__init__(", ".join(titel))
        self.titel = titel


@dataclass(frozen=True)
class Begleitung:
    """Somebody who is registered along; without an address the first person gets her mails."""

    name: str
    email: str = ""


class Ergebnis(NamedTuple):
    anmeldung: Anmeldung
    platz: bool
    """What the page says: seat or waiting list. The same for an address that was registered before."""


@transaction.atomic
def anmelden(
    *,
    veranstaltung_id: int,
    name: str,
    email: str,
    vorgang: uuid.UUID,
    organisation: str = "",
    kommune: Kommune | None = None,
    teilnahme: str = Teilnahme.VOR_ORT,
    bedarfe: Sequence[str] = (),
    zugangsbedarf: str = "",
    begleitung: Sequence[Begleitung] = (),
    programmpunkte: Collection[int] = (),
    antworten: Mapping[int, str] | None = None,
    warteliste: bool = False,
    herkunft: str = Anmeldung.Herkunft.FORMULAR,
) -> Ergebnis:
    """Give the next free seats, first come first served, to all of the group or to nobody.

    With `warteliste` who finds no seat is put at the end of the line (`zustand` tells); without it raises
    AnmeldungAbgelehnt. Raises PunktVoll if a chosen session is full.

    The team (`herkunft`) also registers people after the closing date, and people without an address.

    `teilnahme` counts at a hybrid event only. `antworten`: key of the question → what was said.

    The same form sent twice (`vorgang`) gives the same Anmeldung. An address that is registered already gets
    a mail that says so: the page must not tell a stranger who is coming.
    """
    veranstaltung = sperren(veranstaltung_id)
    email = email.lower()
    offene = veranstaltung.anmeldungen.offen()
    vorhanden = (offene.filter(email=email) if email else offene.filter(email="", vorgang=vorgang)).first()
    if vorhanden and vorhanden.vorgang == vorgang:
        return Ergebnis(vorhanden, vorhanden.ist_angemeldet)
    jetzt = timezone.now()
    art = veranstaltung.teilnahme_bei(teilnahme)
    stand = veranstaltung.anmeldestand_bei(jetzt=jetzt, belegt=0)
    vom_team = herkunft != Anmeldung.Herkunft.FORMULAR
    if stand != Anmeldestand.OFFEN and not (vom_team and stand == Anmeldestand.GESCHLOSSEN):
        raise AnmeldungAbgelehnt(stand)
    platz = _platz_da(veranstaltung, jetzt, art=art, anzahl=1 + len(begleitung), kommune=kommune, warten=warteliste)
    if vorhanden:
        _noch_einmal_bestaetigen(vorhanden, anders=veranstaltung.teilnahme_bei(vorhanden.teilnahme) != art)
        return Ergebnis(vorhanden, platz)
    begleitung = _noch_nicht_angemeldete(veranstaltung, begleitung, email)
    if platz and (voll := volle_punkte(veranstaltung, list(programmpunkte))):
        raise PunktVoll(voll)
    gemeinsames: dict[str, Any] = {
        "veranstaltung": veranstaltung,
        "organisation": organisation,
        "kommune": kommune,
        "teilnahme": art,
        "herkunft": herkunft,
        "angemeldet_am": jetzt,
        "zustand": Zustand.ANGEMELDET if platz else Zustand.WARTEND,
        "platz_seit": jetzt if platz else None,
        "wartet_seit": None if platz else jetzt,
    }
    anmeldung = Anmeldung.objects.create(
        vorgang=vorgang, name=name, email=email, bedarfe=list(bedarfe), zugangsbedarf=zugangsbedarf, **gemeinsames
    )
    alle = [
        anmeldung,
        *(
            Anmeldung.objects.create(name=person.name, email=person.email.lower(), kontakt=anmeldung, **gemeinsames)
            for person in begleitung
        ),
    ]
    _programm_waehlen(alle, programmpunkte)
    _antworten(anmeldung, antworten or {})
    _gruppe_bestaetigen(alle)
    return Ergebnis(anmeldung, platz)


def _platz_da(
    veranstaltung: Veranstaltung, jetzt: datetime, *, art: str, anzahl: int, kommune: Kommune | None, warten: bool
) -> bool:
    """Whether the group gets seats now. Raises AnmeldungAbgelehnt if not, and it does not want to wait or cannot."""
    if veranstaltung.ist_hybrid and art == Teilnahme.ONLINE:
        return True
    belegung = Belegung.zaehlen(veranstaltung, jetzt)
    if veranstaltung.anmeldungen.wartend().exists():
        nachruecken(veranstaltung, belegung)
    if belegung.reicht(anzahl, kommune):
        return True
    if warten and veranstaltung.warteliste:
        return False
    stand = Anmeldestand.WARTELISTE if veranstaltung.warteliste else Anmeldestand.AUSGEBUCHT
    raise AnmeldungAbgelehnt(stand, frei=belegung.frei(kommune) or 0)


def _noch_nicht_angemeldete(
    veranstaltung: Veranstaltung, begleitung: Sequence[Begleitung], email: str
) -> list[Begleitung]:
    """Who is registered already keeps her own seat; nobody is told so on the page."""
    adressen = {person.email.lower() for person in begleitung if person.email}
    vergeben = set(veranstaltung.anmeldungen.offen().filter(email__in=adressen).values_list("email", flat=True))
    vergeben.add(email)
    return [person for person in begleitung if person.email.lower() not in vergeben]


def _programm_waehlen(anmeldungen: Sequence[Anmeldung], programmpunkte: Collection[int]) -> None:
    Programmwahl.objects.bulk_create(
        Programmwahl(anmeldung=anmeldung, programmpunkt_id=pk)
        for anmeldung in anmeldungen
        for pk in sorted(programmpunkte)
    )


def _antworten(anmeldung: Anmeldung, antworten: Mapping[int, str]) -> None:
    Antwort.objects.bulk_create(
        Antwort(anmeldung=anmeldung, frage_id=pk, wert=wert) for pk, wert in antworten.items() if wert
    )


def _gruppe_bestaetigen(alle: Sequence[Anmeldung]) -> None:
    """One mail for each mailbox: who has no address of her own stands in that of the first person."""
    ohne_adresse = [person.einlasscode for person in alle if not person.email]
    for person in alle:
        if not person.email:
            continue
        codes = [person.einlasscode, *(ohne_adresse if person.kontakt_id is None else ())]
        mail: mails.Bestaetigung | mails.AufWarteliste
        if person.ist_angemeldet:
            mail, anlass = mails.Bestaetigung.zu(person, einlasscodes=codes), "bestaetigung"
        else:
            mail, anlass = mails.AufWarteliste.zu(person, anzahl=len(codes)), "warteliste"
        einreihen(mail, an=person.email, schluessel=f"anmeldung:{person.pk}:{anlass}")


def _noch_einmal_bestaetigen(anmeldung: Anmeldung, *, anders: bool) -> None:
    """Who now wants to come instead of joining online, or the other way round, is told at once how to change."""
    jetzt = timezone.now()
    if not anders and jetzt - anmeldung.angemeldet_am < NOCH_EINMAL_NACH:
        return
    einreihen(
        mails.SchonAngemeldet.zu(anmeldung),
        an=anmeldung.email,
        schluessel=f"anmeldung:{anmeldung.pk}:schon-angemeldet:{timezone.localdate(jetzt)}",
    )


def _gesperrt(anmeldung: Anmeldung) -> Anmeldung:
    """The registration, read anew under its event's lock and its own."""
    veranstaltung = sperren(anmeldung.veranstaltung_id)
    menge = Anmeldung.objects.select_for_update(of=("self",)).select_related("kontakt", "kommune")
    gesperrt = menge.get(pk=anmeldung.pk)
    gesperrt.veranstaltung = veranstaltung
    return gesperrt


@transaction.atomic
def stornieren(anmeldung: Anmeldung, *, mit_begleitung: bool = False) -> Anmeldung:
    """Give the seat back, decline the offer or leave the list; what gets free is offered on at once.

    With `mit_begleitung` for all who share the mailbox. After the event, or a second time, nothing happens.
    """
    anmeldung = _gesperrt(anmeldung)
    veranstaltung, jetzt = anmeldung.veranstaltung, timezone.now()
    if anmeldung.zustand not in Anmeldung.OFFENE or veranstaltung.ende <= jetzt:
        return anmeldung
    betroffene = [anmeldung]
    if mit_begleitung:
        betroffene += gemeinsam(anmeldung).offen().exclude(pk=anmeldung.pk).order_by("pk")
    war_platz = anmeldung.ist_angemeldet
    for eine in betroffene:
        _austragen(eine, jetzt)
    if anmeldung.post_an:
        mail = mails.Stornobestaetigung if war_platz else mails.Ausgetragen
        einreihen(mail.zu(anmeldung), an=anmeldung.post_an, schluessel=f"anmeldung:{anmeldung.pk}:storno")
    nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, jetzt))
    return anmeldung


def _austragen(anmeldung: Anmeldung, jetzt: datetime) -> None:
    anmeldung.zustand, anmeldung.storniert_am, anmeldung.angebot_bis = Zustand.STORNIERT, jetzt, None
    anmeldung.bedarfe, anmeldung.zugangsbedarf = [], ""  # nothing is prepared for this person any more
    anmeldung.save(update_fields=["zustand", "storniert_am", "angebot_bis", "bedarfe", "zugangsbedarf"])
    anmeldung.programmwahlen.all().delete()
    anmeldung.antworten.all().delete()


@transaction.atomic
def angaben_aendern(
    anmeldung: Anmeldung,
    *,
    teilnahme: str,
    bedarfe: Sequence[str],
    zugangsbedarf: str,
    programmpunkte: Collection[int],
    antworten: Mapping[int, str],
) -> Anmeldung:
    """What the person may change herself. Raises AnmeldungAbgelehnt (no seat on site) or PunktVoll.

    Who gives up the seat on site for taking part online frees it for those who wait.
    """
    anmeldung = _gesperrt(anmeldung)
    veranstaltung, jetzt = anmeldung.veranstaltung, timezone.now()
    if anmeldung.zustand not in Anmeldung.OFFENE or veranstaltung.ende <= jetzt:
        return anmeldung
    art = veranstaltung.teilnahme_bei(teilnahme)
    vorher = veranstaltung.teilnahme_bei(anmeldung.teilnahme)
    if art != vorher and anmeldung.ist_angemeldet:
        _platz_da(veranstaltung, jetzt, art=art, anzahl=1, kommune=anmeldung.kommune, warten=False)
    voll = volle_punkte(veranstaltung, list(programmpunkte), ausser=anmeldung)
    if voll and anmeldung.zustand in Anmeldung.MIT_PLATZ:
        raise PunktVoll(voll)
    anmeldung.teilnahme = art
    anmeldung.bedarfe, anmeldung.zugangsbedarf = list(bedarfe), zugangsbedarf
    anmeldung.save(update_fields=["teilnahme", "bedarfe", "zugangsbedarf"])
    anmeldung.programmwahlen.all().delete()
    _programm_waehlen([anmeldung], programmpunkte)
    anmeldung.antworten.all().delete()
    _antworten(anmeldung, antworten)
    if art != vorher:
        if anmeldung.ist_angemeldet and anmeldung.post_an:
            einreihen(
                mails.Aenderung.zu(anmeldung),
                an=anmeldung.post_an,
                schluessel=f"anmeldung:{anmeldung.pk}:teilnahme:{jetzt:%Y%m%d%H%M%S}",
            )
        nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, jetzt))
    return anmeldung


class SchonDabei(Exception):
    """The colleague is registered herself."""


@transaction.atomic
def uebergeben(anmeldung: Anmeldung, *, name: str, email: str) -> Anmeldung:
    """Hand the seat to a colleague. Old link and ticket end at once, answers and needs go with the old person.

    Both get a mail. Raises SchonDabei.
    """
    anmeldung = _gesperrt(anmeldung)
    veranstaltung, jetzt, email = anmeldung.veranstaltung, timezone.now(), email.lower()
    if not anmeldung.ist_angemeldet or veranstaltung.ende <= jetzt:
        return anmeldung
    if veranstaltung.anmeldungen.offen().filter(email=email).exclude(pk=anmeldung.pk).exists():
        raise SchonDabei
    abschied, alte_adresse = mails.Uebergeben.zu(anmeldung), anmeldung.post_an
    anmeldung.name, anmeldung.email = name, email
    anmeldung.token, anmeldung.einlasscode = neues_token(), neuer_einlasscode()
    anmeldung.bedarfe, anmeldung.zugangsbedarf, anmeldung.platz_seit = [], "", jetzt
    anmeldung.save()
    anmeldung.antworten.all().delete()
    kennung = f"anmeldung:{anmeldung.pk}:uebergabe:{anmeldung.token[:8]}"
    einreihen(mails.Bestaetigung.zu(anmeldung), an=email, schluessel=f"{kennung}:neu")
    if alte_adresse:
        einreihen(abschied, an=alte_adresse, schluessel=f"{kennung}:alt")
    return anmeldung


@transaction.atomic
def umbuchen(anmeldung: Anmeldung, *, nach: int) -> Anmeldung:
    """Change to another date of the same series. Either both happens, or nothing: raises AnmeldungAbgelehnt.

    Answers and chosen sessions belong to the old date and end with it. Returns the new registration.
    """
    gesperrt = {pk: sperren(pk) for pk in sorted({anmeldung.veranstaltung_id, nach})}
    alt = Anmeldung.objects.select_for_update(of=("self",)).select_related("kommune", "kontakt").get(pk=anmeldung.pk)
    von, ziel, jetzt = gesperrt[alt.veranstaltung_id], gesperrt[nach], timezone.now()
    if not alt.ist_angemeldet or von.reihe_id is None or ziel.reihe_id != von.reihe_id or von.pk == ziel.pk:
        raise AnmeldungAbgelehnt(Anmeldestand.GESCHLOSSEN)
    stand = ziel.anmeldestand_bei(jetzt=jetzt, belegt=0)
    if stand != Anmeldestand.OFFEN:
        raise AnmeldungAbgelehnt(stand)
    if alt.email and ziel.anmeldungen.offen().filter(email=alt.email).exists():
        raise SchonDabei
    art = ziel.teilnahme_bei(alt.teilnahme)
    _platz_da(ziel, jetzt, art=art, anzahl=1, kommune=alt.kommune, warten=False)
    neu = Anmeldung.objects.create(
        veranstaltung=ziel,
        name=alt.name,
        email=alt.email or alt.post_an,
        organisation=alt.organisation,
        kommune=alt.kommune,
        teilnahme=art,
        bedarfe=alt.bedarfe,
        zugangsbedarf=alt.zugangsbedarf,
        angemeldet_am=jetzt,
        platz_seit=jetzt,
    )
    _austragen(alt, jetzt)
    alt.veranstaltung = von
    einreihen(mails.Umgebucht.zu_beiden(alt, neu), an=neu.email, schluessel=f"anmeldung:{neu.pk}:bestaetigung")
    nachruecken(von, Belegung.zaehlen(von, jetzt))
    return neu
