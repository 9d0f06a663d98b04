"""Saved searches: kept by a person with an account, told about once a week (see `wochenuebersicht`)."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.schutz.tokens import neues_token

from .filters import ProjektFilter
from .models import Suchauftrag

HOECHSTENS = 30
ABFRAGE_HOECHSTENS = 2000
OHNE_FILTER = ("wie", "sortierung", "p")
"""Parameters of the list that choose no projects."""


def als_abfrage(gefragt: ProjektFilter) -> str:
    """What is stored: only what chooses projects, always in the same order."""
    return urlencode([paar for paar in gefragt.paare if paar[0] not in OHNE_FILTER])


def als_filter(auftrag: Suchauftrag) -> ProjektFilter:
    """What it looks for; `unbekannt` names what the catalogue no longer knows."""
    return ProjektFilter(QueryDict(auftrag.abfrage))


def in_worten(gefragt: ProjektFilter) -> list[str]:
    """Such as "Handlungsfeld: Mobilität und Verkehr"."""
    return [f"{chip.titel}: {chip.wert.removeprefix(f'{chip.titel}: ')}" for chip in gefragt.chips]


def name_vorschlagen(gefragt: ProjektFilter) -> str:
    teile = [chip.wert.strip("„“") for chip in gefragt.chips]
    return ", ".join(teile)[:80] or "Alle neuen Projekte"


@transaction.atomic
def anlegen(*, nutzer: Nutzer, name: str, gefragt: ProjektFilter) -> Suchauftrag:
    """From now on only what is published later is new. Raises ValidationError."""
    abfrage = als_abfrage(gefragt)
    Nutzer.objects.select_for_update(no_key=True).get(pk=nutzer.pk)
    vorhandene = list(nutzer.suchauftraege.all())
    if len(abfrage) > ABFRAGE_HOECHSTENS:
        raise ValidationError("Diese Suche ist zu lang zum Speichern. Bitte nehmen Sie einige Filter heraus.")
    if gleiche := next((auftrag for auftrag in vorhandene if auftrag.abfrage == abfrage), None):
        raise ValidationError(f"Diese Suche haben Sie schon gespeichert: „{gleiche.name}“.")
    if len(vorhandene) >= HOECHSTENS:
        raise ValidationError(f"Sie haben schon {HOECHSTENS} Suchen gespeichert. Bitte löschen Sie zuerst eine.")
    return Suchauftrag.objects.create(
        nutzer=nutzer,
        name=name,
        abfrage=abfrage,
        beschreibung=" · ".join(in_worten(gefragt)) or "alle Projekte",
        sammeltoken=vorhandene[0].sammeltoken if vorhandene else neues_token(),
    )


def umbenennen(auftrag: Suchauftrag, name: str) -> None:
    auftrag.name = name
    auftrag.save(update_fields=["name"])


def pausieren(*auftraege: Suchauftrag) -> None:
    """Doing it twice changes nothing."""
    laufende = Suchauftrag.objects.filter(pk__in=[auftrag.pk for auftrag in auftraege], pausiert_am=None)
    laufende.update(pausiert_am=timezone.now())


def fortsetzen(auftrag: Suchauftrag) -> None:
    """What came during the pause is not told afterwards."""
    pausierte = Suchauftrag.objects.filter(pk=auftrag.pk, pausiert_am__isnull=False)
    pausierte.update(pausiert_am=None, geprueft_bis=timezone.now())
