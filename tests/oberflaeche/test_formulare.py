import re

import pytest
from django import forms

WAHL = [("a", "Erstens"), ("b", "Zweitens")]


class Musterformular(forms.Form):
    name = forms.CharField(label="Ihr Name", help_text="Damit wir Sie ansprechen können.")
    telefon = forms.CharField(label="Telefon", required=False)
    land = forms.ChoiceField(label="Land", choices=WAHL)
    wie = forms.ChoiceField(label="Wie", choices=WAHL, widget=forms.RadioSelect)
    was = forms.MultipleChoiceField(label="Was", choices=WAHL, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(label="Frage", widget=forms.Textarea)
    anlage = forms.FileField(label="Anlage")
    einwilligung = forms.BooleanField(label="Einverstanden")
    webseite = forms.CharField(
        label="Bitte leer lassen", required=False, widget=forms.TextInput({"class": "feld-nicht-ausfuellen"})
    )
    kennung = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> None:
        if self.data.get("name") == "gesperrt":
            raise forms.ValidationError("So geht es nicht.")


def ids(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


def test_every_link_of_the_error_summary_leads_to_a_control() -> None:
    html = str(Musterformular({}))
    ziele = re.findall(r'<li><a href="#([^"]+)">', html)
    assert len(ziele) == 7
    assert set(ziele) <= ids(html)
    assert {"id_wie_0", "id_was_0"} <= set(ziele)


def test_labels_and_descriptions_refer_to_existing_ids() -> None:
    html = str(Musterformular({}))
    verweise = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    for beschreibung in re.findall(r'aria-describedby="([^"]+)"', html):
        verweise |= set(beschreibung.split())
    assert "id_name_helptext" in verweise
    assert "id_text_error" in verweise
    assert verweise <= ids(html)


def test_an_unsent_form_shows_no_error() -> None:
    html = str(Musterformular())
    assert "fehlerliste" not in html
    assert "error" not in html
    assert "aria-invalid" not in html


def test_the_message_stands_beside_its_field_and_what_was_typed_stays() -> None:
    form = Musterformular({"telefon": "030 1234", "name": "", "wie": "b", "text": "Meine <Frage>"})
    html = str(form)
    feld = html[html.index('for="id_name"') : html.index('for="id_telefon"')]
    assert "Bitte füllen Sie dieses Feld aus." in feld
    assert 'value="030 1234"' in html
    assert re.search(r'value="b"[^>]* checked', html)
    assert "Meine &lt;Frage&gt;" in html


def test_errors_of_the_whole_form_are_shown() -> None:
    assert "<li>So geht es nicht.</li>" in str(Musterformular({"name": "gesperrt"}))


@pytest.mark.parametrize(
    ("feld", "text"),
    [
        ("name", "Bitte füllen Sie dieses Feld aus."),
        ("land", "Bitte treffen Sie eine Auswahl."),
        ("anlage", "Bitte wählen Sie eine Datei aus."),
        ("einwilligung", "Bitte setzen Sie hier ein Häkchen."),
    ],
)
def test_an_empty_answer_is_named_in_plain_german(feld: str, text: str) -> None:
    assert Musterformular({}).errors[feld] == [text]


def test_optional_fields_are_marked_and_required_ones_are_not() -> None:
    form = Musterformular()
    marke = "– freiwillig"
    assert marke in form["telefon"].as_field_group()
    assert marke not in form["name"].as_field_group()


def test_a_form_of_optional_fields_only_may_leave_the_mark_out() -> None:
    class Filter(forms.Form):
        freiwillig_markieren = False
        q = forms.CharField(label="Suchwort", required=False)

    assert "freiwillig" not in str(Filter())


def test_the_honeypot_is_out_of_reach_for_people() -> None:
    html = Musterformular()["webseite"].as_field_group()
    assert 'aria-hidden="true"' in html
    assert 'tabindex="-1"' in html
    assert 'autocomplete="off"' in html
    assert "kern-" not in html


def test_groups_have_a_legend_and_single_controls_a_label() -> None:
    html = str(Musterformular())
    for frage in ("Wie", "Was"):
        assert f'<legend class="kern-label">{frage}' in html
    for frage, kennung in (("Ihr Name", "id_name"), ("Einverstanden", "id_einwilligung"), ("Anlage", "id_anlage")):
        assert f'<label class="kern-label" for="{kennung}">{frage}' in html
