"""Writing projects: the one way in for admin, submissions, import and demo data. Keeps the search index in step."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kommunen.models import Kommune
from kommunen.namen import falten
from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.oberflaeche import stand

from . import fassungen, suche
from .models import (
    BESTAETIGUNGEN,
    RESERVIERTE_SLUGS,
    WEITERE_FELDER_HOECHSTENS,
    Beteiligung,
    Bild,
    Dokument,
    Handlungsfeld,
    Loesungstyp,
    Merkmal,
    Partner,
    Projekt,
    ProjektQuerySet,
    Schlagwort,
    Wirkung,
    Zustand,
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
    schlagwoerter: Sequence[Schlagwort] | None = None,
    wirkungen: Sequence[Wirkung] | None = None,
    partner: Sequence[Partner] | None = None,
    bilder: Sequence[Bild] | None = None,
    dokumente: Sequence[Dokument] | None = None,
    von: Nutzer | None = None,
    anlass: str = "",
    mit_index: bool = True,
) -> Projekt:
    """Write the project and what belongs to it; None leaves that part as it is. Raises ValidationError; then nothing
    is written. New `bilder` and `dokumente` have their files already (see `dateien`).

    Every change is kept as a Fassung, by whom and why. Whoever writes many passes `mit_index=False` (then nothing is
    kept either) and calls `suche.ableiten` for all of them in the same transaction.
    """
    felder_pruefen(projekt.handlungsfeld, weitere_handlungsfelder)
    if federfuehrung is None and not projekt.traeger:
        raise ValidationError(OHNE_VERANTWORTUNG)
    projekt.slug = projekt.slug or freier_slug(projekt.titel)
    _stand_ableiten(projekt)
    projekt.full_clean(exclude=["handlungsfeld"])
    if mit_index:
        fassungen.erste_festhalten(projekt)
    projekt.save()
    projekt.weitere_handlungsfelder.set(weitere_handlungsfelder)
    projekt.loesungstypen.set(loesungstypen)
    if schlagwoerter is not None:
        projekt.schlagwoerter.set(schlagwoerter)
    _beteiligte_setzen(projekt, federfuehrung, beteiligte)
    _ersetzen(projekt, Wirkung, wirkungen)
    _ersetzen(projekt, Partner, partner)
    _behalten(projekt, Bild, bilder)
    _behalten(projekt, Dokument, dokumente)
    if mit_index:
        fassungen.festhalten(projekt, von=von, anlass=anlass)
        suche.ableiten([projekt.pk])
    return projekt


def _beteiligte_setzen(projekt: Projekt, federfuehrung: Kommune | None, beteiligte: Sequence[Kommune]) -> None:
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


def _ersetzen(projekt: Projekt, modell: Any, zeilen: Sequence[Wirkung] | Sequence[Partner] | None) -> None:
    if zeilen is None:
        return
    modell.objects.filter(projekt=projekt).delete()
    for zeile in zeilen:
        zeile.pk, zeile.projekt = None, projekt
        zeile.full_clean(exclude=["projekt"])
    modell.objects.bulk_create(zeilen)


def _behalten(projekt: Projekt, modell: Any, zeilen: Sequence[Bild] | Sequence[Dokument] | None) -> None:
    """These rows and no others; the address of a file that stays does not change."""
    if zeilen is None:
        return
    modell.objects.filter(projekt=projekt).exclude(kennung__in=[zeile.kennung for zeile in zeilen]).delete()
    for zeile in zeilen:
        zeile.projekt = projekt
        zeile.full_clean(exclude=["projekt"])
        zeile.save()


def _stand_ableiten(projekt: Projekt) -> None:
    """Only what is there can be confirmed. The entry is as old as the oldest of its confirmations; a fresh one answers
    the yearly question, and a new contact address ends the search for one."""
    for tag_feld, angaben in BESTAETIGUNGEN.items():
        if not any(getattr(projekt, feld) for feld in angaben):
            setattr(projekt, tag_feld, None)
    tage = [tag for feld in BESTAETIGUNGEN if (tag := getattr(projekt, feld)) is not None]
    projekt.bestaetigt_am = min(tage, default=None)
    if projekt.bestaetigt_am and not projekt.ist_veraltet:
        projekt.unbeantwortet_seit = None
    if projekt.kontakt_gestoert_am and projekt.pk:
        bisher = Projekt.objects.filter(pk=projekt.pk).values_list("kontakt_email", flat=True).first()
        if projekt.kontakt_email and projekt.kontakt_email != bisher:
            projekt.kontakt_gestoert_am = None


@transaction.atomic
def bestaetigen(
    projekt: Projekt, *, kosten: bool = True, zustand: bool = True, kontakt: bool = True, am: date | None = None
) -> Projekt:
    """Somebody who knows the project says that it is still so. Takes the label of an unanswered question away."""
    projekt = gesperrt(projekt)
    am = am or timezone.localdate()
    for feld, gilt in zip(BESTAETIGUNGEN, (kosten, zustand, kontakt), strict=True):
        if gilt:
            setattr(projekt, feld, am)
    projekt.unbeantwortet_seit = None
    _stand_ableiten(projekt)
    projekt.save(update_fields=[*BESTAETIGUNGEN, "bestaetigt_am", "unbeantwortet_seit", "geaendert_am"])
    suche.ableiten([projekt.pk])
    return projekt


@transaction.atomic
def beenden(projekt: Projekt, *, grund: str, zustand: Zustand = Zustand.BEENDET, am: date | None = None) -> Projekt:
    """The project is over; what it cost and taught stays in the catalogue."""
    projekt = gesperrt(projekt)
    projekt.zustand, projekt.zustand_grund = zustand, grund
    projekt.zustand_bestaetigt_am = am or timezone.localdate()
    projekt.unbeantwortet_seit = None
    _stand_ableiten(projekt)
    projekt.full_clean(exclude=["handlungsfeld"])
    fassungen.erste_festhalten(projekt)
    projekt.save()
    fassungen.festhalten(projekt, anlass="Auf die jährliche Nachfrage beendet")
    suche.ableiten([projekt.pk])
    return projekt


@transaction.atomic
def kontakt_setzen(projekt: Projekt, *, funktion: str, email: str, am: date | None = None) -> Projekt:
    """A new contact, confirmed by whoever names it."""
    projekt = gesperrt(projekt)
    projekt.kontakt_funktion, projekt.kontakt_email = funktion, email
    projekt.kontakt_bestaetigt_am = am or timezone.localdate()
    projekt.kontakt_gestoert_am = None
    _stand_ableiten(projekt)
    projekt.full_clean(exclude=["handlungsfeld"])
    fassungen.erste_festhalten(projekt)
    projekt.save()
    fassungen.festhalten(projekt, anlass="Neuer Kontakt")
    suche.ableiten([projekt.pk])
    return projekt


def markieren(projekte: ProjektQuerySet, **felder: date | None) -> int:
    """Set `unbeantwortet_seit` or `kontakt_gestoert_am` of many. Returns how many."""
    with transaction.atomic():
        stand.sperren("projekte")
        schluessel = list(projekte.values_list("pk", flat=True))
        Projekt.objects.filter(pk__in=schluessel).update(**felder)
        suche.ableiten(schluessel)
    return len(schluessel)


def gesperrt(projekt: Projekt) -> Projekt:
    """The row as it stands now, locked until the transaction ends; the room before its rows (see `stand`)."""
    stand.sperren("projekte")
    return Projekt.objects.select_for_update(of=("self",)).select_related("handlungsfeld").get(pk=projekt.pk)


def umbenannt(merkmal: Merkmal) -> None:
    """The name of a Handlungsfeld, Lösungstyp or Schlagwort stands in the search index of its projects."""
    if isinstance(merkmal, Loesungstyp):
        projekte = Projekt.objects.filter(loesungstypen=merkmal)
    elif isinstance(merkmal, Schlagwort):
        projekte = Projekt.objects.filter(schlagwoerter=merkmal)
    else:
        projekte = Projekt.objects.filter(Q(handlungsfeld=merkmal) | Q(weitere_handlungsfelder=merkmal)).distinct()
    suche.ableiten(projekte.values_list("pk", flat=True))


@transaction.atomic
def veroeffentlichen(projekte: ProjektQuerySet, *, jetzt: datetime | None = None) -> int:
    """Publish drafts and bring archived ones back, which keep their first date. Returns how many changed."""
    jetzt = jetzt or timezone.now()
    stand.sperren("projekte")
    schluessel = list(
        projekte.exclude(veroeffentlicht_am__isnull=False, archiviert_am=None).values_list("pk", flat=True)
    )
    betroffen = Projekt.objects.filter(pk__in=schluessel)
    betroffen.filter(veroeffentlicht_am=None).update(veroeffentlicht_am=jetzt)
    betroffen.update(archiviert_am=None, geaendert_am=jetzt)
    suche.ableiten(schluessel)
    return len(schluessel)


@transaction.atomic
def archivieren(projekte: ProjektQuerySet, *, jetzt: datetime | None = None) -> int:
    """Take projects off the catalogue; nothing is lost."""
    jetzt = jetzt or timezone.now()
    stand.sperren("projekte")
    schluessel = list(projekte.filter(archiviert_am=None).values_list("pk", flat=True))
    Projekt.objects.filter(pk__in=schluessel).update(archiviert_am=jetzt, geaendert_am=jetzt)
    suche.ableiten(schluessel)
    return len(schluessel)
