"""An issue's Markdown as the two parts of a mail: HTML and plain text."""

import re
import textwrap
from collections.abc import Iterator

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


def web_html(ausgabe: Ausgabe) -> str:
    """Sections come right below the title, whether the editor writes `# ` or `## `."""
    zeilen = ausgabe.text.split("\n")
    koepfe = [token for token in _markdown.parse(ausgabe.text) if token.type == "heading_open" and token.map]
    ueberzaehlig = min((len(kopf.markup) for kopf in koepfe if kopf.markup[0] == "#"), default=1) - 1
    for kopf in koepfe:
        if kopf.markup[0] == "#" and kopf.map:
            zeilen[kopf.map[0]] = zeilen[kopf.map[0]].replace("#" * ueberzaehlig, "", 1)
    return markdown("\n".join(zeilen))


def als_html(ausgabe: Ausgabe) -> str:
    """The body of the HTML part. A mail has no page it could be relative to: links begin with the portal's address."""
    text = re.sub(r'href="/(?!/)', f'href="{settings.PORTAL_URL}/', web_html(ausgabe))
    anreisser = format_html('<p class="anreisser">{}</p>\n', ausgabe.anreisser) if ausgabe.anreisser else ""
    return format_html('{}{}\n<p><a href="{}">Im Web lesen</a></p>', anreisser, mark_safe(text), _web_adresse(ausgabe))


def als_text(ausgabe: Ausgabe) -> str:
    titel = _umbrechen(ausgabe.titel)
    teile = [
        f"{titel}\n{_linie(titel, '=')}",
        _umbrechen(ausgabe.anreisser),
        *_Textfassung().teile(ausgabe.text),
        f"Im Web lesen:\n{_web_adresse(ausgabe)}",
    ]
    return "\n\n".join(teil for teil in teile if teil.strip())


class _Textfassung:
    """Markdown as people write plain mails: links are numbered, their addresses follow the paragraph."""

    def __init__(self) -> None:
        self.adressen: list[str] = []

    def teile(self, text: str) -> Iterator[str]:
        genannt = 0
        for knoten in SyntaxTreeNode(_markdown.parse(text)).children:
            absatz = self._block(knoten)
            neue = [f"[{nummer}] {self.adressen[nummer - 1]}" for nummer in range(genannt + 1, len(self.adressen) + 1)]
            genannt = len(self.adressen)
            yield "\n".join([absatz, *neue])

    def _block(self, knoten: SyntaxTreeNode) -> str:
        if knoten.type == "heading":
            titel = _umbrechen(self._inline(knoten))
            return f"\n{titel}\n{_linie(titel, '-')}"
        if knoten.type in ("bullet_list", "ordered_list"):
            return self._liste(knoten)
        if knoten.type == "blockquote":
            return textwrap.indent("\n\n".join(map(self._block, knoten.children)), "> ", lambda _: True)
        if knoten.type == "hr":
            return "* * *"
        if knoten.type == "table":
            return "\n".join(self._tabellenzeile(zeile) for teil in knoten.children for zeile in teil.children)
        if knoten.type in ("fence", "code_block"):
            return knoten.content.rstrip("\n")
        return _umbrechen(self._inline(knoten))

    def _liste(self, knoten: SyntaxTreeNode) -> str:
        """With an empty line between the points as soon as one takes more than a line."""
        punkte = []
        for nummer, punkt in enumerate(knoten.children, start=int(knoten.attrs.get("start", 1))):
            zeichen = f"{nummer}. " if knoten.type == "ordered_list" else "- "
            inhalt = "\n".join(map(self._block, punkt.children))
            punkte.append(zeichen + inhalt.replace("\n", "\n" + " " * len(zeichen)))
        return ("\n\n" if any("\n" in punkt for punkt in punkte) else "\n").join(punkte)

    def _tabellenzeile(self, zeile: SyntaxTreeNode) -> str:
        return " | ".join(map(self._inline, zeile.children))

    def _inline(self, knoten: SyntaxTreeNode) -> str:
        if knoten.type in ("text", "code_inline"):
            return knoten.content
        if knoten.type in ("softbreak", "hardbreak"):
            return {"softbreak": " ", "hardbreak": "\n"}[knoten.type]
        text = "".join(map(self._inline, knoten.children))
        return self._link(text, str(knoten.attrs["href"])) if knoten.type == "link" else text

    def _link(self, text: str, ziel: str) -> str:
        ziel = adresse(ziel) if ziel.startswith("/") else ziel.removeprefix("mailto:")
        if ziel == text:
            return text
        self.adressen.append(ziel)
        return f"{text} [{len(self.adressen)}]"


def _web_adresse(ausgabe: Ausgabe) -> str:
    return adresse(reverse("newsletter:ausgabe", args=[ausgabe.slug]))


def _linie(titel: str, zeichen: str) -> str:
    return zeichen * max(map(len, titel.split("\n")))


def _umbrechen(text: str) -> str:
    return "\n".join(
        textwrap.fill(zeile.strip(), BREITE, break_long_words=False, break_on_hyphens=False)
        for zeile in text.split("\n")
    )
