"""The card of a project on every list: drawn once for each version of it, then only filled in.

A drawn card is text with marks, characters no entry can hold: STELLE stands before and after each piece in which
searched words are marked; GRUND where a list says why this is a hit; DAZU in the address of the comparison, for the
projects the reader has chosen before.
"""

from collections.abc import Sequence
from html import unescape

from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from kompetenzzentrum.oberflaeche.fragmente import fragment

from . import rechte
from .models import Projekt, ProjektQuerySet

STELLE, GRUND, DAZU = "\x1d", "\x1e", "\x1f"
_OHNE_MARKEN = str.maketrans("", "", STELLE + GRUND + DAZU)

Paar = tuple[int, int]
"""Key and version of a project."""


def paare(projekte: ProjektQuerySet) -> list[Paar]:
    """One query."""
    return list(projekte.values_list("pk", "fassung"))


def oeffentliche_paare(schluessel: Sequence[int]) -> list[Paar]:
    """Of those that are public, in the order given. One query."""
    fassungen = dict(paare(rechte.oeffentliche().filter(pk__in=schluessel).order_by()))
    return [(pk, fassungen[pk]) for pk in schluessel if pk in fassungen]


def stelle(text: str) -> SafeString:
    """A piece of a card in which words are marked."""
    return mark_safe(f"{STELLE}{conditional_escape(text).translate(_OHNE_MARKEN)}{STELLE}")


def gezeichnet(gewuenscht: Sequence[Paar], ebene: int = 3) -> list[str]:
    """The cards with their marks. What was not drawn before is looked up together, in two queries."""
    geladen: dict[int, Projekt] = {}

    def erzeugen(nummer: int) -> str:
        if not geladen:
            uebrige = [pk for pk, _ in gewuenscht[nummer:]]
            geladen.update(rechte.oeffentliche().fuer_karten().in_bulk(uebrige))
        projekt = geladen.get(gewuenscht[nummer][0])
        if projekt is None:  # withdrawn a moment ago
            return ""
        projekt.titel = projekt.titel.translate(_OHNE_MARKEN)
        return get_template("projekte/kachel.html").render({"projekt": projekt, "ebene": ebene})

    def kachel(nummer: int) -> str:
        return fragment(f"kachel{ebene}", gewuenscht[nummer], lambda: erzeugen(nummer))

    return [kachel(nummer) for nummer in range(len(gewuenscht))]


def zeichnen(gewuenscht: Sequence[Paar], ebene: int = 3) -> SafeString:
    """Cards as they are, for pages without a search."""
    return mark_safe("".join(gezeichnet(gewuenscht, ebene)).translate(_OHNE_MARKEN))


def stellen(kachel: str) -> list[str]:
    """The plain text of the pieces in which words are marked."""
    return [unescape(teil) for teil in kachel.split(STELLE)[1::2]]


def mit_stellen(kachel: str, neue: Sequence[str]) -> str:
    """With other pieces (safe markup) in their places."""
    teile = kachel.split(STELLE)
    teile[1::2] = neue
    return "".join(teile)


def gefuellt(kachel: str, grund: str = "", dazu: str = "") -> str:
    """Without marks. `grund` is safe markup, `dazu` the beginning of a query string."""
    return kachel.replace(STELLE, "").replace(GRUND, grund).replace(DAZU, dazu)
