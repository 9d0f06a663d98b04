"""Where the next forum should be: people who wanted to come and got no seat, by Kreis."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Avg, Count, Q
from django.db.models.functions import Coalesce

from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche.karte import Punkt

from .auswertung import OHNE_KOMMUNE
from .models import Anmeldung, Veranstaltung

Zustand = Anmeldung.Zustand

ERDRADIUS_KM = 6371.0
IN_DER_NAEHE_KM = 75
"""Straight distance; about an hour and a half on the road or by rail."""


class Stelle(NamedTuple):
    lon: float
    lat: float


class Termin(NamedTuple):
    veranstaltung: Veranstaltung
    stelle: Stelle


@dataclass(frozen=True)
class Platzbedarf:
    """One Kreis, or a kreisfreie Stadt."""

    name: str
    land: str
    """Key of the Land; empty for people without a municipality."""
    wartend: int
    leer_ausgegangen: int
    stelle: Stelle | None
    """The middle of the municipalities the people come from."""
    naechste: Veranstaltung | None = None
    naechste_km: int = 0

    @property
    def gesamt(self) -> int:
        return self.wartend + self.leer_ausgegangen

    @property
    def stufe(self) -> int:
        """Size class of the dot on the map."""
        return 1 if self.gesamt < 3 else 2 if self.gesamt < 8 else 3


def nach_kreis(*, seit: datetime, jetzt: datetime, termine: Sequence[Termin]) -> list[Platzbedarf]:
    """Waiting now, or since then gone without a seat: the offer ran out, they left the list, or the day came.

    Most first. Registrations are deleted some weeks after their event, so it looks back no further.
    """
    wartend = Q(zustand__in=(Zustand.WARTEND, Zustand.ANGEBOTEN), veranstaltung__ende__gt=jetzt)
    leer = Q(zustand=Zustand.VERFALLEN) | Q(zustand=Zustand.STORNIERT, platz_seit=None)
    leer |= Q(zustand=Zustand.WARTEND, veranstaltung__ende__lte=jetzt)
    gruppen = list(
        Anmeldung.objects.filter(wartend | leer, angemeldet_am__gte=seit)
        .order_by()
        .annotate(im_kreis=Coalesce("kommune__kreis", "kommune"))
        .values("im_kreis")
        .annotate(
            wartend=Count("pk", filter=wartend), leer=Count("pk", filter=leer),
            lon=Avg("kommune__lon"), lat=Avg("kommune__lat"),
        )
    )  # fmt: skip
    kreise = Kommune.objects.select_related("land").in_bulk([zeile["im_kreis"] for zeile in gruppen])
    alle = [_bedarf(dict(zeile), kreise.get(zeile["im_kreis"]), termine) for zeile in gruppen]
    return sorted(alle, key=lambda einer: (-einer.gesamt, einer.name))


def _bedarf(zeile: dict[str, Any], kreis: Kommune | None, termine: Sequence[Termin]) -> Platzbedarf:
    stelle = None if zeile["lon"] is None or zeile["lat"] is None else Stelle(zeile["lon"], zeile["lat"])
    naechste, km = _naechste(stelle, termine)
    return Platzbedarf(
        name=kreis.anzeigename if kreis else OHNE_KOMMUNE,
        land=kreis.land.schluessel if kreis else "",
        wartend=zeile["wartend"],
        leer_ausgegangen=zeile["leer"],
        stelle=stelle,
        naechste=naechste,
        naechste_km=km,
    )


def kommende_termine(jetzt: datetime) -> list[Termin]:
    """Published events on site with a free seat, whose municipality lies somewhere."""
    offene = Veranstaltung.objects.offen(jetzt).exclude(modus=Veranstaltung.Modus.ONLINE)
    return [
        Termin(eine, Stelle(eine.kommune.lon, eine.kommune.lat))
        for eine in offene.select_related("kommune")
        if eine.kommune and eine.kommune.lon is not None and eine.kommune.lat is not None
    ]


def _naechste(stelle: Stelle | None, termine: Sequence[Termin]) -> tuple[Veranstaltung | None, int]:
    if stelle is None or not termine:
        return None, 0
    km, naechste = min(((kilometer(stelle, termin.stelle), termin) for termin in termine), key=lambda paar: paar[0])
    return (naechste.veranstaltung, round(km)) if km <= IN_DER_NAEHE_KM else (None, 0)


def kilometer(von: Stelle, nach: Stelle) -> float:
    """Great-circle distance (haversine)."""
    x1, y1, x2, y2 = (math.radians(grad) for grad in (*von, *nach))
    wert = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * ERDRADIUS_KM * math.asin(math.sqrt(wert))


def punkte(bedarf: Sequence[Platzbedarf], termine: Sequence[Termin]) -> list[Punkt]:
    wartende = [
        Punkt(einer.stelle.lon, einer.stelle.lat, groesse=einer.stufe, art="bedarf") for einer in bedarf if einer.stelle
    ]
    return wartende + [Punkt(termin.stelle.lon, termin.stelle.lat, art="veranstaltung") for termin in termine]


def je_land(bedarf: Sequence[Platzbedarf]) -> dict[str, int]:
    summen: dict[str, int] = {}
    for einer in bedarf:
        if einer.land:
            summen[einer.land] = summen.get(einer.land, 0) + einer.gesamt
    return summen
