"""How the columns and values of a foreign file become ours: a TOML file, described in docs/projekte-einlesen.md."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .datei import Unlesbar, oeffnen

LISTEN = ("handlungsfelder", "loesungstypen", "beteiligte")
SPALTEN = (
    "titel", "kurzbeschreibung", "handlungsfelder", "loesungstypen", "phase", "zustand", "zustand_grund", "kommune",
    "beteiligte", "traeger", "ausgangslage", "loesung", "vorgehen", "ergebnis", "kosten_einmalig", "kosten_jaehrlich",
    "kosten_basis", "kosten_jahr", "kontakt_funktion", "kontakt_email", "website", "quelle", "quelle_url", "lizenz",
    "bestaetigt_am", "slug",
)  # fmt: skip
TEILE = {"spalten", "fest", "werte", "trenner"}


@dataclass(frozen=True)
class Zuordnung:
    spalten: dict[str, str]
    """Ours → the column of the file."""
    fest: dict[str, str] = field(default_factory=dict)
    """Values of columns the file does not have."""
    werte: dict[str, dict[str, str]] = field(default_factory=dict)
    """Per column theirs → ours; "" leaves the value out. In lists the order here is the order of importance."""
    trenner: str = ";"
    eigenes_format: bool = False


EIGENES_FORMAT = Zuordnung({name: name for name in SPALTEN}, eigenes_format=True)


def _texte(angaben: Any, ort: str, erlaubt: tuple[str, ...] | None = None) -> dict[str, str]:
    if not isinstance(angaben, dict) or not all(isinstance(wert, str) for wert in angaben.values()):
        raise Unlesbar(f"Zuordnung: In [{ort}] steht hinter jedem Namen ein Text in Anführungszeichen.")
    if erlaubt and (fremd := sorted(angaben.keys() - set(erlaubt))):
        raise Unlesbar(f"Zuordnung: [{ort}] kennt „{fremd[0]}“ nicht. Es gibt: {', '.join(erlaubt)}.")
    return angaben


def lesen(pfad: Path) -> Zuordnung:
    """Raises Unlesbar."""
    try:
        angaben = tomllib.loads(oeffnen(pfad).decode())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fehler:
        raise Unlesbar(f"Die Zuordnung {pfad} ist nicht zu lesen: {fehler}") from fehler
    if fremd := sorted(angaben.keys() - TEILE):
        raise Unlesbar(f"Zuordnung: „{fremd[0]}“ ist unbekannt. Es gibt: {', '.join(sorted(TEILE))}.")
    werte = angaben.get("werte", {})
    _texte(dict.fromkeys(werte, ""), "werte", SPALTEN)
    trenner = angaben.get("trenner", ";")
    if not isinstance(trenner, str) or not trenner:
        raise Unlesbar(
            "Zuordnung: trenner ist das Zeichen zwischen mehreren Werten einer Zelle, zum Beispiel ein Semikolon."
        )
    return Zuordnung(
        spalten=_texte(angaben.get("spalten", {}), "spalten", SPALTEN),
        fest=_texte(angaben.get("fest", {}), "fest", SPALTEN),
        werte={name: _texte(tabelle, f"werte.{name}") for name, tabelle in werte.items()},
        trenner=trenner,
    )
