"""Pictures and documents of the examples, made when they are loaded: nothing binary stands in the repository."""

import io
from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from kompetenzzentrum.schutz.hochladen import Bilddaten, bild_pruefen

BREITE, HOEHE, RAND, LUECKE = 1280, 640, 80, 0.3
"""Pixels; the gap is a share of a bar's place."""
GRUND, BALKEN, SCHRIFT = "#f4f7f8", "#00505c", "#1b2430"


def balken(werte: Sequence[int], worte: Sequence[str] = ()) -> Bilddaten:
    """A bar chart with the value above each bar and its name below."""
    bild = Image.new("RGB", (BREITE, HOEHE), GRUND)
    stift, schrift = ImageDraw.Draw(bild), ImageFont.load_default(28)
    platz = (BREITE - 2 * RAND) / len(werte)
    for nummer, wert in enumerate(werte):
        links = RAND + nummer * platz
        oben = HOEHE - RAND - wert / max(werte) * (HOEHE - 3 * RAND)
        stift.rectangle((links, oben, links + platz * (1 - LUECKE), HOEHE - RAND), fill=BALKEN)
        mitte = links + platz * (1 - LUECKE) / 2
        stift.text((mitte, oben - 12), f"{wert:,}".replace(",", "."), SCHRIFT, schrift, anchor="ms")
        if worte:
            stift.text((mitte, HOEHE - RAND + 40), worte[nummer], SCHRIFT, schrift, anchor="ms")
    stift.line((RAND / 2, HOEHE - RAND, BREITE - RAND / 2, HOEHE - RAND), fill=SCHRIFT, width=3)
    png = io.BytesIO()
    bild.save(png, "PNG")
    return bild_pruefen(SimpleUploadedFile("beispiel.png", png.getvalue()))


def pdf(zeilen: Sequence[str]) -> bytes:
    """One page of text in Helvetica (PDF 32000-1, the smallest file every reader opens)."""
    text = b"BT /F1 14 Tf 72 770 Td 24 TL " + b" ".join(
        b"(" + zeile.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b") Tj T*"
        for zeile in zeilen
    ) + b" ET"  # fmt: skip
    teile = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (de) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        b" /Encoding /WinAnsiEncoding >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    ]
    datei, stellen = b"%PDF-1.7\n", []
    for nummer, teil in enumerate(teile, start=1):
        stellen.append(len(datei))
        datei += b"%d 0 obj\n%s\nendobj\n" % (nummer, teil)
    verzeichnis = b"".join(b"%010d 00000 n \n" % stelle for stelle in stellen)
    kopf = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(teile) + 1, verzeichnis)
    ende = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(teile) + 1, len(datei))
    return datei + kopf + ende
