import re
import uuid

from django import forms
from django.conf import settings

from kommunen.felder import KommuneFeld, MitKommune
from kompetenzzentrum.schutz.formulare import GeschuetztesFormular

from .models import Anmeldestand

_ADRESSE = re.compile(r"://|www\.|@", re.IGNORECASE)

ABLEHNUNGEN = {
    Anmeldestand.ENTWURF: "Diese Veranstaltung ist noch nicht veröffentlicht.",
    Anmeldestand.ABGESAGT: "Diese Veranstaltung wurde inzwischen abgesagt.",
    Anmeldestand.VORBEI: "Diese Veranstaltung hat schon stattgefunden.",
    Anmeldestand.GESCHLOSSEN: "Die Anmeldung zu dieser Veranstaltung ist inzwischen geschlossen.",
    Anmeldestand.AUSGEBUCHT: "Inzwischen sind alle Plätze vergeben. Ihre Angaben stehen noch hier: Sagt jemand ab,"
    " ist der Platz sofort wieder frei, dann können Sie noch einmal absenden. Haben Sie schon eine Bestätigung"
    " bekommen, gilt diese weiter.",
}


def nur_ein_name(wert: str) -> None:
    """The name stands in a mail to an address anybody can type: it must not carry a message."""
    if _ADRESSE.search(wert):
        raise forms.ValidationError("Bitte schreiben Sie hier nur einen Namen, keine Internet- oder E-Mail-Adresse.")


class AnmeldungForm(MitKommune, GeschuetztesFormular):
    begrenzung_bereich = "anmeldung"

    name = forms.CharField(
        label="Vor- und Nachname",
        max_length=120,
        help_text="So begrüßen wir Sie am Eingang.",
        validators=[nur_ein_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="E-Mail-Adresse",
        max_length=254,
        help_text="Dorthin schicken wir die Bestätigung, den Kalendereintrag und, falls nötig, Änderungen.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    kommune = KommuneFeld(
        label="Ihre Kommune",
        keine_erlaubt=True,
        help_text="Name oder Postleitzahl des Rathauses. Daran sehen wir, welche Kommunen wir erreichen.",
        error_messages={"required": "Bitte geben Sie Ihre Kommune an oder kreuzen Sie „keine“ an."},
    )
    organisation = forms.CharField(
        label="Behörde oder Organisation",
        required=False,
        max_length=160,
        help_text="Wenn Sie nicht für eine Kommune kommen oder zum Beispiel für einen Eigenbetrieb.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    zugangsbedarf = forms.CharField(
        label="Was brauchen Sie, um gut teilnehmen zu können?",
        required=False,
        max_length=1000,
        help_text="Zum Beispiel Gebärdensprache, Schriftdolmetschen, ein Platz vorn oder ein Weg ohne Stufen."
        f" Wir löschen diese Angabe {settings.AUFBEWAHRUNG_TAGE['zugangsbedarf']} Tage nach der Veranstaltung.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    vorgang = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)

    field_order = ("name", "email", "kommune", "organisation", "zugangsbedarf")
