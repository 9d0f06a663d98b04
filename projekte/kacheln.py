"""The card of a project on every list: drawn once for each version of it, then only filled in.

A drawn card is text with marks, characters no entry can hold: STELLE stands before and after each piece in which
searched words are marked; GRUND where a list says why this is a hit; DAZU in the address of the comparison, for the
projects the reader has chosen before; WIE after the address of the project, for the municipality to compare with.
"""

from collections.abc import Sequence
from html import unescape

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from kompetenzzentrum.oberflaeche.fragmente import fragmente
from kompetenzzentrum.oberflaeche.muster import muster
from kompetenzzentrum.oberflaeche.templatetags.oberflaeche import marke

from . import guetezeichen, laden
from .bausteine import feldmarke, guetezeichen_liste, ort, reife
from .models import EinmaligeKosten, ProjektQuerySet
from .models.projekt import stand_in_worten

WIE, STELLE, GRUND, DAZU = "\x1c", "\x1d", "\x1e", "\x1f"
_OHNE_MARKEN = str.maketrans("", "", WIE + STELLE + GRUND + DAZU)
TEXT_WOERTER = 32
_KOSTEN = dict(EinmaligeKosten.choices)

Paar = tuple[int, int]
"""Key and version of a project."""


def paare(projekte: ProjektQuerySet) -> list[Paar]:
    """One query."""
    return list(projekte.values_list("pk", "fassung"))


def stelle(text: str) -> SafeString:
    """A piece of a card in which words are marked."""
    return mark_safe(f"{STELLE}{escape(text.translate(_OHNE_MARKEN))}{STELLE}")


def gezeichnet(gewuenscht: Sequence[Paar], ebene: int = 3) -> list[str]:
    """The cards with their marks. What was not drawn before is looked up together, in one query."""
    karten: dict[int, str] = {}

    def erzeugen(nummer: int) -> str:
        if not karten:
            zeilen = laden.karten([pk for pk, _ in gewuenscht[nummer:]])
            karten.update((zeile.pk, _karte(zeile, ebene)) for zeile in zeilen)
        return karten.get(gewuenscht[nummer][0], "")  # or it was withdrawn a moment ago

    return list(fragmente(f"kachel{ebene}", gewuenscht, erzeugen))


def _karte(projekt: laden.Kartenzeile, ebene: int) -> str:
    """By format strings: through a template, the cards of a list cost more than all else on the page."""
    titel, slug = escape(projekt.titel.translate(_OHNE_MARKEN)), projekt.slug
    adresse = reverse("projekte:detail", args=[slug])
    fuer_wen = f'<span class="kern-sr-only">: {titel}</span>'
    beispiel = marke("Beispiel", "beispiel") if projekt.ist_beispiel else ""
    kosten = projekt.kosten_einmalig
    unbeantwortet = '<li><span class="zustand zustand--wartet">nicht mehr bestätigt</span></li>'
    return f"""<article class="kachel">
{muster(slug, projekt.feld_slug)}
{beispiel}
<div class="kachel__inhalt">
<p class="dachzeile">{feldmarke(projekt.feld_slug, projekt.feld_name)}</p>
<h{ebene} class="kachel__titel"><a href="{adresse}{WIE}">{stelle(projekt.titel)}</a></h{ebene}>
<p class="kachel__ort">{stelle(ort(projekt.teilnahmen, projekt.traeger))}</p>
<p class="kachel__text">{stelle(Truncator(projekt.kurzbeschreibung).words(TEXT_WOERTER, truncate=" …"))}</p>
{GRUND}<ul class="kachel__fakten">
{reife(projekt.phase, projekt.zustand, "li")}
<li>{escape(_KOSTEN.get(kosten, kosten)) or "Kosten: keine Angabe"}</li>
<li>{stand_in_worten(projekt.bestaetigt_am)}</li>
{unbeantwortet if projekt.unbeantwortet_seit else ""}
</ul>
{guetezeichen_liste(guetezeichen.von(projekt))}
<p class="kachel__wege"><a href="{reverse("projekte:vergleich")}?{DAZU}p={slug}">Vergleichen{fuer_wen}</a>\
<a href="{reverse("projekte:merkliste")}?p={slug}">Merken{fuer_wen}</a></p>
</div>
</article>
"""


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


def gefuellt(kachel: str, grund: str = "", dazu: str = "", wie: str = "") -> str:
    """Without marks. `grund` is safe markup, `dazu` the beginning of a query string, `wie` a whole one."""
    return kachel.replace(STELLE, "").replace(GRUND, grund).replace(DAZU, dazu).replace(WIE, wie)
