"""How well the search answers the judged list: success@10, nDCG@10, recall@50, and honest emptiness."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from . import NICHTS, Anfrage

ERFOLG_BIS, GUETE_BIS, FUND_BIS = 10, 10, 50
GESAMT = "gesamt"


@dataclass(frozen=True)
class Note:
    """Means over the queries of a kind, each between 0 and 1."""

    anfragen: int
    erfolg: float
    guete: float
    fund: float

    def __str__(self) -> str:
        return f"{self.anfragen:>8}{self.erfolg:>12.3f}{self.guete:>10.3f}{self.fund:>12.3f}"


@dataclass(frozen=True)
class Zeugnis:
    noten: dict[str, Note]
    """By kind of query, and for all of them under `GESAMT`; without the queries that rightly find nothing."""
    nichts: int
    leer: int
    """How many of the queries that rightly find nothing found nothing."""
    misslungen: list[tuple[Anfrage, list[str]]]
    """Queries of less than .6 nDCG and those that found what is not there, with what came first."""

    def __str__(self) -> str:
        kopf = f"{'kind':<14}{'queries':>8}{'success@10':>12}{'nDCG@10':>10}{'recall@50':>12}"
        zeilen = [f"{art:<14}{note}" for art, note in self.noten.items()]
        return "\n".join([kopf, *zeilen, f"honestly empty: {self.leer} of {self.nichts}"])


def guete(treffer: Sequence[str], urteile: dict[str, int]) -> float:
    """nDCG@10 with the gain 2^grade - 1."""

    def gewinn(noten: Iterable[int]) -> float:
        return sum((2**note - 1) / math.log2(rang + 2) for rang, note in enumerate(noten))

    bestens = gewinn(sorted(urteile.values(), reverse=True)[:GUETE_BIS])
    return gewinn(urteile.get(name, 0) for name in treffer[:GUETE_BIS]) / bestens


def messen(anfragen: Iterable[Anfrage], suchen: Callable[[str], Sequence[str]]) -> Zeugnis:
    """`suchen` gives the names of the first 50 hits, best first."""
    werte: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    nichts = leer = 0
    misslungen = []
    for anfrage in anfragen:
        treffer = suchen(anfrage.text)[:FUND_BIS]
        if anfrage.art == NICHTS:
            nichts += 1
            leer += not treffer
            gelungen = not treffer
        else:
            gefunden = sum(name in anfrage.urteile for name in treffer)
            erfolg = any(name in anfrage.urteile for name in treffer[:ERFOLG_BIS])
            wert = (float(erfolg), guete(treffer, anfrage.urteile), gefunden / len(anfrage.urteile))
            werte[anfrage.art].append(wert)
            werte[GESAMT].append(wert)
            gelungen = wert[1] >= 0.6
        if not gelungen:
            misslungen.append((anfrage, list(treffer[:GUETE_BIS])))
    arten = [*(art for art in werte if art != GESAMT), GESAMT]
    noten = {art: Note(len(werte[art]), *(fmean(spalte) for spalte in zip(*werte[art], strict=True))) for art in arten}
    return Zeugnis(noten, nichts, leer, misslungen)
