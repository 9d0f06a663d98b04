"""What the catalogue shows on pages of other rooms. Each tag has a fixed number of queries."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from kommunen.models import Kommune
from projekte import bausteine, rechte
from projekte import kacheln as kacheln_modul
from projekte.filters import kommunen_von
from projekte.models import Beteiligung, Handlungsfeld, Projekt

register = template.Library()

JE_KOMMUNE = 4


@register.simple_tag
def handlungsfeld(feld: Handlungsfeld) -> SafeString:
    return bausteine.feldmarke(feld.slug, feld.name)


@register.simple_tag
def reife(projekt: Projekt, element: str) -> SafeString:
    return bausteine.reife(projekt.phase, projekt.zustand, element)


@register.simple_tag
def ort(projekt: Projekt) -> str:
    """Where it is, of a project loaded with `fuer_karten()`."""
    return bausteine.ort(bausteine.teilnahmen_von(projekt), projekt.traeger)


@register.simple_tag
def kacheln(paare: Sequence[kacheln_modul.Paar]) -> SafeString:
    """Cards of projects, by key and version (see `kacheln.paare`). No query for those drawn before."""
    return kacheln_modul.zeichnen(paare)


@register.inclusion_tag("projekte/von_kommune.html")
def projekte_von(kommune: Kommune) -> dict[str, Any]:
    """Projects with this municipality; of a Kreis or Verband also those of its municipalities. Two queries, one more
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
    """The newest as cards. One query, one more for those not drawn before."""
    return {"projekte": kacheln_modul.paare(rechte.oeffentliche()[:anzahl])}
