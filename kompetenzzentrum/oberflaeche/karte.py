"""Germany as server-rendered SVG: the Länder of @svg-maps/germany, and points placed on them.

The outlines stay in their static file (65 kB, kept by every cache); the page refers to each Land by its id.
The outlines are drawn in Mercator on a 586 x 793 canvas; the projection below places a coordinate on it to within
0.4 units (checked against the outline's extremes).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static

from kompetenzzentrum.oberflaeche.texte import zahl

BREITE, HOEHE = 586, 793
WEST, GRAD_BREIT = 5.8663, 9.1756
NORD, SUED = 55.0585, 47.2701
STUFEN = 5
NACHWEIS = "Umrisse: @svg-maps/germany, CC BY 4.0"

LAENDER = {
    "01": ("sh", "Schleswig-Holstein"),
    "02": ("hh", "Hamburg"),
    "03": ("ni", "Niedersachsen"),
    "04": ("hb", "Bremen"),
    "05": ("nw", "Nordrhein-Westfalen"),
    "06": ("he", "Hessen"),
    "07": ("rp", "Rheinland-Pfalz"),
    "08": ("bw", "Baden-Württemberg"),
    "09": ("by", "Bayern"),
    "10": ("sl", "Saarland"),
    "11": ("be", "Berlin"),
    "12": ("bb", "Brandenburg"),
    "13": ("mv", "Mecklenburg-Vorpommern"),
    "14": ("sn", "Sachsen"),
    "15": ("st", "Sachsen-Anhalt"),
    "16": ("th", "Thüringen"),
}
LANDESMITTEN = {
    "01": (9.7, 54.2), "02": (10.0, 53.55), "03": (9.1, 52.8), "04": (8.8, 53.1), "05": (7.5, 51.5),
    "06": (9.0, 50.6), "07": (7.4, 49.9), "08": (9.1, 48.6), "09": (11.5, 48.9), "10": (6.95, 49.4),
    "11": (13.4, 52.5), "12": (13.6, 52.0), "13": (12.5, 53.75), "14": (13.3, 51.0), "15": (11.7, 52.0),
    "16": (11.0, 50.9),
}  # fmt: skip
"""Where an arc of a Land begins, in degrees (lon, lat)."""
_ZULETZT = ("04", "02", "11")
"""City states lie inside their neighbours on screen: drawn last, they stay visible and clickable."""


@dataclass(frozen=True, slots=True)
class Punkt:
    lon: float
    lat: float
    groesse: int = 1
    """Size class 1 (small) to 3 (large)."""
    art: str = "kommune"
    """CSS class `karte__punkt--<art>`: kommune, projekt, veranstaltung, hier."""
    titel: str = ""
    url: str = ""


def _mercator(grad: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(grad) / 2))


_M_NORD, _M_HOEHE = _mercator(NORD), _mercator(NORD) - _mercator(SUED)


def projektion(lon: float, lat: float) -> tuple[float, float]:
    """Degrees (WGS 84) to canvas units, rounded to one decimal."""
    x = 0.295 + (lon - WEST) / GRAD_BREIT * 584.95
    y = 0.280 + (_M_NORD - _mercator(lat)) / _M_HOEHE * 792.0
    return round(x, 1), round(y, 1)


def _stufe(anzahl: int, groesste: int) -> int:
    """0 for none, otherwise 1 to STUFEN on a root scale: one large Land must not flatten all others."""
    if anzahl <= 0:
        return 0
    return max(1, math.ceil(math.sqrt(anzahl / groesste) * STUFEN))


def _laender(laender: Mapping[str, tuple[int, str]], einheit: str) -> list[dict[str, Any]]:
    groesste = max((anzahl for anzahl, _ in laender.values()), default=0)
    datei = static("vendor/germany.svg")
    flaechen = []
    for schluessel in sorted(LAENDER, key=lambda wert: (wert in _ZULETZT, wert)):
        kuerzel, name = LAENDER[schluessel]
        anzahl, url = laender.get(schluessel, (0, ""))
        text = f"{name}: {zahl(anzahl)} {einheit}".rstrip() if schluessel in laender else name
        flaechen.append({"umriss": f"{datei}#{kuerzel}", "text": text, "url": url, "stufe": _stufe(anzahl, groesste)})
    return flaechen


def zeilen(laender: Mapping[str, tuple[int, str]]) -> list[dict[str, Any]]:
    """The same facts as the map, sorted by name."""
    benannt = ((LAENDER[schluessel][1], *werte) for schluessel, werte in laender.items())
    return [{"name": name, "anzahl": anzahl, "url": url} for name, anzahl, url in sorted(benannt)]


def _wolke(stellen: Iterable[tuple[float, float]]) -> str:
    """Path data of dots: each a line of no length with round caps, reached by relative steps in tenths."""
    teile = []
    links = oben = 0
    for x, y in sorted((round(10 * x), round(10 * y)) for x, y in stellen):
        teile.append(f"m{(x - links) / 10:g} {(y - oben) / 10:g}h0")
        links, oben = x, y
    return "".join(teile)


def _punktwolken(punkte: Iterable[Punkt]) -> list[dict[str, Any]]:
    """Points without an address, joined to one path for each kind and size: ten thousand stay one element."""
    wolken: dict[tuple[str, int], set[tuple[float, float]]] = {}
    for punkt in punkte:
        wolken.setdefault((punkt.art, punkt.groesse), set()).add(projektion(punkt.lon, punkt.lat))
    return [
        {"art": art, "groesse": groesse, "pfad": _wolke(stellen)} for (art, groesse), stellen in sorted(wolken.items())
    ]


def _einzelpunkt(punkt: Punkt) -> dict[str, Any]:
    x, y = projektion(punkt.lon, punkt.lat)
    werte = {"titel": punkt.titel, "url": punkt.url, "art": punkt.art, "groesse": punkt.groesse}
    return werte | {"pfad": f"M{x:g} {y:g}h0"}


def zeichnung(
    *,
    punkte: Iterable[Punkt],
    laender: Mapping[str, tuple[int, str]],
    titel: str,
    groesse: str,
    einheit: str = "",
    boegen: Iterable[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """Context of `oberflaeche/karte.html`; arcs as `boegen.zeichnen()` makes them."""
    alle = list(punkte)
    return {
        "breite": BREITE,
        "hoehe": HOEHE,
        "laender": _laender(laender, einheit),
        "stufen": range(1, STUFEN + 1) if laender else (),
        "boegen": list(boegen),
        "wolken": _punktwolken(punkt for punkt in alle if not punkt.url),
        "einzeln": [_einzelpunkt(punkt) for punkt in alle if punkt.url],
        "titel": titel,
        "groesse": groesse,
        "nachweis": NACHWEIS,
    }
