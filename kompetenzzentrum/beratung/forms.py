import uuid
from typing import Any, cast

from django import forms
from django.http import QueryDict

from kommunen.felder import KommuneFeld, MitKommune
from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.schutz.formulare import EmailFeld, GeschuetztesFormular
from projekte.models import Handlungsfeld

from .rechte import beraterinnen

TEXT_HOECHSTENS = 8000
"""Characters: four closely written pages."""
ZURUECK_IN_DEN_EINGANG = "eingang"


def textfeld(label: str, leer: str = "", *, zeilen: int = 6, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=TEXT_HOECHSTENS,
        widget=forms.Textarea(attrs={"rows": zeilen}),
        error_messages={
            "required": leer,
            "max_length": "Der Text ist zu lang. Bitte kürzen Sie ihn auf %(limit_value)d Zeichen;"
            " jetzt sind es %(show_value)d.",
        },
        **kwargs,
    )


class AnfrageForm(MitKommune, GeschuetztesFormular):
    begrenzung_bereich = "beratung"
    adressfeld = "email"

    nachricht = textfeld(
        "Was möchten Sie wissen?",
        "Bitte schreiben Sie uns Ihre Frage.",
        zeilen=9,
        help_text="Was haben Sie vor, was haben Sie schon versucht, wo hakt es? Ein paar Sätze genügen.",
    )
    handlungsfeld = forms.ModelChoiceField(
        label="Handlungsfeld",
        queryset=Handlungsfeld.objects.all(),
        required=False,
        empty_label="Weiß ich noch nicht, oder mehrere",
        help_text="Damit Ihre Frage gleich bei der richtigen Person landet.",
        error_messages={"invalid_choice": "Bitte wählen Sie ein Handlungsfeld aus der Liste."},
    )
    kommune = KommuneFeld(
        keine_erlaubt=True,
        help_text="Name oder Postleitzahl Ihres Rathauses. So finden wir Kommunen, die Ihrer ähnlich sind.",
    )
    name = forms.CharField(
        label="Ihr Name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Bitte geben Sie Ihren Namen an, damit wir Sie ansprechen können."},
    )
    email = EmailFeld(
        label="Ihre E-Mail-Adresse",
        help_text="Dorthin schicken wir die Antwort.",
        error_messages={
            "required": "Bitte geben Sie Ihre E-Mail-Adresse an. Dorthin schicken wir die Antwort.",
        },
    )
    vorgang = forms.UUIDField(initial=uuid.uuid4, required=False, widget=forms.HiddenInput)
    field_order = ["nachricht", "handlungsfeld", "kommune", "name", "email"]


class NachfrageForm(GeschuetztesFormular):
    begrenzung_bereich = "beratung"

    text = textfeld("Ihre Nachricht", "Bitte schreiben Sie etwas, bevor Sie absenden.")
    vorgang = forms.UUIDField(initial=uuid.uuid4, required=False, widget=forms.HiddenInput)
    field_order = ["text"]


class FallForm(forms.Form):
    """All that an advisor can type on the page of a case. One form, so no button throws away another field's text."""

    freiwillig_markieren = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    antwort = textfeld("Antwort an die Kommune", required=False, zeilen=8)
    notiz = textfeld("Interne Notiz", required=False, zeilen=4)
    an = forms.ChoiceField(
        label="Wer soll sich kümmern?",
        required=False,
        error_messages={"invalid_choice": "Diese Person gehört nicht mehr zum Beratungsteam."},
    )

    def __init__(self, *args: Any, zustaendig: Nutzer | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = {str(person.pk): person for person in beraterinnen() if person != zustaendig}
        wahl = [("", "Bitte wählen")]
        if zustaendig:
            wahl.append((ZURUECK_IN_DEN_EINGANG, "Niemand: zurück in den Eingang"))
        an = cast(forms.ChoiceField, self.fields["an"])
        an.choices = wahl + [(pk, str(person)) for pk, person in self.team.items()]

    def auf_stand(self, version: int) -> None:
        """Whoever has read why it failed may send again: the page shows the case as it is now."""
        daten = cast(QueryDict, self.data).copy()
        daten["version"] = str(version)
        self.data = daten
