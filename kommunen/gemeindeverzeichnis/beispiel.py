"""The shipped selection of real municipalities, for machines without the official file.

Comment lines carry source and date, then a semicolon-separated table follows:
satzart;schluessel;textkennzeichen;name;sitz;flaeche_ha;einwohner;plz;mehrere_plz;lon;lat;verstaedterung;mehrdeutig
"""

import csv
from datetime import datetime
from pathlib import Path

from .register import Ablehnung, Register, Satz

FORMAT = "Mitgelieferte Auswahl"
KENNUNG = "# Auswahl aus dem Gemeindeverzeichnis"
DATEI = Path(__file__).resolve().parent.parent / "beispiel" / "gemeinden.csv"
SPALTEN = [
    "satzart", "schluessel", "textkennzeichen", "name", "sitz", "flaeche_ha", "einwohner", "plz", "mehrere_plz",
    "lon", "lat", "verstaedterung", "mehrdeutig",
]  # fmt: skip
_STAND = "# Gebietsstand: "


def lesen(text: str, datei: str) -> Register:
    zeilen = text.splitlines()
    kopf = [zeile for zeile in zeilen if zeile.startswith("#")]
    stand = next((zeile.removeprefix(_STAND) for zeile in kopf if zeile.startswith(_STAND)), "")
    tabelle = csv.DictReader(zeilen[len(kopf) :], delimiter=";")
    if tabelle.fieldnames != SPALTEN or not stand:
        raise Ablehnung("Die mitgelieferte Auswahl ist beschädigt: Kopf oder Gebietsstand fehlt.")
    saetze = [_satz(nummer, zeile) for nummer, zeile in enumerate(tabelle, len(kopf) + 2)]
    return Register(
        stand=datetime.strptime(stand, "%d.%m.%Y").date(),  # noqa: DTZ007  a day, no moment
        format=FORMAT,
        datei=datei,
        saetze=saetze,
        vollstaendig=False,
        kennt_lage=True,
    )


def _satz(nummer: int, zeile: dict[str, str]) -> Satz:
    return Satz(
        zeile=nummer,
        satzart=zeile["satzart"],
        schluessel=zeile["schluessel"],
        name=zeile["name"],
        textkennzeichen=zeile["textkennzeichen"],
        sitz=zeile["sitz"],
        flaeche_ha=int(zeile["flaeche_ha"]) if zeile["flaeche_ha"] else None,
        einwohner=int(zeile["einwohner"]) if zeile["einwohner"] else None,
        plz=zeile["plz"],
        mehrere_plz=zeile["mehrere_plz"] == "1",
        lon=float(zeile["lon"]) if zeile["lon"] else None,
        lat=float(zeile["lat"]) if zeile["lat"] else None,
        verstaedterung=zeile["verstaedterung"],
        mehrdeutig=zeile["mehrdeutig"] == "1",
    )
