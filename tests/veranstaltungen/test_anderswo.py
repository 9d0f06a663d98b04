"""What other rooms show of events: tags, search, sitemap. Drafts never show, the cost is fixed."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories.kommunen import KommuneFactory, KreisFactory
from tests.factories.projekte import ProjektFactory
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from veranstaltungen.models import Veranstaltung
from veranstaltungen.sitemap import VeranstaltungSitemap
from veranstaltungen.suche import finden

pytestmark = pytest.mark.django_db

Zustand = Veranstaltung.Zustand


def zeige(tag: str, **werte: object) -> str:
    return Template("{% load veranstaltungen %}" + tag).render(Context({"request": RequestFactory().get("/"), **werte}))


def test_a_municipality_shows_its_upcoming_events() -> None:
    kommune = KommuneFactory(kreis=KreisFactory())
    VeranstaltungFactory(titel="Hier", kommune=kommune)
    VeranstaltungFactory(titel="Gewesen", kommune=kommune, vergangen=True)
    VeranstaltungFactory(titel="Entwurf", kommune=kommune, zustand=Zustand.ENTWURF)
    VeranstaltungFactory(titel="Woanders", kommune=KommuneFactory())
    for ort in (kommune, kommune.kreis):
        seite = zeige("{% veranstaltungen_in kommune.pk %}", kommune=ort)
        assert [wort for wort in ("Hier", "Gewesen", "Entwurf", "Woanders") if f">{wort}<" in seite] == ["Hier"]
    assert "<h2" not in zeige("{% veranstaltungen_in kommune.pk %}", kommune=KommuneFactory())


def test_the_start_page_shows_the_next_ones_that_take_place() -> None:
    for tage, felder in ((9, {}), (2, {}), (1, {"zustand": Zustand.ABGESAGT}), (5, {})):
        VeranstaltungFactory(titel=f"In {tage} Tagen", beginn=timezone.now() + timedelta(days=tage), **felder)
    seite = zeige("{% naechste_veranstaltungen 2 %}")
    assert [tage for tage in (1, 2, 5, 9) if f"In {tage} Tagen" in seite] == [2, 5]


def test_a_project_shows_events_about_it() -> None:
    projekt = ProjektFactory()
    veranstaltung = VeranstaltungFactory(titel="Werkstatt dazu")
    VeranstaltungFactory(titel="Etwas anderes")
    veranstaltung.projekte.add(projekt)
    seite = zeige("{% veranstaltungen_zu projekt %}", projekt=projekt)
    assert "Werkstatt dazu" in seite
    assert "Etwas anderes" not in seite


@pytest.mark.parametrize("anzahl", [1, 3])
@pytest.mark.parametrize(
    "tag",
    ["{% veranstaltungen_in kommune.pk %}", "{% naechste_veranstaltungen 5 %}", "{% veranstaltungen_zu projekt %}"],
)
def test_the_cost_of_each_tag_is_fixed(
    tag: str, anzahl: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kommune, projekt = KommuneFactory(), ProjektFactory()
    for _ in range(anzahl):
        veranstaltung = VeranstaltungFactory(kommune=kommune)
        veranstaltung.projekte.add(projekt)
        AnmeldungFactory(veranstaltung=veranstaltung)
    beim_ersten_mal = 1 if tag.startswith("{% naechste") else 3  # numbers of the rooms, where there are any, which
    with django_assert_num_queries(beim_ersten_mal):
        assert zeige(tag, kommune=kommune, projekt=projekt).count("<li") == anzahl
    with django_assert_num_queries(1):
        assert zeige(tag, kommune=kommune, projekt=projekt).count("<li") == anzahl


@pytest.mark.parametrize(
    ("text", "gefunden"),
    [
        ("görlitz", True),
        ("Goerlitz", True),
        ("GÖRLITZ beteiligung", True),
        ("goerlitz haushalt", False),
        ("100 %", False),
        ("_", False),
        ("\0", False),
        ("", False),
        ("x" * 10_000, False),
    ],
)
def test_search_finds_every_word_in_both_spellings(text: str, gefunden: bool) -> None:
    VeranstaltungFactory(titel="Workshop Beteiligung", ort="Görlitz")
    treffer, anzahl = finden(text, 5)
    assert (len(treffer), anzahl) == (int(gefunden), int(gefunden))


def test_search_shows_upcoming_ones_first_and_counts_all() -> None:
    for tage in (-9, 20, -2, 3):
        VeranstaltungFactory(titel=f"Forum {tage}", beginn=timezone.now() + timedelta(days=tage))
    VeranstaltungFactory(titel="Forum Entwurf", zustand=Zustand.ENTWURF)
    treffer, anzahl = finden("forum", 3)
    assert [eintrag.titel for eintrag in treffer] == ["Forum 3", "Forum 20", "Forum -2"]
    assert anzahl == 4


def test_the_sitemap_knows_public_events_only() -> None:
    oeffentlich = VeranstaltungFactory()
    VeranstaltungFactory(zustand=Zustand.ENTWURF)
    sitemap = VeranstaltungSitemap()
    assert list(sitemap.items()) == [oeffentlich]
    assert sitemap.lastmod(oeffentlich) == oeffentlich.geaendert_am
