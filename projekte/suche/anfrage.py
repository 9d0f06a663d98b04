"""What someone typed, taken apart: words, "phrases", -exclusion."""

import re
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


def _woerter(text: str) -> tuple[Wort, ...]:
    return tuple(Wort(woerter.falten(wort), woerter.stamm(wort), wort) for wort in woerter.zerlegen(text))


def zerlegen(text: str) -> Anfrage:
    """Falsy if there is nothing in it to search for."""
    einzelne: list[Wort] = []
    folgen, ausgeschlossen = [], []
    for teil in islice(BEGRIFF.finditer(text[:ANFRAGE_HOECHSTENS]), BEGRIFFE_HOECHSTENS):
        gekoppelt = teil["wortlaut"] and woerter.gekoppelte(teil["wortlaut"])
        worte = _woerter(teil["wortlaut"] or teil["wortfolge"] or "")
        if not worte:
            continue
        if teil["minus"]:
            ausgeschlossen.append(worte)
        elif teil["wortlaut"] is None and len(worte) > 1:
            folgen.append(worte)
        elif gekoppelt and len(worte) == 2:
            einzelne += _woerter(gekoppelt[0])
        else:
            einzelne += worte
    # "mit und ohne" alone is still a search; beside real words it would only lose hits.
    inhaltliche = [wort for wort in einzelne if wort.form not in woerter.FUELLWOERTER]
    if not inhaltliche and not folgen:
        inhaltliche = einzelne
    return Anfrage(tuple(dict.fromkeys(inhaltliche)), tuple(folgen), tuple(ausgeschlossen))
