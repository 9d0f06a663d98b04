"""PDFs that everybody can read: the compiler refuses what PDF/UA-1 (ISO 14289-1) does not allow.

A template is a .typ file below templates/. It reads its data with `json(bytes(sys.inputs.daten))`: what people typed
is never part of the program, so nothing in it can be a command.
"""

import functools
import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

SCHRIFTORDNER = settings.BASE_DIR / "static" / "vendor" / ".schriften"
"""Made at set-up by `betrieb/frontend.py`."""
SCHRIFT, GEWICHTE = "Fira Sans", {400, 600, 700}
ERSATZ = "?"


class SchriftFehlt(RuntimeError):
    """typst would set the text in another font, or leave it out, without a word."""


def erzeugen(vorlage: str, daten: Mapping[str, Any]) -> bytes:
    """The template's name is its path below templates/. Raises SchriftFehlt or typst.TypstError: a fault of ours,
    never of the data."""
    ordner = settings.BASE_DIR / "templates"
    inhalt, warnungen = typst.compile_with_warnings(
        str(ordner / vorlage),
        root=str(ordner),
        font_paths=schriften(SCHRIFTORDNER),
        format="pdf",
        sys_inputs={"daten": json.dumps(_zeigbar({"portal": settings.PORTAL_NAME, **daten}))},
        pdf_standards=["ua-1"],
    )
    if warnungen:  # such as a font that is not there
        raise SchriftFehlt(f"{vorlage}: {'; '.join(str(warnung) for warnung in warnungen)}")
    return bytes(inhalt)


def darstellbar(text: str) -> bool:
    """Whether the font has every character: Latin, Greek and Cyrillic. Other scripts are left to the pen."""
    return _zeichen(SCHRIFTORDNER).issuperset(unicodedata.normalize("NFC", text))


@functools.cache
def schriften(ordner: Path) -> typst.Fonts:
    """Ours alone: a PDF looks the same on every machine."""
    schriften = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(ordner)])
    vorhanden = {schrift.weight for schrift in schriften.fonts() if schrift.family == SCHRIFT}
    if not vorhanden >= GEWICHTE:
        raise SchriftFehlt(
            f"{SCHRIFT} fehlt in {ordner} (vorhanden: {sorted(vorhanden) or 'nichts'}). Die Einrichtung"
            " (python -m kompetenzzentrum.betrieb.frontend) legt die Schrift dort ab."
        )
    return schriften


@functools.cache
def _zeichen(ordner: Path) -> frozenset[str]:
    datei = ordner / "zeichen.txt"
    if not datei.exists():
        raise SchriftFehlt(f"{datei} fehlt.")
    return frozenset(datei.read_text(encoding="utf-8") + "\n")


def _zeigbar(wert: Any) -> Any:
    """In strings every character without a picture becomes a question mark: PDF/UA allows none that is empty."""
    if isinstance(wert, str):
        bekannt = _zeichen(SCHRIFTORDNER)
        return "".join(zeichen if zeichen in bekannt else ERSATZ for zeichen in unicodedata.normalize("NFC", wert))
    if isinstance(wert, Mapping):
        return {name: _zeigbar(teil) for name, teil in wert.items()}
    if isinstance(wert, list | tuple):
        return [_zeigbar(teil) for teil in wert]
    return wert
