"""How far the sheets of a workbook reach, before a reader sets aside memory for them.

Readers fill the whole rectangle between the first and the last cell: two cells in a file of 1.5 KB are enough to ask
for hundreds of gigabytes.
"""

import re
import zipfile
from io import BytesIO
from typing import IO
from xml.parsers import expat

from .register import Ablehnung

SPALTEN_HOECHSTENS = 200
ZEILEN_HOECHSTENS = 100_000
_ORT = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_HAPPEN = 1 << 20


def pruefen(inhalt: bytes) -> None:
    """Raises Ablehnung for a sheet too wide, too long or not well-formed, whatever its part of the archive is named."""
    try:
        with zipfile.ZipFile(BytesIO(inhalt)) as archiv:
            for eintrag in archiv.infolist():
                if b"sheetData" in archiv.read(eintrag):
                    with archiv.open(eintrag) as blatt:
                        _Blatt().lesen(blatt)
    except (expat.ExpatError, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as fehler:
        raise Ablehnung("Die Excel-Datei ist beschädigt oder geschützt.") from fehler


class _Blatt:
    """Row and column of the element being read; both may be left out and then follow the one before."""

    def __init__(self) -> None:
        self.zeile = self.spalte = 0
        self.leser = expat.ParserCreate(namespace_separator=" ")
        self.leser.StartElementHandler = self.element

    def lesen(self, blatt: IO[bytes]) -> None:
        while happen := blatt.read(_HAPPEN):
            self.leser.Parse(happen)
        self.leser.Parse(b"", True)

    def element(self, name: str, merkmale: dict[str, str]) -> None:
        art = name.rpartition(" ")[2]
        if art == "row":
            nummer = merkmale.get("r", str(self.zeile + 1))
            self.zeile = int(nummer) if re.fullmatch(r"\d{1,7}", nummer, re.ASCII) else ZEILEN_HOECHSTENS + 1
            self.spalte = 0
        elif art == "c":
            self._zelle(merkmale.get("r"))
        if self.zeile > ZEILEN_HOECHSTENS or self.spalte > SPALTEN_HOECHSTENS:
            raise Ablehnung(
                f"Die Tabelle reicht weiter als {SPALTEN_HOECHSTENS} Spalten oder {ZEILEN_HOECHSTENS} Zeilen."
                " Das amtliche Verzeichnis hat 20 Spalten und etwa 16000 Zeilen."
            )

    def _zelle(self, ort: str | None) -> None:
        if ort is None:
            self.spalte += 1
        elif treffer := _ORT.fullmatch(ort):
            self.zeile = int(treffer[2])
            self.spalte = 0
            for buchstabe in treffer[1]:
                self.spalte = self.spalte * 26 + ord(buchstabe) - 64
        else:
            raise Ablehnung(f"Die Excel-Datei ist beschädigt: „{ort[:20]}“ ist kein Ort einer Zelle.")
