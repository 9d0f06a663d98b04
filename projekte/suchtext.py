"""German text as search terms, for writing the index and for asking it alike.

The stemmer inside PostgreSQL differs by version, so stemming happens here. Each word stands in the index twice at the
same position: as stem ("beteil") and folded in full ("beteiligung"), so that a half-typed word finds it too.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import snowballstemmer

WORT = re.compile(r"[^\W_]+")
WORT_HOECHSTENS = 60
# PostgreSQL's limits are 16,383 positions and 1 MB for one tsvector.
WOERTER_HOECHSTENS = 12_000
ABSTAND = 5
"""Positions between two sections, so that no phrase runs from one into the next."""

BEGRIFF = re.compile(r'(?P<minus>(?<!\S)[-–])?(?:["„“](?P<wortfolge>[^"“”]*)["“”]?|(?P<wortlaut>[^\s"„“”]+))')
ANFRAGE_HOECHSTENS = 200
BEGRIFFE_HOECHSTENS = 12
ANFANG_MINDESTENS = 3
STAMM_ALS_ANFANG_MINDESTENS = 4
FUELLWOERTER = frozenset(
    # fmt: off
    [
        "aber",
        "als",
        "am",
        "an",
        "auch",
        "auf",
        "aus",
        "bei",
        "bis",
        "das",
        "dass",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "durch",
        "ein",
        "eine",
        "einem",
        "einen",
        "einer",
        "eines",
        "er",
        "es",
        "für",
        "gegen",
        "ich",
        "im",
        "in",
        "ist",
        "mit",
        "nach",
        "nicht",
        "oder",
        "ohne",
        "sich",
        "sie",
        "sind",
        "so",
        "um",
        "und",
        "uns",
        "unter",
        "vom",
        "von",
        "vor",
        "was",
        "wie",
        "wir",
        "wird",
        "zu",
        "zum",
        "zur",
        "über",
    ]
    # fmt: on
)


def zerlegen(text: str) -> list[str]:
    """The words of a text, in lower case; ß becomes ss."""
    return [wort[:WORT_HOECHSTENS] for wort in WORT.findall(unicodedata.normalize("NFC", text).casefold())]


def falten(wort: str) -> str:
    """Görlitz, Goerlitz and Gorlitz become the same; so do Budyšin and Budysin."""
    ohne_zeichen = "".join(z for z in unicodedata.normalize("NFKD", wort) if not unicodedata.combining(z))
    # As the stemmer does, and on both sides alike; not in "neue" or "Quelle".
    return re.sub(r"ae|oe|(?<![aeq])ue", lambda umlaut: umlaut[0][0], ohne_zeichen)


@lru_cache(maxsize=50_000)
def stamm(wort: str) -> str:
    # A stemmer object keeps state while it works: one for each call, since threads share this module.
    return falten(snowballstemmer.stemmer("german").stemWord(wort))


def vektor(abschnitte: Iterable[tuple[str, str]]) -> str:
    """A tsvector in PostgreSQL's input form from (weight A to D, text)."""
    stellen: dict[str, list[str]] = defaultdict(list)
    stelle = 0
    for gewicht, text in abschnitte:
        for wort in zerlegen(text)[: max(0, WOERTER_HOECHSTENS - stelle)]:
            stelle += 1
            for lexem in {stamm(wort), falten(wort)}:
                stellen[lexem].append(f"{stelle}{gewicht}")
        stelle += ABSTAND
    return " ".join(f"'{lexem}':{','.join(wo)}" for lexem, wo in sorted(stellen.items()))


@dataclass(frozen=True)
class Begriff:
    woerter: list[str]
    ausgeschlossen: bool
    als_wortfolge: bool

    @property
    def ist_fuellwort(self) -> bool:
        return not self.als_wortfolge and len(self.woerter) == 1 and self.woerter[0] in FUELLWOERTER

    def tsquery(self) -> str:
        folge = " <-> ".join(f"'{stamm(wort)}'" for wort in self.woerter)
        return f"!({folge})" if self.ausgeschlossen else f"({folge})"

    def tsquery_mit_anfang(self) -> str:
        """Also found if the last word goes on, as typed ("beteiligu") or from its stem ("parken": "Parkplatz")."""
        *vorher, letztes = self.woerter
        if self.ausgeschlossen or self.als_wortfolge or len(letztes) < ANFANG_MINDESTENS:
            return self.tsquery()
        anfaenge = [falten(letztes)]
        if len(stamm(letztes)) >= STAMM_ALS_ANFANG_MINDESTENS:
            anfaenge.append(stamm(letztes))
        davor = "".join(f"'{stamm(wort)}' <-> " for wort in vorher)
        folgen = [f"({davor}'{anfang}':*)" for anfang in dict.fromkeys(anfaenge)]
        return f"({' | '.join([self.tsquery(), *folgen])})"


@dataclass(frozen=True)
class Anfrage:
    """What someone typed, as two tsquery texts: the words as they stand, and with the last one as a beginning."""

    genau: str
    mit_anfang: str


def _begriffe(text: str) -> list[Begriff]:
    begriffe = []
    for teil in islice(BEGRIFF.finditer(text[:ANFRAGE_HOECHSTENS]), BEGRIFFE_HOECHSTENS):
        if woerter := zerlegen(teil["wortlaut"] or teil["wortfolge"] or ""):
            begriffe.append(Begriff(woerter, bool(teil["minus"]), teil["wortlaut"] is None))
    # "mit und ohne" alone is still a search; beside real words it would only lose hits.
    return [begriff for begriff in begriffe if not begriff.ist_fuellwort] or begriffe


def gesuchte_woerter(text: str) -> list[str]:
    """The words someone looks for, folded, each once."""
    begriffe = [begriff for begriff in _begriffe(text) if not begriff.ausgeschlossen]
    return list(dict.fromkeys(falten(wort) for begriff in begriffe for wort in begriff.woerter))


def anfrage(text: str) -> Anfrage | None:
    """Words joined by AND, "phrases", -exclusion. None if nothing in it can be searched for."""
    begriffe = _begriffe(text)
    if not begriffe:
        return None
    genau = [begriff.tsquery() for begriff in begriffe]
    return Anfrage(" & ".join(genau), " & ".join([*genau[:-1], begriffe[-1].tsquery_mit_anfang()]))
