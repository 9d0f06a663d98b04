"""The form field with which people name their municipality, with and without JavaScript.

With JavaScript the input suggests and fills a hidden key. Without it, a submit button "Kommune suchen" (or sending
the form) shows the hits as radio buttons in the same form, everything else kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.urls import reverse_lazy

from .models import Kommune
from .suche import eindeutig, hinweis_zur_auswahl, suchen

HOECHSTENS_ZUR_WAHL = 20
"""Radio buttons in the search step; the most frequent name occurs eleven times."""


@dataclass(frozen=True, slots=True)
class Eingabe:
    text: str = ""
    schluessel: str = ""
    """From a suggestion (hidden input) or a radio button."""
    gesucht: str = ""
    """The text for which the radio buttons on the page were shown."""
    suchen: bool = False
    """The search step was pressed."""
    keine: bool = False
    abgeschickt: bool = False

    @property
    def gewaehlt(self) -> bool:
        """A choice stands, and the text was not changed after it."""
        return bool(self.schluessel) and self.gesucht in ("", self.text)

    @property
    def nur_suche(self) -> bool:
        return self.suchen and not self.gewaehlt


class KommuneWidget(forms.Widget):
    template_name = "kommunen/felder/kommune.html"

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, keine_erlaubt: bool = False, fuer_andere: bool = False
    ) -> None:
        super().__init__(attrs)
        self.keine_erlaubt, self.fuer_andere = keine_erlaubt, fuer_andere

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Eingabe:
        def wert(zusatz: str) -> str:
            return str(data.get(name + zusatz) or "").replace("\0", "").strip()

        return Eingabe(
            text=wert("_text"),
            schluessel=wert(""),
            gesucht=wert("_gesucht"),
            suchen=f"{name}_suchen" in data,
            keine=f"{name}_keine" in data,
            abgeschickt=True,
        )

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(name + zusatz in data for zusatz in ("", "_text", "_keine"))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        eingabe = value if isinstance(value, Eingabe) else Eingabe()
        liste = eingabe.abgeschickt and bool(eingabe.text) and (eingabe.suchen or not eingabe.gewaehlt)
        gewaehlt = eingabe.schluessel if eingabe.gewaehlt else ""
        mehr = False
        treffer: list[Kommune] = []
        if liste:
            gefunden = list(suchen(eingabe.text).select_related("land", "kreis")[: HOECHSTENS_ZUR_WAHL + 1])
            treffer, mehr = gefunden[:HOECHSTENS_ZUR_WAHL], len(gefunden) > HOECHSTENS_ZUR_WAHL
            if len(treffer) == 1:
                gewaehlt = treffer[0].schluessel
        context["widget"] |= {
            "eingabe": eingabe,
            "liste": liste,
            "treffer": treffer,
            "auswahl": hinweis_zur_auswahl() if eingabe.nur_suche and liste and not treffer else "",
            "mehr": mehr,
            "gewaehlt": gewaehlt,
            "keine_erlaubt": self.keine_erlaubt,
            "fuer_andere": self.fuer_andere,
            "vorschlag_url": reverse_lazy("kommunen:vorschlaege"),
        }
        return context


class KommuneFeld(forms.Field):
    """Cleans to a Kommune or None. `initial` may be a Kommune or its key."""

    default_error_messages = {
        "required": "Bitte geben Sie Ihre Kommune an.",
        "waehlen": "Bitte wählen Sie Ihre Kommune aus den Treffern aus.",
        "nichts": "Zu „%(text)s“ haben wir keine Kommune gefunden. Bitte prüfen Sie die Schreibweise"
        " oder suchen Sie nach der Postleitzahl Ihres Rathauses.%(auswahl)s",
        "ungueltig": "Diese Kommune kennen wir nicht. Bitte suchen Sie noch einmal.",
        "beides": "Sie haben eine Kommune gewählt und zugleich „keine“ angekreuzt. Bitte entscheiden Sie sich.",
    }

    def __init__(self, *, keine_erlaubt: bool = False, fuer_andere: bool = False, **kwargs: Any) -> None:
        """`fuer_andere`: somebody else types it in for the person."""
        kwargs.setdefault("label", "Kommune")
        kwargs.setdefault("help_text", "Name oder Postleitzahl des Rathauses, zum Beispiel Görlitz oder 02826")
        kwargs.setdefault("widget", KommuneWidget(keine_erlaubt=keine_erlaubt, fuer_andere=fuer_andere))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Eingabe:
        if isinstance(value, Eingabe):
            return value
        kommune = value if isinstance(value, Kommune) else self._nach_schluessel(str(value or ""))
        return Eingabe(text=kommune.anzeigename, schluessel=kommune.schluessel) if kommune else Eingabe()

    @staticmethod
    def _nach_schluessel(schluessel: str) -> Kommune | None:
        if not schluessel.isdecimal():
            return None
        try:
            return Kommune.objects.waehlbar().get(schluessel=schluessel)
        except Kommune.DoesNotExist:
            return None

    def clean(self, value: Any) -> Kommune | None:
        eingabe = value if isinstance(value, Eingabe) else Eingabe()
        kommune = self._gemeint(eingabe)
        if eingabe.keine and kommune:
            raise forms.ValidationError(self.error_messages["beides"], code="beides")
        if kommune or eingabe.keine:
            return kommune
        if eingabe.text:
            raise self._nicht_eindeutig(eingabe)
        if self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return None

    def _gemeint(self, eingabe: Eingabe) -> Kommune | None:
        if eingabe.gewaehlt:
            kommune = self._nach_schluessel(eingabe.schluessel)
            if kommune is None:
                raise forms.ValidationError(self.error_messages["ungueltig"], code="ungueltig")
            return kommune
        return eindeutig(eingabe.text)

    def _nicht_eindeutig(self, eingabe: Eingabe) -> forms.ValidationError:
        if suchen(eingabe.text).exists():
            return forms.ValidationError(self.error_messages["waehlen"], code="waehlen")
        auswahl = hinweis_zur_auswahl()
        params = {"text": eingabe.text, "auswahl": f" {auswahl}" if auswahl else ""}
        return forms.ValidationError(self.error_messages["nichts"], code="nichts", params=params)

    def has_changed(self, initial: Any, data: Any) -> bool:
        eingabe = data if isinstance(data, Eingabe) else Eingabe()
        return self.prepare_value(initial).schluessel != eingabe.schluessel


class MitKommune(forms.BaseForm):
    """For forms with a KommuneFeld: the search step shows the form again, without errors, and is never valid."""

    @property
    def nur_suche(self) -> bool:
        return self.is_bound and any(
            isinstance(feld, KommuneFeld) and self[name].data.nur_suche for name, feld in self.fields.items()
        )

    def full_clean(self) -> None:
        if self.nur_suche:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
        else:
            super().full_clean()

    def is_valid(self) -> bool:
        return not self.nur_suche and super().is_valid()
