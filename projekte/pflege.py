"""Writing projects: the one way in for admin, import and demo data. Keeps the search index in step."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kommunen.models import Kommune
from kommunen.namen import falten

from . import suche
from .models import (
    RESERVIERTE_SLUGS,
    WEITERE_FELDER_HOECHSTENS,
    Beteiligung,
    Handlungsfeld,
    Loesungstyp,
    Merkmal,
    Projekt,
    ProjektQuerySet,
)

SLUG_HOECHSTENS = 80
OHNE_VERANTWORTUNG = "Ein Projekt braucht eine federführende Kommune oder einen Träger."


def freier_slug(titel: str, vergeben: Iterable[str] = ()) -> str:
    """An address from the title that neither a project, a page nor `vergeben` has."""
    anfang = falten(titel).replace(" ", "-")[:SLUG_HOECHSTENS].strip("-") or "projekt"
    belegt = {*RESERVIERTE_SLUGS, *vergeben}
    belegt.update(Projekt.objects.filter(slug__startswith=anfang).values_list("slug", flat=True))
    nummer, slug = 1, anfang
    while slug in belegt:
        nummer += 1
        slug = f"{anfang}-{nummer}"
    return slug


def felder_pruefen(handlungsfeld: Handlungsfeld, weitere: Sequence[Handlungsfeld]) -> None:
    if len(weitere) > WEITERE_FELDER_HOECHSTENS:
        raise ValidationError(f"Bitte wählen Sie höchstens {WEITERE_FELDER_HOECHSTENS} weitere Handlungsfelder.")
    if handlungsfeld in weitere:
        raise ValidationError("Das erste Handlungsfeld zählt schon; bitte nennen Sie es nicht noch einmal.")


@transaction.atomic
def speichern(
    projekt: Projekt,
    *,
    federfuehrung: Kommune | None,
    beteiligte: Sequence[Kommune] = (),
    weitere_handlungsfelder: Sequence[Handlungsfeld] = (),
    loesungstypen: Sequence[Loesungstyp] = (),
    mit_index: bool = True,
) -> Projekt:
    """Write the project and who takes part in it. Raises ValidationError; then nothing is written.

    Whoever writes many passes `mit_index=False` and calls `suche.ableiten` for all of them in the same transaction.
    """
    felder_pruefen(projekt.handlungsfeld, weitere_handlungsfelder)
    if federfuehrung is None and not projekt.traeger:
        raise ValidationError(OHNE_VERANTWORTUNG)
    projekt.slug = projekt.slug or freier_slug(projekt.titel)
    projekt.full_clean(exclude=["handlungsfeld"])
    projekt.save()
    projekt.weitere_handlungsfelder.set(weitere_handlungsfelder)
    projekt.loesungstypen.set(loesungstypen)
    _beteiligen(projekt, federfuehrung, beteiligte)
    if mit_index:
        suche.ableiten([projekt.pk])
    return projekt


def _beteiligen(projekt: Projekt, federfuehrung: Kommune | None, beteiligte: Sequence[Kommune]) -> None:
    """Rows of who stays are kept: they know as which municipality it took part before a boundary change."""
    gewollt = {kommune.pk: kommune for kommune in (federfuehrung, *beteiligte) if kommune}
    projekt.beteiligungen.exclude(kommune__in=gewollt).delete()
    projekt.beteiligungen.update(federfuehrend=False)
    vorhanden = set(projekt.beteiligungen.values_list("kommune", flat=True))
    Beteiligung.objects.bulk_create(
        Beteiligung(projekt=projekt, kommune=kommune) for pk, kommune in gewollt.items() if pk not in vorhanden
    )
    if federfuehrung:
        erste = projekt.beteiligungen.filter(kommune=federfuehrung).order_by("pk")[:1]
        Beteiligung.objects.filter(pk__in=erste.values("pk")).update(federfuehrend=True)


def umbenannt(merkmal: Merkmal) -> None:
    """The name of a Handlungsfeld or Lösungstyp stands in the search index of its projects."""
    if isinstance(merkmal, Loesungstyp):
        projekte = Projekt.objects.filter(loesungstypen=merkmal)
    else:
        projekte = Projekt.objects.filter(Q(handlungsfeld=merkmal) | Q(weitere_handlungsfelder=merkmal)).distinct()
    suche.ableiten(projekte.values_list("pk", flat=True))


def veroeffentlichen(projekte: ProjektQuerySet, *, jetzt: datetime | None = None) -> int:
    """Publish drafts and bring archived ones back, which keep their first date. Returns how many changed."""
    jetzt = jetzt or timezone.now()
    with transaction.atomic():
        zurueckgeholt = projekte.filter(veroeffentlicht_am__isnull=False, archiviert_am__isnull=False)
        anzahl = zurueckgeholt.update(archiviert_am=None, geaendert_am=jetzt)
        entwuerfe = projekte.filter(veroeffentlicht_am__isnull=True)
        return anzahl + entwuerfe.update(veroeffentlicht_am=jetzt, archiviert_am=None, geaendert_am=jetzt)


def archivieren(projekte: ProjektQuerySet, *, jetzt: datetime | None = None) -> int:
    """Take projects off the catalogue; nothing is lost."""
    jetzt = jetzt or timezone.now()
    return projekte.filter(archiviert_am__isnull=True).update(archiviert_am=jetzt, geaendert_am=jetzt)
