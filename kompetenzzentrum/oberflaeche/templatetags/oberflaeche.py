"""Tags and filters every page may load: `{% load oberflaeche %}`."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kompetenzzentrum.oberflaeche import karte as karten
from kompetenzzentrum.oberflaeche import muster as muster_svg
from kompetenzzentrum.oberflaeche import rahmen, texte
from kompetenzzentrum.oberflaeche.boegen import zeichnen as bogen_pfade

register = template.Library()

SEITE = "seite"


@register.simple_tag
def dateien() -> SafeString:
    return rahmen.dateien()


@register.simple_tag(takes_context=True)
def kopf(context: Context) -> SafeString:
    return rahmen.kopf(context["pfad"], angemeldet=context["nutzer"] is not None)


@register.simple_tag
def fuss() -> SafeString:
    return rahmen.fuss()


@register.simple_tag
@lru_cache(maxsize=512)
def symbol(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; `label` only where no visible text says the same."""
    verweis = f"{static('vendor/symbole.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="symbol" width="24" height="24" role="img" aria-label="{}" focusable="false">'
            '<use href="{}"></use></svg>',
            label,
            verweis,
        )
    return format_html(
        '<svg class="symbol" width="24" height="24" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        verweis,
    )


def _abfrage_mit(parameter: QueryDict, aenderungen: Mapping[str, Any]) -> str:
    neu = parameter.copy()
    if SEITE not in aenderungen:
        neu.pop(SEITE, None)
    for name, wert in aenderungen.items():
        if wert in (None, "", [], ()):
            neu.pop(name, None)
        elif isinstance(wert, list | tuple):
            neu.setlist(name, [str(einzelner) for einzelner in wert])
        else:
            neu[name] = str(wert)
    return f"?{neu.urlencode()}"


@register.simple_tag(takes_context=True)
def abfrage(context: Context, **aenderungen: Any) -> str:
    """The current query string with changes; empty values are removed, the page number starts anew."""
    request: HttpRequest = context["request"]
    return _abfrage_mit(request.GET, aenderungen)


@register.simple_tag(takes_context=True)
def seiten(context: Context, page_obj: Page[Any], parameter: str = SEITE) -> SafeString:
    """Pagination: first, last and the neighbours of the current page, gaps between them; nothing for a single page.

    By format strings: it stands on every list, and a template of its own costs as much as the search.
    """
    if not page_obj.has_other_pages():
        return SafeString()
    abfrage_ohne_seite: QueryDict = context["request"].GET.copy()
    abfrage_ohne_seite.pop(parameter, None)
    return _seitenleiste(page_obj, escape(abfrage_ohne_seite.urlencode()), parameter)


def _seitenleiste(page_obj: Page[Any], anfang: str, parameter: str) -> SafeString:
    """`anfang` is the escaped query string without the page."""

    def adresse(nummer: int) -> str:
        if nummer == 1:
            return f"?{anfang}"
        return f"?{anfang}&amp;{parameter}={nummer}" if anfang else f"?{parameter}={nummer}"

    glieder = []
    for nummer in page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1):
        if isinstance(nummer, int):
            hier = ' aria-current="page"' if nummer == page_obj.number else ""
            inhalt = f'<a href="{adresse(nummer)}"{hier} aria-label="Seite {nummer}">{texte.zahl(nummer)}</a>'
        else:
            inhalt = '<span aria-hidden="true">…</span>'
        glieder.append(f'<li class="seiten__nummer">{inhalt}</li>')
    if page_obj.has_previous():
        url, pfeil = adresse(page_obj.previous_page_number()), symbol("arrow-left")
        glieder.insert(0, f'<li><a class="seiten__schritt" href="{url}" rel="prev">{pfeil}<span>Zurück</span></a></li>')
    if page_obj.has_next():
        url, pfeil = adresse(page_obj.next_page_number()), symbol("arrow-right")
        glieder.append(f'<li><a class="seiten__schritt" href="{url}" rel="next"><span>Weiter</span>{pfeil}</a></li>')
    von = texte.zahl(page_obj.paginator.num_pages)
    return mark_safe(
        '<nav class="seiten" aria-label="Seiten der Trefferliste">'
        f'<p class="seiten__stand">Seite {texte.zahl(page_obj.number)} von {von}</p>'
        f'<ul class="seiten__liste">{"".join(glieder)}</ul></nav>'
    )


@register.simple_tag
def brotkrumen(*teile: str) -> SafeString:
    """`{% brotkrumen "Projekte" "/projekte/" "Titel" %}`: title and address in turn, the last without address."""
    *paare, titel = teile
    eltern = zip(paare[1::2], paare[::2], strict=True)
    return format_html(
        '<nav class="brotkrumen" aria-label="Brotkrumen"><ol class="rahmen"><li><a href="/">Start</a></li>{}'
        '<li><span aria-current="page">{}</span></li></ol></nav>',
        format_html_join("", '<li><a href="{}">{}</a></li>', eltern),
        titel,
    )


@register.inclusion_tag("oberflaeche/leer.html")
def leer(warum: str, schritt: str = "", url: str = "") -> dict[str, str]:
    return {"warum": warum, "schritt": schritt, "url": url}


MARKEN = {
    "": "",
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "circle-alert",
}


@register.simple_tag
def marke(text: str, art: str = "") -> SafeString:
    """A badge. `art`: info, success, warning, danger (KERN, with its sign), or a plain one of ours, as `beispiel`."""
    if art in ("info", "success", "warning", "danger"):
        return format_html(
            '<span class="kern-badge kern-badge--small kern-badge--{}">'
            '<span class="kern-icon kern-icon--{}" aria-hidden="true"></span><span class="kern-label">{}</span></span>',
            art,
            art,
            text,
        )
    klasse = f" marke--{art}" if art else ""
    return format_html('<span class="marke{}">{}</span>', klasse, text)


@register.simple_tag
def muster(schluessel: str, farbton: str = "") -> SafeString:
    """A cover drawn from `schluessel`: the same key gives the same picture for ever."""
    return muster_svg.muster(str(schluessel), farbton)


@register.inclusion_tag("oberflaeche/formular/fehlerliste.html")
def fehlerliste(*formulare: BaseForm) -> dict[str, Any]:
    """The error summary above one or several forms; nothing while there is no error."""
    return {"formulare": [formular for formular in formulare if formular.errors]}


@register.inclusion_tag("oberflaeche/karte.html")
def karte(
    punkte: Any = (),
    laender: Mapping[str, tuple[int, str]] | None = None,
    titel: str = "Deutschlandkarte",
    groesse: str = "gross",
    einheit: str = "",
    boegen: Any = (),
) -> dict[str, Any]:
    return karten.zeichnung(
        punkte=punkte or (),
        laender=laender or {},
        titel=titel,
        groesse=groesse,
        einheit=einheit,
        boegen=bogen_pfade(boegen or ()),
    )


@register.inclusion_tag("oberflaeche/karten_tabelle.html")
def karten_tabelle(
    laender: Mapping[str, tuple[int, str]], kopf: str = "Land", zahlenkopf: str = "Anzahl"
) -> dict[str, Any]:
    """What the map shows by Land, for those who read rather than look."""
    return {"zeilen": karten.zeilen(laender), "kopf": kopf, "zahlenkopf": zahlenkopf}


@register.filter
def zahl(wert: Any) -> str:
    return texte.zahl(wert)


@register.filter
def geld(wert: float | Decimal | None) -> str:
    return texte.geld(wert)


@register.filter
def datum_lang(wert: datetime.date | datetime.datetime | None) -> str:
    return texte.datum_lang(wert)


@register.filter
def uhrzeit(wert: datetime.datetime | datetime.time | None) -> str:
    return texte.uhrzeit(wert)


@register.filter(name="markdown")
def markdown_filter(wert: str) -> SafeString:
    return texte.markdown(wert)
