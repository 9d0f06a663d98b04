import uuid

from django import forms

from kommunen.felder import KommuneFeld, MitKommune
from kompetenzzentrum.schutz.formulare import EmailFeld, eine_zeile, erreichbar

GROESSTER_SCHLUESSEL = 2**63 - 1
GRUENDE = ("versehentlich", "falsche Person", "geht wieder")


def _schluessel() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, max_value=GROESSTER_SCHLUESSEL, widget=forms.HiddenInput)


def _ganze_zeichen(text: str) -> str:
    """JSON can hold half a character, which no database takes; nobody's movement is lost for that."""
    return text.encode(errors="replace").decode()


class BewegungForm(forms.Form):
    """One movement at a door, from a button or from a phone that was offline."""

    vorgang = forms.UUIDField()
    art = forms.ChoiceField(choices=[("einlassen", "einlassen"), ("zurueck", "zurücknehmen")])
    anmeldung = _schluessel()
    code = forms.CharField(required=False, max_length=100)
    tuer = forms.CharField(required=False, max_length=40)
    grund = forms.CharField(required=False, max_length=80)
    vor = forms.FloatField(required=False, min_value=0, max_value=7 * 86400)
    """Seconds since it happened: the phone's clock may be wrong."""

    def clean_tuer(self) -> str:
        return _ganze_zeichen(self.cleaned_data["tuer"])

    def clean_grund(self) -> str:
        return _ganze_zeichen(self.cleaned_data["grund"])

    def clean(self) -> None:
        daten = self.cleaned_data
        ohne_karte = not daten.get("code") and not daten.get("anmeldung")
        if ohne_karte or (daten.get("art") == "zurueck" and not daten.get("anmeldung")):
            raise forms.ValidationError("Wen betrifft das?")


class AufnahmeForm(MitKommune, forms.Form):
    name = forms.CharField(label="Vor- und Nachname", max_length=100, validators=[eine_zeile])
    kommune = KommuneFeld(keine_erlaubt=True, fuer_andere=True)
    email = EmailFeld(
        label="E-Mail-Adresse",
        max_length=254,
        required=False,
        validators=[erreichbar],
        help_text="Nur mit Adresse kann die Person ihre Bescheinigung abrufen.",
    )
    tuer = forms.CharField(label="Tür", required=False, max_length=40, validators=[eine_zeile])
    anmeldung = _schluessel()
    vorgang = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    trotzdem = forms.BooleanField(label="Trotzdem aufnehmen: Im Raum ist Platz", required=False)

    def __init__(self, *args: object, voll: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not voll:
            self.fields["trotzdem"].widget = forms.HiddenInput()
