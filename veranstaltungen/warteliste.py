"""The waiting list: first come first served over the whole event.

A free seat for which somebody waits is never simply free: whoever frees it offers it at once to the first who may
take it, in the same transaction, and it stays held until the offer is answered. Each person has her own place in the
line, also those of a group; those of a group who share a mailbox answer together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import einreihen, zurueckziehen

from . import mails
from .models import Anmeldestand, Anmeldung, AnmeldungQuerySet, Veranstaltung
from .plaetze import Belegung, austragen, gesperrt, ist_klein, sperren, volle_punkte

Zustand = Anmeldung.Zustand


class KeinPlatz(Exception):
    """There is nothing to offer. The message is for the team."""


class AngebotAbgelaufen(Exception):
    """There is no offer any more that could be accepted."""


def gemeinsam(anmeldung: Anmeldung) -> AnmeldungQuerySet:
    """She herself and those of her group who have no address of their own: her mailbox answers for them."""
    return Anmeldung.objects.filter(Q(pk=anmeldung.pk) | Q(kontakt=anmeldung.pk, email=""))


def nachruecken(veranstaltung: Veranstaltung, belegung: Belegung, *, ohne_post: int | None = None) -> list[Anmeldung]:
    """Offer the free seats to those who wait. Call under the event's lock, with the seats counted under it.

    Who may not take a seat now (share of a municipality used up, seats reserved) is passed over and keeps her place.
    `ohne_post`: key of somebody who stands at the door and needs no mail that offers her a seat.
    """
    if belegung.voll or not _anbieten_geht(veranstaltung, belegung.jetzt):
        return []
    angeboten = []
    entfallen: dict[int, list[str]] = {}
    for wartende in veranstaltung.anmeldungen.wartend().select_related("kommune", "kontakt").iterator(chunk_size=200):
        if belegung.voll:
            break
        if not belegung.reicht(1, wartende.kommune):
            continue
        belegung.nehmen(wartende.kommune)
        wartende.veranstaltung = veranstaltung
        entfallen[wartende.pk] = _festhalten(wartende, belegung.jetzt)
        angeboten.append(wartende)
    _anbieten([eine for eine in angeboten if eine.pk != ohne_post], entfallen)
    return angeboten


def _anbieten_geht(veranstaltung: Veranstaltung, jetzt: datetime) -> bool:
    return veranstaltung.zustand == Veranstaltung.Zustand.VEROEFFENTLICHT and veranstaltung.beginn > jetzt


def _festhalten(wartende: Anmeldung, jetzt: datetime) -> list[str]:
    """Hold a seat for her. Chosen sessions that are full by now are dropped; returns their titles."""
    veranstaltung = wartende.veranstaltung
    gewuenscht = list(wartende.programmwahlen.values_list("programmpunkt", flat=True))
    voll = volle_punkte(veranstaltung, gewuenscht) if gewuenscht else []
    wartende.programmwahlen.filter(programmpunkt__in=voll).delete()
    wartende.zustand = Zustand.ANGEBOTEN
    wartende.angebot_bis = min(jetzt + timedelta(hours=veranstaltung.angebot_stunden), veranstaltung.beginn)
    wartende.save(update_fields=["zustand", "angebot_bis"])
    return [punkt.titel for punkt in voll]


@transaction.atomic
def von_hand_anbieten(anmeldung: Anmeldung) -> Anmeldung:
    """By the team, out of turn: whom a rule keeps waiting may get a free seat. Raises KeinPlatz."""
    veranstaltung = sperren(anmeldung.veranstaltung_id)
    menge = Anmeldung.objects.select_for_update(of=("self",)).select_related("kontakt", "kommune")
    anmeldung, jetzt = menge.get(pk=anmeldung.pk), timezone.now()
    anmeldung.veranstaltung = veranstaltung
    if anmeldung.zustand != Zustand.WARTEND:
        return anmeldung
    if not _anbieten_geht(veranstaltung, jetzt):
        raise KeinPlatz("Angebote gehen nur vor dem Beginn einer veröffentlichten Veranstaltung hinaus.")
    if Belegung.zaehlen(veranstaltung, jetzt).voll:
        raise KeinPlatz(
            "Gerade ist kein Platz frei. Erhöhen Sie die Zahl der Plätze, dann rückt von selbst jemand nach."
        )
    _anbieten([anmeldung], {anmeldung.pk: _festhalten(anmeldung, jetzt)})
    return anmeldung


def _anbieten(angeboten: Iterable[Anmeldung], entfallen: Mapping[int, Sequence[str]]) -> None:
    """One mail for each mailbox. `entfallen`: titles of sessions that each had to do without."""
    for gruppe in nach_postfach(angeboten):
        erste = gruppe[0]
        titel = sorted({titel for eine in gruppe for titel in entfallen[eine.pk]})
        einreihen(
            mails.Angebot.zu(erste, anzahl=len(gruppe), entfallen=titel, warten_noch=_warten_noch(erste)),
            an=erste.post_an,
            schluessel=f"anmeldung:{erste.pk}:angebot:{_anlauf(erste)}",
        )


def angebot_zurueckziehen(anmeldung: Anmeldung) -> None:
    """Who is here needs no offer that still waits to be sent, unless it is also that of others who read it with her."""
    if not gemeinsam(anmeldung).filter(zustand=Zustand.ANGEBOTEN).exclude(pk=anmeldung.pk).exists():
        zurueckziehen(Nachricht.objects.filter(schluessel__startswith=f"anmeldung:{anmeldung.pk}:angebot:"))


def _warten_noch(anmeldung: Anmeldung) -> int:
    """Of her mailbox."""
    postfach = anmeldung.postfach
    return Anmeldung.objects.wartend().filter(Q(pk=postfach) | Q(kontakt=postfach, email="")).count()


def _anlauf(anmeldung: Anmeldung) -> str:
    """For keys of mails: each time in line ends with one offer at most. Two offers may end at the same moment."""
    return f"{anmeldung.wartet_seit:%Y%m%d%H%M%S%f}"


def nach_postfach(anmeldungen: Iterable[Anmeldung]) -> list[list[Anmeldung]]:
    """Those who read their mail together, in the order in which they come. Who can get none is left out."""
    gruppen: dict[int, list[Anmeldung]] = {}
    for anmeldung in anmeldungen:
        if anmeldung.post_an:
            gruppen.setdefault(anmeldung.postfach, []).append(anmeldung)
    return list(gruppen.values())


@transaction.atomic
def annehmen(anmeldung: Anmeldung) -> Anmeldung:
    """Take all seats that are offered to her mailbox. A second time nothing happens. Raises AngebotAbgelaufen."""
    veranstaltung, gruppe = _gruppe_gesperrt(anmeldung)
    jetzt, selbst = timezone.now(), gruppe[0]
    angenommen = [eine for eine in gruppe if eine.angebot_gilt(jetzt)]
    if angenommen and _anbieten_geht(veranstaltung, jetzt):
        for eine in angenommen:
            eine.zustand, eine.angebot_bis, eine.platz_seit = Zustand.ANGEMELDET, None, jetzt
            eine.save(update_fields=["zustand", "angebot_bis", "platz_seit"])
        bestaetigen(angenommen)
    elif not selbst.ist_angemeldet or any(eine.zustand in (Zustand.ANGEBOTEN, Zustand.VERFALLEN) for eine in gruppe):
        raise AngebotAbgelaufen
    return selbst


def _gruppe_gesperrt(anmeldung: Anmeldung) -> tuple[Veranstaltung, list[Anmeldung]]:
    """The mailbox read anew under the event's lock, she herself first. Raises Anmeldung.DoesNotExist, as `gesperrt`."""
    selbst = gesperrt(anmeldung)
    weitere = gemeinsam(selbst).exclude(pk=selbst.pk).select_related("kontakt", "kommune").order_by("pk")
    for eine in weitere:
        eine.veranstaltung = selbst.veranstaltung
    return selbst.veranstaltung, [selbst, *weitere]


def bestaetigen(angemeldete: Sequence[Anmeldung]) -> None:
    """One confirmation for each mailbox, with the tickets of all of these who share it."""
    for gruppe in nach_postfach(angemeldete):
        erste = gruppe[0]
        einreihen(
            mails.Bestaetigung.zu(erste, einlasscodes=[eine.einlasscode for eine in gruppe]),
            an=erste.post_an,
            schluessel=f"anmeldung:{erste.pk}:bestaetigung",
        )


@transaction.atomic
def ablehnen(anmeldung: Anmeldung) -> Anmeldung:
    """Give back all seats that are offered to her mailbox; who of it still waits keeps waiting."""
    veranstaltung, gruppe = _gruppe_gesperrt(anmeldung)
    jetzt = timezone.now()
    abgelehnt = [eine for eine in gruppe if eine.zustand == Zustand.ANGEBOTEN]
    for eine in abgelehnt:
        austragen(eine, jetzt)
    if abgelehnt:
        _ausgetragen_melden(abgelehnt)
        nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, jetzt))
    return gruppe[0]


def _ausgetragen_melden(ausgetragen: Sequence[Anmeldung]) -> None:
    for gruppe in nach_postfach(ausgetragen):
        erste = gruppe[0]
        einreihen(
            mails.Ausgetragen.zu(erste, anzahl=len(gruppe)),
            an=erste.post_an,
            schluessel=f"anmeldung:{erste.pk}:storno",
        )


@transaction.atomic
def verfallen_lassen(veranstaltung_id: int, jetzt: datetime) -> int:
    """End the offers whose time is up, and offer on what is free. Returns how many ended."""
    veranstaltung = sperren(veranstaltung_id)
    menge = veranstaltung.anmeldungen.filter(zustand=Zustand.ANGEBOTEN, angebot_bis__lte=jetzt)
    abgelaufen = list(menge.select_related("kontakt").order_by("pk"))
    for anmeldung in abgelaufen:
        anmeldung.zustand, anmeldung.angebot_bis, anmeldung.veranstaltung = Zustand.VERFALLEN, None, veranstaltung
        anmeldung.save(update_fields=["zustand", "angebot_bis"])
    if _anbieten_geht(veranstaltung, jetzt):
        for gruppe in nach_postfach(abgelaufen):
            erste = gruppe[0]
            einreihen(
                mails.AngebotVerfallen.zu(erste, anzahl=len(gruppe)),
                an=erste.post_an,
                schluessel=f"anmeldung:{erste.pk}:verfallen:{_anlauf(erste)}",
            )
        nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, jetzt))
    return len(abgelaufen)


def zu_pruefen(jetzt: datetime) -> list[int]:
    """Keys of events where an offer has run out or somebody waits: rules that end by the clock free seats too."""
    abgelaufen = Q(anmeldungen__zustand=Zustand.ANGEBOTEN, anmeldungen__angebot_bis__lte=jetzt)
    wartend = Q(anmeldungen__zustand=Zustand.WARTEND, zustand=Veranstaltung.Zustand.VEROEFFENTLICHT, beginn__gt=jetzt)
    return list(
        Veranstaltung.objects.filter(abgelaufen | wartend).order_by("pk").values_list("pk", flat=True).distinct()
    )


@transaction.atomic
def wieder_anstellen(anmeldung: Anmeldung) -> Anmeldung:
    """Back to the end of the line, with all of the mailbox whose offers ran out.

    Raises AngebotAbgelaufen if there is no line any more, or the address stands in it by another registration.
    """
    veranstaltung, gruppe = _gruppe_gesperrt(anmeldung)
    jetzt = timezone.now()
    um = [eine for eine in gruppe if eine.zustand == Zustand.ANGEBOTEN and not eine.angebot_gilt(jetzt)]
    verfallen = um + [eine for eine in gruppe if eine.zustand == Zustand.VERFALLEN]
    if not verfallen:
        return gruppe[0]
    stand = veranstaltung.anmeldestand_bei(jetzt=jetzt, belegt=0)
    adressen = [eine.email for eine in verfallen if eine.email]
    andere = veranstaltung.anmeldungen.offen().exclude(pk__in=[eine.pk for eine in verfallen])
    doppelt = andere.filter(email__in=adressen).exists()
    if stand not in (Anmeldestand.OFFEN, Anmeldestand.WARTELISTE) or doppelt or not veranstaltung.warteliste:
        raise AngebotAbgelaufen
    for eine in verfallen:
        eine.zustand, eine.wartet_seit, eine.angebot_bis = Zustand.WARTEND, jetzt, None
        eine.save(update_fields=["zustand", "wartet_seit", "angebot_bis"])
    nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, jetzt))
    gruppe[0].refresh_from_db(fields=["zustand", "angebot_bis"])
    return gruppe[0]


@dataclass(frozen=True)
class Warteplatz:
    rang: int
    """From 1. Ahead of her also stand people whom a rule passes over."""
    wartende: int
    """All who wait, she included."""
    freie: int
    """Seats that are free and that she may not take now."""
    kommune_voll: bool
    """Her municipality has used up its share."""
    reserve: bool
    """Seats are kept for small municipalities, and hers is none."""


def warteplatz(anmeldung: Anmeldung) -> Warteplatz:
    """Where she stands, and why nobody offers her a seat. Read without a lock: true at this moment."""
    veranstaltung, jetzt = anmeldung.veranstaltung, timezone.now()
    davor = Q(wartet_seit__lt=anmeldung.wartet_seit) | Q(wartet_seit=anmeldung.wartet_seit, pk__lt=anmeldung.pk)
    zahl = veranstaltung.anmeldungen.wartend().order_by().aggregate(davor=Count("pk", filter=davor), alle=Count("pk"))
    belegung = Belegung.zaehlen(veranstaltung, jetzt)
    frei = max((veranstaltung.plaetze or 0) - belegung.belegt, 0)
    kommune = anmeldung.kommune
    return Warteplatz(
        rang=zahl["davor"] + 1,
        wartende=zahl["alle"],
        freie=0 if belegung.reicht(1, kommune) else frei,
        kommune_voll=belegung.kommune_voll(kommune),
        reserve=veranstaltung.reserve_gilt(jetzt) and not ist_klein(kommune),
    )
