"""What the catalogue shows on pages of other rooms. Each tag has a fixed number of queries."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche.handlungsfelder import SYMBOLE
from kompetenzzentrum.oberflaeche.templatetags.oberflaeche import symbol
from projekte import kacheln as kacheln_modul
from projekte import rechte
from projekte.filters import kommunen_von
from projekte.models import Beteiligung, Handlungsfeld, Projekt

register = template.Library()

JE_KOMMUNE = 4


@register.simple_tag
def handlungsfeld(feld: Handlungsfeld) -> SafeString:
    """Icon and name in the tint of the field; works for one an editor adds later, too."""
    zeichen = symbol(SYMBOLE.get(feld.slug, "tag"))
    return format_html('<span class="feldmarke feld-{}">{}{}</span>', feld.slug, zeichen, feld.name)


@register.filter(name="stelle")
def stelle(text: str) -> SafeString:
    """A piece of a card in which searched words are marked."""
    return kacheln_modul.stelle(text)


@register.simple_tag
def grund() -> SafeString:
    """Where a list says why the project of this card is a hit."""
    return mark_safe(kacheln_modul.GRUND)


@register.simple_tag
def vergleichen(projekt: Projekt) -> SafeString:
    """Address of the comparison with this project, and with those the reader has chosen before."""
    return format_html("{}?{}p={}", reverse("projekte:vergleich"), mark_safe(kacheln_modul.DAZU), projekt.slug)


@register.simple_tag
def kacheln(paare: Sequence[kacheln_modul.Paar]) -> SafeString:
    """Cards of projects, by key and version (see `kacheln.paare`). No query for those drawn before."""
    return kacheln_modul.zeichnen(paare)


@register.inclusion_tag("projekte/von_kommune.html")
def projekte_von(kommune: Kommune) -> dict[str, Any]:
    """Projects with this municipality; of a Kreis or Verband also those of its municipalities. Two queries, two more
    for cards not drawn before."""
    beteiligt = Beteiligung.objects.filter(kommunen_von(kommune)).values("projekt")
    projekte = rechte.oeffentliche().filter(pk__in=beteiligt)
    anzahl = projekte.count()
    return {
        "kommune": kommune,
        "projekte": kacheln_modul.paare(projekte[:JE_KOMMUNE]) if anzahl else (),
        "anzahl": anzahl,
        "mehr": anzahl > JE_KOMMUNE,
    }


@register.inclusion_tag("projekte/kacheln.html")
def neue_projekte(anzahl: int) -> dict[str, Any]:
    """The newest as cards. One query, two more for those not drawn before."""
    return {"projekte": kacheln_modul.paare(rechte.oeffentliche()[:anzahl])}
