"""What the address of a list asks for: words, facets, a municipality to look at or to compare with, an order."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from kommunen import suche as kommunensuche
from kommunen.models import Kommune

from . import facetten, suche
from .facetten import Facette

SUCHTEXT_HOECHSTENS = 200
KOMMUNEN_ZUR_WAHL = 8
IM_VERGLEICH_HOECHSTENS = 3
OHNE = "ohne"
"""In place of the Schlüssel of a Kommune: projects of others, such as a Verein or a Land."""
RELEVANZ, NEUESTE, BESTAETIGT, TITEL = "relevanz", "neueste", "bestaetigt", "titel"
SORTIERUNGEN = {
    RELEVANZ: "beste Treffer zuerst",
    NEUESTE: "neueste zuerst",
    BESTAETIGT: "zuletzt bestätigte zuerst",
    TITEL: "nach Titel",
}


class FilterForm(forms.Form):
    freiwillig_markieren = False
    unbekannt: Sequence[str] = ()
    """Labels of the choices in the address that do not exist (any more)."""

    def clean(self) -> dict[str, Any] | None:
        """Who follows an old link to a choice that is gone made no mistake: it filters nothing, the list says so."""
        auswahlen = [name for name in self.errors if isinstance(self.fields[name], forms.ChoiceField)]
        self.unbekannt = [str(self.fields[name].label) for name in auswahlen]
        for name in auswahlen:
            del self.errors[name]
        return super().clean()


_SUCHTEXT = forms.CharField(max_length=SUCHTEXT_HOECHSTENS, required=False)


def kommunen_von(kommune: Kommune) -> Q:
    """Participants that belong to it: itself, and what lies in a Kreis or Verband."""
    return Q(kommune=kommune) | Q(kommune__kreis=kommune) | Q(kommune__verband=kommune)


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force, and the address of the page without it."""

    name: str
    titel: str
    wert: str
    url: str


Paar = tuple[str, str]


class ProjektFilter:
    """The parameters of a list, checked. What does not exist (any more) filters nothing and is named in `unbekannt`.

    It is looked up, not validated by a form: a hundred options would cost more than the search.
    """

    def __init__(self, parameter: QueryDict, fassung: int | None = None) -> None:
        self.parameter = parameter
        self.eingabe = parameter.get("q", "")
        self.text, self.fehler = _suchtext(self.eingabe)
        self.unbekannt: list[str] = []
        self.facetten: tuple[Facette, ...] = facetten.alle(fassung)
        self.merkmale: dict[str, Set[str]] = {}
        for facette in self.facetten:
            self._lesen(facette)
        self.ohne_kommune = parameter.get("kommune") == OHNE
        self.kommune = None if self.ohne_kommune else self._nachschlagen("kommune", "Kommune")
        self.kommunen_zur_wahl: list[Kommune] = []
        """Which municipality may be meant, where what was typed does not say."""
        self.wie, self.wie_text = self._vergleichskommune()
        self._gewaehlte = parameter.get("sortierung", "")
        if self._gewaehlte and self._gewaehlte not in SORTIERUNGEN:
            self._gewaehlte = ""
            self.unbekannt.append("Reihenfolge")

    def _lesen(self, facette: Facette) -> None:
        gefragt = {wert for wert in self.parameter.getlist(facette.name) if wert}
        if bekannt := gefragt & facette.optionen.keys():
            self.merkmale[facette.name] = bekannt
        if len(bekannt) < len(gefragt):
            self.unbekannt.append(facette.titel)

    def _nachschlagen(self, name: str, titel: str) -> Kommune | None:
        schluessel = self.parameter.get(name, "")
        if not schluessel:
            return None
        kommune = None
        if schluessel.isascii() and schluessel.isdecimal() and len(schluessel) <= 9:
            kommune = Kommune.objects.gueltig().select_related("land", "kreis").filter(schluessel=schluessel).first()
        if kommune is None:
            self.unbekannt.append(titel)
        return kommune

    def _vergleichskommune(self) -> tuple[Kommune | None, str]:
        """The municipality to compare with and what was typed; without scripts the text is all that changes."""
        text = _sauber(self.parameter.get("wie_text", ""))
        if "wie_text" in self.parameter and not text:
            return None, ""
        kommune = self._nachschlagen("wie", "Vergleichskommune")
        if kommune and text in ("", kommune.anzeigename):
            return kommune, kommune.anzeigename
        if not text:
            return None, ""
        if kommune := kommunensuche.eindeutig(text):
            return kommune, kommune.anzeigename
        self.kommunen_zur_wahl = list(kommunensuche.suchen(text).select_related("land", "kreis")[:KOMMUNEN_ZUR_WAHL])
        if len(self.kommunen_zur_wahl) == 1:
            [kommune] = self.kommunen_zur_wahl
            return kommune, kommune.anzeigename
        return None, text

    @property
    def uebliche(self) -> str:
        """The order nobody has to choose: best hits of a search or a comparison, else the newest."""
        return RELEVANZ if self.text or self.wie else NEUESTE

    @property
    def sortierung(self) -> str:
        return self.uebliche if self._gewaehlte in ("", RELEVANZ) else self._gewaehlte

    @property
    def auswahl(self) -> suche.Auswahl:
        return self.auswahl_ohne()

    def auswahl_ohne(self, name: str = "", text: str | None = None) -> suche.Auswahl:
        """What is asked for; without the words (`q`), the municipality or one facet; or with other words."""
        return suche.Auswahl(
            text="" if name == "q" else self.text if text is None else text,
            merkmale={facette: set(werte) for facette, werte in self.merkmale.items() if facette != name},
            kommune=self._kommune() if name != "kommune" else None,
            wie=self.wie.pk if self.wie else None,
            sortierung=self.sortierung,
        )

    def _kommune(self) -> int | None:
        return suche.OHNE_KOMMUNE if self.ohne_kommune else self.kommune.pk if self.kommune else None

    # --- addresses ---

    @cached_property
    def paare(self) -> list[Paar]:
        """What the address must hold to show the same again, but for the page: in one order, nothing empty."""
        return [*self._filterpaare(), *self._uebrige_paare()]

    def _filterpaare(self) -> Iterator[Paar]:
        if self.text:
            yield "q", self.text
        for facette in self.facetten:
            gewaehlt = self.merkmale.get(facette.name, ())
            yield from ((facette.name, code) for code in facette.optionen if code in gewaehlt)
        if self.ohne_kommune:
            yield "kommune", OHNE
        elif self.kommune:
            yield "kommune", self.kommune.schluessel

    def _uebrige_paare(self) -> Iterator[Paar]:
        if self.wie:
            yield "wie", self.wie.schluessel
        if self.sortierung != self.uebliche:
            yield "sortierung", self.sortierung
        yield from (("p", slug) for slug in self.verglichene)

    @cached_property
    def verglichene(self) -> list[str]:
        """Slugs of the projects the reader is about to compare; unchecked, for links only."""
        return list(dict.fromkeys(slug for slug in map(_sauber, self.parameter.getlist("p")) if slug))[
            :IM_VERGLEICH_HOECHSTENS
        ]

    def adresse(self, **aenderungen: str) -> str:
        """This list with other values; an empty one takes the parameter away."""
        teile = [teil for (name, _), teil in zip(self.paare, self._teile, strict=True) if name not in aenderungen]
        if neue := {name: wert for name, wert in aenderungen.items() if wert}:
            teile.append(urlencode(neue))
        return "?" + "&".join(teile)

    @cached_property
    def _teile(self) -> list[str]:
        """The pairs as an address holds them: a page needs a dozen of addresses."""
        return [urlencode([paar]) for paar in self.paare]

    @property
    def knapper(self) -> str | None:
        """The query string without what a form sends for nothing; None if it holds nothing of that. What does not
        exist stays: the page tells it."""
        gefragt = [(name, wert) for name, werte in self.parameter.lists() for wert in werte]
        paare = [paar for paar in gefragt if paar[1]]
        if "wie_text" in self.parameter:
            paare = [paar for paar in paare if paar[0] not in ("wie", "wie_text")]
            if self.wie:
                paare.append(("wie", self.wie.schluessel))
            elif self.wie_text:
                paare.append(("wie_text", self.wie_text))
        return None if sorted(paare) == sorted(gefragt) else als_abfrage(paare)

    @property
    def chips(self) -> list[Chip]:
        """The filters in force. Each takes away exactly itself; words and facets alike."""
        teile = self._teile
        titel = {facette.name: facette for facette in self.facetten}
        chips = []
        for nummer, (name, wert) in enumerate(self._filterpaare()):
            url = "?" + "&".join(teile[:nummer] + teile[nummer + 1 :])
            if facette := titel.get(name):
                chips.append(Chip(name, facette.titel, facette.chip(wert), url))
            elif name == "q":
                chips.append(Chip(name, "Suchwörter", f"„{wert}“", url))
            else:
                chips.append(Chip(name, "Kommune", str(self.kommune or "ohne Kommune"), url))
        return chips

    def in_worten(self, name: str) -> str:
        """One filter with all its values: for the page without hits."""
        return " oder ".join(chip.wert for chip in self.chips if chip.name == name)


def _suchtext(eingabe: str) -> tuple[str, list[str]]:
    """The words to search for, and what is wrong with them."""
    try:
        return str(_SUCHTEXT.clean(eingabe)), []
    except ValidationError as fehler:
        return "", fehler.messages


def als_abfrage(paare: Sequence[Paar]) -> str:
    return "?" + urlencode(paare)


def anzahlen_mit_gewaehlten(anzahlen: Mapping[str, int], gewaehlt: Set[str]) -> dict[str, int]:
    """The counts of one facet, narrowed to what was chosen of it."""
    return {code: anzahl for code, anzahl in anzahlen.items() if anzahl and (not gewaehlt or code in gewaehlt)}


def _sauber(text: str) -> str:
    return "".join(zeichen for zeichen in text if zeichen.isprintable()).strip()[:SUCHTEXT_HOECHSTENS]
