"""Announcing the programme: each announcement is frozen and compared with the one before.

Participants hear of what they chose: a session that begins at another time, is in another room or is cancelled, and
whether their own day begins or ends at another time because of it. What is new, or has another title, stands on the
page. The first announcement is compared with nothing, so it tells nobody.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kompetenzzentrum.oberflaeche.texte import datum_lang, uhrzeit
from kompetenzzentrum.versand.postausgang import Einzelsendung, verschiedene_einreihen

from . import texte
from .mails_termine import ProgrammGeaendert
from .models import Anmeldung, Programmfassung, Programmwahl, Veranstaltung
from .plaetze import sperren
from .warteliste import nach_postfach


class Eintrag(TypedDict):
    """One session as it was announced."""

    titel: str
    beginn: str
    ende: str
    raum: str
    waehlbar: bool
    entfaellt: bool


Inhalt = Mapping[str, Eintrag]


class Was(StrEnum):
    NEU = "neu"
    ENTFAELLT = "entfällt"
    ZEIT = "andere Zeit"
    RAUM = "anderer Raum"
    TITEL = "anderer Titel"


GEMELDET = (Was.ENTFAELLT, Was.ZEIT, Was.RAUM)
"""What is told to those who chose the session."""


@dataclass(frozen=True)
class Unterschied:
    punkt: int
    """Key of the session, which may be deleted by now."""
    was: Was
    satz: str
    """What participants read."""
    betroffene: int = 0
    """People who chose the session and will be told."""


def unterschiede(veranstaltung: Veranstaltung) -> list[Unterschied]:
    """What has changed since the last announcement, for the team to see before it announces. Nothing before the
    first."""
    letzte = veranstaltung.programmfassungen.first()
    return _vergleichen(letzte.inhalt, _inhalt(veranstaltung), _gewaehlt(veranstaltung)) if letzte else []


def empfaenger(veranstaltung: Veranstaltung) -> int:
    """How many mails an announcement would send now."""
    letzte = veranstaltung.programmfassungen.first()
    return sum(1 for _ in _betroffene(veranstaltung, letzte.inhalt, _inhalt(veranstaltung))) if letzte else 0


@transaction.atomic
def bekanntgeben(veranstaltung_id: int) -> Programmfassung:
    """Freeze the programme and tell those concerned. Raises ValidationError if there is nothing to announce."""
    veranstaltung = sperren(veranstaltung_id)
    if veranstaltung.zustand != Veranstaltung.Zustand.VEROEFFENTLICHT:
        raise ValidationError(f"„{veranstaltung}“ ist {veranstaltung.get_zustand_display()}.")
    if veranstaltung.ende <= timezone.now():
        raise ValidationError(f"„{veranstaltung}“ hat schon stattgefunden.")
    inhalt = _inhalt(veranstaltung)
    letzte = veranstaltung.programmfassungen.first()
    if not inhalt and not letzte:
        raise ValidationError("Das Programm ist noch leer.")
    if letzte and letzte.inhalt == inhalt:
        raise ValidationError("Seit der letzten Bekanntgabe hat sich am Programm nichts geändert.")
    fassung = Programmfassung.objects.create(
        veranstaltung=veranstaltung, nummer=letzte.nummer + 1 if letzte else 1, inhalt=inhalt
    )
    if letzte:
        sendungen = (
            Einzelsendung(
                ProgrammGeaendert.zu(anmeldung, aenderungen),
                an=anmeldung.post_an,
                schluessel=f"anmeldung:{anmeldung.pk}:programm:{fassung.nummer}",
            )
            for anmeldung, aenderungen in _betroffene(veranstaltung, letzte.inhalt, inhalt)
        )
        verschiedene_einreihen(sendungen, verfaellt_am=veranstaltung.ende)
    return fassung


def _inhalt(veranstaltung: Veranstaltung) -> dict[str, Eintrag]:
    return {
        str(punkt.pk): Eintrag(
            titel=punkt.titel,
            beginn=timezone.localtime(punkt.beginn).isoformat(),
            ende=timezone.localtime(punkt.ende).isoformat(),
            raum=punkt.raum.name if punkt.raum else "",
            waehlbar=punkt.waehlbar,
            entfaellt=punkt.entfaellt,
        )
        for punkt in veranstaltung.programm.select_related("raum")
    }


def _gewaehlt(veranstaltung: Veranstaltung) -> dict[int, list[int]]:
    """Person → the sessions she chose, of all who are registered."""
    wahlen: dict[int, list[int]] = {}
    angemeldet = Programmwahl.objects.filter(
        anmeldung__veranstaltung=veranstaltung, anmeldung__zustand=Anmeldung.Zustand.ANGEMELDET
    )
    for person, punkt in angemeldet.order_by("pk").values_list("anmeldung", "programmpunkt"):
        wahlen.setdefault(person, []).append(punkt)
    return wahlen


def _vergleichen(alt: Inhalt, neu: Inhalt, gewaehlt: Mapping[int, Sequence[int]]) -> list[Unterschied]:
    """In the order of the programme, what is gone at the end."""
    anzahl = Counter(punkt for wahl in gewaehlt.values() for punkt in wahl)
    gefunden = []
    for kennung in [*neu, *(kennung for kennung in alt if kennung not in neu)]:
        for was, satz in _veraenderungen(alt.get(kennung), neu.get(kennung)):
            betroffene = anzahl[int(kennung)] if was in GEMELDET else 0
            gefunden.append(Unterschied(int(kennung), was, satz, betroffene))
    return gefunden


def _veraenderungen(alt: Eintrag | None, neu: Eintrag | None) -> Iterator[tuple[Was, str]]:
    """A deleted session and one that is cancelled are the same to whoever wanted to go there."""
    alt = None if alt and alt["entfaellt"] else alt
    neu = None if neu and neu["entfaellt"] else neu
    if neu is None:
        if alt is not None:
            yield Was.ENTFAELLT, f"„{alt['titel']}“ entfällt."
        return
    titel = f"„{neu['titel']}“"
    if alt is None:
        yield Was.NEU, f"{titel} kommt dazu: {_zeitraum(neu)}."
        return
    if (alt["beginn"], alt["ende"]) != (neu["beginn"], neu["ende"]):
        yield Was.ZEIT, f"{titel} ist jetzt am {_zeitraum(neu)} (bisher {_zeitraum(alt)})."
    if alt["raum"] != neu["raum"]:
        yield Was.RAUM, f"{titel} ist jetzt {_raum(neu)} (bisher {_raum(alt)})."
    if alt["titel"] != neu["titel"]:
        yield Was.TITEL, f"{titel} hieß bisher „{alt['titel']}“."


def _raum(eintrag: Eintrag) -> str:
    return f"im Raum „{eintrag['raum']}“" if eintrag["raum"] else "ohne festen Raum"


def _zeit(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _zeitraum(eintrag: Eintrag) -> str:
    return texte.zeitraum(_zeit(eintrag["beginn"]), _zeit(eintrag["ende"]))


def _betroffene(veranstaltung: Veranstaltung, alt: Inhalt, neu: Inhalt) -> Iterator[tuple[Anmeldung, list[str]]]:
    """For each mailbox in which something changes for somebody: whom to write to, and what."""
    gewaehlt = _gewaehlt(veranstaltung)
    saetze: dict[int, list[str]] = {}
    for unterschied in _vergleichen(alt, neu, gewaehlt):
        if unterschied.was in GEMELDET:
            saetze.setdefault(unterschied.punkt, []).append(unterschied.satz)
    angemeldete = veranstaltung.anmeldungen.angemeldet().select_related("kontakt").order_by("pk")
    for gruppe in nach_postfach(angemeldete):
        aenderungen: dict[str, None] = {}  # each sentence once, however many of the mailbox it concerns
        for anmeldung in gruppe:
            wahl = [punkt for punkt in gewaehlt.get(anmeldung.pk, []) if str(punkt) in alt]
            eigene = [satz for punkt, zeilen in saetze.items() if punkt in wahl for satz in zeilen]
            aenderungen |= dict.fromkeys([*eigene, *_tag(alt, neu, wahl)])
        if aenderungen:
            gruppe[0].veranstaltung = veranstaltung
            yield gruppe[0], list(aenderungen)


def _tag(alt: Inhalt, neu: Inhalt, wahl: Sequence[int]) -> Iterator[str]:
    """Whether what she takes part in (what is for everybody, and what she chose) begins or ends at another time."""
    vorher, jetzt = _eigene_zeiten(alt, wahl), _eigene_zeiten(neu, wahl)
    if not vorher or not jetzt:
        return
    for wort, war, ist in (("beginnt", vorher[0], jetzt[0]), ("endet", vorher[1], jetzt[1])):
        if war != ist:
            richtung = "früher" if ist < war else "später"
            yield f"Ihr Programm {wort} dadurch {richtung}: {_wann(ist, war)} (bisher {_wann(war, ist)})."


def _eigene_zeiten(inhalt: Inhalt, wahl: Sequence[int]) -> tuple[datetime, datetime] | None:
    eigene = [
        eintrag
        for kennung, eintrag in inhalt.items()
        if not eintrag["entfaellt"] and (not eintrag["waehlbar"] or int(kennung) in wahl)
    ]
    if not eigene:
        return None
    return min(_zeit(eintrag["beginn"]) for eintrag in eigene), max(_zeit(eintrag["ende"]) for eintrag in eigene)


def _wann(zeit: datetime, andere: datetime) -> str:
    """With the day only where it is another one."""
    if timezone.localdate(zeit) == timezone.localdate(andere):
        return uhrzeit(zeit)
    return f"{datum_lang(zeit)}, {uhrzeit(zeit)}"
