"""Pictures and documents of projects: storing them with their rows, and sweeping up what nobody refers to."""

from datetime import datetime, timedelta

from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from kompetenzzentrum.schutz.hochladen import Bilddaten, ablegen, mit_dateien

from . import suche
from .models import Bild, Dokument, Projekt
from .models.steckbrief import ablage

VERZEICHNIS = "projekte"
"""Everything below belongs to this module: what no row names is deleted after a day."""
VERWAIST_NACH = timedelta(days=1)
BILDER_HOECHSTENS = 8
DOKUMENTE_HOECHSTENS = 8


def bild_fuellen(bild: Bild, daten: Bilddaten) -> Bild:
    """Put the files of a checked picture in their place; the caller saves the row, inside `mit_dateien()`."""
    ort = ablage()
    for groesse, inhalt in (("gross", daten.gross), ("klein", daten.klein)):
        setattr(bild, groesse, ablegen(ort, f"{VERZEICHNIS}/{bild.kennung}-{groesse}.webp", inhalt))
    bild.breite, bild.hoehe = daten.breite, daten.hoehe
    return bild


def dokument_fuellen(dokument: Dokument, inhalt: bytes) -> Dokument:
    """As `bild_fuellen`."""
    dokument.datei = ablegen(ablage(), f"{VERZEICHNIS}/{dokument.kennung}.pdf", inhalt)
    dokument.groesse = len(inhalt)
    return dokument


def bild_anlegen(projekt: Projekt, daten: Bilddaten, *, alternativtext: str, nachweis: str) -> Bild:
    """Raises ValidationError; then neither row nor file is there."""
    with mit_dateien():
        bild = bild_fuellen(Bild(projekt=projekt, alternativtext=alternativtext, nachweis=nachweis), daten)
        bild.reihenfolge = projekt.bilder.count()
        bild.full_clean()
        bild.save()
        suche.ableiten([projekt.pk])
    return bild


def dokument_anlegen(projekt: Projekt, inhalt: bytes, *, titel: str, art: str) -> Dokument:
    """Raises ValidationError; then neither row nor file is there."""
    with mit_dateien():
        dokument = dokument_fuellen(Dokument(projekt=projekt, titel=titel, art=art), inhalt)
        dokument.full_clean()
        dokument.save()
        suche.ableiten([projekt.pk])
    return dokument


def verwaiste_loeschen(*, jetzt: datetime | None = None) -> int:
    """Delete files that no row names: of pictures taken away, of projects deleted, of processes that were killed.

    A file is written before its row is committed, so young ones are left alone. Returns how many went.
    """
    ort, grenze = ablage(), (jetzt or timezone.now()) - VERWAIST_NACH
    alte = [name for name in _namen(ort) if ort.get_modified_time(name) < grenze]
    with transaction.atomic():
        genannt = {
            *Bild.objects.values_list("gross", flat=True),
            *Bild.objects.values_list("klein", flat=True),
            *Dokument.objects.values_list("datei", flat=True),
        }
    verwaist = [name for name in alte if name not in genannt]
    for name in verwaist:
        ort.delete(name)
    return len(verwaist)


def _namen(ort: Storage) -> list[str]:
    try:
        return [f"{VERZEICHNIS}/{name}" for name in ort.listdir(VERZEICHNIS)[1]]
    except FileNotFoundError:
        return []
