"""What would otherwise fail only when somebody asks for a certificate."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from . import pdf


@register("oberflaeche")
def schriften_fuer_pdf(**kwargs: Any) -> list[CheckMessage]:
    try:
        pdf.darstellbar("")
        pdf.schriften(pdf.SCHRIFTORDNER)
    except pdf.SchriftFehlt as fehler:
        return [Error(f"PDFs lassen sich nicht erzeugen. {fehler}", id="oberflaeche.E001")]
    return []
