"""What every public form carries against machines: honeypot, time trap, rate limit.

All three answer with a message in the form, so a person who trips over them loses nothing typed.
"""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, QueryDict

from . import begrenzung

HOECHSTENS_SEKUNDEN = 60 * 60 * 24


class GeschuetztesFormular(forms.Form):
    """Base of public forms. Set `begrenzung_bereich` to a key of settings.BEGRENZUNGEN."""

    begrenzung_bereich: str
    zu_oft = False
    """True after the rate limit said no: the view answers with status 429."""

    homepage = forms.CharField(
        label="Bitte leer lassen",
        required=False,
        widget=forms.TextInput(attrs={"class": "feld-nicht-ausfuellen"}),
    )
    zeitmarke = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.signierer = TimestampSigner(salt="schutz.zeitmarke")
        self.initial["zeitmarke"] = self.signierer.sign("")

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or {}
        if daten.get("homepage"):
            raise forms.ValidationError(
                "Ein Feld, das leer bleiben muss, war ausgefüllt. Bitte leeren Sie es und senden Sie noch einmal ab."
            )
        self._zeitmarke_pruefen(daten.get("zeitmarke", ""))
        if not self.errors and begrenzung.ueberschritten(self.begrenzung_bereich, begrenzung.absender(self.request)):
            self.zu_oft = True
            raise forms.ValidationError(
                "Von Ihrem Anschluss kamen gerade sehr viele Anfragen. Bitte versuchen Sie es in einigen Minuten"
                " noch einmal. Ihre Eingaben bleiben hier stehen."
            )
        return daten

    def _zeitmarke_pruefen(self, marke: str) -> None:
        try:
            self.signierer.unsign(marke, max_age=HOECHSTENS_SEKUNDEN)
        except (SignatureExpired, BadSignature) as fehler:
            daten = cast(QueryDict, self.data).copy()
            daten[self.add_prefix("zeitmarke")] = self.initial["zeitmarke"]
            self.data = daten
            raise forms.ValidationError(
                "Dieses Formular war sehr lange geöffnet. Bitte prüfen Sie Ihre Angaben"
                " und senden Sie es noch einmal ab."
            ) from fehler
        try:
            self.signierer.unsign(marke, max_age=settings.FORMULAR_MINDESTDAUER)
        except SignatureExpired:
            return
        if settings.FORMULAR_MINDESTDAUER:
            raise forms.ValidationError(
                "Das ging ungewöhnlich schnell. Bitte prüfen Sie Ihre Angaben und senden Sie noch einmal ab."
            )
