"""Pictures and documents of projects and submissions: storing them, and sweeping up what nobody refers to."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from kompetenzzentrum.schutz.hochladen import Bilddaten, ablegen

from .models import Anlage, Bild, Dokument, Einreichung
from .models.beitrag import vertrauliche_ablage
from .models.steckbrief import ablage

VERZEICHNIS = "projekte"
VERZEICHNIS_ENTWUERFE = "einreichungen"
"""Everything below the two belongs to this module: what no row names is deleted after a day."""
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


def anlage_anlegen(einreichung: Einreichung, inhalt: Bilddaten | bytes) -> Anlage:
    """A file of a submission, inside `mit_dateien()`."""
    anlage = Anlage(einreichung=einreichung, groesse=groesse(inhalt))
    anfang, ort = f"{VERZEICHNIS_ENTWUERFE}/{anlage.kennung}", vertrauliche_ablage()
    if isinstance(inhalt, Bilddaten):
        anlage.datei = ablegen(ort, f"{anfang}-gross.webp", inhalt.gross)
        anlage.klein = ablegen(ort, f"{anfang}-klein.webp", inhalt.klein)
        anlage.breite, anlage.hoehe = inhalt.breite, inhalt.hoehe
    else:
        anlage.datei = ablegen(ort, f"{anfang}.pdf", inhalt)
    anlage.save()
    return anlage


def groesse(inhalt: Bilddaten | bytes) -> int:
    """Bytes that will be stored."""
    return len(inhalt.gross) + len(inhalt.klein) if isinstance(inhalt, Bilddaten) else len(inhalt)


def verwaiste_loeschen(*, jetzt: datetime | None = None) -> int:
    """Delete files that no row names: of pictures taken away, of projects deleted, of processes that were killed.

    A file is written before its row is committed, so young ones are left alone. Returns how many went.
    """
    grenze = (jetzt or timezone.now()) - VERWAIST_NACH
    return sum(
        fegen(ort, verzeichnis, felder, grenze)
        for ort, verzeichnis, felder in (
            (ablage(), VERZEICHNIS, [(Bild, "gross"), (Bild, "klein"), (Dokument, "datei")]),
            (vertrauliche_ablage(), VERZEICHNIS_ENTWUERFE, [(Anlage, "datei"), (Anlage, "klein")]),
        )
    )


def fegen(ort: Storage, verzeichnis: str, felder: Sequence[tuple[type[Model], str]], grenze: datetime) -> int:
    """Delete what lies in the folder, is older and stands in none of the fields."""
    alte = [name for name in _namen(ort, verzeichnis) if ort.get_modified_time(name) < grenze]
    with transaction.atomic():
        genannt = {name for modell, feld in felder for name in modell._default_manager.values_list(feld, flat=True)}
    verwaist = [name for name in alte if name not in genannt]
    for name in verwaist:
        ort.delete(name)
    return len(verwaist)


def _namen(ort: Storage, verzeichnis: str) -> list[str]:
    try:
        return [f"{verzeichnis}/{name}" for name in ort.listdir(verzeichnis)[1]]
    except FileNotFoundError:
        return []
