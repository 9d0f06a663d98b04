"""Search across everything: each app finds its own, this page groups it."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kommunen import suche as kommunen_suche
from kompetenzzentrum.inhalte import suche as inhalte_suche
from kompetenzzentrum.oberflaeche.stand import hoechstens, nach_stand
from kompetenzzentrum.oberflaeche.treffer import Treffer
from projekte import suche as projekte_suche
from veranstaltungen import suche as veranstaltungen_suche

JE_BEREICH = 5
NAECHSTE = 3
HOECHSTENS_ZEICHEN = 200


@dataclass(frozen=True)
class Bereich:
    titel: str
    finden: Callable[[str, int], tuple[list[Treffer], int]]
    liste: str
    """The list that shows all hits, up to the value of its text filter; empty if there is none."""
    einzahl: str
    mehrzahl: str


BEREICHE = (
    Bereich("Projekte", projekte_suche.finden, "/projekte/?q=", "Projekt", "Projekte"),
    Bereich("Kommunen", kommunen_suche.finden, "/kommunen/?name=", "Kommune", "Kommunen"),
    Bereich("Veranstaltungen", veranstaltungen_suche.finden, "", "Veranstaltung", "Veranstaltungen"),
    Bereich("Mediathek", veranstaltungen_suche.medien_finden, "", "Eintrag", "Einträge"),
    Bereich("Aktuelles und mehr", inhalte_suche.finden, "", "Seite", "Seiten"),
)


@dataclass(frozen=True)
class Gruppe:
    bereich: Bereich
    treffer: list[Treffer]
    anzahl: int
    alle_url: str

    @property
    def wort(self) -> str:
        return self.bereich.einzahl if self.anzahl == 1 else self.bereich.mehrzahl


def gesucht(roh: str) -> str:
    """What was typed, without characters no database takes, in one line and of sane length."""
    return " ".join("".join(zeichen if zeichen.isprintable() else " " for zeichen in roh).split())[:HOECHSTENS_ZEICHEN]


def gruppen(text: str) -> list[Gruppe]:
    """The areas that found something."""
    gefunden = []
    for bereich in BEREICHE:
        treffer, anzahl = bereich.finden(text, JE_BEREICH)
        if treffer:
            alle_url = bereich.liste + quote(text) if bereich.liste and anzahl > len(treffer) else ""
            gefunden.append(Gruppe(bereich, treffer, anzahl, alle_url))
    return gefunden


@require_safe
@nach_stand("kommunen", "projekte", "veranstaltungen", "inhalte")
def suche(request: HttpRequest) -> HttpResponse:
    hoechstens(request, 60)  # what has a date appears and passes by itself
    text = gesucht(request.GET.get("q", ""))
    ergebnis = gruppen(text) if text else []
    return render(
        request,
        "portal/suche.html",
        {
            "q": text,
            "gruppen": ergebnis,
            "anzahl": sum(gruppe.anzahl for gruppe in ergebnis),
            "naechste": [] if ergebnis else projekte_suche.naechste(text, NAECHSTE),
        },
    )
