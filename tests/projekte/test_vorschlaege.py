import pytest
from pytest_django import DjangoAssertNumQueries

from projekte.vorschlaege import PROJEKTE_HOECHSTENS, vorschlagen
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory

pytestmark = pytest.mark.django_db


def titel(text: str) -> list[str]:
    return [projekt.titel for projekt in vorschlagen(text).projekte]


@pytest.mark.parametrize(
    "text", ["Görlizer Strasenfest", "goerlitzr", "STRAßENFSET", "-Berlin Straßenfezt", '"Görlitzer Strassenfst"']
)
def test_a_typo_finds_what_is_like_it_whatever_the_spelling(text: str) -> None:
    ProjektFactory(titel="Görlitzer Straßenfest")
    ProjektFactory(titel="Etwas anderes")
    assert titel(text) == ["Görlitzer Straßenfest"]


def test_the_title_counts_more_than_the_text() -> None:
    ProjektFactory(titel="Etwas anderes", kurzbeschreibung="Hier steht die Mitfahrbank.")
    ProjektFactory(titel="Die Mitfahrbank")
    assert titel("Mitfarbank") == ["Die Mitfahrbank", "Etwas anderes"]


def test_few_and_only_what_everybody_may_see(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ProjektFactory(veroeffentlicht_am=None, handlungsfeld=HandlungsfeldFactory(slug="energie"))
    ProjektFactory(archiviert_am="2026-06-01T10:00+02:00", handlungsfeld=HandlungsfeldFactory(slug="energie"))
    assert not vorschlagen("Mitfarbank")
    assert not vorschlagen("Energiie")
    ProjektFactory.create_batch(PROJEKTE_HOECHSTENS + 1, weitere=[HandlungsfeldFactory(slug="energie")])
    with django_assert_num_queries(2):
        vorschlaege = vorschlagen("Mitfarbank und noch sehr viele andere Wörter, Energiie")
    assert len(vorschlaege.projekte) == PROJEKTE_HOECHSTENS
    assert [feld.slug for feld in vorschlaege.felder] == ["energie"]


@pytest.mark.parametrize(
    "text",
    ["", "\x00", "'", "\\", "a" * 10_000, '"' * 50, "((((", "':*", "%s", "100%", "🚲🚲🚲🚲", "-" * 100, "a & b | !c",
     "ﬃ ﬁ ﬃﬃﬃﬃ", "1e999", "-Mitfahrbank", "ki"],
)  # fmt: skip
def test_odd_input_gets_nothing_and_no_error(text: str) -> None:
    ProjektFactory()
    assert not vorschlagen(text)
