import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from kompetenzzentrum.oberflaeche.handlungsfelder import SYMBOLE
from kompetenzzentrum.oberflaeche.muster import muster

STATISCH = Path(settings.BASE_DIR) / "static" / "oberflaeche"
SYMBOLLISTE = set((STATISCH / "symbole.txt").read_text().split())


def zeigen(vorlage: str, adresse: str = "/", **kontext: object) -> str:
    werte = {"request": RequestFactory().get(adresse), **kontext}
    return Template("{% load oberflaeche %}" + vorlage).render(Context(werte))


def test_query_string_changes_one_thing_and_starts_at_page_one() -> None:
    adresse = "/projekte/?q=B%C3%BCrger+bus&land=06&seite=4"
    assert zeigen('{% abfrage land="09" %}', adresse) == "?q=B%C3%BCrger+bus&amp;land=09"
    assert zeigen('{% abfrage land="" %}', adresse) == "?q=B%C3%BCrger+bus"
    assert zeigen("{% abfrage seite=5 %}", adresse) == "?q=B%C3%BCrger+bus&amp;land=06&amp;seite=5"
    assert zeigen("{% abfrage phase=phasen %}", "/", phasen=["P1", "P4"]) == "?phase=P1&amp;phase=P4"


def blaettern(adresse: str, seite: int, eintraege: int = 270) -> str:
    return zeigen("{% seiten p %}", adresse, p=Paginator(range(eintraege), 20).page(seite))


def test_pagination_keeps_the_filter() -> None:
    html = blaettern("/projekte/?q=bus&seite=2", 2)
    assert "Seite 2 von 14" in html
    assert '<a class="seiten__schritt" href="?q=bus" rel="prev">' in html
    assert '<a class="seiten__schritt" href="?q=bus&amp;seite=3" rel="next">' in html
    assert re.search(r'href="\?q=bus&amp;seite=2" aria-current="page"', html)


def test_pagination_has_no_dead_ends() -> None:
    assert 'rel="prev"' not in blaettern("/", 1)
    assert 'rel="next"' not in blaettern("/", 14)
    assert blaettern("/", 1, eintraege=20).strip() == ""


def test_breadcrumb_ends_without_a_link_and_escapes() -> None:
    html = zeigen('{% brotkrumen "Projekte" "/projekte/" titel %}', titel="<b>Bus</b>")
    assert '<a href="/projekte/">Projekte</a>' in html
    assert '<span aria-current="page">&lt;b&gt;Bus&lt;/b&gt;</span>' in html


def test_badge_and_symbol_escape_what_they_show() -> None:
    assert "<b>" not in zeigen("{% marke text art %}", text="<b>", art="info")
    assert "<b>" not in zeigen("{% marke text %}", text="<b>")
    assert 'aria-label="&lt;b&gt;"' in zeigen('{% symbol "x" text %}', text="<b>")


def test_a_symbol_without_label_is_silent() -> None:
    assert 'aria-hidden="true"' in zeigen('{% symbol "search" %}')


def test_empty_state_offers_a_next_step() -> None:
    html = zeigen('{% leer "Noch nichts." "Alle zeigen" "/projekte/" %}')
    assert '<a class="weiter" href="/projekte/">Alle zeigen</a>' in html


def test_a_cover_depends_on_its_key_only() -> None:
    assert muster("mitfahrbank") == muster("mitfahrbank")
    bilder = {muster(f"projekt-{nummer}", "energie") for nummer in range(500)}
    assert len(bilder) == 500
    assert all("style=" not in bild for bild in bilder)


def test_every_field_has_an_icon_and_a_tint() -> None:
    assert len(SYMBOLE) == len(set(SYMBOLE.values())) == 16
    assert set(SYMBOLE.values()) <= SYMBOLLISTE
    css = (STATISCH / "felder.css").read_text()
    farben = dict(re.findall(r"\.feld-([a-z-]+) { --hue: (\d+); }", css))
    assert farben.keys() == SYMBOLE.keys()
    assert len(set(farben.values())) == 16


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    benannt: dict[str, str] = {}
    for vorlage in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        for name in re.findall(r'{% symbol "([^"]+)"', vorlage.read_text()):
            benannt[name] = vorlage.name
    assert {name: ort for name, ort in benannt.items() if name not in SYMBOLLISTE} == {}
    assert "search" in benannt


@pytest.mark.parametrize("datei", sorted(STATISCH.glob("*.css")), ids=lambda datei: datei.name)
def test_stylesheets_load_nothing_from_elsewhere(datei: Path) -> None:
    for adresse in re.findall(r"url\(([^)]+)\)", datei.read_text()):
        assert (STATISCH / adresse.strip("\"'")).resolve().exists()
