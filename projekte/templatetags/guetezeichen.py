"""Quality marks on pages: icon and words, never a colour alone."""

from django import template
from django.utils.safestring import SafeString

from projekte import bausteine
from projekte import guetezeichen as zeichen
from projekte.models import Projekt

register = template.Library()


@register.simple_tag
def guetezeichen_marke(eins: zeichen.Zeichen) -> SafeString:
    return bausteine.guetezeichen_marke(eins)


@register.simple_tag
def guetezeichen(projekt: Projekt) -> SafeString:
    """A list of those the project has; nothing if there is none. No query."""
    return bausteine.guetezeichen_liste(zeichen.von(projekt))
