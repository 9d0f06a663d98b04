"""Which words led to a project: marked in its title, and shown in an excerpt of its texts."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from . import woerter
from .verzeichnis import Verzeichnis
from .wortschatz import Wortschatz

if TYPE_CHECKING:
    from ..models import Projekt
    from .deutung import Deutung

AUSZUG_WOERTER = 30
AUSZUG_TEXTE = (
    "loesung",
    "ausgangslage",
    "vorgehen",
    "ergebnis",
    "hindernisse",
    "lehren",
    "technik",
    "foerderprogramm",
)


@dataclass(frozen=True)
class Marken:
    """Stems of the words that were looked for; compounds that hold one of them are marked too."""

    staemme: frozenset[str] = frozenset()
    wortschatz: Wortschatz = field(default_factory=Wortschatz, compare=False, repr=False)
    """Of the state that was searched."""
    bekannt: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)
    """Words already looked at: a page holds most of its words several times."""

    def __bool__(self) -> bool:
        return bool(self.staemme)


def marken_von(deutung: "Deutung", verzeichnis: Verzeichnis) -> Marken:
    begriffe = {begriff for einheit in deutung.einheiten for begriff in einheit.begriffe()}
    begriffe.update(begriff for folge in deutung.wortfolgen for begriff in folge)
    wortschatz = verzeichnis.wortschatz
    return Marken(frozenset(wortschatz.stamm(begriff) for begriff in begriffe), wortschatz)


def _getroffen(wort: str, marken: Marken) -> bool:
    bekannt = marken.bekannt.get(wort)
    if bekannt is None:
        bekannt = marken.bekannt[wort] = _passt(wort, marken)
    return bekannt


def _passt(wort: str, marken: Marken) -> bool:
    schatz = marken.wortschatz
    begriff = schatz.formen.get(woerter.falten(wort))
    if begriff is None:
        return False
    return any(schatz.stamm(b) in marken.staemme for b in (begriff, *schatz.teile.get(begriff, ())))


def hervorheben(text: str, marken: Marken) -> SafeString:
    if not marken:
        return escape(text)
    stuecke, ende = [], 0
    for treffer in woerter.WORT.finditer(text):
        if _getroffen(treffer[0], marken):
            stuecke += [escape(text[ende : treffer.start()]), "<mark>", escape(treffer[0]), "</mark>"]
            ende = treffer.end()
    return mark_safe("".join([*stuecke, escape(text[ende:])]))


def fundstelle(projekt: "Projekt", marken: Marken) -> str:
    """The words around the best place of the long texts; empty if nothing is there."""
    beste: tuple[int, str] = (0, "")
    for feld in AUSZUG_TEXTE:
        worte = getattr(projekt, feld).split()
        treffer = [
            stelle
            for stelle, wort in enumerate(worte)
            if any(_getroffen(teil, marken) for teil in woerter.zerlegen(wort))
        ]
        for nummer, stelle in enumerate(treffer):
            dicht = bisect_left(treffer, stelle + AUSZUG_WOERTER) - nummer
            if dicht > beste[0]:
                anfang = max(0, stelle - 5)
                auszug = " ".join(worte[anfang : anfang + AUSZUG_WOERTER])
                beste = (dicht, f"{'… ' if anfang else ''}{auszug} …")
    return beste[1]
