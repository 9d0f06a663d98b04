"""What every public form carries against machines: honeypot, time trap, rate limits by sender and by recipient.

All of them answer with a message in the form, so a person who trips over them loses nothing typed.
"""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.core.validators import RegexValidator
from django.http import HttpRequest, QueryDict

from . import begrenzung

HOECHSTENS_SEKUNDEN = 60 * 60 * 24

eine_zeile = RegexValidator(
    r"[\x01-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]",
    "Hier ist ein Zeilenumbruch, ein Tabulator oder ein anderes unsichtbares Zeichen hineingeraten."
    " Bitte tippen Sie den Text neu ein.",
    inverse_match=True,
)
"""Browsers send one line from a one-line field; calendar files and mail headers know neither control characters
(RFC 5545 3.1) nor signs that turn the direction of writing."""


def _signierer() -> TimestampSigner:
    return TimestampSigner(salt="schutz.zeitmarke")


def neue_zeitmarke() -> str:
    """Says when a form was made."""
    return _signierer().sign("")


def erreichbar(adresse: str) -> None:
    """Some addresses look right to Django, but no mail server can be asked for their domain (IDNA)."""
    try:
        adresse.rpartition("@")[2].encode("idna")
    except UnicodeError as fehler:
        raise forms.ValidationError(
            "Zu dieser Adresse lässt sich keine E-Mail senden. Bitte prüfen Sie den Teil nach dem @-Zeichen."
        ) from fehler


class EmailFeld(forms.EmailField):
    """Filled in by the browser; a slip of the finger gets an example."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    default_error_messages = {
        "invalid": "Bitte prüfen Sie die E-Mail-Adresse. Sie sieht zum Beispiel so aus: name@example.org",
    }


class GeschuetztesFormular(forms.Form):
    """Base of public forms. Set `begrenzung_bereich` to a key of settings.BEGRENZUNGEN."""

    begrenzung_bereich: str
    adressfeld = ""
    """The field whose address gets a mail at once: a stranger's mailbox is protected by a limit of its own."""
    zu_oft = False
    """True after a rate limit said no: the view answers with status 429."""

    homepage = forms.CharField(
        label="Bitte leer lassen",
        required=False,
        widget=forms.TextInput(attrs={"class": "feld-nicht-ausfuellen"}),
    )
    zeitmarke = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.initial["zeitmarke"] = neue_zeitmarke()
        for feld in self.fields.values():
            if isinstance(feld, forms.CharField) and not isinstance(feld.widget, forms.Textarea):
                feld.validators.append(eine_zeile)
            if isinstance(feld, forms.EmailField):
                feld.validators.append(erreichbar)

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or {}
        if daten.get("homepage"):
            raise forms.ValidationError(
                "Ein Feld, das leer bleiben muss, war ausgefüllt. Bitte leeren Sie es und senden Sie noch einmal ab."
            )
        self._zeitmarke_pruefen(daten.get("zeitmarke", ""))
        if not self.errors and self._zu_oft(daten):
            self.zu_oft = True
            # One text for both limits: it tells nothing about the address.
            raise forms.ValidationError(
                "Das waren gerade sehr viele Anfragen von Ihrem Anschluss oder mit dieser E-Mail-Adresse."
                " Bitte versuchen Sie es in einer Stunde noch einmal. Ihre Eingaben bleiben hier stehen."
            )
        return daten

    def _zu_oft(self, daten: dict[str, Any]) -> bool:
        if begrenzung.ueberschritten(self.begrenzung_bereich, begrenzung.absender(self.request)):
            return True
        return bool(self.adressfeld) and begrenzung.ueberschritten(
            "empfaenger", begrenzung.postfach(daten[self.adressfeld])
        )

    def _zeitmarke_pruefen(self, marke: str) -> None:
        try:
            _signierer().unsign(marke, max_age=HOECHSTENS_SEKUNDEN)
        except (SignatureExpired, BadSignature) as fehler:
            daten = cast(QueryDict, self.data).copy()
            daten[self.add_prefix("zeitmarke")] = self.initial["zeitmarke"]
            self.data = daten
            raise forms.ValidationError(
                "Dieses Formular war sehr lange geöffnet. Bitte prüfen Sie Ihre Angaben"
                " und senden Sie es noch einmal ab."
            ) from fehler
        try:
            _signierer().unsign(marke, max_age=settings.FORMULAR_MINDESTDAUER)
        except SignatureExpired:
            return
        if settings.FORMULAR_MINDESTDAUER:
            raise forms.ValidationError(
                "Das ging ungewöhnlich schnell. Bitte prüfen Sie Ihre Angaben und senden Sie noch einmal ab."
            )
