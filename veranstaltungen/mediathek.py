"""Films, slides, pictures: what may be uploaded, publishing, and sweeping up. Who sees what: `rechte.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils import timezone

from kompetenzzentrum.schutz.hochladen import bild_pruefen, film_pruefen, pdf_pruefen
from projekte.dateien import VERWAIST_NACH, fegen
from projekte.models.steckbrief import ablage, neue_kennung

from .models import Medium

VERZEICHNIS = "mediathek"
"""Everything below belongs to this module: what no row names is deleted after a day."""
Art = Medium.Art
ENDUNGEN = {Art.FILM: ("mp4", "webm"), Art.BILD: ("webp",), Art.FOLIEN: ("pdf",), Art.DOKUMENT: ("pdf",)}
TYPEN = {"mp4": "video/mp4", "webm": "video/webm", "webp": "image/webp", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Geprueft:
    """A file that may be kept, under a name nobody chose."""

    datei: "File[Any]"
    groesse: int
    klein: "File[Any] | None" = None
    breite: int | None = None
    hoehe: int | None = None


def pruefen(art: str, datei: "File[Any]") -> Geprueft:
    """By its content. Raises ValidationError."""
    return _PRUEFUNGEN[Art(art)](datei, neue_kennung())


def _film(datei: "File[Any]", kennung: str) -> Geprueft:
    datei.name = f"{kennung}.{film_pruefen(datei)}"
    return Geprueft(datei, datei.size)


def _bild(datei: "File[Any]", kennung: str) -> Geprueft:
    daten = bild_pruefen(datei)
    gross, klein = (
        ContentFile(inhalt, f"{kennung}-{name}.webp")
        for name, inhalt in (("gross", daten.gross), ("klein", daten.klein))
    )
    return Geprueft(gross, len(daten.gross), klein, daten.breite, daten.hoehe)


def _pdf(datei: "File[Any]", kennung: str) -> Geprueft:
    inhalt = pdf_pruefen(datei)
    return Geprueft(ContentFile(inhalt, f"{kennung}.pdf"), len(inhalt))


_PRUEFUNGEN: dict[str, Callable[["File[Any]", str], Geprueft]] = {
    Art.FILM: _film,
    Art.BILD: _bild,
    Art.FOLIEN: _pdf,
    Art.DOKUMENT: _pdf,
}


def uebernehmen(medium: Medium, geprueft: Geprueft) -> None:
    """Put a checked file in its place; the caller saves the row."""
    medium.datei, medium.groesse = geprueft.datei, geprueft.groesse
    medium.klein, medium.breite, medium.hoehe = geprueft.klein or "", geprueft.breite, geprueft.hoehe


def veroeffentlichen(medium: Medium) -> Medium:
    """Raises ValidationError if it does not stand open to everybody; what is public already keeps its date."""
    if not medium.datei and not medium.externe_adresse:
        raise ValidationError("Es fehlt die Datei oder die Adresse.")
    medium.veroeffentlichbar()
    medium.veroeffentlicht_am = medium.veroeffentlicht_am or timezone.now()
    medium.save(update_fields=["veroeffentlicht_am", "geaendert_am"])
    return medium


def zurueckziehen(medium: Medium) -> Medium:
    medium.veroeffentlicht_am = None
    medium.save(update_fields=["veroeffentlicht_am", "geaendert_am"])
    return medium


def verwaiste_loeschen(*, jetzt: datetime | None = None, nach: timedelta = VERWAIST_NACH) -> int:
    """Files that were replaced, or whose row is gone. Returns how many went."""
    felder = [(Medium, name) for name in ("datei", "klein", "untertitel")]
    return fegen(ablage(), VERZEICHNIS, felder, (jetzt or timezone.now()) - nach)
