"""Small pieces of markup that cards and pages share. By format strings: they stand on every list, and a template of
their own would cost more than the search. What comes in is escaped here.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kommunen.groessenklassen import Groessenklasse
from kommunen.models import typbezeichnung
from kompetenzzentrum.oberflaeche.handlungsfelder import SYMBOLE
from kompetenzzentrum.oberflaeche.templatetags.oberflaeche import symbol

from .guetezeichen import Zeichen
from .models import ZUSTANDSZEICHEN, Phase, Projekt, Zustand

_GROESSEN, _PHASEN = dict(Groessenklasse.choices), dict(Phase.choices)


class Teilnahme(NamedTuple):
    """A participant, as a line about the place of a project needs it."""

    federfuehrend: bool
    kommune: int
    anzeigename: str
    land: str
    groessenklasse: str
    textkennzeichen: str
    art: str
    frueher: str | None
    """The name of the one it was when the project began, if that was dissolved since."""


def teilnahmen_von(projekt: Projekt) -> list[Teilnahme]:
    """Of a project loaded with `fuer_karten()`."""
    return [
        Teilnahme(
            beteiligung.federfuehrend,
            beteiligung.kommune.pk,
            beteiligung.kommune.anzeigename,
            beteiligung.kommune.land.name,
            beteiligung.kommune.groessenklasse,
            beteiligung.kommune.textkennzeichen,
            beteiligung.kommune.art,
            beteiligung.frueher.kurzname if beteiligung.frueher else None,
        )
        for beteiligung in projekt.beteiligungen.all()
    ]


def ort(teilnahmen: Iterable[Teilnahme], traeger: str) -> str:
    """ "Stade, Niedersachsen · 20.000 bis unter 50.000 · mit 2 weiteren Kommunen", in plain text."""
    alle = list(teilnahmen)
    fuehrend = next((teilnahme for teilnahme in alle if teilnahme.federfuehrend), None)
    teile = [_fuehrend(fuehrend) if fuehrend else traeger]
    if frueher := [teilnahme.frueher for teilnahme in alle if teilnahme.frueher]:
        teile.append(f"früher {', '.join(frueher)}")
    # Two that took part may have become one.
    weitere = len({teilnahme.kommune for teilnahme in alle} - {fuehrend.kommune if fuehrend else 0})
    if weitere:
        weiterer = f" weitere{'r' if weitere == 1 else 'n'}" if fuehrend else ""
        teile.append(f"mit {weitere}{weiterer} Kommune{'' if weitere == 1 else 'n'}")
    return " · ".join(teile)


def _fuehrend(kommune: Teilnahme) -> str:
    wo = kommune.anzeigename if kommune.land == kommune.anzeigename else f"{kommune.anzeigename}, {kommune.land}"
    if kommune.groessenklasse:
        return f"{wo} · {_GROESSEN.get(kommune.groessenklasse, kommune.groessenklasse)}"
    return f"{wo} · {typbezeichnung(kommune.textkennzeichen, kommune.art)}"


@lru_cache(maxsize=256)
def feldmarke(slug: str, name: str) -> SafeString:
    """Icon and name of a Handlungsfeld in its tint; works for one an editor adds later, too."""
    zeichen = symbol(SYMBOLE.get(slug, "tag"))
    return mark_safe(f'<span class="feldmarke feld-{escape(slug)}">{zeichen}{escape(name)}</span>')


@lru_cache(maxsize=256)
def reife(phase: str, zustand: str, element: str) -> SafeString:
    """How far it is, and its state unless it just runs; each in an element of its own."""
    html = ""
    if phase:
        marke = f'<span class="kern-sr-only">Phase: </span>{escape(_PHASEN.get(phase, phase))}'
        html += f'<{element}><span class="phase phase--{phase.lower()}">{marke}</span></{element}>'
    if zustand != Zustand.LAUFEND:
        klasse = f"zustand zustand--{ZUSTANDSZEICHEN[Zustand(zustand)]}"
        html += f'<{element}><span class="{klasse}">{Zustand(zustand).label}</span></{element}>'
    return mark_safe(html)


@lru_cache(maxsize=16)
def guetezeichen_marke(eins: Zeichen) -> SafeString:
    return mark_safe(f'<span class="guetezeichen">{symbol(eins.symbol)}{escape(eins.name)}</span>')


def guetezeichen_liste(zeichen: Iterable[Zeichen]) -> SafeString:
    """Nothing if there is none."""
    eintraege = "".join(f"<li>{guetezeichen_marke(eins)}</li>" for eins in zeichen)
    if not eintraege:
        return SafeString()
    return mark_safe(f'<ul class="guetezeichen-liste" aria-label="Gütezeichen">{eintraege}</ul>')
