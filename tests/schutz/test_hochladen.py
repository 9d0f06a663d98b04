"""Files as people and attackers send them. Real bytes, made by Pillow or by hand."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, ImageOps

from kompetenzzentrum.schutz import hochladen
from kompetenzzentrum.schutz.hochladen import BildFeld, PdfFeld, ablegen, bild_pruefen, mit_dateien, pdf_pruefen
from kompetenzzentrum.versand.models import Inhalt

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def datei(inhalt: bytes, name: str = "bild.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, inhalt, content_type="image/jpeg")


def bild(form: str = "JPEG", groesse: tuple[int, int] = (1600, 900), modus: str = "RGB", **optionen: object) -> bytes:
    ziel = io.BytesIO()
    Image.new(modus, groesse).save(ziel, form, **optionen)
    return ziel.getvalue()


def png_bombe(breite: int, hoehe: int) -> bytes:
    """A head that promises so many pixels, and a few bytes of data."""

    def block(art: bytes, inhalt: bytes) -> bytes:
        return struct.pack(">I", len(inhalt)) + art + inhalt + struct.pack(">I", zlib.crc32(art + inhalt))

    kopf = struct.pack(">IIBBBBB", breite, hoehe, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + block(b"IHDR", kopf) + block(b"IDAT", zlib.compress(b"\0" * 999)) + block(b"IEND", b"")
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew_in_two_widths(form: str) -> None:
    daten = bild_pruefen(datei(bild(form)))
    assert (daten.breite, daten.hoehe) == (1280, 720)
    with Image.open(io.BytesIO(daten.gross)) as gross, Image.open(io.BytesIO(daten.klein)) as klein:
        assert (gross.format, gross.size, klein.size) == ("WEBP", (1280, 720), (640, 360))


def test_a_small_picture_stays_small_and_transparency_stays() -> None:
    daten = bild_pruefen(datei(bild("PNG", (30, 20), "RGBA")))
    assert (daten.breite, daten.hoehe) == (30, 20)
    with Image.open(io.BytesIO(daten.klein)) as klein:
        assert (klein.size, klein.mode) == ((30, 20), "RGBA")


@pytest.mark.parametrize("modus", ["L", "CMYK", "1", "P"])
def test_other_colour_spaces(modus: str) -> None:
    form = "JPEG" if modus in ("L", "CMYK") else "PNG"
    assert bild_pruefen(datei(bild(form, (40, 40), modus))).breite == 40


def test_metadata_is_gone_and_the_picture_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif[0x010E] = "Geheime Notiz"
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    daten = bild_pruefen(datei(bild("JPEG", (400, 200), exif=exif, comment=b"Geheimer Kommentar")))
    assert (daten.breite, daten.hoehe) == (200, 400)
    assert b"Geheim" not in daten.gross + daten.klein
    with Image.open(io.BytesIO(daten.gross)) as neu:
        assert not neu.getexif()


@pytest.mark.parametrize(
    "inhalt",
    [
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        bild("GIF", (10, 10)),
        bild("BMP", (10, 10)),
        bild("JPEG")[:500],
        bild("PNG")[:60],
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 100,
        b"RIFF\x10\0\0\0WEBPVP8 \x04\0\0\0abcd",
        b"\0" * 100,
        PDF,
    ],
    ids=["html", "svg", "gif", "bmp", "halbes-jpeg", "halbes-png", "png-muell", "webp-muell", "null", "pdf"],
)
def test_what_is_no_picture_is_refused_whatever_its_name(inhalt: bytes) -> None:
    with pytest.raises(ValidationError, match="kein Bild im Format JPEG, PNG oder WebP"):
        bild_pruefen(datei(inhalt))


@pytest.mark.parametrize("groesse", [(60_000, 60_000), (20_000, 20_000), (9_000, 9_000), (7_200, 7_000)])
def test_an_image_bomb_is_refused_before_it_is_decoded(
    groesse: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(ValidationError, match="zu viele Bildpunkte"):
        bild_pruefen(datei(png_bombe(*groesse)))


def test_too_many_bytes_are_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hochladen, "BILD_BYTES_HOECHSTENS", hochladen.MB)
    gross = datei(b"\0" * (2 * hochladen.MB))
    gross.file = None  # reading it would fail
    with pytest.raises(ValidationError, match="2 MB groß. Möglich sind 1 MB"):
        bild_pruefen(gross)


def test_pdf_by_its_content() -> None:
    assert pdf_pruefen(datei(PDF, "x.html")) == PDF
    for inhalt in (b"<html>%PDF-1.7 %%EOF", PDF[:20], b"\n" + PDF, bild()):
        with pytest.raises(ValidationError, match="Das ist kein PDF"):
            pdf_pruefen(datei(inhalt, "x.pdf"))


def test_fields_of_forms() -> None:
    assert BildFeld(required=False).clean(None) is None
    assert BildFeld().clean(datei(bild())).breite == 1280
    assert PdfFeld().clean(datei(PDF)) == PDF
    with pytest.raises(ValidationError, match="leer"):
        PdfFeld().clean(datei(b""))


@pytest.mark.django_db(transaction=True)
def test_files_go_with_their_transaction(tmp_path: Path) -> None:
    ort = FileSystemStorage(location=tmp_path)

    def schreiben(name: str) -> None:
        ablegen(ort, name, b"x")
        Inhalt.objects.create(betreff=name, text="", html="")

    with mit_dateien():
        schreiben("bleibt")
        with pytest.raises(ZeroDivisionError), mit_dateien():
            schreiben("innen-weg")
            raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), mit_dateien():
        with mit_dateien():
            schreiben("aussen-weg")
        with transaction.atomic():
            raise ZeroDivisionError
    assert [pfad.name for pfad in tmp_path.iterdir()] == ["bleibt"]
    assert list(Inhalt.objects.values_list("betreff", flat=True)) == ["bleibt"]
    with pytest.raises(RuntimeError, match="mit_dateien"):
        ablegen(ort, "ohne", b"x")


def test_exif_that_cannot_be_written_again_does_no_harm() -> None:
    """Orientation 6, and a second tag with a type it must not have."""
    for art, wert in ((6, b"\xff\xff\xff\xff"), (2, b"abc\0"), (8, b"\xff\xff\xff\xff")):
        eintraege = struct.pack(">HHHL4s", 2, 0x112, 3, 1, b"\0\6\0\0") + struct.pack(">HHL4s", 0x11A, art, 1, wert)
        exif = b"Exif\0\0MM\0*\0\0\0\x08" + eintraege + b"\0\0\0\0"
        daten = bild_pruefen(datei(bild("JPEG", (60, 30), exif=exif)))
        assert (daten.breite, daten.hoehe) == (30, 60)


@pytest.mark.parametrize("lage", range(1, 9))
def test_every_orientation_is_put_upright_as_pillow_does(lage: int) -> None:
    quelle = Image.new("RGB", (64, 32))
    quelle.paste((255, 0, 0), (0, 0, 16, 16))
    quelle.paste((0, 255, 0), (48, 0, 64, 16))
    ziel, exif = io.BytesIO(), Image.Exif()
    exif[0x112] = lage
    quelle.save(ziel, "PNG", exif=exif)
    soll = ImageOps.exif_transpose(Image.open(io.BytesIO(ziel.getvalue())))
    with Image.open(io.BytesIO(bild_pruefen(datei(ziel.getvalue())).gross)) as ist:
        assert ist.size == soll.size
        for ort in ((4, 4), (soll.width - 5, 4), (4, soll.height - 5), (soll.width - 5, soll.height - 5)):
            paare = zip(ist.convert("RGB").getpixel(ort), soll.getpixel(ort), strict=True)
            assert max(abs(a - b) for a, b in paare) < 40


MESSUNG = """
import resource, sys
from django.core.files.uploadedfile import SimpleUploadedFile
from kompetenzzentrum.schutz.hochladen import bild_pruefen
vorher = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
bild_pruefen(SimpleUploadedFile("a.png", sys.stdin.buffer.read()))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - vorher) // 1024)
"""


def test_a_large_picture_takes_little_memory() -> None:
    """25 million points are 100 MB decoded; resizing with transparency takes that twice."""
    inhalt = bild("PNG", (5000, 5000), "RGBA")
    kind = subprocess.run([sys.executable, "-c", MESSUNG], input=inhalt, capture_output=True, check=True)
    assert int(kind.stdout) < 300
    with pytest.raises(ValidationError, match="25 Millionen"):
        bild_pruefen(datei(bild("PNG", (5001, 5000))))
