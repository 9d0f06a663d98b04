"""The waiting list: first come first served over the whole event.

A free seat for which somebody waits is never simply free: whoever frees it offers it at once to the first who may
take it, in the same transaction, and it stays held until the offer is answered. Each person has her own place in the
line, also those of a group; those of a group who share a mailbox answer together.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kompetenzzentrum.versand.postausgang import einreihen

from . import mails
from .models import Anmeldestand, Anmeldung, AnmeldungQuerySet, Veranstaltung
from .plaetze import Belegung, sperren, volle_punkte

Zustand = Anmeldung.Zustand


class KeinPlatz(Exception):
    """There is nothing to offer. The message is for the team."""


class AngebotAbgelaufen(Exception):
    """There is no offer any more that could be accepted."""


def gemeinsam(anmeldung: Anmeldung) -> AnmeldungQuerySet:
    """She herself and those of her group who share her mailbox."""
    postfach = anmeldung.postfach
    return Anmeldung.objects.filter(Q(pk=postfach) | Q(kontakt=postfach, email=""))


def nachruecken(veranstaltung: Veranstaltung, belegung: Belegung) -> list[Anmeldung]:
    """Offer the free seats to those who wait. Call under the event's lock, with the seats counted under it.

    Who may not take a seat now (share of a municipality used up, seats reserved) is passed over and keeps her place.
    """
    jetzt = belegung.jetzt
    if veranstaltung.zustand != Veranstaltung.Zustand.VEROEFFENTLICHT or veranstaltung.beginn <= jetzt:
        return []
    angeboten = []
    bis = min(jetzt + timedelta(hours=veranstaltung.angebot_stunden), veranstaltung.beginn)
    for wartende in veranstaltung.anmeldungen.wartend().select_related("kommune", "kontakt").iterator(chunk_size=200):
        if veranstaltung.plaetze is not None and belegung.belegt >= veranstaltung.plaetze:
            break
        if not belegung.reicht(1, wartende.kommune):
            continue
        belegung.nehmen(wartende.kommune)
        wartende.zustand, wartende.angebot_bis = Zustand.ANGEBOTEN, bis
        wartende.save(update_fields=["zustand", "angebot_bis"])
        wartende.veranstaltung = veranstaltung
        angeboten.append(wartende)
    _anbieten(angeboten)
    return angeboten


@transaction.atomic
def von_hand_anbieten(anmeldung: Anmeldung) -> Anmeldung:
    """By the team, out of turn: whom a rule keeps waiting may get a free seat. Raises KeinPlatz."""
    veranstaltung = sperren(anmeldung.veranstaltung_id)
    menge = Anmeldung.objects.select_for_update(of=("self",)).select_related("kontakt", "kommune")
    anmeldung, jetzt = menge.get(pk=anmeldung.pk), timezone.now()
    anmeldung.veranstaltung = veranstaltung
    if anmeldung.zustand != Zustand.WARTEND:
        return anmeldung
    if veranstaltung.zustand != Veranstaltung.Zustand.VEROEFFENTLICHT or veranstaltung.beginn <= jetzt:
        raise KeinPlatz("Angebote gehen nur vor dem Beginn einer veröffentlichten Veranstaltung hinaus.")
    if veranstaltung.plaetze is not None and Belegung.zaehlen(veranstaltung, jetzt).belegt >= veranstaltung.plaetze:
        raise KeinPlatz(
            "Gerade ist kein Platz frei. Erhöhen Sie die Zahl der Plätze, dann rückt von selbst jemand nach."
        )
    anmeldung.zustand = Zustand.ANGEBOTEN
    anmeldung.angebot_bis = min(jetzt + timedelta(hours=veranstaltung.angebot_stunden), veranstaltung.beginn)
    anmeldung.save(update_fields=["zustand", "angebot_bis"])
    _anbieten([anmeldung])
    return anmeldung


def _anbieten(angeboten: Iterable[Anmeldung]) -> None:
    """One mail for each mailbox; wishes for sessions that are full by now are dropped, and the mail says so."""
    postfaecher: dict[int, list[Anmeldung]] = {}
    for anmeldung in angeboten:
        postfaecher.setdefault(anmeldung.postfach, []).append(anmeldung)
    for gruppe in postfaecher.values():
        entfallen = {titel for anmeldung in gruppe for titel in _volle_streichen(anmeldung)}
        erste = gruppe[0]
        einreihen(
            mails.Angebot.zu(erste, anzahl=len(gruppe), entfallen=sorted(entfallen)),
            an=erste.post_an,
            schluessel=f"anmeldung:{erste.pk}:angebot:{erste.angebot_bis:%Y%m%d%H%M%S}",
        )


def _volle_streichen(anmeldung: Anmeldung) -> list[str]:
    gewuenscht = list(anmeldung.programmwahlen.values_list("programmpunkt", flat=True))
    if not gewuenscht:
        return []
    voll = volle_punkte(anmeldung.veranstaltung, gewuenscht, ausser=anmeldung)
    anmeldung.programmwahlen.filter(programmpunkt__titel__in=voll).delete()
    return voll


@transaction.atomic
def annehmen(anmeldung: Anmeldung) -> Anmeldung:
    """Take the offered seats of this mailbox. A second time nothing happens. Raises AngebotAbgelaufen."""
    veranstaltung = sperren(anmeldung.veranstaltung_id)
    jetzt = timezone.now()
    gruppe = list(gemeinsam(anmeldung).select_related("kontakt").order_by("pk"))
    selbst = next(eine for eine in gruppe if eine.pk == anmeldung.pk)
    if selbst.zustand == Zustand.ANGEMELDET:
        return selbst
    angenommen = [
        eine for eine in gruppe if eine.zustand == Zustand.ANGEBOTEN and eine.angebot_bis and eine.angebot_bis > jetzt
    ]
    if selbst not in angenommen or veranstaltung.zustand != Veranstaltung.Zustand.VEROEFFENTLICHT:
        raise AngebotAbgelaufen
    for eine in angenommen:
        eine.zustand, eine.angebot_bis, eine.platz_seit = Zustand.ANGEMELDET, None, jetzt
        eine.save(update_fields=["zustand", "angebot_bis", "platz_seit"])
    selbst = next(eine for eine in angenommen if eine.pk == anmeldung.pk)
    selbst.veranstaltung = veranstaltung
    einreihen(
        mails.Bestaetigung.zu(selbst, einlasscodes=[eine.einlasscode for eine in angenommen]),
        an=selbst.post_an,
        schluessel=f"anmeldung:{selbst.pk}:bestaetigung",
    )
    return selbst


@transaction.atomic
def verfallen_lassen(veranstaltung_id: int, jetzt: datetime) -> int:
    """End the offers whose time is up, and offer on what is free. Returns how many ended."""
    veranstaltung = sperren(veranstaltung_id)
    abgelaufen = list(
        veranstaltung.anmeldungen.filter(zustand=Zustand.ANGEBOTEN, angebot_bis__lte=jetzt)
        .select_related("kontakt")
        .order_by("pk")
    )
    for anmeldung in abgelaufen:
        frist = anmeldung.angebot_bis
        anmeldung.zustand, anmeldung.angebot_bis, anmeldung.veranstaltung = Zustand.VERFALLEN, None, veranstaltung
        anmeldung.save(update_fields=["zustand", "angebot_bis"])
        if anmeldung.post_an:
            einreihen(
                mails.AngebotVerfallen.zu(anmeldung),
                an=anmeldung.post_an,
                schluessel=f"anmeldung:{anmeldung.pk}:verfallen:{frist:%Y%m%d%H%M%S}",
            )
    nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, jetzt))
    return len(abgelaufen)


def zu_pruefen(jetzt: datetime) -> list[int]:
    """Keys of events where an offer has run out or somebody waits: rules that end by the clock free seats too."""
    return list(
        Veranstaltung.objects.filter(zustand=Veranstaltung.Zustand.VEROEFFENTLICHT, beginn__gt=jetzt)
        .filter(
            Q(anmeldungen__zustand=Zustand.WARTEND)
            | Q(anmeldungen__zustand=Zustand.ANGEBOTEN, anmeldungen__angebot_bis__lte=jetzt)
        )
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()
    )


@transaction.atomic
def wieder_anstellen(anmeldung: Anmeldung) -> Anmeldung:
    """Back to the end of the line after an offer ran out. Raises AngebotAbgelaufen if there is no line any more."""
    veranstaltung = sperren(anmeldung.veranstaltung_id)
    anmeldung = Anmeldung.objects.select_for_update(of=("self",)).get(pk=anmeldung.pk)
    if anmeldung.zustand != Zustand.VERFALLEN:
        return anmeldung
    jetzt = timezone.now()
    offen = veranstaltung.anmeldestand_bei(jetzt=jetzt, belegt=0) == Anmeldestand.OFFEN
    doppelt = anmeldung.email and veranstaltung.anmeldungen.offen().filter(email=anmeldung.email).exists()
    if not offen or doppelt or not veranstaltung.warteliste:
        raise AngebotAbgelaufen
    anmeldung.zustand, anmeldung.wartet_seit = Zustand.WARTEND, jetzt
    anmeldung.save(update_fields=["zustand", "wartet_seit"])
    nachruecken(veranstaltung, Belegung.zaehlen(veranstaltung, jetzt))
    anmeldung.refresh_from_db()
    return anmeldung


def rang(anmeldung: Anmeldung) -> int:
    """Her place in the line, from 1."""
    davor = Q(wartet_seit__lt=anmeldung.wartet_seit) | Q(wartet_seit=anmeldung.wartet_seit, pk__lt=anmeldung.pk)
    wartende = Anmeldung.objects.filter(veranstaltung=anmeldung.veranstaltung_id, zustand=Zustand.WARTEND)
    return wartende.filter(davor).count() + 1
