"""The table in which several projects are described at once: its columns, the empty files, and reading a filled one.

A column is a field of the submission's forms; the words of a cell become what the form would have sent.
"""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import xlsxwriter
from django import forms
from django.conf import settings

from .einlesen import datei, excel
from .einlesen.datei import Tabelle, Unlesbar, Zeile
from .models import Projekt
from .schritte import BEZEICHNUNG, PFLICHT, SCHRITTE, ZEILENFORMEN

BYTES_HOECHSTENS = 5 * 1024 * 1024
ZEILEN_HOECHSTENS = 200
ZELLE_HOECHSTENS = 20_000
"""Characters, several times what the longest field holds."""
ZEILEN_IN_DER_VORLAGE = 500
TRENNER = ";"
BEZEICHNUNGEN = {feld.name: str(feld.verbose_name) for feld in (*Projekt._meta.fields, *Projekt._meta.many_to_many)}
_ZIP = b"PK\x03\x04"
_ALTES_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KEIN_EXCEL = (
    "Diese Excel-Datei ist nicht zu lesen: Sie ist beschädigt, zu groß oder keine Excel-Datei."
    " Bitte öffnen Sie sie in Ihrer Tabellenkalkulation und speichern Sie sie neu als „Excel-Arbeitsmappe (.xlsx)“"
    " oder als „CSV UTF-8“."
)


@dataclass(frozen=True)
class Spalte:
    name: str
    kopf: str
    hilfe: str
    mehrere: bool = False
    """Several values in a cell, separated by semicolons."""
    werte: Mapping[str, str] = field(default_factory=dict)
    """Of a fixed list: code → words."""

    def als_eingabe(self, zelle: str) -> tuple[Any, str]:
        """What the form would have got, and an objection (then the first is empty)."""
        if self.name == "beteiligte":
            return "\n".join(teil.strip() for teil in zelle.split(TRENNER)), ""
        if not self.werte:
            return zelle, ""
        nach_wort = {wort.casefold(): code for code, text in self.werte.items() for wort in (code, text)}
        woerter = [teil.strip() for teil in zelle.split(TRENNER)] if self.mehrere else [zelle]
        codes = []
        for wort in filter(None, woerter):
            if (code := nach_wort.get(wort.casefold())) is None:
                return [] if self.mehrere else "", f"„{wort[:60]}“ kennen wir nicht. Erwartet: {self.erwartet}."
            codes.append(code)
        return (codes if self.mehrere else "".join(codes)), ""

    def in_worten(self, eingabe: Any) -> str:
        """What `als_eingabe` made of a cell, for readers."""
        if isinstance(eingabe, list):
            return ", ".join(self.werte.get(code, code) for code in eingabe)
        return self.werte.get(eingabe, eingabe)

    @property
    def erwartet(self) -> str:
        return ", ".join(self.werte.values())


def spalten() -> list[Spalte]:
    """In the order of the steps; what may be given several times in rows of its own stays out."""
    return [_spalte(name, feld) for schritt in SCHRITTE for name, feld in schritt.form.base_fields.items()]


def _spalte(name: str, feld: forms.Field) -> Spalte:
    kopf = "Weitere Kommunen" if name == "beteiligte" else BEZEICHNUNGEN.get(name, str(feld.label))
    werte: dict[str, str] = {}
    if isinstance(feld, forms.ModelChoiceField):
        assert feld.queryset is not None  # noqa: S101  (for the type checker)
        werte = dict(feld.queryset.values_list("slug", "name"))
    elif isinstance(feld, forms.ChoiceField):
        auswahl = cast(Iterable[tuple[str, str]], feld.choices)
        werte = {str(code): str(text) for code, text in auswahl if code}
    return Spalte(
        name=name,
        kopf=kopf[0].upper() + kopf[1:],
        hilfe=" ".join(filter(None, (str(feld.help_text), "Pflicht bis zum Einreichen." if name in PFLICHT else ""))),
        mehrere=isinstance(feld, forms.MultipleChoiceField | forms.ModelMultipleChoiceField) or name == "beteiligte",
        werte=werte,
    )


# --- the empty table ---


def als_csv() -> bytes:
    ziel = io.StringIO(newline="")
    csv.writer(ziel, delimiter=";", lineterminator="\r\n").writerow(spalte.kopf for spalte in spalten())
    return ziel.getvalue().encode("utf-8-sig")


def als_excel() -> bytes:
    """Columns of fixed lists offer their values; a second sheet explains every column."""
    ziel = io.BytesIO()
    with xlsxwriter.Workbook(ziel, {"in_memory": True}) as mappe:
        kopf = mappe.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3EEF0"})
        umbruch = mappe.add_format({"text_wrap": True, "valign": "top"})
        blatt, erklaerung, listen = (mappe.add_worksheet(name) for name in (excel.BLATT, "Erklärung", "Werte"))
        alle = spalten()
        blatt.freeze_panes(1, 1)
        blatt.set_column(0, len(alle) - 1, 26, umbruch)
        for nummer, spalte in enumerate(alle):
            blatt.write_string(0, nummer, spalte.kopf, kopf)
            if spalte.werte:
                listen.write_string(0, nummer, spalte.kopf, kopf)
                listen.write_column(1, nummer, spalte.werte.values())
            if spalte.werte and not spalte.mehrere:
                bereich = xlsxwriter.utility.xl_range_abs(1, nummer, len(spalte.werte), nummer)
                regel = {"validate": "list", "source": f"=Werte!{bereich}", "ignore_blank": True}
                blatt.data_validation(1, nummer, ZEILEN_IN_DER_VORLAGE, nummer, regel)
        _erklaeren(erklaerung, alle, kopf, umbruch)
    return ziel.getvalue()


def _erklaeren(blatt: Any, alle: list[Spalte], kopf: Any, umbruch: Any) -> None:
    blatt.freeze_panes(1, 0)
    blatt.set_column(0, 0, 28, umbruch)
    blatt.set_column(1, 2, 70, umbruch)
    blatt.write_row(0, 0, ["Spalte", "Was gehört hinein?", "Mögliche Werte"], kopf)
    for nummer, spalte in enumerate(alle, start=1):
        hilfe = f"{spalte.hilfe} Mehrere mit Semikolon trennen." if spalte.mehrere else spalte.hilfe
        blatt.write_row(nummer, 0, [spalte.kopf, hilfe.strip(), spalte.erwartet])
    *fehlt, zuletzt = (BEZEICHNUNG[name] for name in ZEILENFORMEN)
    satz = f"{', '.join(fehlt)} und {zuletzt} ergänzen Sie danach im Entwurf auf dem Portal."
    blatt.write_string(len(alle) + 1, 1, satz)


# --- the filled table ---


def lesen(inhalt: bytes, alle: list[Spalte]) -> Tabelle:
    """Raises Unlesbar with what is wrong and what to do."""
    if len(inhalt) > BYTES_HOECHSTENS:
        raise Unlesbar(f"Die Datei ist größer als {BYTES_HOECHSTENS // (1024 * 1024)} MB.")
    if inhalt.startswith(_ALTES_OFFICE):
        raise Unlesbar(
            "Das ist das alte Excel-Format (.xls), oder die Datei ist mit einem Passwort geschützt."
            " Bitte speichern Sie sie ohne Passwort als „Excel-Arbeitsmappe (.xlsx)“."
        )
    if inhalt.startswith(_ZIP):
        tabelle = _aus_excel(inhalt)
    elif inhalt.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Unlesbar("Das ist eine Webseite oder XML, keine Tabelle. Der Name der Datei zählt nicht.")
    else:
        tabelle = datei.lesen(inhalt, [name for spalte in alle for name in (spalte.kopf, spalte.name)])
    if not tabelle.zeilen:
        raise Unlesbar("Die Tabelle hat nur die Kopfzeile. Bitte tragen Sie je Projekt eine Zeile ein.")
    if len(tabelle.zeilen) > ZEILEN_HOECHSTENS:
        raise Unlesbar(
            f"Die Tabelle hat {len(tabelle.zeilen)} Zeilen, möglich sind {ZEILEN_HOECHSTENS}. Bitte teilen Sie sie auf."
        )
    for zeile in tabelle.zeilen:
        if any(len(zelle) > ZELLE_HOECHSTENS for zelle in zeile.zellen):
            raise Unlesbar(
                f"In Zeile {zeile.nummer} hat eine Zelle mehr als {ZELLE_HOECHSTENS // 1000}.000 Zeichen."
                " Bitte kürzen Sie den Text."
            )
    return tabelle


def _aus_excel(inhalt: bytes) -> Tabelle:
    try:
        kind = subprocess.run(
            [sys.executable, "-m", excel.__name__],
            input=inhalt,
            capture_output=True,
            timeout=3 * excel.SEKUNDEN_HOECHSTENS,
            cwd=settings.BASE_DIR,
            check=True,
        )
        roh: list[list[str]] | str = json.loads(kind.stdout)
    except (subprocess.SubprocessError, ValueError) as fehler:
        raise Unlesbar(KEIN_EXCEL) from fehler
    if isinstance(roh, str):
        raise Unlesbar(roh)
    gefuellt = [Zeile(nummer, zellen) for nummer, zellen in enumerate(roh, start=1) if any(zellen)]
    if not gefuellt:
        raise Unlesbar("Die Tabelle ist leer.")
    kopf = list(gefuellt[0].zellen)
    while kopf and not kopf[-1]:
        kopf.pop()
    if any(any(zeile.zellen[len(kopf) :]) for zeile in gefuellt):
        raise Unlesbar("Rechts von der letzten Überschrift stehen noch Werte. Bitte prüfen Sie die erste Zeile.")
    return Tabelle(kopf, [Zeile(zeile.nummer, zeile.zellen[: len(kopf)]) for zeile in gefuellt[1:]])
