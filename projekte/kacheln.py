"""The card of a project on every list: drawn once for each version of it, then only filled in.

A drawn card is text with marks, characters no entry can hold: STELLE stands before and after each piece in which
searched words are marked; GRUND where a list says why this is a hit; DAZU in the address of the comparison, for the
projects the reader has chosen before.
"""

from collections import defaultdict
from collections.abc import Sequence
from html import unescape
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from kompetenzzentrum.oberflaeche.fragmente import fragment
from kompetenzzentrum.oberflaeche.muster import muster
from kompetenzzentrum.oberflaeche.templatetags.oberflaeche import marke

from . import guetezeichen, rechte
from .bausteine import SPALTEN_DER_TEILNAHME, Teilnahme, feldmarke, guetezeichen_liste, ort, reife
from .models import BESTAETIGUNGEN, Beteiligung, EinmaligeKosten, ProjektQuerySet
from .models.projekt import stand_in_worten

STELLE, GRUND, DAZU = "\x1d", "\x1e", "\x1f"
_OHNE_MARKEN = str.maketrans("", "", STELLE + GRUND + DAZU)
TEXT_WOERTER = 32
_KOSTEN = dict(EinmaligeKosten.choices)
_SPALTEN = (
    "pk",
    "slug",
    "titel",
    "kurzbeschreibung",
    "traeger",
    "phase",
    "zustand",
    "kosten_einmalig",
    "ist_beispiel",
    "bestaetigt_am",
    "unbeantwortet_seit",
    "guetezeichen",
    "handlungsfeld__slug",
    "handlungsfeld__name",
    *BESTAETIGUNGEN,
)

Paar = tuple[int, int]
"""Key and version of a project."""


def paare(projekte: ProjektQuerySet) -> list[Paar]:
    """One query."""
    return list(projekte.values_list("pk", "fassung"))


def stelle(text: str) -> SafeString:
    """A piece of a card in which words are marked."""
    return mark_safe(f"{STELLE}{escape(text.translate(_OHNE_MARKEN))}{STELLE}")


def gezeichnet(gewuenscht: Sequence[Paar], ebene: int = 3) -> list[str]:
    """The cards with their marks. What was not drawn before is looked up together, in two queries."""
    karten: dict[int, str] = {}

    def erzeugen(nummer: int) -> str:
        if not karten:
            karten.update(_neue([pk for pk, _ in gewuenscht[nummer:]], ebene))
        return karten.get(gewuenscht[nummer][0], "")  # or it was withdrawn a moment ago

    def kachel(nummer: int) -> str:
        return fragment(f"kachel{ebene}", gewuenscht[nummer], lambda: erzeugen(nummer))

    return [kachel(nummer) for nummer in range(len(gewuenscht))]


def _neue(schluessel: list[int], ebene: int) -> dict[int, str]:
    teilnahmen: dict[int, list[Teilnahme]] = defaultdict(list)
    zeilen = Beteiligung.objects.filter(projekt__in=schluessel)
    for projekt, *spalten in zeilen.values_list("projekt", *SPALTEN_DER_TEILNAHME):
        teilnahmen[projekt].append(Teilnahme(*spalten))
    projekte = rechte.oeffentliche().filter(pk__in=schluessel).order_by().values_list(*_SPALTEN, named=True)
    return {projekt.pk: _karte(projekt, teilnahmen[projekt.pk], ebene) for projekt in projekte}


def _karte(projekt: Any, teilnahmen: list[Teilnahme], ebene: int) -> str:
    """By format strings: through a template, the cards of a list cost more than all else on the page."""
    titel, slug = escape(projekt.titel.translate(_OHNE_MARKEN)), projekt.slug
    adresse = reverse("projekte:detail", args=[slug])
    fuer_wen = f'<span class="kern-sr-only">: {titel}</span>'
    beispiel = marke("Beispiel", "beispiel") if projekt.ist_beispiel else ""
    kosten = projekt.kosten_einmalig
    unbeantwortet = '<li><span class="zustand zustand--wartet">nicht mehr bestätigt</span></li>'
    return f"""<article class="kachel">
{muster(slug, projekt.handlungsfeld__slug)}
{beispiel}
<div class="kachel__inhalt">
<p class="dachzeile">{feldmarke(projekt.handlungsfeld__slug, projekt.handlungsfeld__name)}</p>
<h{ebene} class="kachel__titel"><a href="{adresse}">{stelle(projekt.titel)}</a></h{ebene}>
<p class="kachel__ort">{stelle(ort(teilnahmen, projekt.traeger))}</p>
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


def gefuellt(kachel: str, grund: str = "", dazu: str = "") -> str:
    """Without marks. `grund` is safe markup, `dazu` the beginning of a query string."""
    return kachel.replace(STELLE, "").replace(GRUND, grund).replace(DAZU, dazu)
