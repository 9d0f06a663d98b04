"""What the event team types about an event as a whole."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone

from kommunen.felder import KommuneFeld, MitKommune
from kompetenzzentrum.schutz.formulare import EmailFeld, eine_zeile, erreichbar
from projekte import rechte as projekt_rechte
from veranstaltungen.models import Veranstaltung

TERMINE_HOECHSTENS = 60
_TERMIN = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4}),?\s+(\d{1,2})[:.](\d{2})(?:\s*Uhr)?$")


class Zeitfeld(forms.DateTimeField):
    """Calendar and clock of the browser; typed German dates are understood as well. Local time."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {
        "required": "Bitte geben Sie Tag und Uhrzeit an.",
        "invalid": "Bitte geben Sie Tag und Uhrzeit an, zum Beispiel 03.05.2027 10:00.",
    }


class Linkfeld(forms.URLField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


def nur_eine_zeile(form: forms.BaseForm) -> None:
    """Titles and places stand in calendar files, mail headers and PDFs."""
    for feld in form.fields.values():
        if isinstance(feld, forms.CharField) and not isinstance(feld.widget, forms.Textarea):
            feld.validators.append(eine_zeile)


class VeranstaltungForm(MitKommune, forms.ModelForm):
    kommune = KommuneFeld(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["kommune"] = self.instance.kommune


class Abschnitt(NamedTuple):
    titel: str
    hinweis: str
    felder: list[BoundField]


VERLEGT = (
    "Ändern Sie hier etwas an einer veröffentlichten Veranstaltung, bekommen alle Angemeldeten sofort eine E-Mail mit"
    " dem neuen Kalendereintrag."
)
ABSCHNITTE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Worum es geht", "", ("titel", "slug", "format", "region", "reihe", "kurzbeschreibung", "beschreibung")),
    (
        "Zeit und Ort",
        VERLEGT,
        (
            "beginn", "ende", "ganztaegig", "modus", "ort_name", "strasse", "plz", "ort", "kommune",
            "barrierefreiheit", "zugangslink",
        ),
    ),
    ("Plätze und Anmeldung", "", ("plaetze", "anmeldeschluss", "warteliste", "angebot_stunden")),
    (
        "Plätze gerecht verteilen",
        "Die Regeln stehen auf der Seite der Veranstaltung. Nach dem genannten Tag sind alle freien Plätze für alle"
        " da; wer wartet, rückt dann von selbst nach.",
        ("hoechstens_je_kommune", "hoechstens_bis", "plaetze_kleine", "kleine_bis"),
    ),
    ("Themen", "", ("handlungsfelder", "projekte", "ist_beispiel")),
)  # fmt: skip


class SchreibtischForm(VeranstaltungForm):
    """All of an event on one page; its programme and questions have pages of their own."""

    gelesen = forms.CharField(required=False, widget=forms.HiddenInput)
    """When the page was made: who saved in between must not be overwritten unseen."""

    class Meta:
        model = Veranstaltung
        fields = [feld for _, _, felder in ABSCHNITTE for feld in felder if feld != "kommune"]
        field_classes = {
            **dict.fromkeys(("beginn", "ende", "anmeldeschluss", "hoechstens_bis", "kleine_bis"), Zeitfeld),
            "zugangslink": Linkfeld,
        }
        widgets = {
            "beschreibung": forms.Textarea(attrs={"rows": 12}),
            "kurzbeschreibung": forms.Textarea(attrs={"rows": 3}),
            "barrierefreiheit": forms.Textarea(attrs={"rows": 4}),
            "handlungsfelder": forms.CheckboxSelectMultiple,
            "projekte": forms.SelectMultiple(attrs={"size": 8}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["projekte"].queryset = projekt_rechte.oeffentliche().order_by("titel")  # type: ignore[attr-defined]
        self.fields["reihe"].empty_label = "keine"  # type: ignore[attr-defined]
        self.fields["projekte"].help_text = "Mehrere mit gedrückter Strg-Taste."
        self.initial["gelesen"] = self.stand
        nur_eine_zeile(self)
        if self.instance.pk and self.instance.zustand != Veranstaltung.Zustand.ENTWURF:
            del self.fields["slug"]
        elif not self.instance.pk:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Teil der Internetadresse. Leer: entsteht aus Titel und Tag."

    @property
    def stand(self) -> str:
        return self.instance.geaendert_am.isoformat() if self.instance.pk else ""

    @property
    def geaendert(self) -> set[str]:
        """Names of the columns that were changed; without the many-to-many ones."""
        spalten = {feld.name for feld in Veranstaltung._meta.concrete_fields}
        return spalten & set(self.changed_data)

    @property
    def abschnitte(self) -> Iterator[Abschnitt]:
        for titel, hinweis, namen in ABSCHNITTE:
            yield Abschnitt(titel, hinweis, [self[name] for name in namen if name in self.fields])

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or {}
        if self.instance.pk and daten.get("gelesen") != self.stand:
            neu = cast(QueryDict, self.data).copy()
            neu["gelesen"] = self.stand
            self.data = neu
            raise forms.ValidationError(
                "Die Veranstaltung wurde inzwischen an anderer Stelle geändert. Ihre Eingaben stehen noch hier,"
                " gespeichert ist davon nichts. Vergleichen Sie bitte; wenn Sie noch einmal speichern, gilt Ihre"
                " Fassung."
            )
        return daten


class AbsageForm(forms.Form):
    grund = forms.CharField(
        label="Grund",
        max_length=300,
        help_text="Steht öffentlich auf der Seite und in der E-Mail an alle Angemeldeten und Wartenden.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TermineFeld(forms.CharField):
    """One date a line, as people write it: 3.5.2027 10:00."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> list[datetime]:
        zeilen = [zeile.strip() for zeile in str(super().clean(value)).splitlines() if zeile.strip()]
        gelesen = [(zeile, _termin(zeile)) for zeile in zeilen]
        termine = [termin for _, termin in gelesen if termin]
        if unklar := [zeile for zeile, termin in gelesen if not termin]:
            genannt = ", ".join(f"„{zeile}“" for zeile in unklar[:3])
            raise forms.ValidationError(
                f"Das haben wir nicht als Termin verstanden: {genannt}. Bitte schreiben Sie zum Beispiel"
                " 03.05.2027 10:00, einen Termin je Zeile."
            )
        if len(termine) > TERMINE_HOECHSTENS:
            raise forms.ValidationError(f"Bitte höchstens {TERMINE_HOECHSTENS} Termine auf einmal.")
        if len(set(termine)) < len(termine):
            raise forms.ValidationError("Ein Termin steht zweimal da.")
        return termine


def _termin(zeile: str) -> datetime | None:
    if not (treffer := _TERMIN.match(zeile)):
        return None
    tag, monat, jahr, stunde, minute = map(int, treffer.groups())
    try:
        return timezone.make_aware(datetime(jahr, monat, tag, stunde, minute))  # noqa: DTZ001  (made aware here)
    except ValueError:
        return None


class KopieForm(forms.Form):
    titel = forms.CharField(max_length=200, validators=[eine_zeile])
    termine = TermineFeld(
        label="Beginn",
        help_text="Tag und Uhrzeit, zum Beispiel 03.05.2027 10:00. Mehrere Termine: einer je Zeile.",
        error_messages={"required": "Bitte geben Sie mindestens einen Termin an."},
    )
    reihe_titel = forms.CharField(
        label="Titel einer neuen Reihe",
        max_length=200,
        required=False,
        validators=[eine_zeile],
        help_text="Bei mehreren Terminen: Wer einen ausgebucht findet, sieht dann die anderen und kann umbuchen.",
    )
    mit_mitwirkenden = forms.BooleanField(
        label="Mitwirkende und Aussteller übernehmen",
        required=False,
        help_text="Nur wenn sie auch zum neuen Termin zugesagt haben: Ihre Namen stehen öffentlich im Programm.",
    )


class VorlageForm(forms.Form):
    titel = forms.CharField(label="Name der Vorlage", max_length=200, validators=[eine_zeile])


class RundschreibenForm(forms.Form):
    betreff = forms.CharField(
        max_length=150,
        validators=[eine_zeile],
        error_messages={"required": "Bitte geben Sie der E-Mail einen Betreff."},
    )
    text = forms.CharField(
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "true"}),
        help_text="Absätze durch eine Leerzeile, Listen mit „- “, **fett**, Links so: [Text](https://…)."
        " Beginnen Sie mit der Anrede und enden Sie mit Ihrem Namen.",
        error_messages={"required": "Bitte schreiben Sie den Text der E-Mail."},
    )
    vorgang = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)


class AdresseForm(forms.Form):
    email = EmailFeld(
        label="Richtige Adresse",
        max_length=254,
        validators=[erreichbar],
        help_text="Dorthin geht die E-Mail sofort noch einmal, mit einem neuen persönlichen Link. Der alte endet.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Bitte geben Sie die richtige Adresse an."},
    )
    vorgang = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
