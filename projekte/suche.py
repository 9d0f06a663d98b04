"""The full-text search of the catalogue: what stands in the index, and how it is asked."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Value

from kommunen.namen import falten
from kompetenzzentrum.oberflaeche.treffer import Treffer

from . import rechte, suchtext
from .models import Projekt, ProjektQuerySet

STAPEL = 500


class Tsquery(SearchQuery):
    """A finished tsquery: the parser of to_tsquery() would cut "g7" or "co2" once more."""

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")
        self.text = text

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        return "%s::tsquery", [self.text]


def _abschnitte(projekt: Projekt) -> list[tuple[str, str]]:
    kommunen = [beteiligung.kommune for beteiligung in projekt.beteiligungen.all()]
    orte = " ".join(f"{kommune.name} {kommune.kurzname}" for kommune in kommunen)
    laender = " ".join(sorted({kommune.land.name for kommune in kommunen}))
    felder = [projekt.handlungsfeld.name, *(feld.name for feld in projekt.weitere_handlungsfelder.all())]
    typen = " ".join(typ.name for typ in projekt.loesungstypen.all())
    return [
        ("A", projekt.titel),
        ("B", projekt.kurzbeschreibung),
        ("B", orte),
        ("B", projekt.traeger),
        ("B", " ".join(felder)),
        *(("C", text) for text in (projekt.loesung, projekt.ausgangslage, projekt.vorgehen, projekt.ergebnis)),
        ("C", f"{typen} {laender} {projekt.zustand_grund}"),
    ]


def ableiten(projekte: Iterable[int]) -> None:
    """Write anew what the search needs, for projects (by key) after any change to them or their participants."""
    schluessel = list(projekte)
    for anfang in range(0, len(schluessel), STAPEL):
        stapel = list(
            Projekt.objects.filter(pk__in=schluessel[anfang : anfang + STAPEL])
            .select_related("handlungsfeld")
            .prefetch_related("beteiligungen__kommune__land", "weitere_handlungsfelder", "loesungstypen")
        )
        for projekt in stapel:
            projekt.suchvektor = suchtext.vektor(_abschnitte(projekt))
            projekt.sortiertitel = falten(projekt.titel)
        Projekt.objects.bulk_update(stapel, ["suchvektor", "sortiertitel"])


def filtern(projekte: ProjektQuerySet, text: str) -> ProjektQuerySet:
    """Hits for what someone typed, annotated for `nach_relevanz`; nothing if it cannot be searched for."""
    anfrage = suchtext.anfrage(text)
    if anfrage is None:
        return projekte.none()
    return projekte.filter(suchvektor=Tsquery(anfrage.mit_anfang))


def nach_relevanz(projekte: ProjektQuerySet, text: str) -> ProjektQuerySet:
    """Whole words before beginnings of words, the title before the text, the newer first."""
    anfrage = suchtext.anfrage(text)
    if anfrage is None:
        return projekte
    return projekte.order_by(
        SearchRank(F("suchvektor"), Tsquery(anfrage.genau), normalization=Value(1)).desc(),
        SearchRank(F("suchvektor"), Tsquery(anfrage.mit_anfang), normalization=Value(1)).desc(),
        "-veroeffentlicht_am",
        "-pk",
    )


def finden(text: str, hoechstens: int) -> tuple[list[Treffer], int]:
    """For the search across everything: the best hits, and how many there are."""
    projekte = filtern(rechte.oeffentliche(), text)
    treffer = [
        Treffer(
            titel=projekt.titel,
            url=projekt.get_absolute_url(),
            zusatz=" · ".join(
                teil
                for teil in (
                    "Beispielprojekt" if projekt.ist_beispiel else "Projekt",
                    projekt.federfuehrung.anzeigename if projekt.federfuehrung else projekt.traeger,
                    projekt.handlungsfeld.name,
                )
                if teil
            ),
            auszug=projekt.kurzbeschreibung,
        )
        for projekt in nach_relevanz(projekte, text).fuer_karten()[:hoechstens]
    ]
    return treffer, projekte.count()
