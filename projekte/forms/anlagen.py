"""Rows of pictures and documents: what is said about a file (stored as typed), and what is done with it (a file, a
place, away). Both are one row of the page and have the same prefix.
"""

from typing import Any

from django import forms
from django.db.models import Model

from kompetenzzentrum.schutz.hochladen import BILD_BYTES_HOECHSTENS, MB, PDF_BYTES_HOECHSTENS, BildFeld, PdfFeld

from ..models import Bild, Dokument
from .einreichung import Schrittform, ganzzahl, text, wahl

DATEI_FEHLT = "Bitte wählen Sie die Datei dazu."


def _hoechstens(modell: type[Model], feld: str) -> int:
    eins: Any = modell._meta.get_field(feld)
    return int(eins.max_length)


class DateienForm(Schrittform):
    """The step has rows only."""


class Dateizeile(Schrittform):
    kennung = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    """Of the file that is stored already; empty without one."""
    noetig: dict[str, str]

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or self.cleaned_data
        for feld, meldung in {"kennung": DATEI_FEHLT, **self.noetig}.items():
            if not daten.get(feld) and feld not in self.errors:
                self.add_error(feld, meldung)
        return daten


class BildZeile(Dateizeile):
    alternativtext = text(
        "Bildbeschreibung", _hoechstens(Bild, "alternativtext"), "Was ist zu sehen? Für alle, die das"
        " Bild nicht sehen können: „Eine rote Bank am Dorfplatz, daneben eine Tafel mit fünf Zielen.“", zeilen=2,
    )  # fmt: skip
    nachweis = text(
        "Bildnachweis", _hoechstens(Bild, "nachweis"), "Wer hat es gemacht? „Foto: Stadt Musterstadt“."
        " Personen auf dem Bild müssen einverstanden sein.",
    )  # fmt: skip
    noetig = {
        "alternativtext": "Bitte beschreiben Sie, was auf dem Bild zu sehen ist.",
        "nachweis": "Bitte nennen Sie, wer das Bild gemacht hat.",
    }


class DokumentZeile(Dateizeile):
    titel = text("Titel", _hoechstens(Dokument, "titel"))
    art = wahl("Art", Dokument.Art, leer="Bitte wählen")
    noetig = {"titel": "Bitte geben Sie dem Dokument einen Titel.", "art": "Bitte wählen Sie, was es ist."}


class Eingabe(forms.Form):
    """What is done with the file of one row."""

    freiwillig_markieren = False

    platz = ganzzahl("Platz", 1, 99, "1 steht zuerst.")
    weg = forms.BooleanField(label="Beim Speichern entfernen", required=False)


class BildEingabe(Eingabe):
    datei = BildFeld(
        label="Bild",
        required=False,
        help_text=f"JPEG, PNG oder WebP, höchstens {BILD_BYTES_HOECHSTENS // MB} MB. Aufnahmeort und andere"
        " Zusatzangaben entfernen wir.",
    )
    field_order = ["datei"]


class DokumentEingabe(Eingabe):
    datei = PdfFeld(label="PDF", required=False, help_text=f"Höchstens {PDF_BYTES_HOECHSTENS // MB} MB.")
    field_order = ["datei"]


EINGABEN: dict[str, type[Eingabe]] = {"bilder": BildEingabe, "dokumente": DokumentEingabe}
