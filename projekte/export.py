"""Lists of projects as CSV for spreadsheets: UTF-8 with BOM, semicolons, streamed, no cell that runs as a formula."""

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from django.http import StreamingHttpResponse
from django.utils import timezone

from kompetenzzentrum.versand.postausgang import adresse

from . import daten
from .models import Projekt

HOECHSTENS: Final = 5000
"""Rows of one file. Whoever needs more takes the API page by page."""
STAPEL = 250
FORMELZEICHEN = ("=", "+", "-", "@", "\t", "\r")

SPALTEN: dict[str, Callable[[Projekt], object]] = {
    "Titel": lambda p: p.titel,
    "Kurzbeschreibung": lambda p: p.kurzbeschreibung,
    "Handlungsfeld": lambda p: p.handlungsfeld.name,
    "Weitere Handlungsfelder": lambda p: "; ".join(feld.name for feld in p.weitere_handlungsfelder.all()),
    "Lösungstypen": lambda p: "; ".join(typ.name for typ in p.loesungstypen.all()),
    "Schlagwörter": lambda p: "; ".join(wort.name for wort in p.schlagwoerter.all()),
    "Federführende Kommune": lambda p: p.federfuehrung.name if p.federfuehrung else "",
    "Schlüssel": lambda p: p.federfuehrung.schluessel if p.federfuehrung else "",
    "Land": lambda p: p.federfuehrung.land.name if p.federfuehrung else "",
    "Größenklasse": lambda p: p.federfuehrung.get_groessenklasse_display() if p.federfuehrung else "",
    "Weitere Kommunen": lambda p: "; ".join(f"{k.name} ({k.schluessel})" for k in p.weitere_kommunen),
    "Träger": lambda p: p.traeger,
    "Phase": lambda p: p.get_phase_display(),
    "Zustand": lambda p: p.get_zustand_display(),
    "Grund": lambda p: p.zustand_grund,
    "Einmalige Kosten": lambda p: p.get_kosten_einmalig_display(),
    "Jährliche Kosten": lambda p: p.get_kosten_jaehrlich_display(),
    "Grundlage der Kosten": lambda p: p.get_kosten_basis_display(),
    "Jahr der Kosten": lambda p: p.kosten_jahr,
    "Eigenes Personal": lambda p: p.get_personalaufwand_display(),
    "Finanzierung": lambda p: "; ".join(wert["text"] for wert in daten.finanzierung(p)),
    "Betrieb durch": lambda p: p.get_betriebsmodell_display(),
    "Open Source": lambda p: p.get_open_source_display(),
    "Quelltext": lambda p: p.repository,
    "Kontaktstelle": lambda p: p.kontakt_funktion,
    "Website": lambda p: p.website,
    "Bestätigt am": lambda p: p.bestaetigt_am,
    "Beispiel": lambda p: "ja" if p.ist_beispiel else "",
    "Adresse": lambda p: adresse(p.get_absolute_url()),
    "Quelle": lambda p: p.quelle,
    "Adresse der Quelle": lambda p: p.quelle_url,
    "Lizenz": lambda p: p.lizenz,
}


class _Zeile:
    """For csv.writer: hands the line back instead of storing it."""

    def write(self, zeile: str) -> str:
        return zeile


def als_csv(schluessel: Sequence[int], *, dateiname: str) -> StreamingHttpResponse:
    """The first HOECHSTENS of them, in their order; each row names its source and licence."""
    antwort = StreamingHttpResponse(_zeilen(schluessel[:HOECHSTENS]), content_type="text/csv; charset=utf-8")
    antwort["Content-Disposition"] = f'attachment; filename="{dateiname}"'
    antwort["X-Robots-Tag"] = "noindex"
    return antwort


def dateiname() -> str:
    return f"projekte-{timezone.localdate():%Y-%m-%d}.csv"


def _zeilen(schluessel: Sequence[int]) -> Iterator[str]:
    schreiber = csv.writer(_Zeile(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + schreiber.writerow(SPALTEN)
    for anfang in range(0, len(schluessel), STAPEL):
        for projekt in daten.in_reihenfolge(schluessel[anfang : anfang + STAPEL]):
            yield schreiber.writerow([_zelle(spalte(projekt)) for spalte in SPALTEN.values()])


def _zelle(wert: object) -> str:
    """A spreadsheet runs what begins like a formula; the apostrophe keeps it text."""
    if wert is None:
        return ""
    if isinstance(wert, date):
        return f"{wert:%d.%m.%Y}"
    text = str(wert)
    return f"'{text}" if text.startswith(FORMELZEICHEN) else text
