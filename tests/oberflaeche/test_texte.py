import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from kompetenzzentrum.oberflaeche import texte

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("wert", "text"),
    [
        (0, "0"),
        (999, "999"),
        (12345, "12.345"),
        (10_747_000, "10.747.000"),
        (Decimal("1234.5"), "1.234,5"),
        (None, "–"),
    ],
)
def test_numbers_are_grouped_the_german_way(wert: int | Decimal | None, text: str) -> None:
    assert texte.zahl(wert) == text


@pytest.mark.parametrize(
    ("wert", "text"),
    [
        (25000, f"25.000{NBSP}€"),
        (Decimal("1234.56"), f"1.234,56{NBSP}€"),
        (Decimal("10.00"), f"10{NBSP}€"),
        (None, "–"),
    ],
)
def test_money_shows_cents_only_where_there_are_any(wert: int | Decimal | None, text: str) -> None:
    assert texte.geld(wert) == text


def test_an_aware_time_is_shown_in_local_time() -> None:
    kurz_vor_mitternacht = datetime.datetime(2027, 5, 2, 22, 30, tzinfo=datetime.UTC)
    assert texte.datum_lang(kurz_vor_mitternacht) == "3. Mai 2027"
    assert texte.uhrzeit(kurz_vor_mitternacht) == f"00:30{NBSP}Uhr"


def test_both_sides_of_the_clock_change() -> None:
    vorher = datetime.datetime(2027, 3, 28, 0, 59, tzinfo=datetime.UTC)
    assert texte.uhrzeit(vorher) == f"01:59{NBSP}Uhr"
    assert texte.uhrzeit(vorher + datetime.timedelta(minutes=1)) == f"03:00{NBSP}Uhr"
    in_berlin = datetime.datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))
    assert texte.uhrzeit(in_berlin) == f"02:30{NBSP}Uhr"


def test_plain_dates_and_times_stay_as_they_are() -> None:
    assert texte.datum_lang(datetime.date(2026, 3, 1)) == "1. März 2026"
    assert texte.uhrzeit(datetime.time(14, 30)) == f"14:30{NBSP}Uhr"
    assert texte.datum_lang(None) == texte.uhrzeit(None) == "–"


def test_markdown_headings_start_below_the_page_heading() -> None:
    html = texte.markdown("# Eins\n\n## Zwei\n\n###### Sechs")
    assert html.split("\n")[:3] == ["<h2>Eins</h2>", "<h3>Zwei</h3>", "<h6>Sechs</h6>"]


@pytest.mark.parametrize(
    "angriff",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<img src="x" onerror="alert(1)">',
        '<p style="position:fixed">',
        "![x](https://example.org/zaehlpixel.png)",
    ],
)
def test_markdown_lets_nothing_dangerous_through(angriff: str) -> None:
    html = texte.markdown(angriff)
    for verboten in ("<script", "href=", "<img", "<p style"):
        assert verboten not in html


def test_links_to_other_sites_are_marked_and_own_ones_are_not() -> None:
    html = texte.markdown("[hin](https://example.org/) und [hier](/projekte/)")
    assert '<a href="https://example.org/" rel="noopener">hin</a>' in html
    assert '<a href="/projekte/">hier</a>' in html
