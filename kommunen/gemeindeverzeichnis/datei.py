"""Opening what was given: text, Excel, either of them zipped, or the shipped selection."""

import io
import zipfile
from pathlib import Path

from . import auszug, beispiel, gv100ad
from .register import Ablehnung, Fortschritt, Register, ohne_fortschritt

GROESSTE_DATEI = 60 * 1024 * 1024
GROESSTER_INHALT = 300 * 1024 * 1024
"""Unpacked; the real workbook has 15 MB, so this only stops archives made to explode."""
_ZIP = b"PK\x03\x04"


def lesen(pfad: Path, fortschritt: Fortschritt = ohne_fortschritt) -> Register:
    """Raises Ablehnung for anything that is not one of the known formats."""
    try:
        if pfad.exists() and not pfad.is_file():
            raise Ablehnung(f"{pfad} ist keine gewöhnliche Datei.")
        if pfad.stat().st_size > GROESSTE_DATEI:
            raise Ablehnung("Die Datei ist größer als 60 MB. Das amtliche Verzeichnis hat etwa 4 MB.")
        inhalt = pfad.read_bytes()
    except OSError as fehler:
        raise Ablehnung(f"Die Datei {pfad} lässt sich nicht öffnen: {fehler.strerror}.") from fehler
    if inhalt.startswith(_ZIP) and not _ist_excel(inhalt):
        inhalt = _auspacken(inhalt)
    if inhalt.startswith(_ZIP):
        return auszug.lesen(inhalt, pfad.name, fortschritt)
    text = _dekodieren(inhalt)
    if text.startswith(beispiel.KENNUNG):
        return beispiel.lesen(text, pfad.name)
    return gv100ad.lesen(text, pfad.name, fortschritt)


def _archiv(inhalt: bytes) -> zipfile.ZipFile:
    try:
        archiv = zipfile.ZipFile(io.BytesIO(inhalt))
    except zipfile.BadZipFile as fehler:
        raise Ablehnung("Das ZIP-Archiv ist beschädigt.") from fehler
    if sum(eintrag.file_size for eintrag in archiv.infolist()) > GROESSTER_INHALT:
        raise Ablehnung("Das Archiv ist entpackt größer als 300 MB und wird deshalb nicht geöffnet.")
    return archiv


def _ist_excel(inhalt: bytes) -> bool:
    with _archiv(inhalt) as archiv:
        return "[Content_Types].xml" in archiv.namelist()


def _auspacken(inhalt: bytes) -> bytes:
    with _archiv(inhalt) as archiv:
        eintraege = [eintrag for eintrag in archiv.infolist() if not eintrag.is_dir()]
        if len(eintraege) != 1:
            namen = ", ".join(eintrag.filename for eintrag in eintraege[:5]) or "keine"
            raise Ablehnung(
                f"Im ZIP-Archiv muss genau eine Datei liegen, gefunden: {len(eintraege)} ({namen})."
                " Bitte packen Sie die richtige aus und lesen Sie diese ein."
            )
        try:
            innen = archiv.read(eintraege[0])
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as fehler:
            raise Ablehnung("Das ZIP-Archiv ist beschädigt oder mit einem Passwort geschützt.") from fehler
    if innen.startswith(_ZIP) and not _ist_excel(innen):
        raise Ablehnung("Im ZIP-Archiv liegt noch ein Archiv. Bitte packen Sie es einmal aus.")
    return innen


def _dekodieren(inhalt: bytes) -> str:
    if not inhalt.strip():
        raise Ablehnung("Die Datei ist leer.")
    try:
        text = inhalt.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = inhalt.decode("latin-1")  # older vintages (.ASC)
    if any(zeichen < " " and zeichen not in "\r\n\x1a" for zeichen in set(text)):
        raise Ablehnung(
            "Das ist keine Textdatei des Gemeindeverzeichnisses."
            " Erwartet wird GV100AD (Text, auch als ZIP) oder „Auszug GV“ (Excel, .xlsx)."
        )
    return text
