"""What a register would change: new, renamed, changed, dissolved."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date

from kommunen.models import Art, Kommune

from .register import GEMEINDE, Register


@dataclass(slots=True)
class Eintrag:
    """A row of Kommune as it shall be; `land`, `kreis` and `verband` are keys here."""

    schluessel: str
    ars: str
    art: str
    textkennzeichen: str
    name: str
    kurzname: str
    sortiername: str
    land: str
    kreis: str | None
    verband: str | None
    anzeigename: str = ""
    suchname: str = ""
    sitz: str = ""
    einwohner: int = 0
    flaeche_ha: int | None = None
    plz: str = ""
    mehrere_plz: bool = False
    lon: float | None = None
    lat: float | None = None
    groessenklasse: str = ""
    verstaedterung: str = ""
    gemeindefrei: bool = False


FELDER = [feld.name for feld in fields(Eintrag)]
_QUELLEN = {"land": "land__schluessel", "kreis": "kreis__schluessel", "verband": "verband__schluessel"}


@dataclass(slots=True)
class Bestand:
    """What is stored now, by key. A key is held by one row only, valid or dissolved."""

    gueltig: dict[str, Eintrag]
    aufgeloest: dict[str, Eintrag]

    @classmethod
    def lesen(cls) -> "Bestand":
        bestand = cls({}, {})
        spalten = [_QUELLEN.get(name, name) for name in FELDER]
        for weg, *werte in Kommune.objects.order_by().values_list("aufgeloest_am", *spalten):
            eintrag = Eintrag(*werte)
            (bestand.aufgeloest if weg else bestand.gueltig)[eintrag.schluessel] = eintrag
        return bestand


@dataclass(slots=True)
class Plan:
    stand: date
    format: str
    datei: str
    bisher: date | None
    ergaenzung: bool = False
    """An older workbook read for its coordinates only."""
    beispiel: bool = False
    neu: list[Eintrag] = field(default_factory=list)
    umbenannt: list[tuple[Eintrag, Eintrag]] = field(default_factory=list)
    geaendert: list[tuple[Eintrag, Eintrag]] = field(default_factory=list)
    wieder_gueltig: list[Eintrag] = field(default_factory=list)
    aufgeloest: list[Eintrag] = field(default_factory=list)
    vorschlaege: list[tuple[Eintrag, Eintrag]] = field(default_factory=list)
    """Dissolved, and what may be its successor: the same name in the same Land."""
    unveraendert: int = 0
    anzahl: dict[str, int] = field(default_factory=dict)
    """By Art, without gemeindefreie Gebiete."""

    @property
    def zu_schreiben(self) -> list[Eintrag]:
        paare = self.umbenannt + self.geaendert
        return [*self.neu, *(neu for _, neu in paare), *self.wieder_gueltig]

    @property
    def aendert_etwas(self) -> bool:
        return bool(self.zu_schreiben or self.aufgeloest)


def vergleichen(plan: Plan, ziele: dict[str, Eintrag], bestand: Bestand) -> Plan:
    """Fills the plan with the difference between what shall be and what is."""
    for schluessel, ziel in ziele.items():
        vorher = bestand.gueltig.get(schluessel)
        if vorher is None:
            (plan.wieder_gueltig if schluessel in bestand.aufgeloest else plan.neu).append(ziel)
        elif vorher == ziel:
            plan.unveraendert += 1
        elif vorher.name != ziel.name:
            plan.umbenannt.append((vorher, ziel))
        else:
            plan.geaendert.append((vorher, ziel))
    plan.aufgeloest = [eintrag for schluessel, eintrag in bestand.gueltig.items() if schluessel not in ziele]
    plan.vorschlaege = nachfolger_vorschlagen(plan.aufgeloest, ziele.values())
    for ziel in ziele.values():
        if not ziel.gemeindefrei:
            plan.anzahl[ziel.art] = plan.anzahl.get(ziel.art, 0) + 1
    return plan


def nachfolger_vorschlagen(aufgeloest: Iterable[Eintrag], ziele: Iterable[Eintrag]) -> list[tuple[Eintrag, Eintrag]]:
    """Same Art, Land and short name, if there is exactly one: a person decides, the importer only proposes."""
    weg = {eintrag.schluessel for eintrag in aufgeloest}
    gleiche: dict[tuple[str, str, str], list[Eintrag]] = {}
    for ziel in ziele:
        if ziel.schluessel not in weg:
            gleiche.setdefault((ziel.art, ziel.land, ziel.kurzname), []).append(ziel)
    paare = []
    for eintrag in aufgeloest:
        kandidaten = gleiche.get((eintrag.art, eintrag.land, eintrag.kurzname), [])
        if len(kandidaten) == 1:
            paare.append((eintrag, kandidaten[0]))
    return paare


def nur_lage(register: Register, bestand: Bestand) -> dict[str, Eintrag]:
    """The stored register with coordinates and Verstädterung of an older workbook.

    Where a key has changed since, the same name in the same Land tells who is meant, if there is only one.
    """
    nach_schluessel = {satz.ags: satz for satz in register.saetze if satz.satzart == GEMEINDE}
    nach_namen: dict[tuple[str, str], list[str]] = {}
    for ags, satz in nach_schluessel.items():
        if ags not in bestand.gueltig:
            nach_namen.setdefault((ags[:2], satz.name), []).append(ags)
    ziele = {}
    for schluessel, eintrag in bestand.gueltig.items():
        gefunden = nach_schluessel.get(schluessel)
        gleichnamig = nach_namen.get((eintrag.land, eintrag.name), [])
        if gefunden is None and eintrag.art == Art.GEMEINDE and len(gleichnamig) == 1:
            gefunden = nach_schluessel[gleichnamig[0]]
        ziel = replace(eintrag)
        if eintrag.art != Art.GEMEINDE:
            ziel.lon = ziel.lat = None  # follows from its members
        elif gefunden:
            ziel.verstaedterung = gefunden.verstaedterung or eintrag.verstaedterung
            if gefunden.lon is not None:
                ziel.lon, ziel.lat = gefunden.lon, gefunden.lat
        ziele[schluessel] = ziel
    return ziele
