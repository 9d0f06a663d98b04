"""Which municipalities resemble each other, with the reason in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log

from kommunen.models import Art, Verstaedterung
from kommunen.textkennzeichen import KREISFREI

from .plan import Eintrag

WIE_VIELE = 5
FENSTER = 12
"""Candidates: so many next smaller and next larger ones, in the whole country and in the same Land."""
ANDERES_LAND = 0.25
ANDERE_VERSTAEDTERUNG = 0.2
ANDERER_TYP = 0.1
"""Distances on the scale of the natural logarithm of the population: 0.25 is about as much as 28 percent more."""
AEHNLICH = 0.25
SAARLAND = "10"
STADTSTAATEN = {"02", "11"}
"""Hamburg and Berlin; the Land Bremen has two towns."""


@dataclass(frozen=True, slots=True)
class Paar:
    schluessel: str
    andere: str
    rang: int
    grund: str


def vergleiche(eintraege: Iterable[Eintrag], laender: dict[str, str]) -> Iterator[Paar]:
    """`laender`: names by key. Only the same Art is compared, kreisfreie Städte among themselves."""
    gruppen: dict[tuple[str, bool], list[Eintrag]] = {}
    for eintrag in eintraege:
        if not eintrag.gemeindefrei and eintrag.einwohner:
            kreisfrei = eintrag.textkennzeichen in KREISFREI
            gruppen.setdefault((eintrag.art, kreisfrei), []).append(eintrag)
    for gruppe in gruppen.values():
        yield from _in_gruppe(gruppe, laender)


def _in_gruppe(gruppe: list[Eintrag], laender: dict[str, str]) -> Iterator[Paar]:
    gruppe.sort(key=lambda eintrag: (eintrag.einwohner, eintrag.schluessel))
    maszstab = {eintrag.schluessel: log(eintrag.einwohner) for eintrag in gruppe}
    je_land: dict[str, list[Eintrag]] = {}
    for eintrag in gruppe:
        je_land.setdefault(eintrag.land, []).append(eintrag)
    stelle_im_land = {eintrag.schluessel: i for liste in je_land.values() for i, eintrag in enumerate(liste)}
    for i, eintrag in enumerate(gruppe):
        kandidaten = {e.schluessel: e for e in _nachbarn(gruppe, i)}
        kandidaten |= {e.schluessel: e for e in _nachbarn(je_land[eintrag.land], stelle_im_land[eintrag.schluessel])}
        bewertet = sorted((_abstand(eintrag, k, maszstab), k.schluessel) for k in kandidaten.values())
        for rang, (_, schluessel) in enumerate(bewertet[:WIE_VIELE], 1):
            andere = kandidaten[schluessel]
            yield Paar(eintrag.schluessel, schluessel, rang, _grund(eintrag, andere, maszstab, laender))


def _nachbarn(liste: list[Eintrag], i: int) -> list[Eintrag]:
    return liste[max(0, i - FENSTER) : i] + liste[i + 1 : i + 1 + FENSTER]


def _abstand(eine: Eintrag, andere: Eintrag, maszstab: dict[str, float]) -> float:
    return (
        abs(maszstab[eine.schluessel] - maszstab[andere.schluessel])
        + ANDERES_LAND * (eine.land != andere.land)
        + ANDERE_VERSTAEDTERUNG * (eine.verstaedterung != andere.verstaedterung)
        + ANDERER_TYP * (eine.textkennzeichen != andere.textkennzeichen)
    )


def _grund(eine: Eintrag, andere: Eintrag, maszstab: dict[str, float], laender: dict[str, str]) -> str:
    """What both share; a population that differs is told as a difference."""
    gemeinsam = []
    if eine.land == andere.land:
        gemeinsam.append(f"auch in {laender[eine.land]}" if eine.land != SAARLAND else "auch im Saarland")
    elif eine.art == Art.GEMEINDE and {eine.land, andere.land} == STADTSTAATEN:
        gemeinsam.append("ebenfalls ein Stadtstaat")
    if eine.verstaedterung and eine.verstaedterung == andere.verstaedterung:
        gemeinsam.append(f"ebenfalls {Verstaedterung(eine.verstaedterung).label}")
    einwohner = f"Einwohner ({andere.einwohner:,})".replace(",", ".")
    if abs(maszstab[eine.schluessel] - maszstab[andere.schluessel]) <= AEHNLICH:
        return ", ".join([f"ähnlich viele {einwohner}", *gemeinsam])
    mehr = "mehr" if andere.einwohner > eine.einwohner else "weniger"
    return ", ".join([*(gemeinsam or [_gleiche_art(eine)]), f"aber {mehr} {einwohner}"])


def _gleiche_art(eintrag: Eintrag) -> str:
    """What holds for all that are compared: of the largest and smallest nothing else may."""
    if eintrag.art == Art.GEMEINDE:
        return "ebenfalls kreisfrei" if eintrag.textkennzeichen in KREISFREI else "ebenfalls kreisangehörig"
    return "ebenfalls ein Kreis" if eintrag.art == Art.KREIS else "ebenfalls ein Gemeindeverband"
