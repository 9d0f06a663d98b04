"""Reads an Excel file in a process of its own: `python -m projekte.einlesen.excel < file.xlsx`, rows as JSON.

A workbook of a few kilobytes may unfold into a table of billions of cells. Here that ends a child with little memory
and time, never the portal. Runs without Django.
"""

import json
import resource
import sys
from datetime import date, datetime
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

ZEILEN_HOECHSTENS, SPALTEN_HOECHSTENS = 2000, 200
MB = 1024 * 1024
SPEICHER_HOECHSTENS = 768 * MB
SEKUNDEN_HOECHSTENS = 10
ZEICHEN_HOECHSTENS = 5_000_000
"""Of all cells together: many of them may share one long text of a small file."""
ZU_VIEL_TEXT = f"Die Tabelle enthält zu viel Text: mehr als {ZEICHEN_HOECHSTENS // 1_000_000} Millionen Zeichen."
BLATT = "Projekte"


def _zelle(wert: Any) -> str:
    if isinstance(wert, bool):
        return "ja" if wert else "nein"
    if isinstance(wert, float) and wert.is_integer():
        return str(int(wert))
    if isinstance(wert, datetime | date):
        return f"{wert:%d.%m.%Y}"
    return str(wert).strip()


def zeilen(inhalt: bytes) -> list[list[str]] | str:
    """Of the sheet "Projekte", otherwise of the first; rows keep their place. A string says why not."""
    mappe = CalamineWorkbook.from_filelike(BytesIO(inhalt))
    name = BLATT if BLATT in mappe.sheet_names else mappe.sheet_names[0]
    blatt = mappe.get_sheet_by_name(name).to_python(skip_empty_area=False)
    gelesen: list[list[str]] = []
    frei = ZEICHEN_HOECHSTENS
    for zeile in blatt[:ZEILEN_HOECHSTENS]:
        gelesen.append([_zelle(zelle) for zelle in zeile[:SPALTEN_HOECHSTENS]])
        frei -= sum(map(len, gelesen[-1]))
        if frei < 0:
            return ZU_VIEL_TEXT
    return gelesen


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (SPEICHER_HOECHSTENS, SPEICHER_HOECHSTENS))
    resource.setrlimit(resource.RLIMIT_CPU, (SEKUNDEN_HOECHSTENS, SEKUNDEN_HOECHSTENS))
    sys.stdout.buffer.write(json.dumps(zeilen(sys.stdin.buffer.read()), ensure_ascii=False).encode())
