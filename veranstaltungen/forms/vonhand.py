"""The team registers somebody, say after a call."""

import uuid
from typing import Any, cast

from django import forms

from kommunen.felder import KommuneFeld, MitKommune
from kompetenzzentrum.schutz.formulare import EmailFeld, eine_zeile, erreichbar
from veranstaltungen.models import Teilnahme, Veranstaltung


class VonHandForm(MitKommune, forms.Form):
    name = forms.CharField(label="Vor- und Nachname", max_length=100, validators=[eine_zeile])
    email = EmailFeld(
        label="E-Mail-Adresse",
        max_length=254,
        required=False,
        validators=[erreichbar],
        help_text="Ohne Adresse bekommt die Person keine E-Mail: Sagen Sie ihr selbst Bescheid, auch bei Änderungen.",
    )
    kommune = KommuneFeld(keine_erlaubt=True, fuer_andere=True)
    organisation = forms.CharField(
        label="Behörde oder Organisation", required=False, max_length=160, validators=[eine_zeile]
    )
    teilnahme = forms.ChoiceField(label="Teilnahme", choices=Teilnahme.choices, widget=forms.RadioSelect)
    programmpunkte = forms.TypedMultipleChoiceField(
        label="Programmpunkte", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    warteliste = forms.BooleanField(
        label="Auf die Warteliste setzen, wenn kein Platz mehr frei ist", required=False, initial=True
    )
    vorgang = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, veranstaltung: Veranstaltung, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        punkte = [(punkt.pk, f"{punkt.wann}: {punkt}") for punkt in veranstaltung.waehlbares_programm]
        cast(forms.ChoiceField, self.fields["programmpunkte"]).choices = punkte
        if not punkte:
            del self.fields["programmpunkte"]
        if not veranstaltung.ist_hybrid:
            del self.fields["teilnahme"]
        if not veranstaltung.warteliste:
            del self.fields["warteliste"]
