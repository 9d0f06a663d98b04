"""New events from what is there: a copy, a template, several dates of one series.

Copied is what was planned, never what happened: no registration, no reminder, no announced programme, no certificate.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from kommunen.namen import falten
from kompetenzzentrum.oberflaeche import stand

from .models import RESERVIERTE_SLUGS, Mitwirkende, Programmpunkt, Reihe, Veranstaltung

SLUG_HOECHSTENS = 80
TERMINFELDER = ("beginn", "ende", "anmeldeschluss", "hoechstens_bis", "kleine_bis")


def freier_slug(titel: str, beginn: datetime | None = None) -> str:
    """Made of the title, and of the day where there is one: dates of a series share their title."""
    wort = falten(titel).replace(" ", "-")[:SLUG_HOECHSTENS].strip("-") or "veranstaltung"
    grund = f"{wort}-{timezone.localdate(beginn):%Y-%m-%d}" if beginn else wort
    nummer, frei = 1, grund
    while frei in RESERVIERTE_SLUGS or Veranstaltung.objects.filter(slug=frei).exists():
        nummer += 1
        frei = f"{grund}-{nummer}"
    return frei


class _Verschiebung:
    """The same distance on the clock on the wall: 10:00 stays 10:00 across a change of the clocks."""

    def __init__(self, von: datetime, nach: datetime) -> None:
        self.abstand: timedelta = timezone.make_naive(nach) - timezone.make_naive(von)

    def __call__(self, zeit: datetime) -> datetime:
        return timezone.make_aware(timezone.make_naive(zeit) + self.abstand)


@transaction.atomic
def kopieren(
    veranstaltung_id: int,
    *,
    beginn: datetime,
    titel: str = "",
    reihe: Reihe | None = None,
    mit_mitwirkenden: bool = False,
    als_vorlage: bool = False,
) -> Veranstaltung:
    """A draft with the same texts, rooms, tracks, sessions and questions, moved to the new begin.

    Speakers and exhibitors come along only `mit_mitwirkenden`: they agreed to another day.
    """
    stand.sperren("veranstaltungen")
    alt = Veranstaltung.objects.get(pk=veranstaltung_id)
    verschieben = _Verschiebung(alt.beginn, beginn)
    titel = titel or alt.titel
    neu = _abschrift(alt)
    for feld in TERMINFELDER:
        if zeit := getattr(alt, feld):
            setattr(neu, feld, verschieben(zeit))
    neu.titel, neu.reihe, neu.ist_vorlage = titel, reihe or (None if als_vorlage else alt.reihe), als_vorlage
    neu.slug = freier_slug(f"Vorlage {titel}") if als_vorlage else freier_slug(titel, beginn)
    neu.urspruenglicher_beginn, neu.ist_beispiel = None, False
    neu.zugangslink = ""  # who has that of one date must not get into the next one by it
    neu.uid, neu.sequenz, neu.zustand, neu.absagegrund = uuid.uuid4(), 0, Veranstaltung.Zustand.ENTWURF, ""
    neu.save(force_insert=True)
    neu.handlungsfelder.set(alt.handlungsfelder.all())
    neu.projekte.set(alt.projekte.all())
    for frage in alt.fragen.all():
        _anhaengen(frage, neu)
    _programm_kopieren(alt, neu, verschieben, mit_mitwirkenden=mit_mitwirkenden)
    return neu


def _abschrift(zeile: Any) -> Any:
    """The row as a new, unsaved object."""
    felder = [feld for feld in zeile._meta.concrete_fields if not feld.primary_key]
    return type(zeile)(**{feld.attname: getattr(zeile, feld.attname) for feld in felder})


def _anhaengen(teil: Model, veranstaltung: Veranstaltung) -> Any:
    kopie = _abschrift(teil)
    kopie.veranstaltung = veranstaltung
    kopie.save(force_insert=True)
    return kopie


def _programm_kopieren(
    alt: Veranstaltung, neu: Veranstaltung, verschieben: _Verschiebung, *, mit_mitwirkenden: bool
) -> None:
    raeume = {raum.pk: _anhaengen(raum, neu) for raum in alt.raeume.all()}
    straenge = {strang.pk: _anhaengen(strang, neu) for strang in alt.straenge.all()}
    personen: dict[int, Mitwirkende] = {}
    if mit_mitwirkenden:
        personen = {person.pk: _anhaengen(person, neu) for person in alt.mitwirkende.all()}
        for aussteller in alt.aussteller.all():
            _anhaengen(aussteller, neu)
    for punkt in alt.programm.prefetch_related("sprechende"):
        kopie: Programmpunkt = _abschrift(punkt)
        kopie.veranstaltung = neu
        kopie.beginn, kopie.ende = verschieben(punkt.beginn), verschieben(punkt.ende)
        kopie.raum, kopie.strang = raeume.get(punkt.raum_id or 0), straenge.get(punkt.strang_id or 0)
        if not mit_mitwirkenden:
            kopie.mitwirkende = ""
        kopie.save(force_insert=True)
        if personen:
            kopie.sprechende.set([personen[person.pk] for person in punkt.sprechende.all()])


def als_vorlage_speichern(veranstaltung_id: int, *, titel: str) -> Veranstaltung:
    """A template of its own: what changes at the event later does not change it."""
    beginn = Veranstaltung.objects.values_list("beginn", flat=True).get(pk=veranstaltung_id)
    return kopieren(veranstaltung_id, beginn=beginn, titel=titel, als_vorlage=True)


@transaction.atomic
def serie(
    veranstaltung_id: int,
    *,
    termine: Sequence[datetime],
    titel: str = "",
    reihe_titel: str = "",
    mit_mitwirkenden: bool = False,
) -> list[Veranstaltung]:
    """One draft for each date. With `reihe_titel` all of them, and no other, belong to a new series."""
    reihe = None
    if reihe_titel:
        reihe = Reihe.objects.create(titel=reihe_titel, slug=_freier_reihenslug(reihe_titel))
    return [
        kopieren(veranstaltung_id, beginn=termin, titel=titel, reihe=reihe, mit_mitwirkenden=mit_mitwirkenden)
        for termin in sorted(termine)
    ]


def _freier_reihenslug(titel: str) -> str:
    grund = falten(titel).replace(" ", "-")[:70].strip("-") or "reihe"
    nummer, frei = 1, grund
    while Reihe.objects.filter(slug=frei).exists():
        nummer += 1
        frei = f"{grund}-{nummer}"
    return frei
