import re

from django import forms

_KEIN_NAME = re.compile(r"://|@|\w{2}\.\w{2}|(?:\d\D{0,3}){4}")
"""Addresses with or without scheme, four digits close together."""


def nur_ein_name(wert: str) -> None:
    """The name stands on the page to which we invite an address anybody can type: it must not carry a message."""
    if _KEIN_NAME.search(wert):
        raise forms.ValidationError(
            "Bitte schreiben Sie hier nur einen Namen, keine Internet- oder E-Mail-Adresse und keine Telefonnummer."
            " Nach einem Punkt steht ein Leerzeichen, zum Beispiel: Dr. Mira Beispiel."
        )
