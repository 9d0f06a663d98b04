"""An issue's Markdown as the two parts of a mail: HTML and plain text."""

import re

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from kompetenzzentrum.oberflaeche.klartext import linie, teile, umbrechen
from kompetenzzentrum.oberflaeche.texte import markdown
from kompetenzzentrum.versand.postausgang import adresse

from .models import Ausgabe

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
    titel = umbrechen(ausgabe.titel)
    abschnitte = [
        f"{titel}\n{linie(titel, '=')}",
        umbrechen(ausgabe.anreisser),
        *teile(ausgabe.text),
        f"Im Web lesen:\n{_web_adresse(ausgabe)}",
    ]
    return "\n\n".join(abschnitt for abschnitt in abschnitte if abschnitt.strip())


def _web_adresse(ausgabe: Ausgabe) -> str:
    return adresse(reverse("newsletter:ausgabe", args=[ausgabe.slug]))
