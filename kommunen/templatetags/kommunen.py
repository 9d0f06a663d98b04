from typing import Any

from django import template

from kommunen import lage, suche
from kommunen.models import Registerstand

register = template.Library()

KLEINE_KARTE_AB = 5_000
"""Inhabitants: about three thousand towns, which draw the country at a quarter of the size."""


@register.inclusion_tag("kommunen/karte_klein.html")
def kommunen_karte() -> dict[str, Any]:
    """Germany from its towns, for the start page; each Land leads to its list. Two queries."""
    return {"laender": lage.gemeinden_je_land(), "punkte": lage.staedtische_punkte(KLEINE_KARTE_AB)}


@register.inclusion_tag("kommunen/registerstand.html")
def registerstand(stand: Registerstand | None = None) -> dict[str, Any]:
    """The source note of the register, with what was changed. Two queries; one if the page knows the `stand`."""
    stand = stand or Registerstand.objects.aktueller()
    return {"stand": stand, "ergaenzung": Registerstand.objects.ergaenzungen(stand).first() if stand else None}


@register.simple_tag
def hinweis_zur_auswahl() -> str:
    """For pages that found nothing: is only the shipped selection loaded? One query."""
    return suche.hinweis_zur_auswahl()
