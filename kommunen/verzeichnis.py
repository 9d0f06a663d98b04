"""The register in the memory of each process: what the type-ahead answers from, several times for each word typed.

Finds the same as `suche.suchen()`, in the same order. Loaded anew when anything in the register has changed.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.vorrat import Vorrat

from .models import Art, Kommune, Land, lagezeile, typbezeichnung, zusatzzeile
from .namen import falten
from .suche import AGS_STELLEN, bereinigt, ziffern_in


class Eintrag(NamedTuple):
    schluessel: str
    ars: str
    plz: str
    anzeigename: str
    zusatz: str


class Woerter:
    """Words in order, each with the places where it stands."""

    def __init__(self, paare: Iterable[tuple[str, int]]) -> None:
        geordnet = sorted(paare)
        self.woerter = [wort for wort, _ in geordnet]
        self.stellen = [stelle for _, stelle in geordnet]

    def mit_anfang(self, anfang: str) -> list[int]:
        von = bisect_left(self.woerter, anfang)
        bis = bisect_left(self.woerter, anfang + "\U0010ffff", lo=von)
        return self.stellen[von:bis]

    def genau(self, wort: str) -> list[int]:
        von = bisect_left(self.woerter, wort)
        bis = bisect_left(self.woerter, wort + "\0", lo=von)
        return self.stellen[von:bis]


@dataclass(frozen=True)
class Verzeichnis:
    """A place is the rank among equals: towns before their Verband and Kreis, larger ones first, then by key."""

    eintraege: list[Eintrag]
    nummern: dict[str, int]
    """Key → number in the database."""
    namen: Woerter
    """The words of the names, in all spellings."""
    namen_und_kreise: Woerter
    sortiernamen: Woerter
    schluessel: Woerter
    ars: Woerter
    plz: Woerter

    def finden(self, text: str, hoechstens: int) -> list[Eintrag]:
        eingabe = bereinigt(text)
        if ziffern := ziffern_in(eingabe):
            stellen = self._nach_ziffern(ziffern, hoechstens)
        else:
            stellen = self._nach_namen(falten(eingabe).split(), hoechstens)
        return [self.eintraege[stelle] for stelle in stellen]

    def _nach_ziffern(self, ziffern: str, hoechstens: int) -> list[int]:
        alle = {*self.schluessel.mit_anfang(ziffern), *self.plz.mit_anfang(ziffern)}
        if len(ziffern) > AGS_STELLEN:
            alle.update(self.ars.mit_anfang(ziffern))
        genau = {*self.schluessel.genau(ziffern), *self.ars.genau(ziffern)}
        return _beste(alle, [genau, {*self.plz.genau(ziffern)}], hoechstens)

    def _nach_namen(self, woerter: list[str], hoechstens: int) -> list[int]:
        if not woerter:
            return []
        alle = {*self.namen.mit_anfang(woerter[0])}
        for wort in woerter[1:]:
            alle.intersection_update(self.namen_und_kreise.mit_anfang(wort))
        name = " ".join(woerter)
        return _beste(alle, [{*self.sortiernamen.genau(name)}, {*self.sortiernamen.mit_anfang(name)}], hoechstens)


def _beste(alle: set[int], vorne: list[set[int]], hoechstens: int) -> list[int]:
    """Those in the first of the sets come first, then those in the next, then the others."""
    gewaehlt: list[int] = []
    for menge in [*vorne, alle]:
        gewaehlt += nsmallest(hoechstens - len(gewaehlt), (menge & alle) - set(gewaehlt))
    return gewaehlt


_FELDER = (
    *("pk", "schluessel", "ars", "plz", "anzeigename", "sortiername", "suchname"),
    *("art", "textkennzeichen", "einwohner", "kreis_id", "land_id"),
)


def _laden() -> Verzeichnis:
    """Three queries. Plain values: model instances of the whole register would take a second."""
    kreise = dict(Kommune.objects.filter(art=Art.KREIS).values_list("pk", "kurzname"))
    laender = dict(Land.objects.values_list("pk", "name"))
    zeilen = list(Kommune.objects.waehlbar().order_by().values_list(*_FELDER, named=True))
    zeilen.sort(key=lambda zeile: (zeile.art != Art.GEMEINDE, -zeile.einwohner, zeile.schluessel))
    namen, kreisnamen, eintraege = [], [], []
    for stelle, zeile in enumerate(zeilen):
        name, _, kreis = zeile.suchname.partition("|")
        namen += [(wort, stelle) for wort in name.split()]
        kreisnamen += [(wort, stelle) for wort in kreis.split()]
        lage = lagezeile(kreise.get(zeile.kreis_id, ""), laender[zeile.land_id])
        zusatz = zusatzzeile(typbezeichnung(zeile.textkennzeichen, zeile.art), lage, zeile.einwohner)
        eintraege.append(Eintrag(zeile.schluessel, zeile.ars, zeile.plz, zeile.anzeigename, zusatz))
    return Verzeichnis(
        eintraege=eintraege,
        nummern={zeile.schluessel: zeile.pk for zeile in zeilen},
        namen=Woerter(namen),
        namen_und_kreise=Woerter(namen + kreisnamen),
        sortiernamen=Woerter((zeile.sortiername, stelle) for stelle, zeile in enumerate(zeilen)),
        schluessel=Woerter((zeile.schluessel, stelle) for stelle, zeile in enumerate(zeilen)),
        ars=Woerter((zeile.ars, stelle) for stelle, zeile in enumerate(zeilen)),
        plz=Woerter((zeile.plz, stelle) for stelle, zeile in enumerate(zeilen) if zeile.plz),
    )


_vorrat = Vorrat(_laden)


def aktuelles(nummer: int | None = None) -> Verzeichnis:
    """Three queries after a change of the register. Who already knows the number of the room passes it in."""
    return _vorrat.holen(stand.lesen()["kommunen"] if nummer is None else nummer)
