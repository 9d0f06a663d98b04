"""From bytes to rows, whatever program wrote the file."""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

BYTES_HOECHSTENS = 50_000_000
FELD_HOECHSTENS = 100_000
SPALTEN_HOECHSTENS, KOPF_ZEICHEN_HOECHSTENS = 200, 20_000
TRENNZEICHEN = (",", ";", "\t")

_ZU_GROSS = f"Die Datei ist größer als {BYTES_HOECHSTENS // 1_000_000} MB."


class Unlesbar(Exception):
    """The file as a whole cannot be read; the text says why and what to do."""


@dataclass(frozen=True)
class Zeile:
    nummer: int
    """Where the row begins in the file; a quoted cell may run over several lines."""
    zellen: list[str]


@dataclass(frozen=True)
class Tabelle:
    spalten: list[str]
    zeilen: list[Zeile]


def oeffnen(pfad: Path) -> bytes:
    """Raises Unlesbar for what has no end (devices, pipes) or too late a one, OSError if there is nothing."""
    if pfad.exists() and not pfad.is_file():
        raise Unlesbar(f"{pfad} ist keine gewöhnliche Datei.")
    if pfad.stat().st_size > BYTES_HOECHSTENS:
        raise Unlesbar(_ZU_GROSS)
    return pfad.read_bytes()


def entziffern(inhalt: bytes) -> str:
    if len(inhalt) > BYTES_HOECHSTENS:
        raise Unlesbar(_ZU_GROSS)
    if inhalt.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unlesbar("Die Datei ist in UTF-16 gespeichert. Bitte speichern Sie sie als „CSV UTF-8“.")
    try:
        text = inhalt.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = inhalt.decode("cp1252")
        except UnicodeDecodeError as fehler:
            zeile = inhalt.count(b"\n", 0, fehler.start) + 1
            raise Unlesbar(
                f"Zeile {zeile}: Das Zeichen ist weder UTF-8 noch Windows-1252. Bitte speichern Sie als „CSV UTF-8“."
            ) from fehler
    if "\0" in text:
        zeile = text.count("\n", 0, text.index("\0")) + 1
        raise Unlesbar(f"Zeile {zeile} enthält ein Nullzeichen. Das ist keine CSV-Datei, oder sie ist beschädigt.")
    return text


def _trennzeichen(kopf: str, bekannt: Collection[str]) -> str:
    """The one that makes most known column names out of the first line."""

    def treffer(trennzeichen: str) -> int:
        namen = next(csv.reader([kopf[:KOPF_ZEICHEN_HOECHSTENS]], delimiter=trennzeichen), [])
        return sum(name.strip() in bekannt for name in namen)

    return max(TRENNZEICHEN, key=treffer)


def lesen(inhalt: bytes, bekannt: Collection[str]) -> Tabelle:
    """All rows with as many cells as the head has columns. Raises Unlesbar."""
    text = entziffern(inhalt)
    kopf = re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0]
    if not kopf.strip():
        raise Unlesbar("Die Datei ist leer.")
    leser = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=_trennzeichen(kopf, bekannt), strict=True)
    versatz = len(text[: len(text) - len(text.lstrip())].splitlines())
    saetze: list[Zeile] = []
    grenze = csv.field_size_limit(FELD_HOECHSTENS)
    anfang = versatz + 1
    try:
        for zellen in leser:
            if any(zelle.strip() for zelle in zellen):
                saetze.append(Zeile(anfang, [zelle.strip() for zelle in zellen]))
            anfang = versatz + leser.line_num + 1
    except csv.Error as fehler:
        raise Unlesbar(
            f"Ab Zeile {anfang} ist die Datei nicht zu lesen: Fehlt dort ein Anführungszeichen am Ende einer Zelle, "
            "steht eins zu viel, oder ist eine Zelle übergroß?"
        ) from fehler
    finally:
        csv.field_size_limit(grenze)
    spalten = saetze[0].zellen
    _kopf_pruefen(spalten)
    return Tabelle(spalten, saetze[1:])


def _kopf_pruefen(spalten: list[str]) -> None:
    if len(spalten) > SPALTEN_HOECHSTENS or sum(map(len, spalten)) > KOPF_ZEICHEN_HOECHSTENS:
        raise Unlesbar(
            f"In der ersten Zeile müssen die Namen der Spalten stehen, höchstens {SPALTEN_HOECHSTENS}."
            f" Dort stehen {len(spalten)} Zellen mit zusammen {sum(map(len, spalten))} Zeichen."
        )
    doppelt = sorted(name for name, anzahl in Counter(spalten).items() if anzahl > 1)
    if doppelt:
        raise Unlesbar(f"Im Kopf steht eine Spalte zweimal: {', '.join(doppelt) or 'ohne Namen'}.")
