"""Quality marks on cards and pages: icon and words, never a colour alone."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kompetenzzentrum.oberflaeche.templatetags.oberflaeche import symbol
from projekte import guetezeichen as zeichen
from projekte.models import Projekt

register = template.Library()


@register.simple_tag
def guetezeichen_marke(eins: zeichen.Zeichen) -> SafeString:
    return format_html('<span class="guetezeichen">{}{}</span>', symbol(eins.symbol), eins.name)


@register.simple_tag
def guetezeichen(projekt: Projekt) -> SafeString:
    """A list of those the project has; nothing if there is none. No query."""
    eintraege = format_html_join("", "<li>{}</li>", ((guetezeichen_marke(eins),) for eins in zeichen.von(projekt)))
    if not eintraege:
        return eintraege
    return format_html('<ul class="guetezeichen-liste" aria-label="Gütezeichen">{}</ul>', eintraege)
