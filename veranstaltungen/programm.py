"""The programme as a plan: days, within them rows that begin at the same time, tracks as columns."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.utils.functional import SimpleLazyObject

from kommunen.namen import falten

from . import texte
from .models import Anmeldung, Mitwirkende, Programmpunkt, Programmwahl, Strang, Veranstaltung

SPALTEN_HOECHSTENS = 6
"""More tracks than that are too narrow side by side, even on a wide screen."""
KURZ_HOECHSTENS = 12
"""Sessions that the page of the event shows itself."""
_TITEL = re.compile(r"^(?:(?:(?:Prof|Dr|Dipl|Mag|Priv|Jun|apl)\b[-.\w]*|PD|Professor(?:in)?)\s+(?:[a-z]{1,5}\.\s*)*)+")
"""Academic titles before a name: „Prof. Dr.-Ing.“, „Dr. rer. nat.“, „Dr. h. c.“."""


def nach_namen(personen: Iterable[Mitwirkende]) -> list[Mitwirkende]:
    """As one looks for them: a title is no part of the name."""
    return sorted(personen, key=lambda person: (falten(_TITEL.sub("", person.name)), person.pk))


@dataclass(frozen=True)
class Sitzung:
    punkt: Programmpunkt
    spalte: int
    """Column of its track from 1; 0 over all columns."""
    frei: int | None
    """Seats of its own that are left; None if it has none of its own or as many as come."""

    @property
    def sprechende(self) -> list[Mitwirkende]:
        return nach_namen(self.punkt.sprechende.all())

    @property
    def platzhinweis(self) -> str:
        return texte.freie_plaetze(self.frei)


@dataclass
class Zeile:
    beginn: datetime
    sitzungen: list[Sitzung]


@dataclass
class Tag:
    tag: date
    zeilen: list[Zeile]
    straenge: list[Strang]
    """Those of this day; empty if they are too many for columns."""


@dataclass
class Plan:
    tage: list[Tag] = field(default_factory=list)
    waehlbar: bool = False
    """There are sessions that people choose when they register."""

    @property
    def mehrtaegig(self) -> bool:
        return len(self.tage) > 1

    @property
    def titelebene(self) -> int:
        """Level of the headings of sessions on the page of the programme: below the days, if there are several."""
        return 3 if self.mehrtaegig else 2

    @property
    def anzahl(self) -> int:
        return sum(len(zeile.sitzungen) for tag in self.tage for zeile in tag.zeilen)

    @property
    def kurz(self) -> bool:
        """Short enough for the page of the event."""
        return self.anzahl <= KURZ_HOECHSTENS

    @property
    def straenge(self) -> list[str]:
        return list(dict.fromkeys(strang.name for tag in self.tage for strang in tag.straenge))


def belegung(veranstaltung: Veranstaltung) -> dict[int, int]:
    """Session → seats taken, of those with seats of their own; one query."""
    zeilen = (
        Programmwahl.objects.filter(
            programmpunkt__veranstaltung=veranstaltung.pk,
            programmpunkt__plaetze__isnull=False,
            anmeldung__zustand__in=Anmeldung.MIT_PLATZ,
        )
        .values_list("programmpunkt")
        .annotate(Count("pk"))
        .order_by()
    )
    return dict(zeilen)


def kontext(veranstaltung: Veranstaltung, belegt: Mapping[int, int]) -> dict[str, Any]:
    """What the programme on a page is made of: asked for when its piece is made."""
    return {
        "plan": SimpleLazyObject(lambda: plan(veranstaltung, belegt)),
        "hat_mitwirkende": SimpleLazyObject(lambda: veranstaltung.mitwirkende.exists()),
        "hat_aussteller": SimpleLazyObject(lambda: veranstaltung.aussteller.exists()),
    }


def plan(veranstaltung: Veranstaltung, belegt: Mapping[int, int]) -> Plan:
    """Two queries."""
    punkte = list(
        Programmpunkt.objects.filter(veranstaltung=veranstaltung.pk)
        .select_related("raum", "strang")
        .prefetch_related("sprechende")
    )
    tage = [_tag(tag, list(gruppe), belegt) for tag, gruppe in groupby(punkte, lambda punkt: punkt.tag)]
    return Plan(tage, any(punkt.waehlbar for punkt in punkte))


def _tag(tag: date, punkte: list[Programmpunkt], belegt: Mapping[int, int]) -> Tag:
    benutzte = {punkt.strang for punkt in punkte if punkt.strang}
    straenge = sorted(benutzte, key=lambda strang: (strang.position, strang.name))
    if not 1 < len(straenge) <= SPALTEN_HOECHSTENS:
        straenge = []
    spalten = {strang.pk: spalte for spalte, strang in enumerate(straenge, 1)}

    def sitzung(punkt: Programmpunkt) -> Sitzung:
        frei = None if punkt.plaetze is None else max(punkt.plaetze - belegt.get(punkt.pk, 0), 0)
        return Sitzung(punkt, spalten.get(punkt.strang_id or 0, 0), frei)

    zeilen = [
        Zeile(beginn, sorted(map(sitzung, gruppe), key=lambda sitzung: sitzung.spalte))
        for beginn, gruppe in groupby(punkte, lambda punkt: punkt.beginn)
    ]
    return Tag(tag, zeilen, straenge)
