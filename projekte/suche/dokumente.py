"""Writing what the search needs: each project as weighted words, each new word stemmed and split once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db import transaction

from kommunen.models import Kommune
from kommunen.namen import falten as sortierbar
from kompetenzzentrum.oberflaeche import stand

from .. import guetezeichen
from ..models import Projekt, Suchdokument, Suchwort
from . import woerter
from .zusammensetzung import Zerleger

BEREICH = "projekte"
STAPEL = 500
WOERTER_HOECHSTENS = 12_000
"""Of one project."""
MASS = 8
"""Weighted frequencies are stored in eighths, at most 255 of them."""


@dataclass(frozen=True)
class Feld:
    gewicht: float
    ueblich: int
    """Words of a usual text of this field; in longer ones each word counts less (BM25F)."""
    anteil: float
    """How much of the length counts, 0 to 1."""


TITEL = Feld(7, 6, 0.3)
SCHLAGWORT = Feld(4, 5, 0.2)
MERKMAL = Feld(1.5, 4, 0)
KURZ = Feld(3, 20, 0.4)
ORT = Feld(4, 4, 0.3)
TEXT = Feld(1, 120, 0.6)
BEIWERK = Feld(1.5, 8, 0.3)


def _abschnitte(projekt: Projekt) -> Iterator[tuple[Feld, str]]:
    kommunen = [beteiligung.kommune for beteiligung in projekt.beteiligungen.all()]
    yield TITEL, projekt.titel
    yield KURZ, projekt.kurzbeschreibung
    for kommune in kommunen:
        yield (
            ORT,
            kommune.kurzname if kommune.name.startswith(kommune.kurzname) else f"{kommune.kurzname} {kommune.name}",
        )
    yield ORT, " ".join({kommune.kreis.kurzname for kommune in kommunen if kommune.kreis})
    yield BEIWERK, " ".join(sorted({kommune.land.name for kommune in kommunen}))
    yield BEIWERK, projekt.traeger
    for merkmal in (projekt.handlungsfeld, *projekt.weitere_handlungsfelder.all(), *projekt.loesungstypen.all()):
        yield MERKMAL, merkmal.name
    for schlagwort in projekt.schlagwoerter.all():
        yield SCHLAGWORT, schlagwort.name
    for text in (
        projekt.ausgangslage,
        projekt.loesung,
        projekt.vorgehen,
        projekt.ergebnis,
        projekt.hindernisse,
        projekt.lehren,
        projekt.betriebsmodell_text,
        projekt.zustand_grund,
    ):
        yield TEXT, text
    yield BEIWERK, projekt.foerderprogramm
    yield BEIWERK, projekt.technik


class _Dokument:
    """The words of one project: as written at first, as numbers once they have one."""

    def __init__(self, projekt: Projekt) -> None:
        self.projekt = projekt
        self.folge: list[str] = []
        """Empty between two sections."""
        self.gewichte: dict[str, float] = defaultdict(float)
        laengen: dict[Feld, int] = defaultdict(int)
        abschnitte = []
        for feld, text in _abschnitte(projekt):
            if text:
                folge = woerter.zerlegen(text)[: max(0, WOERTER_HOECHSTENS - len(self.folge))]
                abschnitte.append((feld, folge, woerter.gekoppelte(text)))
                laengen[feld] += len(folge)
                self.folge += [*folge, ""]
        for feld, folge, gekoppelte in abschnitte:
            laenge = 1 - feld.anteil + feld.anteil * max(1.0, laengen[feld] / feld.ueblich)
            for wort in (*folge, *gekoppelte):
                self.gewichte[wort] += feld.gewicht / laenge

    def als_zeile(self, nummern: dict[str, int]) -> Suchdokument:
        gewichte: dict[int, float] = defaultdict(float)
        for wort, gewicht in self.gewichte.items():
            gewichte[nummern[woerter.falten(wort)]] += gewicht
        zahlen = np.fromiter(gewichte, "<u4", len(gewichte))
        haeufigkeiten = np.clip(np.rint(np.fromiter(gewichte.values(), float) * MASS), 1, 255).astype("u1")
        folge = np.fromiter((nummern[woerter.falten(wort)] if wort else 0 for wort in self.folge), "<u4")
        return Suchdokument(
            projekt=self.projekt, woerter=zahlen.tobytes() + haeufigkeiten.tobytes(), folge=folge.tobytes()
        )


def _nummern(geschrieben: Iterable[str]) -> dict[str, int]:
    """Folded word → number; new words are stemmed, split and stored, parts of compounds too."""
    formen: dict[str, str] = {}
    for wort in geschrieben:
        formen.setdefault(woerter.falten(wort), wort)
    nummern = dict(Suchwort.objects.filter(wort__in=list(formen)).values_list("wort", "pk"))
    # Sorted: two who write the same new words wait for each other, never crosswise.
    if neue := sorted(formen.keys() - nummern.keys()):
        zerleger = Zerleger(neue, _ortsnamen(stand.lesen()["kommunen"]))
        teile = {form: zerleger.teile(form) for form in neue}
        teilwoerter = {teil: _ausschnitt(teil, form, formen[form]) for form in neue for teil in teile[form]}
        Suchwort.objects.bulk_create(
            [_suchwort(form, formen[form], teile[form]) for form in neue]
            + [
                _suchwort(teil, teilwoerter[teil], zerleger.teile(teil)) for teil in sorted(teilwoerter.keys() - formen)
            ],
            ignore_conflicts=True,
        )
        nummern |= dict(Suchwort.objects.filter(wort__in=neue).values_list("wort", "pk"))
    return nummern


@lru_cache(maxsize=1)
def _ortsnamen(register: int) -> frozenset[str]:
    """Words of the names of municipalities, as of that state of the register."""
    namen = Kommune.objects.order_by().values_list("kurzname", flat=True)
    return frozenset(woerter.falten(wort) for name in namen for wort in woerter.zerlegen(name))


def _suchwort(form: str, anzeige: str, teile: list[str]) -> Suchwort:
    return Suchwort(
        wort=form, anzeige=anzeige, stamm=woerter.stamm(anzeige), teile=[woerter.stamm(teil) for teil in teile]
    )


def _ausschnitt(teil: str, form: str, anzeige: str) -> str:
    """A part of a compound as the compound spells it."""
    stelle = form.find(teil)
    if stelle < 0 or len(form) != len(anzeige):
        return teil.capitalize()
    return anzeige[stelle : stelle + len(teil)].capitalize()


@transaction.atomic
def ableiten(projekte: Iterable[int]) -> None:
    """Write anew what the search needs, for projects (by key) after any change to them or their participants.

    Raises the number of the room first: that lock lets one writer after the other, and its order is that of commits.
    """
    schluessel = list(projekte)
    if not schluessel:
        return
    fassung = stand.erhoehen(BEREICH)
    for anfang in range(0, len(schluessel), STAPEL):
        stapel = list(
            Projekt.objects.filter(pk__in=schluessel[anfang : anfang + STAPEL])
            .select_related("handlungsfeld")
            .prefetch_related(
                "beteiligungen__kommune__land",
                "beteiligungen__kommune__kreis",
                "weitere_handlungsfelder",
                "loesungstypen",
                "schlagwoerter",
            )
        )
        dokumente = [_Dokument(projekt) for projekt in stapel]
        nummern = _nummern(wort for dokument in dokumente for wort in dokument.gewichte)
        Suchdokument.objects.bulk_create(
            [dokument.als_zeile(nummern) for dokument in dokumente],
            update_conflicts=True,
            unique_fields=["projekt"],
            update_fields=["woerter", "folge"],
        )
        for projekt in stapel:
            projekt.sortiertitel = sortierbar(projekt.titel)
            projekt.fassung = fassung
        Projekt.objects.bulk_update(stapel, ["sortiertitel", "fassung"])
        guetezeichen.ableiten(projekt.pk for projekt in stapel)
