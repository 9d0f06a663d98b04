"""What differs between two versions: field by field, in words people know, the words that changed marked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from .forms.anlagen import EINGABEN
from .models import Handlungsfeld, Loesungstyp, Schlagwort
from .schritte import BEZEICHNUNG, SCHRITT_VON, ZEILENFORMEN

Worte = Mapping[Any, Mapping[str, str]]
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
            feld,
            BEZEICHNUNG[feld],
            in_worten(feld, alt.get(feld), worte),
            in_worten(feld, _mit_neuen_dateien(feld, alt.get(feld), neu.get(feld)), worte),
        )
        for feld in BEZEICHNUNG
        if not gleich(alt.get(feld), neu.get(feld))
    ]


def _mit_neuen_dateien(feld: str, alt: Any, neu: Any) -> Any:
    """Rows of files that were not there before say so: the words about a file that was replaced may be the same."""
    if feld not in EINGABEN:
        return neu
    bekannt = {zeile.get("kennung") for zeile in alt or []}
    return [
        zeile if zeile.get("kennung", "") in {*bekannt, ""} else {**zeile, "datei": "neue Datei"} for zeile in neu or []
    ]


def vokabeln() -> Worte:
    """Name of every word of the vocabularies, by model and slug. Three queries."""
    return {
        modell: dict(modell._default_manager.values_list("slug", "name"))
        for modell in (Handlungsfeld, Loesungstyp, Schlagwort)
    }


def in_worten(feld: str, wert: Any, worte: Worte) -> str:
    """A stored value as a reader understands it; unknown codes are shown as they are."""
    if feld in ZEILENFORMEN:
        felder = ZEILENFORMEN[feld][1].base_fields
        art = _auswahl(felder["art"], worte) if "art" in felder else {}
        gezeigt = [name for name in (*felder, "datei") if name != "kennung"]
        zeilen = [{**zeile, "art": art.get(code := zeile.get("art", ""), code)} for zeile in wert or []]
        return "\n".join(" · ".join(filter(None, map(zeile.get, gezeigt))) for zeile in zeilen)
    auswahl = _auswahl(SCHRITT_VON[feld].form.base_fields[feld], worte)
    if isinstance(wert, list):
        return ", ".join(auswahl.get(teil, teil) for teil in wert)
    return auswahl.get(str(wert or ""), str(wert or ""))


def _auswahl(feld: forms.Field, worte: Worte) -> Mapping[str, str]:
    """Code → what the reader sees; empty for running text."""
    if isinstance(feld, forms.ModelChoiceField):
        return worte[feld.queryset.model]  # type: ignore[union-attr]
    if isinstance(feld, forms.ChoiceField):
        return {str(code): str(name) for code, name in feld.choices if code}  # type: ignore[union-attr,misc]
    return {}
