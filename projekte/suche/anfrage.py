"""What someone typed, taken apart: words, "phrases", -exclusion."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from . import woerter

BEGRIFF = re.compile(r'(?P<minus>(?<!\S)[-–])?(?:["„“](?P<wortfolge>[^"“”]*)["“”]?|(?P<wortlaut>[^\s"„“”]+))')
ANFRAGE_HOECHSTENS = 200
BEGRIFFE_HOECHSTENS = 12


@dataclass(frozen=True)
class Wort:
    form: str
    """Folded."""
    stamm: str
    getippt: str


@dataclass(frozen=True)
class Anfrage:
    woerter: tuple[Wort, ...] = ()
    wortfolgen: tuple[tuple[Wort, ...], ...] = ()
    ausgeschlossen: tuple[tuple[Wort, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.woerter or self.wortfolgen or self.ausgeschlossen)


def _worte(geschrieben: Iterable[str]) -> tuple[Wort, ...]:
    return tuple(Wort(woerter.falten(wort), woerter.stamm(wort), wort) for wort in geschrieben)


def zerlegen(text: str) -> Anfrage:
    """Falsy if there is nothing in it to search for."""
    einzelne: list[str] = []
    folgen, ausgeschlossen = [], []
    for teil in islice(BEGRIFF.finditer(text[:ANFRAGE_HOECHSTENS]), BEGRIFFE_HOECHSTENS):
        geschrieben = teil["wortlaut"] or teil["wortfolge"] or ""
        worte = _worte(woerter.zerlegen(geschrieben))
        if worte and teil["minus"]:
            ausgeschlossen.append(worte)
        elif len(worte) > 1 and teil["wortlaut"] is None:
            folgen.append(worte)
        elif worte:
            einzelne += woerter.begriffe(geschrieben)
    return Anfrage(tuple(dict.fromkeys(_worte(einzelne))), tuple(folgen), tuple(ausgeschlossen))
