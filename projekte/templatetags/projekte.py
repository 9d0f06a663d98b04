"""What the catalogue shows on pages of other rooms. Each tag has a fixed number of queries."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche.handlungsfelder import SYMBOLE
from kompetenzzentrum.oberflaeche.templatetags.oberflaeche import symbol
from projekte import rechte
from projekte.filters import kommunen_von
from projekte.models import Beteiligung, Handlungsfeld

register = template.Library()

JE_KOMMUNE = 4


@register.simple_tag
def handlungsfeld(feld: Handlungsfeld) -> SafeString:
    """Icon and name in the tint of the field; works for one an editor adds later, too."""
    zeichen = symbol(SYMBOLE.get(feld.slug, "tag"))
    return format_html('<span class="feldmarke feld-{}">{}{}</span>', feld.slug, zeichen, feld.name)


@register.inclusion_tag("projekte/von_kommune.html")
def projekte_von(kommune: Kommune) -> dict[str, Any]:
    """Projects with this municipality; of a Kreis or Verband also those of its municipalities. Three queries."""
    beteiligt = Beteiligung.objects.filter(kommunen_von(kommune)).values("projekt")
    projekte = rechte.oeffentliche().filter(pk__in=beteiligt)
    anzahl = projekte.count()
    return {
        "kommune": kommune,
        "projekte": projekte.fuer_karten()[:JE_KOMMUNE] if anzahl else (),
        "anzahl": anzahl,
        "mehr": anzahl > JE_KOMMUNE,
    }


@register.inclusion_tag("projekte/kacheln.html")
def neue_projekte(anzahl: int) -> dict[str, Any]:
    """The newest as cards. Two queries."""
    return {"projekte": rechte.oeffentliche().fuer_karten()[:anzahl]}
