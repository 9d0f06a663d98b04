"""What may be meant where words find nothing: a typo, or a compound word of which only a part stands here."""

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.search import TrigramStrictWordSimilarity, TrigramWordSimilarity
from django.db.models import Exists, FloatField, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Greatest

from . import rechte, suchtext
from .models import Handlungsfeld, Projekt

ZEICHEN_MINDESTENS = 4
WOERTER_HOECHSTENS = 3
PROJEKTE_HOECHSTENS = 3
FELDER_HOECHSTENS = 2
AEHNLICH_GENUG = 0.45
"""Share of common trigrams, 0 to 1. "Hochwasser" has 0.4545 with "Wasser"; chance brings names and titles to 0.44."""
ANTEIL_KURZBESCHREIBUNG = 0.8
"""What counts for the order, beside a title with 1."""


@dataclass(frozen=True)
class Vorschlaege:
    projekte: list[Projekt]
    felder: list[Handlungsfeld]

    def __bool__(self) -> bool:
        return bool(self.projekte or self.felder)


class Gefaltet(Func):
    """As `suchtext.falten` does, whatever letters the locale of the database knows."""

    template = "translate(replace(%(expressions)s, 'ß', 'ss'), 'äöüÄÖÜ', 'aouAOU')"
    output_field = TextField()


def vorschlagen(text: str) -> Vorschlaege:
    """The projects and fields most like what was typed, none if nothing is like it. At most two queries."""
    lange = [wort for wort in suchtext.gesuchte_woerter(text) if len(wort) >= ZEICHEN_MINDESTENS]
    woerter = sorted(lange, key=len, reverse=True)[:WOERTER_HOECHSTENS]
    if not woerter:
        return Vorschlaege([], [])
    titel = [TrigramWordSimilarity(wort, Gefaltet("titel")) for wort in woerter]
    # In a sentence some run of letters is always alike: there, whole words are compared.
    kurz = [TrigramStrictWordSimilarity(wort, Gefaltet("kurzbeschreibung")) for wort in woerter]
    gewogen = [Greatest(a, b * Value(ANTEIL_KURZBESCHREIBUNG)) for a, b in zip(titel, kurz, strict=True)]
    namen = [TrigramWordSimilarity(wort, Gefaltet("name")) for wort in woerter]
    return Vorschlaege(
        list(_aehnliche(rechte.oeffentliche(), titel + kurz, gewogen).only("titel", "slug")[:PROJEKTE_HOECHSTENS]),
        list(_aehnliche(_felder_mit_projekten(), namen, namen)[:FELDER_HOECHSTENS]),
    )


def _aehnliche(menge: "QuerySet[Any]", masse: list[Any], rang: list[Any]) -> "QuerySet[Any]":
    naechste = Greatest(Value(0.0), *masse, output_field=FloatField())
    return menge.alias(naechste=naechste).filter(naechste__gte=AEHNLICH_GENUG).order_by(reduce(add, rang).desc(), "-pk")


def _felder_mit_projekten() -> "QuerySet[Handlungsfeld]":
    projekte = rechte.oeffentliche().filter(Q(handlungsfeld=OuterRef("pk")) | Q(weitere_handlungsfelder=OuterRef("pk")))
    return Handlungsfeld.objects.filter(Exists(projekte))
