"""What belongs to one event, each a small form: rooms, tracks, sessions, people on stage, exhibitors, questions."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from veranstaltungen.models import Aussteller, Frage, Mitwirkende, Programmpunkt, Raum, Strang, Veranstaltung

from .schreibtisch import Zeitfeld, nur_eine_zeile

Teil = Raum | Strang | Programmpunkt | Mitwirkende | Aussteller | Frage

SCHON_DA = {NON_FIELD_ERRORS: {"unique_together": "Das gibt es bei dieser Veranstaltung schon. Bitte anders benennen."}}


class TeilForm(forms.ModelForm):
    """Of one event: names need only be unique there."""

    def __init__(self, *args: Any, veranstaltung: Veranstaltung, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.veranstaltung = veranstaltung
        nur_eine_zeile(self)

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"veranstaltung"}  # type: ignore[misc]


class RaumForm(TeilForm):
    class Meta:
        model = Raum
        fields = ["name", "hinweis"]
        error_messages = SCHON_DA


class StrangForm(TeilForm):
    class Meta:
        model = Strang
        fields = ["name", "position"]
        error_messages = SCHON_DA
        help_texts = {"position": "Die Spalten des Programms stehen in dieser Reihenfolge."}


class ProgrammpunktForm(TeilForm):
    class Meta:
        model = Programmpunkt
        fields = [
            "titel", "beginn", "ende", "beschreibung", "raum", "strang", "sprechende", "mitwirkende", "waehlbar",
            "plaetze", "entfaellt",
        ]  # fmt: skip
        field_classes = {"beginn": Zeitfeld, "ende": Zeitfeld}
        widgets = {
            "beschreibung": forms.Textarea(attrs={"rows": 4}),
            "sprechende": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veranstaltung = self.instance.veranstaltung
        for name, menge in (
            ("raum", veranstaltung.raeume.all()),
            ("strang", veranstaltung.straenge.all()),
            ("sprechende", veranstaltung.mitwirkende.all()),
        ):
            feld = cast(forms.ModelChoiceField, self.fields[name])
            feld.queryset = menge
            feld.empty_label = feld.empty_label and "ohne"  # several choices have none
            if not menge:
                del self.fields[name]
        if not self.instance.pk:
            self.initial.setdefault("beginn", veranstaltung.beginn)


class MitwirkendeForm(TeilForm):
    class Meta:
        model = Mitwirkende
        fields = ["name", "funktion", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}


class AusstellerForm(TeilForm):
    webseite = forms.URLField(label="Internetadresse", required=False, assume_scheme="https")

    class Meta:
        model = Aussteller
        fields = ["name", "kurz", "text", "stand", "webseite"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}


class FrageForm(TeilForm):
    class Meta:
        model = Frage
        fields = ["text", "art", "optionen", "pflicht", "zweck", "loeschen_nach_tagen", "position"]
        widgets = {"optionen": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"position": "Die Fragen stehen in dieser Reihenfolge."}


@dataclass(frozen=True)
class Art:
    """A kind of part: its word in the address, on the page, and its form."""

    name: str
    mehrzahl: str
    hinzufuegen: str
    form: type[TeilForm]
    beziehung: str
    leer: str
    """What to say where there is none yet."""


ARTEN = {
    art.name: art
    for art in (
        Art("punkt", "Programm", "Programmpunkt hinzufügen", ProgrammpunktForm, "programm",
            "Noch kein Programmpunkt. Räume und Stränge legen Sie am besten vorher an."),
        Art("raum", "Räume", "Raum hinzufügen", RaumForm, "raeume", "Noch kein Raum."),
        Art("strang", "Stränge", "Strang hinzufügen", StrangForm, "straenge",
            "Kein Strang: Das Programm läuft in einer Spalte."),
        Art("person", "Mitwirkende", "Person hinzufügen", MitwirkendeForm, "mitwirkende",
            "Noch niemand mit eigener Seite."),
        Art("aussteller", "Aussteller", "Aussteller hinzufügen", AusstellerForm, "aussteller", "Noch kein Aussteller."),
        Art("frage", "Fragen bei der Anmeldung", "Frage hinzufügen", FrageForm, "fragen",
            "Keine eigene Frage. Name, E-Mail-Adresse, Kommune und Bedarf werden immer erfragt."),
    )
}  # fmt: skip
