"""The HTML part is made from the text part: what becomes a link there, and what never does."""

import pytest
from django.template.loader import render_to_string

PORTAL = "https://portal.example.org/anmeldungen/AbC-_9/?a=1&b=2"


def html(text: str) -> str:
    werte = {"text": text, "betreff": "Betreff", "PORTAL_NAME": "Portal"}
    return render_to_string("versand/mail.html", werte).partition("overflow-wrap:anywhere")[2]


@pytest.mark.parametrize(
    "wort", ["portal-sicherheit.com/login", "www.boese.example", "a@boese.example", "javascript://x"]
)
def test_words_that_only_look_like_an_address_are_no_link(wort: str) -> None:
    seite = html(f"Neu anmelden: {wort} oder anrufen")
    assert wort in seite
    assert "<a" not in seite


@pytest.mark.parametrize("davor, danach", [("Hier:\n", "\n\nBis bald"), ("(siehe ", ")."), ("„", "“"), ("„", ".“")])
def test_whole_addresses_are_links_without_the_sentence_around_them(davor: str, danach: str) -> None:
    ziel = PORTAL.replace("&", "&amp;")
    assert f'<a href="{ziel}">{ziel}</a>' in html(f"{davor}{PORTAL}{danach}")


def test_nothing_breaks_out_of_text_or_link() -> None:
    seite = html("<b>fett</b> https://boese.example/\"onmouseover='x'<script> & mehr")
    assert "<b>" not in seite
    assert "<script" not in seite
    assert seite.count("<a ") == 1
    assert '<a href="https://boese.example/">' in seite
    assert "&amp; mehr" in seite
