import pytest
from django.conf import settings

from kompetenzzentrum.newsletter.darstellung import als_html, als_text, web_html
from kompetenzzentrum.newsletter.models import Ausgabe
from kompetenzzentrum.oberflaeche.klartext import BREITE


def ausgabe(text: str, **werte: str) -> Ausgabe:
    return Ausgabe(titel="Titel", slug="titel", text=text, **werte)


def text(markdown: str) -> str:
    """The body between title and the link to the web."""
    return als_text(ausgabe(markdown)).split("\n\n", 1)[1].rsplit("\n\nIm Web lesen:", 1)[0]


@pytest.mark.parametrize(
    ("markdown", "erwartet"),
    [
        ("Ein *wichtiger* **Satz** mit `Code`.", "Ein wichtiger Satz mit Code."),
        ("## Abschnitt", "\nAbschnitt\n---------"),
        ("- eins\n- zwei", "- eins\n- zwei"),
        ("1. eins\n2. zwei", "1. eins\n2. zwei"),
        ("> Eine Frage?", "> Eine Frage?"),
        ("Zeile\\\nnächste", "Zeile\nnächste"),
        ("eine\nZeile", "eine Zeile"),
        ("[hier](https://example.org/a)", "hier [1]\n[1] https://example.org/a"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("[Post](mailto:a@example.org)", "Post [1]\n[1] a@example.org"),
        ("| A | B |\n|---|---|\n| 1 | 2 |", "A | B\n1 | 2"),
        ("    fest\n    stehend", "fest\nstehend"),
        ("***", "* * *"),
    ],
)
def test_markdown_as_plain_text(markdown: str, erwartet: str) -> None:
    assert text(markdown) == erwartet


def test_links_are_numbered_through_and_stand_below_their_paragraph() -> None:
    assert text("[a](/a/) und [b](/b/)\n\n[c](/c/)").split("\n") == [
        "a [1] und b [2]",
        f"[1] {settings.PORTAL_URL}/a/",
        f"[2] {settings.PORTAL_URL}/b/",
        "",
        "c [3]",
        f"[3] {settings.PORTAL_URL}/c/",
    ]


def test_lines_are_short_and_addresses_whole() -> None:
    adresse = "https://example.org/" + "x" * 120
    zeilen = als_text(ausgabe(f"{'Wort ' * 60}[mehr]({adresse})", anreisser="Satz " * 30)).split("\n")
    assert [zeile for zeile in zeilen if len(zeile) > BREITE] == [f"[1] {adresse}"]


@pytest.mark.parametrize("zeichen", ["#", "##", "###"])
def test_sections_come_right_below_the_title(zeichen: str) -> None:
    html = web_html(ausgabe(f"{zeichen} Eins\n\n{zeichen}# Tiefer\n\n```\n{zeichen} Kommentar\n```"))
    assert "<h2>Eins</h2>" in html and "<h3>Tiefer</h3>" in html
    assert f"{zeichen} Kommentar" in html


def test_links_in_a_mail_begin_with_the_portals_address() -> None:
    html = als_html(ausgabe("[a](/a/) [b](//fremd.example/) [c](https://example.org/)"))
    assert f'href="{settings.PORTAL_URL}/a/"' in html
    assert 'href="//fremd.example/' in html
    assert 'href="https://example.org/"' in html


def test_nothing_an_editor_types_becomes_markup() -> None:
    html = als_html(ausgabe("<script>x</script> [a](javascript:alert(1))", anreisser="<b>fett</b>"))
    assert "<script" not in html and "javascript:" not in html.replace("(javascript:alert(1))", "")
    assert "&lt;b&gt;fett" in html
