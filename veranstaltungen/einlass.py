"""Letting people in: who comes with a ticket, who comes twice, who comes without.

Locks: a movement at the door locks its Anmeldung only, never the event: a door must not queue behind registrations.
Only who is taken in at the door (`aufnehmen`) takes a seat and so the event's lock, in the order of `plaetze.py`.
Offline phones send later what they noted: each movement carries a `vorgang`, and the same one counts once.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche.texte import uhrzeit

from .eintrittskarte import VORSATZ
from .models import Anmeldung, Einlass, Teilnahme, Veranstaltung
from .plaetze import Belegung, sperren, volle_punkte
from .warteliste import angebot_zurueckziehen, nachruecken

Zustand = Anmeldung.Zustand

OEFFNET_VORHER = timedelta(hours=24)
"""Some hand out the badges on the evening before. Earlier a scan is a slip that would bind the ticket."""
UNSCHAERFE = timedelta(minutes=1)
"""So much later than it happened a slow net may date a movement."""
SCHREIBTISCH = "Schreibtisch"
"""Where a movement noted at the desk happened."""


class Lage(models.TextChoices):
    """The answer of the door, in the words that stand large on the screen."""

    EINGELASSEN = "eingelassen", "Eingelassen"
    DOPPELT = "doppelt", "War schon da"
    ZURUECK = "zurueck", "Zurückgenommen"
    OFFEN = "offen", "Noch nicht da"
    NICHT_DA = "nicht_da", "War nicht eingelassen"
    WARTET = "wartet", "Auf der Warteliste"
    ANGEBOT = "angebot", "Platz nicht angenommen"
    STORNIERT = "storniert", "Storniert"
    ONLINE = "online", "Online angemeldet"
    WEITERGEGEBEN = "weitergegeben", "Karte gilt nicht mehr"
    ANDERE = "andere", "Andere Veranstaltung"
    UNBEKANNT = "unbekannt", "Unbekannter Code"
    ZU_FRUEH = "zu_frueh", "Noch zu früh"
    ABGESAGT = "abgesagt", "Veranstaltung abgesagt"


ZEICHEN: dict[str, str] = {
    Lage.EINGELASSEN: "ja",
    Lage.DOPPELT: "schon",
    Lage.ZURUECK: "neutral",
    Lage.OFFEN: "neutral",
    Lage.NICHT_DA: "neutral",
}
"""Shape and colour of the answer; everything else is "nein"."""
NACH_ZUSTAND = {
    Zustand.WARTEND: Lage.WARTET,
    Zustand.ANGEBOTEN: Lage.ANGEBOT,
    Zustand.STORNIERT: Lage.STORNIERT,
    Zustand.VERFALLEN: Lage.ANGEBOT,
}
AUFZUNEHMEN = (Lage.WARTET, Lage.ANGEBOT, Lage.STORNIERT, Lage.ONLINE)
"""No seat, but known: if one is free, the team may take them in."""


@dataclass(frozen=True)
class Bescheid:
    """What the door says. `anmeldung` is missing where the code belongs to nobody of this event."""

    lage: Lage
    satz: str = ""
    anmeldung: Anmeldung | None = None

    @property
    def zeichen(self) -> str:
        return ZEICHEN.get(self.lage, "nein")

    @property
    def zuruecknehmbar(self) -> bool:
        return self.lage in (Lage.EINGELASSEN, Lage.DOPPELT)

    @property
    def aufnehmbar(self) -> bool:
        return self.lage in AUFZUNEHMEN


class KeinPlatzFrei(Exception):
    """Nobody is taken in without the team saying so once more."""


def code_aus(text: str) -> str:
    """What was scanned or typed, as it is stored: without our mark, spaces and hyphens, in capitals."""
    code = text.strip().upper().removeprefix(VORSATZ)
    return "".join(zeichen for zeichen in code if zeichen.isalnum())


def wann_und_wo(einlass: Einlass | None, anmeldung: Anmeldung, jetzt: datetime) -> str:
    zeit = einlass.geschehen_am if einlass else anmeldung.eingelassen_am
    if zeit is None:
        return ""
    tag = timezone.localdate(zeit)
    datum = "" if tag == timezone.localdate(jetzt) else f"am {tag:%d.%m.} "
    return f"{datum}um {uhrzeit(zeit)}{ort_der_tuer(einlass.tuer if einlass else '')}"


def ort_der_tuer(tuer: str) -> str:
    if not tuer:
        return ""
    if tuer == SCHREIBTISCH:
        return " am Schreibtisch"
    return f" an {tuer}" if tuer.startswith("Tür") else f" an Tür {tuer}"


def finden(veranstaltung_id: int, code: str) -> Bescheid:
    """Who holds the ticket; else why it opens nothing here. Changes nothing."""
    code = code_aus(code)
    eine = Anmeldung.objects.filter(einlasscode=code).select_related("veranstaltung", "kommune").first()
    if eine and eine.veranstaltung_id == veranstaltung_id:
        return nachsehen(eine)
    if eine:
        satz = f"Die Karte gilt für „{eine.veranstaltung}“, {eine.veranstaltung.zeitraum}."
        return Bescheid(Lage.ANDERE, satz)
    frueher = Anmeldung.objects.filter(veranstaltung_id=veranstaltung_id, fruehere_codes__contains=[code])
    if neue := frueher.first():
        satz = f"Der Platz wurde weitergegeben, an {neue.name}. Nur die neue Karte gilt."
        return Bescheid(Lage.WEITERGEGEBEN, satz)
    return Bescheid(Lage.UNBEKANNT, "Bitte noch einmal scannen, den Code abtippen oder nach dem Namen suchen.")


def nachsehen(anmeldung: Anmeldung) -> Bescheid:
    """How things stand, without letting anybody in."""
    jetzt = timezone.now()
    if hindernis := _hindernis(anmeldung, jetzt):
        return hindernis
    if anmeldung.eingelassen_am:
        return _schon_da(anmeldung, jetzt)
    return Bescheid(Lage.OFFEN, "", anmeldung)


def _hindernis(anmeldung: Anmeldung, wann: datetime) -> Bescheid | None:
    return tuer_zu(anmeldung.veranstaltung, wann) or ohne_platz(anmeldung)


def tuer_zu(veranstaltung: Veranstaltung, wann: datetime) -> Bescheid | None:
    """Why nobody at all is let in now."""
    if veranstaltung.zustand == Veranstaltung.Zustand.ABGESAGT:
        return Bescheid(Lage.ABGESAGT, "Diese Veranstaltung findet nicht statt.")
    if veranstaltung.zustand != Veranstaltung.Zustand.VEROEFFENTLICHT or wann < veranstaltung.beginn - OEFFNET_VORHER:
        return Bescheid(Lage.ZU_FRUEH, f"Der Einlass öffnet 24 Stunden vor dem Beginn: {veranstaltung.zeitraum}.")
    return None


def ohne_platz(anmeldung: Anmeldung) -> Bescheid | None:
    """Why this person is not let in. No query, if the event is loaded."""
    if lage := NACH_ZUSTAND.get(Zustand(anmeldung.zustand)):
        return Bescheid(lage, _warum(anmeldung), anmeldung)
    if anmeldung.ist_online:
        return Bescheid(Lage.ONLINE, "Diese Person hat keinen Platz vor Ort.", anmeldung)
    return None


def _warum(anmeldung: Anmeldung) -> str:
    match anmeldung.zustand:
        case Zustand.WARTEND:
            return "Diese Person hat noch keinen Platz bekommen."
        case Zustand.ANGEBOTEN:
            return "Der Platz ist ihr angeboten; zugesagt hat sie nicht."
        case Zustand.VERFALLEN:
            return "Das Angebot ist abgelaufen."
        case _:
            seit = timezone.localtime(anmeldung.storniert_am) if anmeldung.storniert_am else None
            return f"Storniert am {seit:%d.%m.%Y}, {uhrzeit(seit)}." if seit else "Storniert."


def _schon_da(anmeldung: Anmeldung, jetzt: datetime) -> Bescheid:
    erster = anmeldung.einlaesse.filter(art=Einlass.Art.EINGELASSEN).order_by("-erfasst_am", "-pk").first()
    return Bescheid(Lage.DOPPELT, f"Eingelassen {wann_und_wo(erster, anmeldung, jetzt)}.", anmeldung)


def _gesperrt(veranstaltung_id: int, anmeldung_id: int) -> Anmeldung:
    menge = Anmeldung.objects.select_for_update(of=("self",)).select_related("veranstaltung", "kommune")
    return menge.get(pk=anmeldung_id, veranstaltung_id=veranstaltung_id)


def bescheid_zu(vorgang: uuid.UUID, jetzt: datetime) -> Bescheid | None:
    """What this movement was answered when it came first."""
    frueher = Einlass.objects.filter(vorgang=vorgang).select_related("anmeldung__veranstaltung").first()
    if frueher is None:
        return None
    if frueher.art == Einlass.Art.DOPPELT:
        return _schon_da(frueher.anmeldung, jetzt)
    return _erledigt(frueher, jetzt)


def _erledigt(einlass: Einlass, jetzt: datetime) -> Bescheid:
    wann = wann_und_wo(einlass, einlass.anmeldung, jetzt)
    return Bescheid(Lage(einlass.art), f"{wann[:1].upper()}{wann[1:]}.", einlass.anmeldung)


@transaction.atomic
def einlassen(
    *,
    veranstaltung_id: int,
    vorgang: uuid.UUID,
    code: str = "",
    anmeldung_id: int | None = None,
    tuer: str = "",
    geschehen_am: datetime | None = None,
) -> Bescheid:
    """The first time lets in; again is noted as DOPPELT and says when and where the first time was.

    By ticket or, found by name, by key. The same `vorgang` sent twice counts once. Raises Anmeldung.DoesNotExist for
    a key that is none of this event.
    """
    jetzt = timezone.now()
    wann = min(geschehen_am or jetzt, jetzt)
    if anmeldung_id is None:
        gefunden = finden(veranstaltung_id, code)
        if gefunden.anmeldung is None:
            return gefunden
        anmeldung_id = gefunden.anmeldung.pk
    anmeldung = _gesperrt(veranstaltung_id, anmeldung_id)
    if frueher := bescheid_zu(vorgang, jetzt):
        return frueher
    if code and code_aus(code) != anmeldung.einlasscode:  # handed on since it was looked up
        return finden(veranstaltung_id, code)
    if hindernis := _hindernis(anmeldung, wann):
        return hindernis
    schon_da = _schon_da(anmeldung, jetzt) if anmeldung.eingelassen_am else None
    art = Einlass.Art.DOPPELT if schon_da else Einlass.Art.EINGELASSEN
    einlass = Einlass.objects.create(anmeldung=anmeldung, vorgang=vorgang, art=art, tuer=tuer, geschehen_am=wann)
    if schon_da:
        return schon_da
    anmeldung.eingelassen_am = wann
    anmeldung.save(update_fields=["eingelassen_am"])
    return _erledigt(einlass, jetzt)


@transaction.atomic
def zuruecknehmen(
    *,
    veranstaltung_id: int,
    anmeldung_id: int,
    vorgang: uuid.UUID,
    grund: str,
    tuer: str = "",
    geschehen_am: datetime | None = None,
) -> Bescheid:
    """As if she had not come yet; the reason is noted. Raises Anmeldung.DoesNotExist."""
    jetzt = timezone.now()
    wann = min(geschehen_am or jetzt, jetzt)
    anmeldung = _gesperrt(veranstaltung_id, anmeldung_id)
    if frueher := bescheid_zu(vorgang, jetzt):
        return frueher
    if not anmeldung.eingelassen_am:
        return Bescheid(Lage.NICHT_DA, "Es gibt nichts zurückzunehmen.", anmeldung)
    einlass = Einlass.objects.create(
        anmeldung=anmeldung, vorgang=vorgang, art=Einlass.Art.ZURUECK, tuer=tuer, grund=grund, geschehen_am=wann
    )
    # What a phone took back in a dead spot does not undo that she came once more since.
    danach = anmeldung.einlaesse.exclude(art=Einlass.Art.ZURUECK).filter(geschehen_am__gt=wann + UNSCHAERFE)
    anmeldung.eingelassen_am = danach.aggregate(erster=models.Min("geschehen_am"))["erster"]
    anmeldung.save(update_fields=["eingelassen_am"])
    return _erledigt(einlass, jetzt)


@transaction.atomic
def aufnehmen(
    *,
    veranstaltung_id: int,
    vorgang: uuid.UUID,
    name: str,
    kommune: Kommune | None = None,
    email: str = "",
    tuer: str = "",
    anmeldung_id: int | None = None,
    trotzdem: bool = False,
) -> Bescheid:
    """Who comes without a seat gets one and is let in, while seats are free or the team insists (`trotzdem`).

    Who waited, cancelled or registered online keeps her registration: by key or by address. Whoever holds a seat
    already is simply let in. Raises KeinPlatzFrei. No mail: she is here.
    """
    veranstaltung, jetzt, email = sperren(veranstaltung_id), timezone.now(), email.lower()
    if fertig := bescheid_zu(vorgang, jetzt) or tuer_zu(veranstaltung, jetzt):
        return fertig
    anmeldung = _bekannte(veranstaltung, anmeldung_id, email) or Anmeldung(
        veranstaltung=veranstaltung, name=name, email=email, kommune=kommune, herkunft=Anmeldung.Herkunft.TUER
    )
    anmeldung.veranstaltung = veranstaltung
    hat_platz = anmeldung.pk is not None and anmeldung.ist_angemeldet and not anmeldung.ist_online
    if not hat_platz:
        angebot = anmeldung.zustand == Zustand.ANGEBOTEN  # counts as taken already
        if not (trotzdem or angebot or _frei(veranstaltung, jetzt, anmeldung)):
            raise KeinPlatzFrei
        anmeldung.zustand, anmeldung.teilnahme, anmeldung.platz_seit = Zustand.ANGEMELDET, Teilnahme.VOR_ORT, jetzt
        anmeldung.angebot_bis = anmeldung.storniert_am = None
        anmeldung.save()
        _volle_abwaehlen(anmeldung)
        angebot_zurueckziehen(anmeldung)
    return einlassen(veranstaltung_id=veranstaltung_id, anmeldung_id=anmeldung.pk, vorgang=vorgang, tuer=tuer)


def _volle_abwaehlen(anmeldung: Anmeldung) -> None:
    """Who waited chose sessions that may be full by now; call under the event's lock."""
    gewaehlt = list(anmeldung.programmwahlen.values_list("programmpunkt", flat=True))
    voll = volle_punkte(anmeldung.veranstaltung, gewaehlt, anzahl=0)
    anmeldung.programmwahlen.filter(programmpunkt__in=voll).delete()


def _bekannte(veranstaltung: Veranstaltung, anmeldung_id: int | None, email: str) -> Anmeldung | None:
    """The registration that stands before one that was cancelled, whichever was asked for."""
    menge = veranstaltung.anmeldungen.select_for_update(of=("self",)).select_related("kommune")
    eine = menge.filter(pk=anmeldung_id).first() if anmeldung_id else None
    if eine and eine.zustand in Anmeldung.OFFENE:
        return eine
    adresse = email or (eine.email if eine else "")
    return (menge.offen().filter(email=adresse).first() if adresse else None) or eine


def _frei(veranstaltung: Veranstaltung, jetzt: datetime, anmeldung: Anmeldung) -> bool:
    """Whether it is her turn, or a seat is left after those who wait. Her own turn needs no mail: she is here."""
    belegung = Belegung.zaehlen(veranstaltung, jetzt)
    angeboten = nachruecken(veranstaltung, belegung, ohne_post=anmeldung.pk)
    return anmeldung in angeboten or belegung.reicht(1, anmeldung.kommune)


@transaction.atomic
def anwesend(anmeldung: Anmeldung, *, ort: str = SCHREIBTISCH) -> bool:
    """For who takes part online, or slipped past the door: without it there is no certificate.

    Whether anything changed. Who was there already, or is not registered, stays as she is.
    """
    anmeldung = Anmeldung.objects.select_for_update(of=("self",)).get(pk=anmeldung.pk)
    if not anmeldung.ist_angemeldet or anmeldung.eingelassen_am:
        return False
    anmeldung.eingelassen_am = timezone.now()
    anmeldung.save(update_fields=["eingelassen_am"])
    Einlass.objects.create(
        anmeldung=anmeldung, art=Einlass.Art.EINGELASSEN, tuer=ort, geschehen_am=anmeldung.eingelassen_am
    )
    return True
