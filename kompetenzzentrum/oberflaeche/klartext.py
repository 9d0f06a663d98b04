"""Markdown as people write plain mails."""

import textwrap
from collections.abc import Iterator

from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

BREITE = 72
"""Characters in a line of plain text; addresses are never broken."""
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def klartext(text: str, *, zeilen_behalten: bool = False) -> str:
    """`zeilen_behalten`: lines end where they were typed, as below a letter. Without it they are filled anew."""
    return "\n\n".join(teile(text, zeilen_behalten=zeilen_behalten)).strip("\n")


def teile(text: str, *, zeilen_behalten: bool = False) -> Iterator[str]:
    """Paragraph for paragraph."""
    return _Textfassung(zeilen_behalten=zeilen_behalten).teile(text)


class _Textfassung:
    """Links are numbered, their addresses follow the paragraph."""

    def __init__(self, *, zeilen_behalten: bool) -> None:
        self.adressen: list[str] = []
        self.umbrueche = {"softbreak": "\n" if zeilen_behalten else " ", "hardbreak": "\n"}

    def teile(self, text: str) -> Iterator[str]:
        genannt = 0
        for knoten in SyntaxTreeNode(_markdown.parse(text)).children:
            absatz = self._block(knoten)
            neue = [f"[{nummer}] {self.adressen[nummer - 1]}" for nummer in range(genannt + 1, len(self.adressen) + 1)]
            genannt = len(self.adressen)
            yield "\n".join([absatz, *neue])

    def _block(self, knoten: SyntaxTreeNode) -> str:
        if knoten.type == "heading":
            titel = umbrechen(self._inline(knoten))
            return f"\n{titel}\n{linie(titel, '-')}"
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
        return umbrechen(self._inline(knoten))

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
            return self.umbrueche[knoten.type]
        text = "".join(map(self._inline, knoten.children))
        return self._link(text, str(knoten.attrs["href"])) if knoten.type == "link" else text

    def _link(self, text: str, ziel: str) -> str:
        ziel = settings.PORTAL_URL + ziel if ziel.startswith("/") else ziel.removeprefix("mailto:")
        if ziel == text:
            return text
        self.adressen.append(ziel)
        return f"{text} [{len(self.adressen)}]"


def linie(titel: str, zeichen: str) -> str:
    return zeichen * max(map(len, titel.split("\n")))


def umbrechen(text: str) -> str:
    return "\n".join(
        textwrap.fill(zeile.strip(), BREITE, break_long_words=False, break_on_hyphens=False)
        for zeile in text.split("\n")
    )
