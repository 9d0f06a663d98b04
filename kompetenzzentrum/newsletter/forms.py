from typing import Any, cast

from django import forms
from django.http import QueryDict

from kompetenzzentrum.schutz.formulare import EmailFeld, GeschuetztesFormular

from .models import Ausgabe, Thema

TEXT_HOECHSTENS = 40_000


class BestellForm(GeschuetztesFormular):
    begrenzung_bereich = "newsletter"
    adressfeld = "email"

    email = EmailFeld(
        label="Ihre E-Mail-Adresse",
        error_messages={
            "required": "Bitte geben Sie die E-Mail-Adresse an, an die der Newsletter gehen soll.",
        },
    )
    themen = forms.ModelMultipleChoiceField(
        label="Nur bestimmte Themen?",
        queryset=Thema.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kreuzen Sie nichts an, wenn Sie alles lesen möchten.",
        error_messages={
            "invalid_choice": "Ein Thema gibt es nicht mehr. Bitte wählen Sie noch einmal.",
            "invalid_pk_value": "Ein Thema gibt es nicht mehr. Bitte wählen Sie noch einmal.",
        },
    )
    field_order = ["email", "themen"]


class AusgabeForm(forms.ModelForm):
    text = forms.CharField(
        label="Text",
        max_length=TEXT_HOECHSTENS,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        help_text="Abschnitte beginnen mit „## Überschrift“. Links so: [Text](/projekte/…). Listen mit „- “.",
        error_messages={"required": "Bitte schreiben Sie den Text der Ausgabe."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Ausgabe
        fields = ["titel", "anreisser", "text", "themen"]
        widgets = {
            "anreisser": forms.Textarea(attrs={"rows": 2}),
            "themen": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "titel": "Auch der Betreff der E-Mail. Sagen Sie, was drinsteht.",
            "anreisser": "Ein oder zwei Sätze. Viele Mailprogramme zeigen sie neben dem Betreff.",
            "themen": "Kreuzen Sie nichts an, wenn die Ausgabe an alle geht.",
        }
        error_messages = {
            "titel": {"required": "Bitte geben Sie der Ausgabe einen Titel."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def auf_stand(self, version: int) -> None:
        """Whoever has seen the other version may save over it, now knowingly."""
        daten = cast(QueryDict, self.data).copy()
        daten["version"] = str(version)
        self.data = daten
