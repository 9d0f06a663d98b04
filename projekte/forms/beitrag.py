"""The small forms around a submission: for whom, what to do with it, what an editor says."""

from typing import Any

from django import forms

from kommunen.felder import KommuneFeld, MitKommune
from kommunen.models import Kommune, KommuneQuerySet

from ..schritte import BEZEICHNUNG

TEXT_HOECHSTENS = 4000


class EigeneKommuneForm(forms.Form):
    """A member chooses among her municipalities."""

    kommune = forms.ModelChoiceField(
        label="Für welche Kommune?",
        queryset=Kommune.objects.none(),
        to_field_name="schluessel",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Bitte wählen Sie, für welche Kommune Sie schreiben.",
            "invalid_choice": "Für diese Kommune können Sie nicht schreiben. Bitte wählen Sie eine andere.",
        },
    )

    def __init__(self, *args: Any, kommunen: KommuneQuerySet, wunsch: Kommune | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        feld = self.fields["kommune"]
        assert isinstance(feld, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        feld.queryset = kommunen
        eigene = list(kommunen)
        vorgabe = wunsch if wunsch in eigene else eigene[0] if len(eigene) == 1 else None
        self.initial["kommune"] = vorgabe.schluessel if vorgabe else None


class JedeKommuneForm(MitKommune, forms.Form):
    """Editors write for any."""

    kommune = KommuneFeld(label="Für welche Kommune?")


def _wort(label: str, hilfe: str = "", zeilen: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=TEXT_HOECHSTENS,
        help_text=hilfe,
        widget=forms.Textarea(attrs={"rows": zeilen}),
        error_messages={"max_length": "Bitte kürzen Sie den Text auf %(limit_value)d Zeichen."},
    )


class PruefungForm(forms.Form):
    """A remark for each field, a word on the whole, and the version the editor has read."""

    freiwillig_markieren = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    antwort = _wort("An die Verfasserin oder den Verfasser", "Steht in der E-Mail und über der Einreichung.", 4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for feld, name in BEZEICHNUNG.items():
            self.fields[f"zu_{feld}"] = _wort(f"Anmerkung zu: {name}")

    @property
    def anmerkungen(self) -> dict[str, str]:
        return {feld: self.cleaned_data.get(f"zu_{feld}", "") for feld in BEZEICHNUNG}


class ArchivierenForm(forms.Form):
    grund = forms.CharField(
        label="Grund",
        max_length=TEXT_HOECHSTENS,
        help_text="Die Mitglieder der federführenden Kommune lesen ihn in einer E-Mail.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )
