"""Numbers, dates and editors' Markdown as readers see them (DIN 5008)."""

import datetime
from decimal import Decimal
from urllib.parse import urlsplit

import nh3
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

MONATE = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
FESTES_LEERZEICHEN = "\N{NO-BREAK SPACE}"
OHNE_WERT = "–"
_DEUTSCH = str.maketrans(",.", ".,")


def zahl(wert: float | Decimal | None) -> str:
    """12345 → "12.345"; decimals keep their places, with a comma."""
    if wert is None or wert == "":
        return OHNE_WERT
    return f"{wert:,}".translate(_DEUTSCH)


def geld(wert: float | Decimal | None) -> str:
    """Euro; cents only where there are any."""
    if wert is None or wert == "":
        return OHNE_WERT
    betrag = Decimal(str(wert)).quantize(Decimal("0.01"))
    ganz = betrag == betrag.to_integral_value()
    return zahl(int(betrag) if ganz else betrag) + FESTES_LEERZEICHEN + "€"


def _am_ort(wert: datetime.datetime) -> datetime.datetime:
    """Aware times as the clock on the wall shows them; naive ones are taken as such."""
    return timezone.localtime(wert) if timezone.is_aware(wert) else wert


def datum_lang(wert: datetime.date | None) -> str:
    if not wert:
        return OHNE_WERT
    tag = _am_ort(wert) if isinstance(wert, datetime.datetime) else wert
    return f"{tag.day}. {MONATE[tag.month - 1]} {tag.year}"


def uhrzeit(wert: datetime.datetime | datetime.time | None) -> str:
    if wert is None or wert == "":
        return OHNE_WERT
    zeit = _am_ort(wert) if isinstance(wert, datetime.datetime) else wert
    return f"{zeit:%H:%M}{FESTES_LEERZEICHEN}Uhr"


def _ueberschriften_ab_h2(tokens: list[Token]) -> None:
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


def _fremde_links_kennzeichnen(tokens: list[Token]) -> None:
    for token in tokens:
        for kind in token.children or ():
            if kind.type == "link_open" and urlsplit(str(kind.attrGet("href") or "")).netloc:
                kind.attrSet("rel", "noopener")


_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
_ERLAUBT = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTE = {"a": {"href", "title", "rel"}, "ol": {"start"}}


def markdown(wert: str) -> SafeString:
    """Editors' text as HTML: headings from h2 on, no raw HTML, no images, cleaned by nh3."""
    tokens = _markdown.parse(wert or "")
    _ueberschriften_ab_h2(tokens)
    _fremde_links_kennzeichnen(tokens)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    sauber = nh3.clean(
        html,
        tags=_ERLAUBT,
        attributes=_ATTRIBUTE,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )
    return mark_safe(sauber)  # noqa: S308  cleaned on the line above
