"""GV100AD: text with records of 220 characters (Datensatzbeschreibung GV100AD of the Statistisches Bundesamt).

Positions below are 0-based slices of the decoded line. The file is sorted by key and record type, so a Gemeinde is
joined to its Verband by key, never by what stood above it.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

from .register import (
    GEMEINDE,
    KREIS,
    LAND,
    REGIERUNGSBEZIRK,
    REGION,
    VERBAND,
    Ablehnung,
    Fortschritt,
    Mangel,
    Register,
    Satz,
    ohne_fortschritt,
)

FORMAT = "GV100AD"
LAENGE = 220
_ZIFFERN_DES_SCHLUESSELS = {LAND: 2, REGIERUNGSBEZIRK: 3, REGION: 4, KREIS: 5, VERBAND: 5, GEMEINDE: 8}
_TEXTKENNZEICHEN = {KREIS: re.compile(r"4\d"), VERBAND: re.compile(r"5\d|  "), GEMEINDE: re.compile(r"6\d")}
_AEMTER = re.compile(r"[0-9A-Z ]*")
_SCHRITT = "Datei prüfen"
_ZU_VIELE = 200
"""After so many defects the rest of the file says nothing new."""


def lesen(text: str, datei: str, fortschritt: Fortschritt = ohne_fortschritt) -> Register:
    """Raises Ablehnung if the text is no GV100AD at all; defects of single lines are collected in `maengel`."""
    zeilen = text.rstrip("\r\n\x1a").split("\n")
    stand = _stand_der_ersten(zeilen[0].rstrip("\r"))
    maengel: list[Mangel] = []
    saetze: list[Satz] = []
    for nummer, zeile in enumerate(zeilen, 1):
        zeile = zeile.rstrip("\r")
        gefunden = list(_maengel(zeile, stand))
        if gefunden:
            maengel += [Mangel(nummer, mangel) for mangel in gefunden[:1]]
            if len(maengel) >= _ZU_VIELE:
                break
        else:
            saetze.append(_satz(nummer, zeile))
        if nummer % 1000 == 0:
            fortschritt(_SCHRITT, nummer, len(zeilen))
    fortschritt(_SCHRITT, len(zeilen), len(zeilen))
    return Register(stand=stand, format=FORMAT, datei=datei, saetze=saetze, maengel=maengel)


def _stand_der_ersten(zeile: str) -> date:
    stand = _datum(zeile[2:10])
    if zeile[:2] not in _ZIFFERN_DES_SCHLUESSELS or stand is None:
        raise Ablehnung(
            "Die erste Zeile ist kein Satz des Gemeindeverzeichnisses (GV100AD):"
            " erwartet werden die Satzart 10 bis 60 und ein Gebietsstand wie 20260228."
        )
    return stand


def _datum(text: str) -> date | None:
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  a day, no moment
    except ValueError:
        return None


def _maengel(zeile: str, stand: date) -> Iterator[str]:
    """What is wrong with one line, most telling first."""
    if len(zeile) != LAENGE:
        yield f"{len(zeile)} Zeichen statt {LAENGE}. Die Zeile ist abgeschnitten oder verschoben."
        return
    satzart = zeile[:2]
    if satzart not in _ZIFFERN_DES_SCHLUESSELS:
        yield f"unbekannte Satzart „{satzart}“, erwartet 10, 20, 30, 40, 50 oder 60."
        return
    datum = _datum(zeile[2:10])
    if datum is None:
        yield f"„{zeile[2:10]}“ ist kein Gebietsstand, erwartet ein Datum wie {stand:%Y%m%d}."
    elif datum != stand:
        yield f"Gebietsstand {datum:%d.%m.%Y} weicht von dem der ersten Zeile ab ({stand:%d.%m.%Y})."
    yield from _maengel_des_schluessels(zeile, satzart)
    yield from _maengel_des_namens(zeile)
    if muster := _TEXTKENNZEICHEN.get(satzart):
        if not muster.fullmatch(zeile[122:124]):
            yield f"„{zeile[122:124]}“ ist kein Textkennzeichen für die Satzart {satzart} (Stelle 123)."
    elif zeile[122:124].strip():
        yield f"Stelle 123 ist bei der Satzart {satzart} leer, hier steht „{zeile[122:124]}“."
    if satzart == GEMEINDE:
        yield from _maengel_der_gemeinde(zeile)
    elif zeile[128:200].strip():
        yield f"ab Stelle 129 ist ein Satz der Satzart {satzart} leer, hier steht „{zeile[128:200].strip()[:20]}“."


def _maengel_des_schluessels(zeile: str, satzart: str) -> Iterator[str]:
    ziffern = _ZIFFERN_DES_SCHLUESSELS[satzart]
    if not _nur_ziffern(zeile[10 : 10 + ziffern]) or zeile[10 + ziffern : 18].strip():
        yield f"„{zeile[10:18]}“ ist kein Schlüssel der Satzart {satzart}, erwartet {ziffern} Ziffern ab Stelle 11."
    elif not "01" <= zeile[10:12] <= "16":
        yield f"unbekanntes Land „{zeile[10:12]}“, erwartet 01 bis 16."
    verband = zeile[18:22]
    if satzart in (VERBAND, GEMEINDE):
        if not _nur_ziffern(verband):
            yield f"„{verband}“ ist kein Verbandsschlüssel, erwartet 4 Ziffern ab Stelle 19."
    elif verband.strip():
        yield f"Stelle 19 bis 22 ist bei der Satzart {satzart} leer, hier steht „{verband}“."


def _maengel_des_namens(zeile: str) -> Iterator[str]:
    name, sitz = zeile[22:72], zeile[72:122]
    if not name.strip() or name.startswith(" ") or not any(zeichen.isalpha() for zeichen in name):
        yield f"ab Stelle 23 wird ein Name erwartet, hier steht „{name.rstrip()}“."
    if sitz.startswith(" ") and sitz.strip():
        yield f"der Sitz der Verwaltung beginnt an Stelle 73, hier steht „{sitz.rstrip()}“."


def _maengel_der_gemeinde(zeile: str) -> Iterator[str]:
    for was, anfang, ende in (("Fläche", 128, 139), ("Bevölkerung", 139, 150), ("männliche Bevölkerung", 150, 161)):
        if not _nur_ziffern(zeile[anfang:ende]):
            yield f"{was}: 11 Ziffern ab Stelle {anfang + 1} erwartet, hier steht „{zeile[anfang:ende]}“."
            return
    if int(zeile[150:161]) > int(zeile[139:150]):
        yield "mehr männliche Einwohner als Einwohner insgesamt."
    if zeile[165:170].strip() and not _nur_ziffern(zeile[165:170]):
        yield f"„{zeile[165:170]}“ ist keine Postleitzahl (Stelle 166)."
    if zeile[170:175] not in ("     ", "*****"):
        yield f"Stelle 171 bis 175 enthält Sterne oder nichts, hier steht „{zeile[170:175]}“."
    if not _AEMTER.fullmatch(zeile[177:196]):
        yield f"ab Stelle 178 werden Schlüssel von Behörden erwartet, hier steht „{zeile[177:196]}“."


def _nur_ziffern(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _satz(nummer: int, zeile: str) -> Satz:
    satzart = zeile[:2]
    satz = Satz(
        zeile=nummer,
        satzart=satzart,
        schluessel=zeile[10:15].rstrip(),
        name=zeile[22:72].rstrip(),
        textkennzeichen=zeile[122:124].strip(),
        sitz=zeile[72:122].rstrip(),
    )
    if satzart in (VERBAND, GEMEINDE):
        satz.schluessel += zeile[18:22]
    if satzart == GEMEINDE:
        satz.schluessel += zeile[15:18]
        satz.flaeche_ha = int(zeile[128:139])
        satz.einwohner = int(zeile[139:150])
        satz.plz = zeile[165:170].strip()
        satz.mehrere_plz = zeile[170] == "*"
    return satz
