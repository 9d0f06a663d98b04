"""The QR code that is shown at the door; and others, for paper."""

import io

import segno

VORSATZ = "KDK:"
"""Tells our codes from others that a camera sees."""


def _qr(einlasscode: str) -> segno.QRCode:
    return segno.make_qr(VORSATZ + einlasscode, error="m")


def als_png(einlasscode: str) -> bytes:
    """For mails: large enough for a telephone's screen, black on white."""
    ziel = io.BytesIO()
    _qr(einlasscode).save(ziel, kind="png", scale=10, border=4)
    return ziel.getvalue()


def als_svg(einlasscode: str) -> str:
    """For pages: inline, as large as the page says, with a title for screen readers, white behind also in dark mode."""
    titel = f"QR-Code zum Einlasscode {einlasscode}"
    return _qr(einlasscode).svg_inline(border=4, light="#fff", title=titel, omitsize=True)


def fuer_ausweis(einlasscode: str) -> str:
    return als_vektor(VORSATZ + einlasscode)


def als_vektor(inhalt: str) -> str:
    """Any text as an SVG for PDFs."""
    ziel = io.BytesIO()
    segno.make_qr(inhalt, error="m").save(ziel, kind="svg", border=2, light="#fff", xmldecl=False)
    return ziel.getvalue().decode()
