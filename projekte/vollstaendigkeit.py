"""How complete a description is while it is written: the facts of the quality mark, asked of what is typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .schritte import IM_BETRIEB, SCHRITT_VON, Schritt

Frage = Callable[[Mapping[str, Any]], bool]


def _steht(*felder: str) -> Frage:
    return lambda inhalt: any(_gefuellt(inhalt.get(feld)) for feld in felder)


def _ab_betrieb(feld: str) -> Frage:
    return lambda inhalt: inhalt.get("phase") not in IM_BETRIEB or _gefuellt(inhalt.get(feld))


def _gefuellt(wert: Any) -> bool:
    return bool(wert.strip() if isinstance(wert, str) else wert)


ANGABEN: dict[str, tuple[str, Frage]] = {
    "Titel": ("titel", _steht("titel")),
    "Kurzbeschreibung": ("kurzbeschreibung", _steht("kurzbeschreibung")),
    "Handlungsfeld": ("handlungsfeld", _steht("handlungsfeld")),
    "Zustand": ("zustand", _steht("zustand")),
    "Ausgangslage": ("ausgangslage", _steht("ausgangslage")),
    "Lösung": ("loesung", _steht("loesung")),
    "Vorgehen": ("vorgehen", _steht("vorgehen")),
    "Ergebnis": ("ergebnis", _steht("ergebnis")),
    "Hindernisse oder Lehren": ("hindernisse", _steht("hindernisse", "lehren")),
    "Phase": ("phase", _steht("phase")),
    "einmalige Kosten": ("kosten_einmalig", _steht("kosten_einmalig")),
    "Aufwand an eigenem Personal": ("personalaufwand", _steht("personalaufwand")),
    "Finanzierung": ("foerderung", _steht("foerderung")),
    "Kontaktstelle": ("kontakt_funktion", _steht("kontakt_funktion", "kontakt_email")),
    "jährliche Kosten (ab dem Betrieb)": ("kosten_jaehrlich", _ab_betrieb("kosten_jaehrlich")),
    "wer es betreibt (ab dem Betrieb)": ("betriebsmodell", _ab_betrieb("betriebsmodell")),
}
"""Fact → the field that leads to it, and whether it is told. From „Ausgangslage“ on as in `guetezeichen.ANGABEN`."""


@dataclass(frozen=True)
class Stand:
    prozent: int
    fehlt: list[tuple[str, Schritt, str]]
    """Fact, step and field where it belongs."""


def stand(inhalt: Mapping[str, Any]) -> Stand:
    fehlt = [(name, SCHRITT_VON[feld], feld) for name, (feld, erfuellt) in ANGABEN.items() if not erfuellt(inhalt)]
    return Stand(round(100 * (len(ANGABEN) - len(fehlt)) / len(ANGABEN)), fehlt)
