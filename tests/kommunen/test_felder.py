import pytest
from django import forms

from kommunen.felder import KommuneFeld, MitKommune
from kommunen.models import Registerstand
from tests.factories.kommunen import KommuneFactory, KreisFactory

pytestmark = pytest.mark.django_db


class Formular(MitKommune, forms.Form):
    name = forms.CharField()
    kommune = KommuneFeld(keine_erlaubt=True)


@pytest.fixture
def neustaedte() -> list[str]:
    kreise = [KreisFactory(name="Coburg", landschluessel="09"), KreisFactory(name="Kelheim", landschluessel="09")]
    return [
        KommuneFactory(
            name="Neustadt, St", kreis=kreis, landschluessel="09", anzeigename=f"Neustadt ({kreis.kurzname})"
        ).schluessel
        for kreis in kreise
    ]


def test_suggestion_with_javascript_fills_the_hidden_key() -> None:
    kommune = KommuneFactory(name="Görlitz, Stadt")
    form = Formular({"name": "A", "kommune": kommune.schluessel, "kommune_text": "Görlitz"})
    assert form.is_valid()
    assert form.cleaned_data["kommune"] == kommune


def test_typed_name_that_is_unique_needs_no_choice() -> None:
    kommune = KommuneFactory(name="Görlitz, Stadt")
    for text in ("Goerlitz", "görlitz", "Görlitz, Stadt", kommune.schluessel, kommune.ars):
        form = Formular({"name": "A", "kommune_text": text})
        assert form.is_valid(), text
        assert form.cleaned_data["kommune"] == kommune


def test_search_step_shows_hits_and_loses_nothing(neustaedte: list[str]) -> None:
    form = Formular({"name": "Ada", "kommune_text": "neustadt", "kommune_suchen": "1"})
    assert form.nur_suche
    assert not form.is_valid()
    html = form.as_p()
    assert not form.errors
    assert 'value="Ada"' in html
    for schluessel in neustaedte:
        assert f'type="radio" name="kommune" value="{schluessel}"' in html
    assert "data-vorschlag-url" not in html


def test_sending_an_ambiguous_name_asks_to_choose(neustaedte: list[str]) -> None:
    form = Formular({"name": "Ada", "kommune_text": "Neustadt"})
    assert form.errors["kommune"] == ["Bitte wählen Sie Ihre Kommune aus den Treffern aus."]
    assert neustaedte[1] in form.as_p()


def test_choice_from_the_list_counts_even_when_enter_presses_the_search_button(neustaedte: list[str]) -> None:
    daten = {"name": "A", "kommune_text": "Neustadt", "kommune_gesucht": "Neustadt", "kommune": neustaedte[1]}
    form = Formular(daten | {"kommune_suchen": "1"})
    assert form.is_valid()
    assert form.cleaned_data["kommune"].schluessel == neustaedte[1]


def test_changed_text_after_the_choice_searches_again(neustaedte: list[str]) -> None:
    goerlitz = KommuneFactory(name="Görlitz, Stadt")
    daten = {"name": "A", "kommune_text": "Görl", "kommune_gesucht": "Neustadt", "kommune": neustaedte[1]}
    assert Formular(daten | {"kommune_suchen": "1"}).nur_suche
    form = Formular(daten)
    assert form.errors["kommune"] == ["Bitte wählen Sie Ihre Kommune aus den Treffern aus."]
    assert goerlitz.schluessel in form.as_p()


def test_none_must_be_said_and_not_contradict() -> None:
    kommune = KommuneFactory()
    assert Formular({"name": "A"}).errors["kommune"] == ["Bitte geben Sie Ihre Kommune an."]
    form = Formular({"name": "A", "kommune_keine": "1"})
    assert form.is_valid()
    assert form.cleaned_data["kommune"] is None
    assert "kommune" in Formular({"name": "A", "kommune_keine": "1", "kommune": kommune.schluessel}).errors


def test_unknown_keys_and_odd_input_get_a_message() -> None:
    for daten in ({"kommune": "99999999"}, {"kommune": "'; DROP"}, {"kommune_text": "\0" + "x" * 10_000}):
        form = Formular({"name": "A"} | daten)
        assert "kommune" in form.errors
        form.as_p()


def test_whoever_finds_nothing_is_told_why_and_what_to_do() -> None:
    for beispiel in (False, True):
        Registerstand.objects.create(stand="2026-02-28", datei="x", format="x", gemeinden=534, beispiel=beispiel)
        for daten in ({"kommune_suchen": "1"}, {}):
            form = Formular({"name": "A", "kommune_text": "Münsing"} | daten)
            html = form.as_p()
            assert ("Rathauses. Geladen ist nur eine Auswahl von 534 Gemeinden." in html) == beispiel
            assert "Rathauses." in html
            assert html.count("Steht Ihre Kommune nicht in der Liste? Kreuzen Sie das Feld darunter an.") == 1


def test_gemeindefreie_and_dissolved_cannot_be_chosen() -> None:
    frei = KommuneFactory(gemeindefrei=True)
    weg = KommuneFactory(aufgeloest_am="2026-01-01")
    for kommune in (frei, weg):
        assert "kommune" in Formular({"name": "A", "kommune": kommune.schluessel}).errors


def test_initial_may_be_a_kommune_or_its_key() -> None:
    kommune = KommuneFactory(name="Görlitz, Stadt")
    for anfang in (kommune, kommune.schluessel):
        html = Formular(initial={"kommune": anfang}).as_p()
        assert 'value="Görlitz"' in html
        assert f'value="{kommune.schluessel}"' in html
