import re
import uuid
from typing import Any, cast

from django import forms
from django.conf import settings

from kommunen.felder import KommuneFeld, MitKommune
from kompetenzzentrum.schutz import begrenzung
from kompetenzzentrum.schutz.formulare import EmailFeld, GeschuetztesFormular
from veranstaltungen.models import Anmeldestand, Teilnahme, Veranstaltung

_KEIN_NAME = re.compile(r"://|@|\w{2}\.\w{2}|(?:\d\D{0,3}){4}")
"""Addresses with or without scheme, four digits close together."""

ABLEHNUNGEN = {
    Anmeldestand.ENTWURF: "Diese Veranstaltung ist noch nicht veröffentlicht.",
    Anmeldestand.ABGESAGT: "Diese Veranstaltung wurde inzwischen abgesagt.",
    Anmeldestand.VORBEI: "Diese Veranstaltung hat schon stattgefunden.",
    Anmeldestand.GESCHLOSSEN: "Die Anmeldung zu dieser Veranstaltung ist inzwischen geschlossen.",
    Anmeldestand.WARTELISTE: "Inzwischen sind alle Plätze vergeben. Ihre Angaben stehen noch hier: Kreuzen Sie unten"
    " an, dass Sie warten möchten, und senden Sie noch einmal ab. Haben Sie schon eine Bestätigung bekommen, gilt"
    " diese weiter.",
    Anmeldestand.AUSGEBUCHT: "Inzwischen sind alle Plätze vergeben. Ihre Angaben stehen noch hier: Sagt jemand ab,"
    " ist der Platz sofort wieder frei, dann können Sie noch einmal absenden. Haben Sie schon eine Bestätigung"
    " bekommen, gilt diese weiter.",
}
VOR_ORT_VOLL = (
    "Vor Ort sind alle Plätze vergeben. Online können Sie teilnehmen: Wählen Sie dazu „online“ und senden Sie noch"
    " einmal ab. Haben Sie schon eine Bestätigung bekommen, gilt diese weiter."
)


def nur_ein_name(wert: str) -> None:
    """The name stands on the page to which we invite an address anybody can type: it must not carry a message."""
    if _KEIN_NAME.search(wert):
        raise forms.ValidationError(
            "Bitte schreiben Sie hier nur einen Namen, keine Internet- oder E-Mail-Adresse und keine Telefonnummer."
            " Nach einem Punkt steht ein Leerzeichen, zum Beispiel: Dr. Mira Beispiel."
        )


class AnmeldungForm(MitKommune, GeschuetztesFormular):
    begrenzung_bereich = "anmeldung"

    name = forms.CharField(
        label="Vor- und Nachname",
        max_length=100,
        help_text="So begrüßen wir Sie bei der Veranstaltung.",
        validators=[nur_ein_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    teilnahme = forms.ChoiceField(
        label="Wie nehmen Sie teil?",
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, ob Sie vor Ort oder online teilnehmen."},
    )
    email = EmailFeld(
        label="E-Mail-Adresse",
        max_length=254,
        help_text="Dorthin schicken wir die Bestätigung, den Kalendereintrag und, falls nötig, Änderungen.",
    )
    kommune = KommuneFeld(
        label="Ihre Kommune",
        keine_erlaubt=True,
        help_text="Name oder Postleitzahl des Rathauses. Daran sehen wir, welche Kommunen wir erreichen.",
        error_messages={
            "required": "Bitte geben Sie Ihre Kommune an oder kreuzen Sie an: „Ich gehöre zu keiner Kommune,"
            " oder meine steht nicht in der Liste“."
        },
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

    field_order = ("teilnahme", "name", "email", "kommune", "organisation", "zugangsbedarf")

    def __init__(self, *args: Any, veranstaltung: Veranstaltung, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.veranstaltung = veranstaltung
        if veranstaltung.ist_hybrid:
            self._zur_wahl_stellen()
        else:
            del self.fields["teilnahme"]

    def _zur_wahl_stellen(self) -> None:
        """To come stays a choice when it is full: who sends the last seat's form twice must not be refused here."""
        vor_ort = f"vor Ort, {self.veranstaltung.anschrift}"
        if self.veranstaltung.frei == 0:
            vor_ort = "vor Ort: gerade sind alle Plätze vergeben"
            self.fields["teilnahme"].help_text = "Online können Sie weiter teilnehmen."
        wahl = cast(forms.ChoiceField, self.fields["teilnahme"])
        wahl.choices = [(Teilnahme.VOR_ORT, vor_ort), (Teilnahme.ONLINE, "online")]

    def ablehnen(self, stand: Anmeldestand) -> None:
        """Say why no seat was given, beside the field that can help."""
        if stand == Anmeldestand.AUSGEBUCHT and self.veranstaltung.ist_hybrid:
            self.add_error("teilnahme", VOR_ORT_VOLL)
        else:
            self.add_error(None, ABLEHNUNGEN[stand])

    def clean(self) -> dict[str, Any]:
        daten = super().clean()
        kennung = f"{begrenzung.absender(self.request)}|{self.veranstaltung.pk}"
        if not self.errors and begrenzung.ueberschritten("anmeldung_veranstaltung", kennung):
            self.zu_oft = True
            raise forms.ValidationError(
                "Von Ihrem Anschluss kamen gerade viele Anmeldungen zu dieser Veranstaltung. Bitte versuchen Sie es"
                " in einer Stunde noch einmal, Ihre Eingaben bleiben hier stehen. Möchten Sie eine Gruppe anmelden?"
                f" Dann schreiben Sie uns: {settings.PORTAL_EMAIL}"
            )
        return daten
