import pytest
from django.template import Context, Template
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.oberflaeche.handlungsfelder import SYMBOLE
from projekte.models import Handlungsfeld
from tests.factories.kommunen import KommuneFactory, KreisFactory
from tests.factories.projekte import ProjektFactory

pytestmark = pytest.mark.django_db


def zeichnen(vorlage: str, **kontext: object) -> str:
    return Template("{% load projekte %}" + vorlage).render(Context(kontext))


def test_every_seeded_field_has_an_icon() -> None:
    assert set(Handlungsfeld.objects.values_list("slug", flat=True)) == SYMBOLE.keys()


def test_field_has_icon_name_and_tint_even_if_an_editor_added_it() -> None:
    html = zeichnen("{% handlungsfeld feld %}", feld=Handlungsfeld.objects.get(slug="energie"))
    assert 'class="feldmarke feld-energie"' in html
    assert "#zap" in html
    assert "Energie und Wärme" in html
    assert "A &amp; B" in zeichnen("{% handlungsfeld feld %}", feld=Handlungsfeld(slug="neues", name="A & B"))


@pytest.mark.parametrize("anzahl", [1, 3])
def test_newest_with_two_queries_and_one_when_drawn_before(
    django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    projekte = ProjektFactory.create_batch(anzahl)
    ProjektFactory(titel="Noch geheim", veroeffentlicht_am=None)
    with django_assert_num_queries(2):
        html = zeichnen("{% neue_projekte 2 %}")
    with django_assert_num_queries(1):
        assert zeichnen("{% neue_projekte 2 %}") == html
    assert html.count("<article") == min(anzahl, 2)
    assert projekte[-1].titel in html
    assert "Noch geheim" not in html


@pytest.mark.parametrize("anzahl", [1, 3])
def test_of_a_municipality_with_three_queries_and_two_when_drawn_before(
    django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    kreis = KreisFactory()
    gemeinde = KommuneFactory(kreis=kreis)
    for _ in range(anzahl):
        ProjektFactory(beteiligte=[gemeinde])
    ProjektFactory(titel="woanders")
    ProjektFactory(titel="Noch geheim", beteiligte=[gemeinde], veroeffentlicht_am=None)
    for kommune, abfragen in ((gemeinde, 3), (kreis, 2)):
        with django_assert_num_queries(abfragen):
            html = zeichnen("{% projekte_von kommune %}", kommune=kommune)
        assert html.count("<article") == anzahl
        assert "woanders" not in html
        assert "Noch geheim" not in html


def test_of_a_municipality_with_many_leads_to_the_list() -> None:
    gemeinde = KommuneFactory()
    for _ in range(5):
        ProjektFactory(federfuehrung=gemeinde)
    html = zeichnen("{% projekte_von kommune %}", kommune=gemeinde)
    assert html.count("<article") == 4
    assert f'href="/projekte/?kommune={gemeinde.schluessel}">Alle 5 Projekte ansehen' in html


def test_of_a_municipality_without_any_says_so() -> None:
    assert "noch kein Projekt" in zeichnen("{% projekte_von kommune %}", kommune=KommuneFactory())
