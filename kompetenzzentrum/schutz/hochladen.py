"""Files from strangers: judged by their content, never by name or by what the browser says they are.

Pictures are decoded and written anew, so nothing of what was sent reaches a reader: no metadata with the place where
a photo was taken, no script behind the last pixel. PDF cannot be written anew; it is only ever served as attachment.
"""

import io
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.db import transaction
from PIL import ExifTags, Image

MB = 1024 * 1024
BILD_BYTES_HOECHSTENS = 12 * MB
PIXEL_HOECHSTENS = 50_000_000
"""Of JPEG, which is decoded at a fraction of its size. Today's telephones make pictures of 12 to 50 million."""
PIXEL_HOECHSTENS_SONST = 25_000_000
"""Four bytes each while decoding, twice."""
FORMATE = ("JPEG", "PNG", "WEBP")
BREITE_GROSS, BREITE_KLEIN = 1280, 640
LAGEN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Exif 2.32, tag Orientation → what puts it upright. Pillow's exif_transpose writes the other tags anew, and fails at
those that many a program got wrong."""
QUALITAET = 80
PDF_BYTES_HOECHSTENS = 20 * MB

KEIN_BILD = "Das ist kein Bild im Format JPEG, PNG oder WebP, oder es ist beschädigt. Der Name der Datei zählt nicht."
ZU_VIELE_PIXEL = (
    f"Das Bild hat zu viele Bildpunkte. Möglich sind als JPEG {PIXEL_HOECHSTENS // 1_000_000} Millionen,"
    f" zum Beispiel 8.000 mal 6.000, sonst {PIXEL_HOECHSTENS_SONST // 1_000_000} Millionen."
)
FILM_BYTES_HOECHSTENS = 1024 * MB
VTT_BYTES_HOECHSTENS = MB

KEIN_FILM = "Das ist kein Film im Format MP4 oder WebM, oder er ist beschädigt. Der Name der Datei zählt nicht."
KEIN_VTT = (
    "Das sind keine Untertitel im Format WebVTT: Die Datei ist Text (UTF-8), beginnt mit „WEBVTT“ und nennt"
    " Zeiten wie 00:00:05.000 --> 00:00:08.000."
)
KEIN_PDF = "Das ist kein PDF, oder es ist beschädigt. Der Name der Datei zählt nicht."


@dataclass(frozen=True)
class Bilddaten:
    """A picture written anew, as WebP in two widths."""

    gross: bytes
    klein: bytes
    breite: int
    hoehe: int
    """Pixels of `gross`."""


def bild_pruefen(datei: "File[Any]") -> Bilddaten:
    """Raises ValidationError. The size is known before a single pixel is decoded."""
    _groesse_pruefen(datei, BILD_BYTES_HOECHSTENS)
    try:
        with Image.open(datei, formats=FORMATE) as bild:
            if bild.width * bild.height > (PIXEL_HOECHSTENS if bild.format == "JPEG" else PIXEL_HOECHSTENS_SONST):
                raise ValidationError(ZU_VIELE_PIXEL)
            bild.draft("RGB", (2 * BREITE_GROSS, 2 * BREITE_GROSS))  # JPEG only: decode at a fraction of its size
            return _neu_geschrieben(bild)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fehler:
        raise ValidationError(ZU_VIELE_PIXEL) from fehler
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as fehler:  # what Pillow raises for broken files
        raise ValidationError(KEIN_BILD) from fehler


def _neu_geschrieben(bild: Any) -> Bilddaten:
    modus = "RGBA" if bild.has_transparency_data else "RGB"
    farben = bild if bild.mode == modus else bild.convert(modus)
    # Made small in place before it is turned and copied: a picture of a few kilobytes may fill hundreds of megabytes.
    farben.thumbnail((2 * BREITE_GROSS, 2 * BREITE_GROSS), Image.Resampling.LANCZOS)
    if (lage := LAGEN.get(bild.getexif().get(ExifTags.Base.Orientation))) is not None:
        farben = farben.transpose(lage)
    gross, klein = (_verkleinert(farben, breite) for breite in (BREITE_GROSS, BREITE_KLEIN))
    return Bilddaten(gross=_als_webp(gross), klein=_als_webp(klein), breite=gross.width, hoehe=gross.height)


def _verkleinert(bild: Any, breite: int) -> Any:
    """At most so wide and twice as high; never larger than it was."""
    klein = bild.copy()
    klein.thumbnail((breite, 2 * breite), Image.Resampling.LANCZOS)
    return klein


def _als_webp(bild: Any) -> bytes:
    ziel = io.BytesIO()
    Image.frombytes(bild.mode, bild.size, bild.tobytes()).save(ziel, "WEBP", quality=QUALITAET, method=4)
    return ziel.getvalue()


def pdf_pruefen(datei: "File[Any]") -> bytes:
    """The whole file. Raises ValidationError."""
    _groesse_pruefen(datei, PDF_BYTES_HOECHSTENS)
    inhalt = datei.read()
    if not inhalt.startswith(b"%PDF-") or b"%%EOF" not in inhalt[-2048:]:
        raise ValidationError(KEIN_PDF)
    return inhalt


def film_pruefen(datei: "File[Any]") -> str:
    """The ending that its content deserves: mp4 or webm. Raises ValidationError. Only the beginning is read: a film may
    be larger than the memory. It is never opened here, and a browser plays it in a sandbox of its own."""
    _groesse_pruefen(datei, FILM_BYTES_HOECHSTENS)
    datei.seek(0)
    anfang = datei.read(64)
    datei.seek(0)
    if anfang[4:8] == b"ftyp":  # ISO/IEC 14496-12, 4.3
        return "mp4"
    if anfang.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in anfang:  # RFC 8794, 11.1 and 11.2.5
        return "webm"
    raise ValidationError(KEIN_FILM)


_ZEITEN = re.compile(r"^(\d{2,}:)?\d{2}:\d{2}\.\d{3}[ \t]+-->[ \t]+(\d{2,}:)?\d{2}:\d{2}\.\d{3}", re.MULTILINE)


def vtt_pruefen(datei: "File[Any]") -> bytes:
    """Captions, written anew as UTF-8 with one kind of line ends. Raises ValidationError."""
    _groesse_pruefen(datei, VTT_BYTES_HOECHSTENS)
    try:
        text = datei.read().decode("utf-8-sig")
    except UnicodeDecodeError as fehler:
        raise ValidationError(KEIN_VTT) from fehler
    text = "\n".join(text.splitlines()) + "\n"
    if not re.match(r"WEBVTT[ \t\n]", text) or not _ZEITEN.search(text):
        raise ValidationError(KEIN_VTT)
    return text.encode()


def _groesse_pruefen(datei: "File[Any]", hoechstens: int) -> None:
    if (datei.size or 0) > hoechstens:
        raise ValidationError(
            f"Die Datei ist {(datei.size or 0) / MB:.0f} MB groß. Möglich sind {hoechstens // MB} MB."
        )


class BildFeld(forms.FileField):
    """Gives `Bilddaten`."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def to_python(self, data: Any) -> Any:
        datei = super().to_python(data)
        return bild_pruefen(datei) if datei else None


class PdfFeld(forms.FileField):
    """Gives the bytes of the file."""

    widget = forms.FileInput(attrs={"accept": "application/pdf"})

    def to_python(self, data: Any) -> Any:
        datei = super().to_python(data)
        return pdf_pruefen(datei) if datei else None


_neue: ContextVar[list[tuple[Storage, str]] | None] = ContextVar("neue_dateien", default=None)


@contextmanager
def mit_dateien() -> Iterator[None]:
    """A transaction whose new files go with it if it fails. May be nested; the outermost one should be
    the outermost transaction, too. What a killed process leaves behind is swept up later by whoever owns the files.
    """
    bisher = _neue.get()
    dateien: list[tuple[Storage, str]] = []
    marke = _neue.set(dateien)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for ort, name in dateien:
            ort.delete(name)
        raise
    else:
        if bisher is not None:
            bisher.extend(dateien)
    finally:
        _neue.reset(marke)


def ablegen(ort: Storage, name: str, inhalt: bytes) -> str:
    """Store a file inside `mit_dateien()` and return its name there."""
    dateien = _neue.get()
    if dateien is None:
        raise RuntimeError("ablegen() gehört in einen Block mit_dateien()")
    name = ort.save(name, ContentFile(inhalt))
    dateien.append((ort, name))
    return name
