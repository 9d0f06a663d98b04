"""What differs between two versions: field by field, in words people know, the words that changed marked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from .models import Handlungsfeld, Loesungstyp
from .schritte import BEZEICHNUNG, SCHRITT_VON, ZEILENFORMEN

NEU_GESCHRIEBEN = 0.5
"""Below this share of equal words a text counts as another one."""


@dataclass(frozen=True)
class Unterschied:
    feld: str
    name: str
    alt: str
    neu: str

    @property
    def markiert(self) -> SafeString:
        """The new text with what went (`del`) and what came (`ins`)."""
        stuecke = [
            _marke(marke, text)
            for gleich, alt, neu in _abschnitte(_woerter(self.alt), _woerter(self.neu))
            for marke, text in ((("", neu),) if gleich else (("del", alt), ("ins", neu)))
            if text
        ]
        return format_html_join("", "{}", ((stueck,) for stueck in stuecke))


def _abschnitte(alt: list[str], neu: list[str]) -> Iterator[tuple[bool, str, str]]:
    """Stretches that are equal or not, with both texts. A sentence that was written anew is one stretch, and a blank
    between two changed words belongs to them: single words in turn cannot be read.
    """
    matcher = SequenceMatcher(None, alt, neu)
    if matcher.ratio() < NEU_GESCHRIEBEN:
        yield False, "".join(alt), "".join(neu)
        return
    offen: tuple[str, str] = ("", "")
    for art, a1, a2, n1, n2 in matcher.get_opcodes():
        alter, neuer = "".join(alt[a1:a2]), "".join(neu[n1:n2])
        if art != "equal" or (any(offen) and not neuer.strip()):
            offen = (offen[0] + alter, offen[1] + neuer)
            continue
        if any(offen):
            yield False, *offen
            offen = ("", "")
        yield True, alter, neuer
    if any(offen):
        yield False, *offen


def _marke(marke: str, text: str) -> SafeString | str:
    if marke == "del":
        return format_html_join(
            "",
            '<del><span class="kern-sr-only">[entfallen: </span>{}<span class="kern-sr-only">]</span></del>',
            [(text,)],
        )
    if marke == "ins":
        return format_html_join(
            "", '<ins><span class="kern-sr-only">[neu: </span>{}<span class="kern-sr-only">]</span></ins>', [(text,)]
        )
    return text


def _woerter(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def gleich(alt: Any, neu: Any) -> bool:
    """Whether two values say the same: order of choices, blanks at the ends and empty rows do not count."""
    return _normal(alt) == _normal(neu)


def _normal(wert: Any) -> Any:
    if isinstance(wert, list) and wert and isinstance(wert[0], dict):
        return [{name: str(teil).strip() for name, teil in zeile.items()} for zeile in wert]
    if isinstance(wert, list):
        return sorted(wert)
    return str(wert or "").strip() or []


def zwischen(alt: Mapping[str, Any], neu: Mapping[str, Any]) -> list[Unterschied]:
    """The fields that differ, in the order of the steps."""
    worte = vokabeln()
    return [
        Unterschied(
            feld, BEZEICHNUNG[feld], in_worten(feld, alt.get(feld), worte), in_worten(feld, neu.get(feld), worte)
        )
        for feld in BEZEICHNUNG
        if not gleich(alt.get(feld), neu.get(feld))
    ]


def vokabeln() -> dict[str, str]:
    """Name of every word of the two vocabularies, by slug. Two queries."""
    return {
        slug: name
        for modell in (Handlungsfeld, Loesungstyp)
        for slug, name in modell._default_manager.values_list("slug", "name")
    }


def in_worten(feld: str, wert: Any, worte: Mapping[str, str]) -> str:
    """A stored value as a reader understands it; unknown codes are shown as they are."""
    if feld in ZEILENFORMEN:
        art = _auswahl(ZEILENFORMEN[feld][1].base_fields["art"], worte)
        zeilen = [[art.get(teil, teil) if name == "art" else teil for name, teil in z.items()] for z in wert or []]
        return "\n".join(" · ".join(teil for teil in zeile if teil) for zeile in zeilen)
    auswahl = _auswahl(SCHRITT_VON[feld].form.base_fields[feld], worte)
    if isinstance(wert, list):
        return ", ".join(auswahl.get(teil, teil) for teil in wert)
    return auswahl.get(str(wert or ""), str(wert or ""))


def _auswahl(feld: forms.Field, worte: Mapping[str, str]) -> Mapping[str, str]:
    """Code → what the reader sees; empty for running text."""
    if isinstance(feld, forms.ModelChoiceField):
        return worte
    if isinstance(feld, forms.ChoiceField):
        return {str(code): str(name) for code, name in feld.choices if code}  # type: ignore[union-attr,misc]
    return {}
