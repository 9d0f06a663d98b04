"""What someone may be about to type: titles, fields, keywords and frequent words, from memory."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from heapq import nlargest
from itertools import islice, takewhile

from ..models import Handlungsfeld, Projekt, Schlagwort
from . import woerter
from .verzeichnis import Verzeichnis, aktuelles

HOECHSTENS = 8
JE_ART = 3
"""Suggestions of one kind while others are left."""
MINDESTENS = 2
"""Letters."""
ANGESEHEN = 2_000
"""Terms that hold the beginning of a word and are looked at further."""
WORT_MINDESTENS = 5
HAEUFIG = 2
"""A word that stands in so many projects is worth suggesting."""
TITEL_HOECHSTENS = 5_000
WOERTER_HOECHSTENS = 5_000
"""So many of the newest titles and the most frequent words are kept ready: all is made anew after each change."""
ARTEN = ("Handlungsfeld", "Schlagwort", "Wort", "Projekt")
"""In this order; what a suggestion is called beside it."""


class Vorschlaege:
    def __init__(self, begriffe: list[tuple[str, int, int]]) -> None:
        """`begriffe`: (text, its place in ARTEN, projects that hold it)."""
        self.begriffe = begriffe
        self._gefaltet = [tuple(map(woerter.falten, woerter.zerlegen(text))) for text, _, _ in begriffe]
        stellen: dict[str, list[int]] = defaultdict(list)
        for nummer, worte in enumerate(self._gefaltet):
            for wort in dict.fromkeys(worte):
                stellen[wort].append(nummer)
        self._worte = sorted(stellen)
        self._stellen = stellen

    def zu(self, text: str) -> list[tuple[str, str]]:
        """(term, its kind), all of whose typed words are beginnings of words in it."""
        anfaenge = [woerter.falten(wort) for wort in woerter.zerlegen(text[: woerter.WORT_HOECHSTENS])]
        if not anfaenge or max(map(len, anfaenge)) < MINDESTENS:
            return []
        laengster = max(anfaenge, key=len)
        funde = dict.fromkeys(islice(self._mit(laengster), ANGESEHEN))
        rang = sorted((self._rang(nummer, anfaenge), nummer) for nummer in funde if self._passt(nummer, anfaenge))
        gewaehlt: list[int] = []
        uebrige: list[int] = []
        je_art = [0] * len(ARTEN)
        for _, nummer in rang:
            art = self.begriffe[nummer][1]
            je_art[art] += 1
            (gewaehlt if je_art[art] <= JE_ART else uebrige).append(nummer)
        beste = sorted((gewaehlt + uebrige)[:HOECHSTENS], key=lambda nummer: self.begriffe[nummer][1])
        return [(begriff, ARTEN[art]) for begriff, art, _ in map(self.begriffe.__getitem__, beste)]

    def _mit(self, anfang: str) -> Iterator[int]:
        ab = bisect_left(self._worte, anfang)
        for wort in takewhile(lambda wort: wort.startswith(anfang), islice(self._worte, ab, None)):
            yield from self._stellen[wort]

    def _passt(self, nummer: int, anfaenge: list[str]) -> bool:
        worte = self._gefaltet[nummer]
        return all(any(wort.startswith(anfang) for wort in worte) for anfang in anfaenge)

    def _rang(self, nummer: int, anfaenge: list[str]) -> tuple[bool, int, str]:
        """Those that begin with it, then what more projects hold."""
        text, _, haeufigkeit = self.begriffe[nummer]
        return not self._gefaltet[nummer][0].startswith(anfaenge[0]), -haeufigkeit, text


def vorschlagen(text: str, *, stand: int | None = None) -> list[tuple[str, str]]:
    """(term, its kind), at most HOECHSTENS. `stand`: the number of the room, if the caller knows it already."""
    verzeichnis = aktuelles(stand)
    return verzeichnis.einmal("vorschlaege", lambda: Vorschlaege(_begriffe(verzeichnis))).zu(text)


def _begriffe(verzeichnis: Verzeichnis) -> list[tuple[str, int, int]]:
    """Each text once, as the first kind that has it; only what public projects hold."""
    begriffe: dict[str, tuple[str, int, int]] = {}

    def dazu(text: str, art: str, haeufigkeit: int) -> None:
        schluessel = " ".join(map(woerter.falten, woerter.zerlegen(text)))
        if schluessel:
            begriffe.setdefault(schluessel, (text, ARTEN.index(art), haeufigkeit))

    oeffentliche = Projekt.objects.veroeffentlicht().order_by()
    for feld in Handlungsfeld.objects.filter(projekte__in=oeffentliche).distinct():
        dazu(feld.name, "Handlungsfeld", 0)
    for schlagwort in Schlagwort.objects.filter(projekte__in=oeffentliche).distinct():
        dazu(schlagwort.name, "Schlagwort", 0)
    for haeufigkeit, wort in nlargest(WOERTER_HOECHSTENS, _haeufige(verzeichnis)):
        dazu(wort, "Wort", haeufigkeit)
    for titel in oeffentliche.order_by("-veroeffentlicht_am").values_list("titel", flat=True)[:TITEL_HOECHSTENS]:
        dazu(titel, "Projekt", 0)
    return list(begriffe.values())


def _haeufige(verzeichnis: Verzeichnis) -> Iterator[tuple[int, str]]:
    """Nouns that several projects hold, each stem in its shortest form; not what is only a part, as Halte(stelle)."""
    schatz = verzeichnis.wortschatz
    kuerzeste: dict[int, str] = {}
    for form, begriff in schatz.formen.items():
        if len(form) >= WORT_MINDESTENS and schatz.anzeigen.get(form, form)[0].isupper():
            bisher = kuerzeste.get(begriff)
            if bisher is None or len(form) < len(bisher):
                kuerzeste[begriff] = form
    haeufigkeiten = {begriff: verzeichnis.haeufigkeit(begriff) for begriff in kuerzeste}
    in_ganzen: dict[int, int] = defaultdict(int)
    for ganzes, teile in schatz.teile.items():
        for teil in teile:
            in_ganzen[teil] = max(in_ganzen[teil], haeufigkeiten.get(ganzes, 0))
    for begriff, form in kuerzeste.items():
        haeufigkeit = haeufigkeiten[begriff]
        if haeufigkeit >= HAEUFIG and haeufigkeit > in_ganzen[begriff]:
            yield haeufigkeit, schatz.anzeigen.get(form, form)
