"""From records to rows: who belongs to whom, what is derived."""

from collections import Counter
from collections.abc import Iterable

from kommunen.groessenklassen import Groessenklasse
from kommunen.models import Art
from kommunen.namen import falten, kern, kurzname, suchname
from kommunen.textkennzeichen import GEMEINDEFREI, KREISFREI

from .plan import Bestand, Eintrag, nachfolger_vorschlagen
from .pruefung import ist_verbandsfrei
from .register import GEMEINDE, KREIS, VERBAND, Register, Satz


def bilden(register: Register, bestand: Bestand) -> dict[str, Eintrag]:
    """The rows this register asks for. What its format does not say (coordinates, seat) is kept as stored."""
    ziele: dict[str, Eintrag] = {}
    for satz in register.saetze:
        if (eintrag := _eintrag(satz)) is not None:
            _bekanntes_behalten(eintrag, satz, bestand)
            ziele[eintrag.schluessel] = eintrag
    _eltern(ziele)
    _lage_der_vorgaenger(ziele, bestand)
    summen(ziele.values())
    _anzeigenamen(ziele, {satz.ags for satz in register.saetze if satz.mehrdeutig})
    return ziele


def _eintrag(satz: Satz) -> Eintrag | None:
    """None for what is no row of its own: a Land, a kreisfreie Stadt's Kreis, a Verband of one municipality."""
    if satz.satzart == GEMEINDE:
        return _neu(satz, Art.GEMEINDE)
    if satz.satzart == KREIS and satz.textkennzeichen not in KREISFREI:
        return _neu(satz, Art.KREIS)
    if satz.satzart == VERBAND and not ist_verbandsfrei(satz):
        return _neu(satz, Art.VERBAND)
    return None


def _neu(satz: Satz, art: Art) -> Eintrag:
    kurz = kurzname(satz.name, satz.textkennzeichen, gemeinde=art == Art.GEMEINDE)
    return Eintrag(
        schluessel=satz.ags,
        ars=satz.schluessel,
        art=art.value,
        textkennzeichen=satz.textkennzeichen,
        name=satz.name,
        kurzname=kurz,
        sortiername=falten(kern(satz.name)),
        land=satz.schluessel[:2],
        kreis=satz.schluessel[:5],
        verband=satz.schluessel[:9],
        einwohner=satz.einwohner or 0,
        flaeche_ha=satz.flaeche_ha,
        plz=satz.plz,
        gemeindefrei=satz.textkennzeichen in GEMEINDEFREI,
    )


def _bekanntes_behalten(eintrag: Eintrag, satz: Satz, bestand: Bestand) -> None:
    vorher = bestand.gueltig.get(eintrag.schluessel) or bestand.aufgeloest.get(eintrag.schluessel)
    eintrag.sitz = satz.sitz if satz.sitz is not None else (vorher.sitz if vorher else "")
    if satz.mehrere_plz is not None:
        eintrag.mehrere_plz = satz.mehrere_plz
    elif vorher:
        eintrag.mehrere_plz = vorher.mehrere_plz
    if satz.lon is not None:
        eintrag.lon, eintrag.lat = satz.lon, satz.lat
    elif vorher and eintrag.art == Art.GEMEINDE:
        eintrag.lon, eintrag.lat = vorher.lon, vorher.lat
    eintrag.verstaedterung = satz.verstaedterung or (vorher.verstaedterung if vorher else "")


def _eltern(ziele: dict[str, Eintrag]) -> None:
    """Parents that are no row are none; nothing is its own parent."""
    for eintrag in ziele.values():
        if eintrag.art == Art.KREIS or eintrag.kreis not in ziele:
            eintrag.kreis = None
        if eintrag.art != Art.GEMEINDE or eintrag.verband not in ziele:
            eintrag.verband = None
        kreis = ziele[eintrag.kreis].kurzname if eintrag.kreis else ""
        eintrag.suchname = suchname(eintrag.kurzname, eintrag.name, kreis)


def _lage_der_vorgaenger(ziele: dict[str, Eintrag], bestand: Bestand) -> None:
    """A municipality that only got a new key still lies where it lay."""
    weg = [eintrag for schluessel, eintrag in bestand.gueltig.items() if schluessel not in ziele]
    neue = [ziel for schluessel, ziel in ziele.items() if schluessel not in bestand.gueltig]
    for alt, neu in nachfolger_vorschlagen(weg, neue):
        if neu.lon is None:
            neu.lon, neu.lat = alt.lon, alt.lat
            neu.verstaedterung = neu.verstaedterung or alt.verstaedterung


def summen(ziele: Iterable[Eintrag]) -> None:
    """Verbände and Kreise: population and area of their members, and the middle of their members as their place."""
    alle = list(ziele)
    mitglieder: dict[str, list[Eintrag]] = {}
    for eintrag in alle:
        if eintrag.art == Art.GEMEINDE:
            for eltern in {eintrag.kreis, eintrag.verband} - {None}:
                mitglieder.setdefault(str(eltern), []).append(eintrag)
    for eintrag in alle:
        if eintrag.art != Art.GEMEINDE:
            _summe(eintrag, mitglieder.get(eintrag.schluessel, []))
        if eintrag.art != Art.KREIS:
            eintrag.groessenklasse = Groessenklasse.von(eintrag.einwohner).value


def _summe(eintrag: Eintrag, mitglieder: list[Eintrag]) -> None:
    # The shipped selection holds only some of the members, and says the sums itself.
    if not eintrag.einwohner or eintrag.flaeche_ha is None:
        eintrag.einwohner = sum(mitglied.einwohner for mitglied in mitglieder)
        eintrag.flaeche_ha = sum(mitglied.flaeche_ha or 0 for mitglied in mitglieder)
    orte = [(m.lon, m.lat) for m in mitglieder if m.lon is not None and m.lat is not None]
    if orte and eintrag.lon is None:
        eintrag.lon = round(sum(lon for lon, _ in orte) / len(orte), 6)
        eintrag.lat = round(sum(lat for _, lat in orte) / len(orte), 6)


def _anzeigenamen(ziele: dict[str, Eintrag], mehrdeutig: set[str]) -> None:
    """The short name; where it occurs again with the Kreis, then with its title, the Verband, at last the key."""
    stufen = (_nur_name, _mit_kreis, _mit_titel, _mit_verband, _mit_schluessel)
    offen = list(ziele.values())
    for stufe in stufen:
        for eintrag in offen:
            eintrag.anzeigename = stufe(eintrag, ziele)
        haeufig = Counter(eintrag.anzeigename.casefold() for eintrag in ziele.values())
        offen = [
            eintrag
            for eintrag in offen
            if haeufig[eintrag.anzeigename.casefold()] > 1 or (stufe is _nur_name and eintrag.schluessel in mehrdeutig)
        ]


def _nur_name(eintrag: Eintrag, ziele: dict[str, Eintrag]) -> str:
    return eintrag.kurzname


def _mit_kreis(eintrag: Eintrag, ziele: dict[str, Eintrag]) -> str:
    zusatz = ziele[eintrag.kreis].kurzname if eintrag.kreis else "kreisfreie Stadt" if _ist_kreisfrei(eintrag) else ""
    if eintrag.gemeindefrei:
        zusatz = f"gemeindefreies Gebiet, {zusatz}".rstrip(", ")
    return f"{eintrag.kurzname} ({zusatz})" if zusatz else eintrag.kurzname


def _mit_titel(eintrag: Eintrag, ziele: dict[str, Eintrag]) -> str:
    return _mit_kreis(eintrag, ziele).replace(eintrag.kurzname, eintrag.name, 1)


def _mit_verband(eintrag: Eintrag, ziele: dict[str, Eintrag]) -> str:
    if not eintrag.verband:
        return _mit_kreis(eintrag, ziele)
    return f"{_mit_kreis(eintrag, ziele).removesuffix(')')}, {ziele[eintrag.verband].kurzname})"


def _mit_schluessel(eintrag: Eintrag, ziele: dict[str, Eintrag]) -> str:
    return f"{_mit_kreis(eintrag, ziele).removesuffix(')')}, {eintrag.schluessel})"


def _ist_kreisfrei(eintrag: Eintrag) -> bool:
    return eintrag.textkennzeichen in KREISFREI
