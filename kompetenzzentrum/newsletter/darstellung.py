"""An issue's Markdown as the two parts of a mail: HTML and plain text."""

import re
import textwrap

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from kompetenzzentrum.oberflaeche.texte import markdown
from kompetenzzentrum.versand.postausgang import adresse

from .models import Ausgabe

BREITE = 72
"""Characters in a line of plain text; addresses are never broken."""
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def als_html(ausgabe: Ausgabe) -> str:
    """The body of the HTML part. A mail has no page it could be relative to: links begin with the portal's address."""
    text = re.sub(r'href="/(?!/)', f'href="{settings.PORTAL_URL}/', markdown(ausgabe.text))
    return format_html(
        '<p class="anreisser">{}</p>\n{}\n<p><a href="{}">Im Web lesen</a></p>',
        ausgabe.anreisser,
        mark_safe(text),
        _web_adresse(ausgabe),
    )


def als_text(ausgabe: Ausgabe) -> str:
    wurzel = SyntaxTreeNode(_markdown.parse(ausgabe.text))
    teile = [
        _umbrechen(ausgabe.titel) + "\n" + "=" * min(len(ausgabe.titel), BREITE),
        _umbrechen(ausgabe.anreisser),
        *(_block(knoten) for knoten in wurzel.children),
        "Im Web lesen:\n" + _web_adresse(ausgabe),
    ]
    return "\n\n".join(teil for teil in teile if teil.strip()) + "\n"


def _web_adresse(ausgabe: Ausgabe) -> str:
    return adresse(reverse("newsletter:ausgabe", args=[ausgabe.slug]))


def _block(knoten: SyntaxTreeNode) -> str:
    if knoten.type == "heading":
        titel = _umbrechen(_inline(knoten))
        return f"\n{titel}\n" + "-" * min(max(map(len, titel.split("\n"))), BREITE)
    if knoten.type in ("bullet_list", "ordered_list"):
        return _liste(knoten)
    if knoten.type == "blockquote":
        return textwrap.indent("\n\n".join(map(_block, knoten.children)), "> ", lambda _: True)
    if knoten.type == "hr":
        return "* * *"
    if knoten.type == "table":
        return "\n".join(_tabellenzeile(zeile) for teil in knoten.children for zeile in teil.children)
    if knoten.type in ("fence", "code_block"):
        return knoten.content.rstrip("\n")
    return _umbrechen(_inline(knoten))


def _liste(knoten: SyntaxTreeNode) -> str:
    """With a line between points that are long enough to need it."""
    punkte = []
    for nummer, punkt in enumerate(knoten.children, start=int(knoten.attrs.get("start", 1))):
        zeichen = f"{nummer}. " if knoten.type == "ordered_list" else "- "
        inhalt = "\n".join(_block(kind) for kind in punkt.children)
        punkte.append(zeichen + inhalt.replace("\n", "\n" + " " * len(zeichen)))
    return ("\n\n" if any("\n" in punkt for punkt in punkte) else "\n").join(punkte)


def _tabellenzeile(zeile: SyntaxTreeNode) -> str:
    return " | ".join(_inline(zelle) for zelle in zeile.children)


def _inline(knoten: SyntaxTreeNode) -> str:
    """Text without marks; an address stands on a line of its own behind its words."""
    if knoten.type in ("text", "code_inline"):
        return knoten.content
    if knoten.type == "softbreak":
        return " "
    if knoten.type == "hardbreak":
        return "\n"
    text = "".join(map(_inline, knoten.children))
    if knoten.type != "link":
        return text
    ziel = str(knoten.attrs["href"]).removeprefix("mailto:")
    if ziel.startswith("/"):
        ziel = adresse(ziel)
    return text if ziel == text else f"{text}:\n{ziel}\n"


def _umbrechen(text: str) -> str:
    """Fold each line; what follows an address begins a new line without its space."""
    zeilen = (zeile.strip() for zeile in text.split("\n"))
    return "\n".join(
        textwrap.fill(zeile, BREITE, break_long_words=False, break_on_hyphens=False) for zeile in zeilen if zeile
    )
