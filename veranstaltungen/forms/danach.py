from django import forms

from kompetenzzentrum.schutz.formulare import GeschuetztesFormular
from veranstaltungen import bescheinigung
from veranstaltungen.models import Rueckmeldung

TEXT_HOECHSTENS = 2000


class RueckmeldungForm(GeschuetztesFormular):
    begrenzung_bereich = "rueckmeldung"

    note = forms.TypedChoiceField(
        label="Wie hilfreich war die Veranstaltung für Sie?",
        choices=Rueckmeldung.Note.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie eine der vier Antworten."},
    )
    gut = forms.CharField(
        label="Was hat Ihnen geholfen?",
        required=False,
        max_length=TEXT_HOECHSTENS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    besser = forms.CharField(
        label="Was sollen wir besser machen?",
        required=False,
        max_length=TEXT_HOECHSTENS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bitte nennen Sie keine Namen: Dann bleibt Ihre Rückmeldung anonym.",
    )


class PruefForm(forms.Form):
    code = forms.CharField(
        label="Code der Bescheinigung",
        max_length=60,
        help_text="Er steht unten auf der Bescheinigung: vier Gruppen aus vier Zeichen, zum Beispiel"
        " 7KQW-M2PH-XA4D-9RTZ. Groß und klein, Striche und Leerzeichen sind gleich.",
        error_messages={"required": "Bitte geben Sie den Code ein, der auf der Bescheinigung steht."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = bescheinigung.gelesen(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                "So sieht kein Code aus. Er hat 16 Zeichen: Ziffern von 2 bis 9 und Großbuchstaben, aber kein I, L"
                " und O. Bitte vergleichen Sie ihn noch einmal mit der Bescheinigung."
            )
        return code
