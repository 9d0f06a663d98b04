"""Colleagues who are registered along: pairs of name and address, as many as the page shows.

Without JavaScript "Noch eine Person" sends the form, and it comes back with one pair more and everything that was
typed. Pairs left empty do not count.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from kompetenzzentrum.schutz.formulare import EmailFeld, eine_zeile, erreichbar
from veranstaltungen.anmeldung import Begleitung

from .person import nur_ein_name

HOECHSTENS = 9
KNOPF = "noch_eine"


class MitBegleitung(forms.Form):
    """Call `begleitung_stellen` in `__init__`, `begleitung_pruefen` in `clean`."""

    @property
    def noch_eine(self) -> bool:
        return self.is_bound and KNOPF in self.data

    def begleitung_stellen(self) -> None:
        gezeigte = [nummer for nummer in range(1, HOECHSTENS + 1) if f"begleitung_{nummer}_name" in self.data]
        zeilen = min(max(gezeigte, default=0) + self.noch_eine, HOECHSTENS)
        for nummer in range(1, zeilen + 1):
            neu = self.noch_eine and nummer == zeilen
            self.fields[f"begleitung_{nummer}_name"] = forms.CharField(
                label=f"Vor- und Nachname der {nummer + 1}. Person",
                required=False,
                max_length=100,
                validators=[eine_zeile, nur_ein_name],
                widget=forms.TextInput(attrs={"autocomplete": "off", **({"autofocus": True} if neu else {})}),
            )
            self.fields[f"begleitung_{nummer}_email"] = EmailFeld(
                label=f"E-Mail-Adresse der {nummer + 1}. Person",
                required=False,
                max_length=254,
                validators=[eine_zeile, erreichbar],
                widget=forms.EmailInput(attrs={"autocomplete": "off"}),
            )
        self.zeilenzahl = zeilen

    @property
    def zeilen(self) -> list[tuple[BoundField, BoundField]]:
        return [
            (self[f"begleitung_{nummer}_name"], self[f"begleitung_{nummer}_email"])
            for nummer in range(1, self.zeilenzahl + 1)
        ]

    @property
    def noch_platz(self) -> bool:
        """Another pair may be added."""
        return self.zeilenzahl < HOECHSTENS

    def _genannte(self) -> Iterator[tuple[int, str, str]]:
        daten: dict[str, Any] = self.cleaned_data
        for nummer in range(1, self.zeilenzahl + 1):
            name = daten.get(f"begleitung_{nummer}_name", "")
            email = daten.get(f"begleitung_{nummer}_email", "")
            if name or email:
                yield nummer, name, email

    def begleitung_pruefen(self) -> None:
        bekannt = {self.cleaned_data.get("email", "").lower()}
        for nummer, name, email in self._genannte():
            if not name and f"begleitung_{nummer}_name" not in self.errors:
                self.add_error(f"begleitung_{nummer}_name", "Bitte schreiben Sie den Namen zu dieser E-Mail-Adresse.")
            if email and email.lower() in bekannt:
                self.add_error(
                    f"begleitung_{nummer}_email",
                    "Diese Adresse steht weiter oben schon. Hat die Person keine eigene, lassen Sie das Feld leer: Dann"
                    " bekommen Sie ihre E-Mails.",
                )
            bekannt.add(email.lower())

    @property
    def begleitung(self) -> list[Begleitung]:
        return [Begleitung(name, email) for _, name, email in self._genannte()]
