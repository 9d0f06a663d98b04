from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone

from kommunen.felder import KommuneFeld, MitKommune
from kommunen.models import Kommune

from ..models import Kostenbasis, Nachnutzung, Nachnutzungsart, Nachnutzungszustand, Projekt, ProjektQuerySet
from ..models.nachnutzung import EUR_HOECHSTENS, PERSONENTAGE_HOECHSTENS, TEXT_HOECHSTENS

GANZE_ZAHL = "Bitte schreiben Sie eine ganze Zahl, zum Beispiel 1200. Punkte und Leerzeichen können Sie weglassen."
ERSTES_JAHR = 1990
TRAEGER = "traeger"
"""The choice beside keys of municipalities."""


class Zahlenfeld(forms.IntegerField):
    """Takes "1.200" and "1 200" as people write them."""

    def __init__(self, *, hoechstens: int, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages={
                "invalid": GANZE_ZAHL,
                "min_value": "Bitte schreiben Sie eine Zahl ab 0.",
            },
            validators=[MaxValueValidator(hoechstens, "Das ist mehr, als wir aufnehmen können. Bitte prüfen Sie es.")],
            **kwargs,
        )

    def to_python(self, value: Any) -> int | None:
        return super().to_python("".join(str(value or "").replace(".", "").split()))


class NachnutzungForm(forms.Form):
    """What and how. `fuer` are the municipalities to choose from; None leaves the choice to a field of its own."""

    von = forms.ChoiceField(
        label="Von wem haben Sie es übernommen?",
        error_messages={"invalid_choice": "Bitte wählen Sie eine der genannten Kommunen."},
    )
    art = forms.ChoiceField(
        label="Wie haben Sie es genutzt?",
        choices=Nachnutzungsart.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, was am besten passt."},
    )
    zustand = forms.ChoiceField(
        label="Wie weit sind Sie?",
        choices=Nachnutzungszustand.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, wie weit Sie sind."},
    )
    grund = forms.CharField(
        label="Warum ist es beendet?",
        max_length=300,
        required=False,
        help_text="Nur wenn es beendet ist. Gerade das hilft anderen: zu teuer, zu aufwendig, anders gelöst?",
    )
    was = forms.CharField(
        label="Was haben Sie übernommen, was geändert?",
        required=False,
        max_length=TEXT_HOECHSTENS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Zwei, drei Sätze. Der Text ist öffentlich; bitte nennen Sie keine Personen.",
        error_messages={
            "max_length": "Der Text ist zu lang. Bitte kürzen Sie ihn auf %(limit_value)d Zeichen;"
            " jetzt sind es %(show_value)d."
        },
    )
    personentage = Zahlenfeld(
        label="Eigener Aufwand in Personentagen",
        hoechstens=PERSONENTAGE_HOECHSTENS,
        help_text="Arbeitszeit der eigenen Leute, bis es lief. Eine ehrliche Schätzung ist besser als keine Angabe.",
    )
    eur = Zahlenfeld(
        label="Ausgaben in Euro", hoechstens=EUR_HOECHSTENS, help_text="An andere bezahlt, brutto, bis es lief."
    )
    aufwand_jahr = Zahlenfeld(label="Jahr", hoechstens=2100, help_text="In dem der größte Teil anfiel.")
    aufwand_basis = forms.ChoiceField(
        label="Worauf beruhen die Zahlen?", required=False, choices=[("", "Bitte wählen"), *Kostenbasis.choices]
    )
    eigenes_projekt = forms.ModelChoiceField(
        label="Ihr eigener Eintrag dazu",
        queryset=Projekt.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label="keiner",
        help_text="Wenn daraus ein Projekt geworden ist, das schon im Katalog steht.",
        error_messages={"invalid_choice": "Bitte wählen Sie einen der genannten Einträge."},
    )

    def __init__(
        self,
        *args: Any,
        projekt: Projekt,
        fuer: Sequence[Kommune] = (),
        quellen: Sequence[Kommune] = (),
        eigene: ProjektQuerySet | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kommunen = {kommune.schluessel: kommune for kommune in fuer}
        self.quellen = {kommune.schluessel: kommune for kommune in quellen}
        if len(self.kommunen) > 1:
            self.fields["kommune"] = forms.ChoiceField(
                label="Für welche Kommune?", choices=[(k, str(v)) for k, v in self.kommunen.items()]
            )
        wahl = [(schluessel, str(kommune)) for schluessel, kommune in self.quellen.items()]
        fuehrt = projekt.federfuehrung
        self.fields["von"].choices = wahl if fuehrt else [(TRAEGER, projekt.traeger), *wahl]  # type: ignore[attr-defined]
        if len(wahl) + (not fuehrt) == 1:
            del self.fields["von"]
        if eigene:
            self.fields["eigenes_projekt"].queryset = eigene  # type: ignore[attr-defined]
        else:
            del self.fields["eigenes_projekt"]
        self.order_fields(["kommune", *self.fields])

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or {}
        if daten.get("zustand") == Nachnutzungszustand.BEENDET:
            if not daten.get("grund"):
                self.add_error("grund", "Bitte sagen Sie kurz, warum es beendet ist.")
        elif "zustand" in daten:
            daten["grund"] = ""
        self._aufwand_pruefen(daten)
        daten["kommune"] = self._kommune(daten)
        if "von" in self.fields:
            daten["von"] = self.quellen.get(daten.get("von", ""))
        else:
            daten["von"] = next(iter(self.quellen.values()), None)
        return daten

    def _kommune(self, daten: dict[str, Any]) -> Kommune | None:
        return self.kommunen.get(daten.get("kommune", ""), next(iter(self.kommunen.values()), None))

    def _aufwand_pruefen(self, daten: dict[str, Any]) -> None:
        jahr = daten.get("aufwand_jahr")
        if jahr is not None and not ERSTES_JAHR <= jahr <= timezone.localdate().year + 1:
            self.add_error("aufwand_jahr", "Bitte schreiben Sie ein Jahr mit vier Ziffern, zum Beispiel 2026.")
        if daten.get("personentage") is None and daten.get("eur") is None:
            return
        if jahr is None and "aufwand_jahr" not in self.errors:
            self.add_error("aufwand_jahr", "Bitte schreiben Sie dazu, in welchem Jahr der Aufwand anfiel.")
        if not daten.get("aufwand_basis"):
            self.add_error("aufwand_basis", "Bitte wählen Sie dazu, worauf die Zahlen beruhen.")

    def angaben(self) -> dict[str, Any]:
        """For `nachnutzung.melden` and `aendern`."""
        namen = ("von", "art", "zustand", "grund", "was", "personentage", "eur", "aufwand_jahr", "aufwand_basis")
        return {
            **{name: self.cleaned_data[name] for name in namen},
            "eigenes_projekt": self.cleaned_data.get("eigenes_projekt"),
        }

    def fehler_uebernehmen(self, fehler: forms.ValidationError) -> None:
        """What only the workflow sees, beside its field if the form has it."""
        for name, texte in (fehler.message_dict if hasattr(fehler, "error_dict") else {"": fehler.messages}).items():
            self.add_error(name if name in self.fields else None, texte)


class NachnutzungRedaktionForm(MitKommune, NachnutzungForm):
    """Editors record for any municipality."""

    kommune = KommuneFeld(label="Welche Kommune hat es übernommen?")

    def _kommune(self, daten: dict[str, Any]) -> Kommune | None:
        return daten.get("kommune")


def vorbelegung(nachnutzung: Nachnutzung) -> dict[str, Any]:
    namen = ("art", "zustand", "grund", "was", "personentage", "eur", "aufwand_jahr", "aufwand_basis")
    return {
        **{name: getattr(nachnutzung, name) for name in namen},
        "kommune": nachnutzung.kommune.schluessel,
        "von": nachnutzung.von.schluessel if nachnutzung.von else TRAEGER,
        "eigenes_projekt": nachnutzung.eigenes_projekt.slug if nachnutzung.eigenes_projekt else "",
    }
