"""Taking a seat, changing what was said, handing the seat on and giving it back. Locks: see `plaetze.py`."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.schutz.tokens import neues_token
from kompetenzzentrum.versand.postausgang import einreihen

from . import mails
from .betreuung import adresse_berichtigen
from .erinnerung import abbestellen
from .models import Anmeldestand, Anmeldung, Teilnahme, Veranstaltung
from .models.anmeldung import neuer_einlasscode
from .plaetze import Belegung, austragen, gesperrt, sperren, volle_punkte
from .warteliste import bestaetigen, gemeinsam, nach_postfach, nachruecken

Zustand = Anmeldung.Zustand

OFFENE_STAENDE = (Anmeldestand.OFFEN, Anmeldestand.WARTELISTE)
"""Asked with nobody counted: the second is an event with no seats at all for the time being."""
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

    The same form sent twice (`vorgang`) gives the same Anmeldung; under the same name with another address, the first
    one was mistyped. An address that is registered already gets a mail that says so: the page must not tell a stranger
    who is coming.
    """
    veranstaltung = sperren(veranstaltung_id)
    email = email.lower()
    vorhanden = _schon_da(veranstaltung, name=name, email=email, vorgang=vorgang)
    if vorhanden and vorhanden.vorgang == vorgang:
        if vorhanden.email != email:
            adresse_berichtigen(vorhanden, email=email, vorgang=uuid.uuid4())
            vorhanden.refresh_from_db(fields=["email", "token"])
        return Ergebnis(vorhanden, vorhanden.ist_angemeldet)
    jetzt = timezone.now()
    art = veranstaltung.teilnahme_bei(teilnahme)
    stand = veranstaltung.anmeldestand_bei(jetzt=jetzt, belegt=0)
    vom_team = herkunft != Anmeldung.Herkunft.FORMULAR
    erlaubt = {*OFFENE_STAENDE, Anmeldestand.GESCHLOSSEN} if vom_team else OFFENE_STAENDE
    if stand not in erlaubt:
        raise AnmeldungAbgelehnt(stand)
    platz = platz_da(veranstaltung, jetzt, art=art, anzahl=1 + len(begleitung), kommune=kommune, warten=warteliste)
    # Before anything depends on who is registered: a full session answers everybody alike.
    if platz and (voll := volle_punkte(veranstaltung, programmpunkte, anzahl=1 + len(begleitung))):
        raise PunktVoll([punkt.titel for punkt in voll])
    if vorhanden:
        anders = veranstaltung.teilnahme_bei(vorhanden.teilnahme) != art
        _noch_einmal_bestaetigen(vorhanden, vorgang, anders=anders, begleitung=bool(begleitung))
        return Ergebnis(vorhanden, platz)
    begleitung = _noch_nicht_angemeldete(veranstaltung, begleitung, email)
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
    if platz:
        bestaetigen(alle)
    else:
        _warten(veranstaltung, alle)
    return Ergebnis(anmeldung, platz)


def _schon_da(veranstaltung: Veranstaltung, *, name: str, email: str, vorgang: uuid.UUID) -> Anmeldung | None:
    """Who has this address, or sent this form before: under the same name, or without an address."""
    wer = Q(email=email) | Q(vorgang=vorgang, name=name) if email else Q(email="", vorgang=vorgang)
    gefunden = list(Anmeldung.objects.offen().filter(wer, veranstaltung=veranstaltung).order_by("pk"))
    for vorhanden in gefunden:
        vorhanden.veranstaltung = veranstaltung
    mit_adresse = (eine for eine in gefunden if eine.email == email)
    return next(mit_adresse, gefunden[0] if gefunden else None)


def _warten(veranstaltung: Veranstaltung, alle: Sequence[Anmeldung]) -> None:
    """Of a group that found too few seats the first are offered those there are; the others are told that they wait."""
    angeboten: Sequence[Anmeldung] = ()
    if len(alle) > 1:  # who found no seat for herself alone finds none now
        angeboten = nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, alle[0].angemeldet_am))
    mit_angebot = {person.postfach for person in angeboten}
    for gruppe in nach_postfach(alle):
        erste = gruppe[0]
        if erste.postfach not in mit_angebot:
            einreihen(
                mails.AufWarteliste.zu(erste, anzahl=len(gruppe)),
                an=erste.post_an,
                schluessel=f"anmeldung:{erste.pk}:warteliste",
            )


def platz_da(
    veranstaltung: Veranstaltung, jetzt: datetime, *, art: str, anzahl: int, kommune: Kommune | None, warten: bool
) -> bool:
    """Whether the group gets seats now. Raises AnmeldungAbgelehnt if not, and it does not want to wait or cannot."""
    if veranstaltung.ist_hybrid and art == Teilnahme.ONLINE:
        return True
    belegung = Belegung.zaehlen(veranstaltung, jetzt)
    if belegung.wartende and not belegung.voll:
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
    """Who is registered already keeps her own seat; nobody is told so on the page.

    Several with one address, say that of the office, are read by the first person of the group.
    """
    if not begleitung:
        return []
    adressen = {person.email.lower() for person in begleitung if person.email}
    vergeben = set(veranstaltung.anmeldungen.offen().filter(email__in=adressen).values_list("email", flat=True))
    gesehen, neue = {email}, []
    for person in begleitung:
        adresse = person.email.lower()
        if adresse in vergeben:
            continue
        neue.append(Begleitung(person.name, "" if adresse in gesehen else adresse))
        gesehen.add(adresse)
    return neue


# One statement each: everybody else waits for this lock. What was taken out of the programme, or is not asked any more,
# since the form was shown is left out.
_WAEHLEN = """
INSERT INTO veranstaltungen_programmwahl (anmeldung_id, programmpunkt_id)
SELECT wer, punkt.id FROM unnest(%s::bigint[]) wer, veranstaltungen_programmpunkt punkt
WHERE punkt.veranstaltung_id = %s AND punkt.waehlbar AND NOT punkt.entfaellt AND punkt.id = ANY(%s)
"""
_ANTWORTEN = """
INSERT INTO veranstaltungen_antwort (anmeldung_id, frage_id, wert)
SELECT %s, frage.id, gegeben.wert
FROM unnest(%s::bigint[], %s::text[]) gegeben (frage, wert) JOIN veranstaltungen_frage frage ON frage.id = gegeben.frage
WHERE frage.veranstaltung_id = %s
"""


def _programm_waehlen(anmeldungen: Sequence[Anmeldung], programmpunkte: Collection[int]) -> None:
    if programmpunkte:
        wer = [anmeldung.pk for anmeldung in anmeldungen]
        with connection.cursor() as cursor:
            cursor.execute(_WAEHLEN, [wer, anmeldungen[0].veranstaltung_id, list(programmpunkte)])


def _antworten(anmeldung: Anmeldung, antworten: Mapping[int, str]) -> None:
    gegeben = {frage: wert for frage, wert in antworten.items() if wert}
    if gegeben:
        werte: list[Any] = [anmeldung.pk, list(gegeben), list(gegeben.values()), anmeldung.veranstaltung_id]
        with connection.cursor() as cursor:
            cursor.execute(_ANTWORTEN, werte)


def _noch_einmal_bestaetigen(anmeldung: Anmeldung, vorgang: uuid.UUID, *, anders: bool, begleitung: bool) -> None:
    """Who now wants to come instead of joining online, or the other way round, is told at once how to change; and who
    named others, each time, that they have no seat."""
    jetzt = timezone.now()
    if not anders and not begleitung and jetzt - anmeldung.angemeldet_am < NOCH_EINMAL_NACH:
        return
    art = mails.SchonAngemeldet if anmeldung.ist_angemeldet else mails.SchonAufWarteliste
    anlass = vorgang if begleitung else timezone.localdate(jetzt)
    einreihen(
        art.zu(anmeldung, begleitung=begleitung),
        an=anmeldung.email,
        schluessel=f"anmeldung:{anmeldung.pk}:schon-angemeldet:{anlass}",
    )


@transaction.atomic
def stornieren(anmeldung: Anmeldung, *, mit_begleitung: bool = False) -> Anmeldung:
    """Give the seat back, decline the offer or leave the list; what gets free is offered on at once.

    With `mit_begleitung` for all who share the mailbox. After the event, or a second time, nothing happens.
    """
    anmeldung = gesperrt(anmeldung)
    veranstaltung, jetzt = anmeldung.veranstaltung, timezone.now()
    betroffene = betroffene_mit(anmeldung, mit_begleitung=mit_begleitung)
    if not betroffene or veranstaltung.ende <= jetzt:
        return anmeldung
    plaetze = sum(eine.ist_angemeldet for eine in betroffene)
    for eine in betroffene:
        austragen(eine, jetzt)
    abbestellen(betroffene)
    erste = betroffene[0]
    if erste.post_an:
        mail = mails.Stornobestaetigung if plaetze else mails.Ausgetragen
        einreihen(
            mail.zu(erste, anzahl=plaetze or len(betroffene)),
            an=erste.post_an,
            schluessel=f"anmeldung:{erste.pk}:storno",
        )
    nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, jetzt))
    return betroffene[0] if betroffene[0].pk == anmeldung.pk else anmeldung


def betroffene_mit(anmeldung: Anmeldung, *, mit_begleitung: bool) -> list[Anmeldung]:
    """Those of her mailbox who are still in, she herself first; without companions at most she. Call under the lock."""
    menge = gemeinsam(anmeldung) if mit_begleitung else Anmeldung.objects.filter(pk=anmeldung.pk)
    betroffene = sorted(
        menge.offen().select_related("kontakt", "kommune"), key=lambda eine: (eine.pk != anmeldung.pk, eine.pk)
    )
    for eine in betroffene:
        eine.veranstaltung = anmeldung.veranstaltung
    return betroffene


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

    Who gives up the seat on site for taking part online frees it for those who wait; who waits for one and takes part
    online instead is registered at once.
    """
    anmeldung = gesperrt(anmeldung)
    veranstaltung, jetzt = anmeldung.veranstaltung, timezone.now()
    if anmeldung.zustand not in Anmeldung.OFFENE or veranstaltung.ende <= jetzt:
        return anmeldung
    vorher = veranstaltung.teilnahme_bei(anmeldung.teilnahme)
    art = vorher if anmeldung.zustand == Zustand.ANGEBOTEN else veranstaltung.teilnahme_bei(teilnahme)
    if art != vorher:
        _art_wechseln(anmeldung, art, jetzt)
    voll = volle_punkte(veranstaltung, programmpunkte, ausser=anmeldung)
    if voll and anmeldung.zustand in Anmeldung.MIT_PLATZ:
        raise PunktVoll([punkt.titel for punkt in voll])
    anmeldung.bedarfe, anmeldung.zugangsbedarf = list(bedarfe), zugangsbedarf
    anmeldung.save(update_fields=["bedarfe", "zugangsbedarf"])
    anmeldung.programmwahlen.all().delete()
    _programm_waehlen([anmeldung], programmpunkte)
    anmeldung.antworten.all().delete()
    _antworten(anmeldung, antworten)
    return anmeldung


def _art_wechseln(anmeldung: Anmeldung, art: Teilnahme, jetzt: datetime) -> None:
    veranstaltung = anmeldung.veranstaltung
    gewartet = not anmeldung.ist_angemeldet
    platz_da(veranstaltung, jetzt, art=art, anzahl=1, kommune=anmeldung.kommune, warten=False)
    anmeldung.teilnahme, anmeldung.zustand = art, Zustand.ANGEMELDET
    anmeldung.platz_seit = jetzt if gewartet else anmeldung.platz_seit
    anmeldung.save(update_fields=["teilnahme", "zustand", "platz_seit"])
    if gewartet:
        bestaetigen([anmeldung])
    elif anmeldung.post_an:
        einreihen(
            mails.Teilnahmewechsel.zu(anmeldung),
            an=anmeldung.post_an,
            schluessel=f"anmeldung:{anmeldung.pk}:teilnahme:{jetzt:%Y%m%d%H%M%S%f}",
        )
    nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, jetzt))


class SchonDabei(Exception):
    """The colleague has a seat of her own."""


@transaction.atomic
def uebergeben(anmeldung: Anmeldung, *, name: str, email: str) -> Anmeldung:
    """Hand the seat to a colleague. Old link and ticket end at once, answers and needs go with the old person.

    Both get a mail. A colleague who waited does so no longer. Companions without an address go along into the new
    mailbox, and the links to their pages end too: the old person knew them. Raises SchonDabei. After the event, if it
    is cancelled, or once she was let in, nothing happens.
    """
    anmeldung = gesperrt(anmeldung)
    veranstaltung, jetzt, email = anmeldung.veranstaltung, timezone.now(), email.lower()
    faellt_aus = veranstaltung.zustand == Veranstaltung.Zustand.ABGESAGT or veranstaltung.ende <= jetzt
    if not anmeldung.ist_angemeldet or anmeldung.eingelassen_am or faellt_aus:
        return anmeldung
    schon_da = veranstaltung.anmeldungen.offen().filter(email=email)
    if schon_da.angemeldet().exists():
        raise SchonDabei
    for wartende in schon_da:
        austragen(wartende, jetzt)
    abschied, alte_adresse = mails.Uebergeben.zu(anmeldung), anmeldung.post_an
    anmeldung.name, anmeldung.email, anmeldung.vorgang = name, email, uuid.uuid4()
    anmeldung.fruehere_codes = [*anmeldung.fruehere_codes, anmeldung.einlasscode]
    anmeldung.token, anmeldung.einlasscode = neues_token(), neuer_einlasscode()
    anmeldung.bedarfe, anmeldung.zugangsbedarf, anmeldung.platz_seit = [], "", jetzt
    anmeldung.save()
    anmeldung.antworten.all().delete()
    abbestellen([anmeldung])
    kennung = f"anmeldung:{anmeldung.pk}:uebergabe:{anmeldung.token[:8]}"
    for eine in gemeinsam(anmeldung).exclude(pk=anmeldung.pk):
        eine.token = neues_token()
        eine.save(update_fields=["token"])
    mitkommende = gemeinsam(anmeldung).angemeldet().order_by("pk").values_list("einlasscode", flat=True)
    bestaetigung = mails.Bestaetigung.zu(anmeldung, einlasscodes=list(mitkommende), von_anderen=True)
    einreihen(bestaetigung, an=email, schluessel=f"{kennung}:neu")
    if alte_adresse:
        einreihen(abschied, an=alte_adresse, schluessel=f"{kennung}:alt")
    nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, jetzt))
    return anmeldung
