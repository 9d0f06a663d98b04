"""The network of reuses: what it adds up to, the arcs of the map, the tree of one project."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, Sum

from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche.boegen import Bogen
from kompetenzzentrum.oberflaeche.karte import LAENDER, LANDESMITTEN, Punkt

from .models import Nachnutzung, NachnutzungQuerySet, Projekt

BOEGEN_HOECHSTENS = 120
"""Pairs of municipalities on one map: beyond that one sees a knot, and the arcs join Länder instead."""
LAENDERBOEGEN = 40
LAENDERPAARE = 8
"""Named beside a map of Länder."""


def mit_allem(menge: NachnutzungQuerySet) -> NachnutzungQuerySet:
    """What a row of a table shows, in one query."""
    return menge.select_related(
        "projekt__handlungsfeld", "kommune", "kommune_frueher", "von", "von_frueher", "eigenes_projekt"
    )


def summen(menge: NachnutzungQuerySet) -> dict[str, int]:
    """How many links, between how many municipalities, with what effort. Two queries."""
    zahlen = menge.order_by().aggregate(
        anzahl=Count("pk"),
        projekte=Count("projekt", distinct=True),
        mit_aufwand=Count("pk", filter=Q(personentage__isnull=False) | Q(eur__isnull=False)),
        personentage=Sum("personentage", default=0),
        eur=Sum("eur", default=0),
    )
    nehmende = menge.order_by().values_list("kommune")
    gebende = menge.order_by().filter(von__isnull=False).values_list("von")
    return zahlen | {"kommunen": nehmende.union(gebende).count()}


@dataclass(frozen=True, slots=True)
class Laenderpaar:
    von: str
    nach: str
    anzahl: int


@dataclass(frozen=True, slots=True)
class Bild:
    """What a map shows."""

    boegen: list[Bogen]
    punkte: list[Punkt]
    laenderpaare: list[Laenderpaar]
    """The strongest, if the arcs join Länder; empty if they join municipalities."""


def bild(menge: NachnutzungQuerySet) -> Bild:
    """Each pair of municipalities as an arc; where they are too many, of Länder. Two queries."""
    orte = ("von__lon", "von__lat", "kommune__lon", "kommune__lat")
    paare = (
        menge.order_by()
        .filter(von__lon__isnull=False, kommune__lon__isnull=False)
        .exclude(von=F("kommune"))
        .values_list("von", "kommune", *orte)
        .annotate(anzahl=Count("pk"))
        .order_by("-anzahl", "von", "kommune")
    )
    gefunden = list(paare[: BOEGEN_HOECHSTENS + 1])
    if len(gefunden) > BOEGEN_HOECHSTENS:
        return _bild_der_laender(menge)
    boegen = [Bogen((zeile[2], zeile[3]), (zeile[4], zeile[5]), staerke=_staerke(zeile[6])) for zeile in gefunden]
    nehmende: Any = menge.order_by().filter(von__lon=None, kommune__lon__isnull=False)
    return Bild(boegen, enden(boegen, nehmende.values_list("kommune__lon", "kommune__lat").distinct()), [])


def _bild_der_laender(menge: NachnutzungQuerySet) -> Bild:
    paare = list(
        menge.order_by()
        .filter(von__isnull=False)
        .values_list("von__land__schluessel", "kommune__land__schluessel")
        .annotate(anzahl=Count("pk"))
        .order_by("-anzahl", "von__land__schluessel", "kommune__land__schluessel")
    )
    zwischen = [(von, nach, anzahl) for von, nach, anzahl in paare if von != nach]
    groesste = max((anzahl for *_, anzahl in zwischen), default=1)
    boegen = [
        Bogen(LANDESMITTEN[von], LANDESMITTEN[nach], staerke=1 + (3 * anzahl > groesste) + (3 * anzahl > 2 * groesste))
        for von, nach, anzahl in zwischen[:LAENDERBOEGEN]
    ]
    staerkste = [Laenderpaar(LAENDER[von][1], LAENDER[nach][1], anzahl) for von, nach, anzahl in paare[:LAENDERPAARE]]
    return Bild(boegen, enden(boegen), staerkste)


def _staerke(anzahl: int) -> int:
    return 1 if anzahl == 1 else 2 if anzahl < 5 else 3  # noqa: PLR2004


def enden(boegen: Iterable[Bogen], ohne_gebende: Iterable[tuple[float, float]] = ()) -> list[Punkt]:
    """Givers large, takers small and drawn later: one who does both is seen as a ring. Who took it from a `traeger`,
    which lies nowhere, is a taker without an arc."""
    boegen = list(boegen)
    orte = {bogen.nach for bogen in boegen} | set(ohne_gebende)
    nehmende = [Punkt(*ort, groesse=2, art="nehmend") for ort in sorted(orte)]
    return nehmende + [Punkt(*ort, groesse=3, art="gebend") for ort in {bogen.von for bogen in boegen}]


@dataclass(slots=True, eq=False)
class Ast:
    """A reuse in the tree of a project, with those that took it from there."""

    nachnutzung: Nachnutzung
    aeste: list["Ast"] = field(default_factory=list)


def baum(nachnutzungen: Sequence[Nachnutzung]) -> list[Ast]:
    """From the participants outwards. Whose giver is not among them stands at the root; a boundary change may
    make one municipality of two or close a circle, which is cut there.
    """
    aeste = [Ast(nachnutzung) for nachnutzung in nachnutzungen]
    bei = {ast.nachnutzung.kommune_id: ast for ast in reversed(aeste)}
    wurzeln = []
    for ast in aeste:
        eltern = bei.get(ast.nachnutzung.von_id or 0)
        if eltern is None or eltern is ast or _schliesst_kreis(ast, bei):
            wurzeln.append(ast)
        else:
            eltern.aeste.append(ast)
    return wurzeln


def _schliesst_kreis(ast: Ast, bei: dict[int, Ast]) -> bool:
    """Whether it came from itself in the end, and is the one of its circle where that is cut."""
    kreis = [ast]
    while (eltern := bei.get(kreis[-1].nachnutzung.von_id or 0)) is not None:
        if eltern is ast:
            return all(ast.nachnutzung.pk <= anderer.nachnutzung.pk for anderer in kreis)
        if eltern in kreis:
            return False
        kreis.append(eltern)
    return False


@dataclass(frozen=True, slots=True)
class Zeile:
    """A step through the tree: a template opens and closes lists by it, without including itself."""

    ast: Ast
    beginnt: bool
    """A list within the entry before it begins."""
    endet: range
    """How many of those lists end after it."""


def zeilen(wurzeln: Sequence[Ast]) -> list[Zeile]:
    schritte: list[tuple[Ast, int]] = []
    offen = [(ast, 0) for ast in reversed(wurzeln)]
    while offen:
        ast, tiefe = offen.pop()
        schritte.append((ast, tiefe))
        offen += [(kind, tiefe + 1) for kind in reversed(ast.aeste)]
    tiefen = [0, *(tiefe for _, tiefe in schritte), 0]
    return [
        Zeile(ast, beginnt=tiefe > tiefen[nummer], endet=range(max(tiefe - tiefen[nummer + 2], 0)))
        for nummer, (ast, tiefe) in enumerate(schritte)
    ]


def boegen_von(nachnutzungen: Iterable[Nachnutzung], *, art: str = "weitergabe") -> list[Bogen]:
    """One arc for each, where both ends are known."""
    return [
        Bogen(von, nach, art=art)
        for nachnutzung in nachnutzungen
        if (von := ort(nachnutzung.von)) and (nach := ort(nachnutzung.kommune))
    ]


def ohne_gebende(nachnutzungen: Iterable[Nachnutzung]) -> list[tuple[float, float]]:
    """Where those lie that have no arc, because nobody knows where it came from."""
    return [
        nach
        for nachnutzung in nachnutzungen
        if ort(nachnutzung.von) is None and (nach := ort(nachnutzung.kommune)) is not None
    ]


def ort(kommune: Kommune | None) -> tuple[float, float] | None:
    if kommune is None or kommune.lon is None or kommune.lat is None:
        return None
    return kommune.lon, kommune.lat


def filtern(menge: NachnutzungQuerySet, werte: dict[str, Any]) -> NachnutzungQuerySet:
    """Narrowed by what the page of the network offers."""
    if feld := werte.get("handlungsfeld"):
        menge = menge.filter(Q(projekt__handlungsfeld=feld) | Q(projekt__in=_mit_weiterem(feld)))
    if art := werte.get("art"):
        menge = menge.filter(art=art)
    if zustand := werte.get("zustand"):
        menge = menge.filter(zustand=zustand)
    if kommune := werte.get("kommune"):
        menge = menge.filter(Q(von=kommune) | Q(kommune=kommune))
    if projekt := werte.get("projekt"):
        menge = menge.filter(projekt=projekt)
    return menge


def _mit_weiterem(feld: Any) -> Any:
    return Projekt.weitere_handlungsfelder.through.objects.filter(handlungsfeld=feld).values("projekt")
