import re
import uuid
from typing import Any

from django import forms

from kommunen.felder import KommuneFeld, MitKommune
from kompetenzzentrum.schutz.formulare import EmailFeld, GeschuetztesFormular

from ..models import Rueckfrage
from ..models.rueckfrage import ANTWORT_HOECHSTENS, FRAGE_HOECHSTENS

LINK = re.compile(r"https?:|www\.|[\w-]\.(?:com|net|org|info|biz|ru|cn|de|eu|io)\b/|@", re.IGNORECASE)
ZU_LANG = "Der Text ist zu lang. Bitte kürzen Sie ihn auf %(limit_value)d Zeichen; jetzt sind es %(show_value)d."


class RueckfrageForm(MitKommune, GeschuetztesFormular):
    begrenzung_bereich = "rueckfrage"
    adressfeld = "email"

    art = forms.ChoiceField(
        label="Was möchten Sie?",
        choices=Rueckfrage.Art.choices,
        initial=Rueckfrage.Art.FRAGE,
        widget=forms.RadioSelect,
    )
    frage = forms.CharField(
        label="Ihre Frage",
        max_length=FRAGE_HOECHSTENS,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=f"Höchstens {FRAGE_HOECHSTENS} Zeichen, ohne Links und E-Mail-Adressen."
        " Wer das Projekt betreut, bekommt Ihren Text per E-Mail.",
        error_messages={"required": "Bitte schreiben Sie Ihre Frage.", "max_length": ZU_LANG},
    )
    name = forms.CharField(
        label="Ihr Name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Bitte geben Sie Ihren Namen an. Er steht unter Ihrer Frage."},
    )
    kommune = KommuneFeld(
        keine_erlaubt=True, help_text="Name oder Postleitzahl Ihres Rathauses. Sie steht unter Ihrer Frage."
    )
    email = EmailFeld(
        label="Ihre E-Mail-Adresse",
        help_text="Dorthin schicken wir die Antwort. Wir zeigen die Adresse niemandem.",
        error_messages={"required": "Bitte geben Sie Ihre E-Mail-Adresse an. Dorthin schicken wir die Antwort."},
    )
    vorgang = forms.UUIDField(initial=uuid.uuid4, required=False, widget=forms.HiddenInput)
    field_order = ["art", "frage", "name", "kommune", "email"]

    def clean_frage(self) -> str:
        return _ohne_links(self.cleaned_data["frage"])

    def clean_name(self) -> str:
        return _ohne_links(self.cleaned_data["name"])


def _ohne_links(text: str) -> str:
    """The text goes to somebody by mail in our name: it carries nothing to click on."""
    if treffer := LINK.search(text):
        raise forms.ValidationError(
            "Links und E-Mail-Adressen leiten wir nicht weiter. Bitte nehmen Sie „%(stelle)s“ heraus.",
            params={"stelle": text[max(0, treffer.start() - 10) : treffer.end() + 15].strip()},
        )
    return text


class AntwortForm(forms.Form):
    antwort = forms.CharField(
        label="Ihre Antwort",
        max_length=ANTWORT_HOECHSTENS,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text="Möchten Sie lieber sprechen? Dann schreiben Sie Ihre Telefonnummer und eine gute Zeit dazu.",
        error_messages={"required": "Bitte schreiben Sie etwas, bevor Sie absenden.", "max_length": ZU_LANG},
    )


def vorbelegung(person: Any, kommune: str) -> dict[str, Any]:
    """From the address, and for people with a login from their account."""
    werte: dict[str, Any] = {"kommune": kommune}
    if person.is_authenticated:
        werte |= {"name": person.name, "email": person.email}
    return werte
