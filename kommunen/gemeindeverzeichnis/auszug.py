"""„Auszug GV“: the quarterly or yearly Excel workbook, the only official file with coordinates."""

import re
from datetime import date, datetime
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from kommunen.textkennzeichen import GEMEINDEFREI

from . import ausmass
from .register import (
    GEMEINDE,
    KREIS,
    LAND,
    REGIERUNGSBEZIRK,
    REGION,
    SATZARTEN,
    VERBAND,
    Ablehnung,
    Fortschritt,
    Mangel,
    Register,
    Satz,
    ohne_fortschritt,
)

FORMAT = "Auszug GV"
BLATT = "Onlineprodukt_Gemeinden"
SPALTEN = 20
KOPFZEILEN = 12
"""The head has six rows; a few more are searched."""
_DATUM = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_SCHRITT = "Datei prüfen"
# Parts of the key: how many digits, and in which column. A record holds those of its own and the higher levels.
_TEILE = ((2, 2), (3, 1), (4, 2), (5, 4), (6, 3))
_WIEVIELE_TEILE = {LAND: 1, REGIERUNGSBEZIRK: 2, REGION: 3, KREIS: 3, VERBAND: 4, GEMEINDE: 5}


def lesen(inhalt: bytes, datei: str, fortschritt: Fortschritt = ohne_fortschritt) -> Register:
    zeilen = _blatt(inhalt)
    stand = _gebietsstand(zeilen[:KOPFZEILEN])
    anfang = next((i for i, zeile in enumerate(zeilen[:40]) if _text(zeile[0]) in SATZARTEN), None)
    if anfang is None:
        raise Ablehnung("Im Tabellenblatt folgt auf den Kopf kein Satz der Satzart 10 bis 60.")
    saetze: list[Satz] = []
    maengel: list[Mangel] = []
    zu_ende = 0
    for nummer, zeile in enumerate(zeilen[anfang:], anfang + 1):
        if _text(zeile[0]) not in SATZARTEN:
            zu_ende = zu_ende or nummer  # footnotes follow the last record
            continue
        if zu_ende:
            maengel.append(Mangel(zu_ende, "hier fehlt die Satzart, obwohl danach noch Sätze folgen."))
            break
        try:
            saetze.append(_satz(nummer, zeile))
        except ValueError as fehler:
            maengel.append(Mangel(nummer, str(fehler)))
        if nummer % 1000 == 0:
            fortschritt(_SCHRITT, nummer, len(zeilen))
    fortschritt(_SCHRITT, len(zeilen), len(zeilen))
    return Register(stand=stand, format=FORMAT, datei=datei, saetze=saetze, kennt_lage=True, maengel=maengel)


def _blatt(inhalt: bytes) -> list[list[Any]]:
    ausmass.pruefen(inhalt)
    try:
        mappe = CalamineWorkbook.from_filelike(BytesIO(inhalt))
        name = next((name for name in mappe.sheet_names if name.startswith(BLATT)), None)
        zeilen = mappe.get_sheet_by_name(name).to_python(skip_empty_area=False) if name else []
    except CalamineError as fehler:
        raise Ablehnung("Die Excel-Datei ist beschädigt oder geschützt.") from fehler
    if not zeilen:
        blaetter = ", ".join(f"„{blatt}“" for blatt in mappe.sheet_names[:5])
        raise Ablehnung(f"Das ist kein „Auszug GV“: Erwartet wird ein Blatt „{BLATT}…“, gefunden: {blaetter}.")
    breite = max(len(zeile) for zeile in zeilen)
    if breite < SPALTEN:
        raise Ablehnung(f"Das Blatt hat {breite} Spalten, erwartet werden {SPALTEN} (A bis T).")
    return zeilen


def _gebietsstand(kopf: list[list[Any]]) -> date:
    """From the head's "Gebietsstand am 31.03.2023 …"; the title above it must not contradict."""
    texte = [str(zelle) for zeile in kopf for zelle in zeile if zelle]
    stellen = [text for text in texte if "Gebietsstand" in text] or texte
    for text in stellen:
        if fund := _DATUM.search(text):
            tag, monat, jahr = (int(teil) for teil in fund.groups())
            try:
                return datetime(jahr, monat, tag).date()  # noqa: DTZ001  a day, no moment
            except ValueError:
                break
    raise Ablehnung("Im Kopf des Tabellenblatts fehlt der Gebietsstand (ein Datum wie 31.03.2023).")


def _text(zelle: Any, stellen: int = 0) -> str:
    """Keys are text; whoever saved the workbook anew may have made numbers of them."""
    return str(int(zelle)).zfill(stellen) if isinstance(zelle, float) and zelle.is_integer() else str(zelle).strip()


def _satz(nummer: int, zeile: list[Any]) -> Satz:
    """Raises ValueError with a German reason."""
    satzart = _text(zeile[0])
    satz = Satz(
        zeile=nummer,
        satzart=satzart,
        schluessel=_schluessel(zeile, satzart),
        name=_text(zeile[7]),
        textkennzeichen=_text(zeile[1]),
    )
    if not satz.name:
        raise ValueError("der Name (Spalte H) fehlt.")
    if satzart == GEMEINDE:
        frei = satz.textkennzeichen in GEMEINDEFREI
        satz.flaeche_ha = round(_zahl(zeile[8], "Fläche (Spalte I)", frei) * 100)
        satz.einwohner = int(_zahl(zeile[9], "Bevölkerung (Spalte J)", frei))
        satz.plz = _plz(zeile[13])
        satz.lon, satz.lat = _lage(zeile[14], zeile[15])
        satz.verstaedterung = _verstaedterung(zeile[18])
    return satz


def _schluessel(zeile: list[Any], satzart: str) -> str:
    teile = ""
    for i, (spalte, stellen) in enumerate(_TEILE):
        wert = _text(zeile[spalte], stellen)
        if i >= _WIEVIELE_TEILE[satzart]:
            if wert:
                raise ValueError(f"Spalte {chr(65 + spalte)} ist bei der Satzart {satzart} leer, hier steht „{wert}“.")
        elif satzart == REGION and spalte == 4:
            teile += wert  # one digit only
        elif not re.fullmatch(rf"\d{{{stellen}}}", wert, re.ASCII):
            raise ValueError(f"Spalte {chr(65 + spalte)}: {stellen} Ziffern erwartet, hier steht „{wert}“.")
        else:
            teile += wert
    return teile


def _zahl(zelle: Any, was: str, darf_fehlen: bool) -> float:
    if darf_fehlen and isinstance(zelle, str):
        return 0.0  # a gemeindefreies Gebiet may show a dash or nothing
    if isinstance(zelle, bool) or not isinstance(zelle, int | float) or not 0 <= zelle < 10**8:
        raise ValueError(f"{was}: Zahl erwartet, hier steht „{zelle}“.")
    return float(zelle)


def _plz(zelle: Any) -> str:
    plz = _text(zelle or "", 5)
    if plz and not re.fullmatch(r"\d{5}", plz, re.ASCII):
        raise ValueError(f"„{plz}“ ist keine Postleitzahl (Spalte N).")
    return plz


def _lage(laenge: Any, breite: Any) -> tuple[float | None, float | None]:
    """Degrees with decimal comma; "0" and nothing mean unknown."""
    texte = [str(zelle or "0").strip().replace(",", ".") for zelle in (laenge, breite)]
    try:
        lon, lat = (float(text) for text in texte)
    except ValueError as fehler:
        raise ValueError(f"„{laenge}“, „{breite}“ sind keine Koordinaten (Spalten O, P).") from fehler
    if lon == 0 and lat == 0:
        return None, None
    if not (5 <= lon <= 16 and 47 <= lat <= 56):
        raise ValueError(f"die Koordinaten {laenge}, {breite} liegen nicht in Deutschland (Spalten O, P).")
    return lon, lat


def _verstaedterung(zelle: Any) -> str:
    wert = _text(zelle or "", 2)
    if wert not in ("", "01", "02", "03"):
        raise ValueError(f"„{wert}“ ist kein Grad der Verstädterung, erwartet 01, 02 oder 03 (Spalte S).")
    return wert
