"""The forms in which a project is described. Nothing is required while it is a draft: see `schritte.PFLICHT`."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from kommunen import gebietswechsel
from kommunen.models import Kommune
from kommunen.suche import eindeutig, suchen
from kompetenzzentrum.schutz.formulare import eine_zeile, erreichbar

from ..models import (
    WEITERE_FELDER_HOECHSTENS,
    ZUSTAENDE_MIT_GRUND,
    Betriebsmodell,
    EinmaligeKosten,
    Foerderung,
    Handlungsfeld,
    JaehrlicheKosten,
    Kostenbasis,
    Loesungstyp,
    Offenheit,
    Partner,
    Personalaufwand,
    Phase,
    Schlagwort,
    Vergabeweg,
    Wirkung,
    Zustand,
)

TEXT_HOECHSTENS = 12_000
"""Characters of one part of the story: six closely written pages."""
BETEILIGTE_HOECHSTENS = 30
SCHON_IM_GANG = (Phase.PROTOTYP, Phase.PILOT, Phase.BETRIEB, Phase.TRANSFER)
"""Phases in which something exists already: not only planned."""


def text(label: str, hoechstens: int, hilfe: str = "", *, zeilen: int = 0, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=hoechstens,
        help_text=hilfe,
        widget=forms.Textarea(attrs={"rows": zeilen}) if zeilen else forms.TextInput(attrs=attrs),
        validators=[] if zeilen else [eine_zeile],
        error_messages={
            "max_length": "Der Text ist zu lang. Bitte kürzen Sie ihn auf %(limit_value)d Zeichen;"
            " jetzt sind es %(show_value)d."
        },
    )


def wahl(label: str, liste: Any, hilfe: str = "", leer: str = "Weiß ich nicht") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", leer), *liste.choices],
        help_text=hilfe,
        error_messages={"invalid_choice": "„%(value)s“ steht nicht zur Wahl. Bitte wählen Sie aus der Liste."},
    )


def adresse(label: str, hilfe: str = "") -> forms.URLField:
    return forms.URLField(
        label=label,
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=hilfe,
        error_messages={"invalid": "Bitte geben Sie eine Adresse wie https://www.example.org ein."},
    )


def ganzzahl(label: str, von: int, bis: int, hilfe: str = "") -> forms.IntegerField:
    grenze = f"Bitte geben Sie eine Zahl von {von} bis {bis} ein."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=von,
        max_value=bis,
        help_text=hilfe,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": grenze, "min_value": grenze, "max_value": grenze},
    )


class Schrittform(forms.Form):
    """Optional fields only: which are needed in the end stands in `schritte.PFLICHT`."""

    freiwillig_markieren = False


class BeteiligteFeld(forms.CharField):
    """One municipality in a line, by name or official key; cleans to a list of Kommunen."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[Kommune]:
        zeilen = [zeile.strip() for zeile in str(value or "").splitlines() if zeile.strip()]
        if len(zeilen) > BETEILIGTE_HOECHSTENS:
            raise forms.ValidationError(f"Bitte nennen Sie höchstens {BETEILIGTE_HOECHSTENS} Kommunen.")
        gefunden, fehler = [], []
        for zeile in zeilen:
            try:
                gefunden.append(kommune_aus(zeile))
            except forms.ValidationError as unklar:
                fehler.append(unklar)
        if fehler:
            raise forms.ValidationError(fehler)
        return list(dict.fromkeys(gefunden))


def kommune_aus(zeile: str) -> Kommune:
    """„Görlitz“, „14626110“ or „Görlitz (14626110)“; the key of a dissolved one means what it became.

    Raises ValidationError that names what could be meant.
    """
    waehlbar = Kommune.objects.waehlbar()
    if schluessel := re.search(r"(?<!\d)(\d{5}|\d{8,9})(?!\d)", zeile, re.ASCII):
        if kommune := waehlbar.filter(schluessel=schluessel[1]).first():
            return kommune
        if nachfolger := _nachfolger(schluessel[1]):
            return nachfolger
    elif kommune := eindeutig(zeile):
        return kommune
    moeglich = [f"{kommune} ({kommune.schluessel})" for kommune in suchen(zeile)[:3]]
    if moeglich:
        raise forms.ValidationError(f"„{zeile}“ ist nicht eindeutig. Gemeint sein kann: {', '.join(moeglich)}.")
    raise forms.ValidationError(f"„{zeile}“ haben wir nicht gefunden. Bitte prüfen Sie die Schreibweise.")


def _nachfolger(schluessel: str) -> Kommune | None:
    """An old version of an entry, or a draft that waited, may name a municipality that is dissolved today."""
    aufgeloest = Kommune.objects.filter(schluessel=schluessel, nachfolger__isnull=False).order_by("pk").last()
    if aufgeloest is None:
        return None
    return Kommune.objects.waehlbar().filter(pk=gebietswechsel.heutige()[aufgeloest.pk]).first()


class WorumForm(Schrittform):
    titel = text("Titel", 160, "Was ist es, in wenigen Wörtern? Ohne Projektnamen, die niemand kennt.")
    kurzbeschreibung = text("Kurzbeschreibung", 500, "Ein Satz: Was hat wer davon?", zeilen=3)
    handlungsfeld = forms.ModelChoiceField(
        label="Handlungsfeld",
        queryset=Handlungsfeld.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label="Bitte wählen",
        help_text="Das wichtigste. Danach suchen die meisten.",
        error_messages={"invalid_choice": "Bitte wählen Sie ein Handlungsfeld aus der Liste."},
    )
    weitere_handlungsfelder = forms.ModelMultipleChoiceField(
        label="Weitere Handlungsfelder",
        queryset=Handlungsfeld.objects.all(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"Höchstens {WEITERE_FELDER_HOECHSTENS}, nur wenn es wirklich auch darum geht.",
        error_messages={"invalid_choice": "„%(value)s“ ist kein Handlungsfeld."},
    )
    loesungstypen = forms.ModelMultipleChoiceField(
        label="Was ist entstanden?",
        queryset=Loesungstyp.objects.all(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "„%(value)s“ ist kein Lösungstyp."},
    )
    schlagwoerter = forms.ModelMultipleChoiceField(
        label="Schlagwörter",
        queryset=Schlagwort.objects.all(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "„%(value)s“ ist kein Schlagwort aus der Liste."},
    )
    schlagwort_vorschlag = text(
        "Fehlt ein Schlagwort?", 160, "Schlagen Sie es vor. Die Redaktion entscheidet, ob es in die Liste kommt."
    )
    phase = wahl("Phase", Phase, "Wie weit ist es? Betrieb heißt: im Alltag genutzt, nicht nur erprobt.")
    zustand = wahl("Zustand", Zustand, leer="Bitte wählen")
    zustand_grund = text("Grund", 300, "Nur wenn es beendet, abgebrochen oder abgelöst ist: Warum?")
    beteiligte = BeteiligteFeld(
        label="Weitere beteiligte Kommunen",
        required=False,
        help_text="Je Zeile eine: Name oder amtlicher Schlüssel. Ihre eigene müssen Sie nicht nennen.",
    )

    def clean_weitere_handlungsfelder(self) -> list[Handlungsfeld]:
        felder = list(self.cleaned_data["weitere_handlungsfelder"])
        if len(felder) > WEITERE_FELDER_HOECHSTENS:
            raise forms.ValidationError(f"Bitte wählen Sie höchstens {WEITERE_FELDER_HOECHSTENS}.")
        if self.cleaned_data.get("handlungsfeld") in felder:
            raise forms.ValidationError("Das erste Handlungsfeld zählt schon; bitte nennen Sie es nicht noch einmal.")
        return felder

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or self.cleaned_data
        if daten.get("zustand") in ZUSTAENDE_MIT_GRUND and daten.get("zustand_grund") == "":
            self.add_error("zustand_grund", "Bitte nennen Sie den Grund. Gerade daraus lernen andere.")
        if daten.get("zustand") == Zustand.GEPLANT and daten.get("phase") in SCHON_IM_GANG:
            phase = Phase(daten["phase"]).label
            self.add_error("zustand", f"Phase „{phase}“ und Zustand „geplant“ widersprechen sich. Was stimmt?")
        return daten


class GeschichteForm(Schrittform):
    ausgangslage = text("Ausgangslage", TEXT_HOECHSTENS, "Welches Problem hatten Sie? Wer war betroffen?", zeilen=6)
    loesung = text("Lösung", TEXT_HOECHSTENS, "Was gibt es jetzt, und wie wird es benutzt?", zeilen=6)
    vorgehen = text("Vorgehen", TEXT_HOECHSTENS, "Wer hat was in welcher Reihenfolge getan?", zeilen=6)
    ergebnis = text("Ergebnis", TEXT_HOECHSTENS, "Was ist heute anders? Zahlen kommen im fünften Schritt.", zeilen=5)
    hindernisse = text("Hindernisse", TEXT_HOECHSTENS, "Was hat gebremst, und wie ging es trotzdem weiter?", zeilen=5)
    lehren = text("Lehren", TEXT_HOECHSTENS, "Was würden Sie heute anders machen?", zeilen=5)


class KostenForm(Schrittform):
    kosten_einmalig = wahl("Einmalige Kosten", EinmaligeKosten, "Brutto, ohne eigenes Personal, bis zum Start.")
    kosten_jaehrlich = wahl("Jährliche Kosten", JaehrlicheKosten, "Brutto, ohne eigenes Personal, im Betrieb.")
    kosten_basis = wahl("Woher wissen Sie das?", Kostenbasis)
    kosten_jahr = ganzzahl("Aus welchem Jahr?", 1990, 2100, "Preise ändern sich. Mit dem Jahr können andere umrechnen.")
    personalaufwand = wahl("Aufwand an eigenem Personal", Personalaufwand, "Bis zum Start, alle zusammen.")
    foerderung = forms.MultipleChoiceField(
        label="Woher kam das Geld?",
        required=False,
        choices=Foerderung.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "„%(value)s“ steht nicht zur Wahl."},
    )
    foerderprogramm = text("Förderprogramm", 200, "Wie heißt es? Andere möchten es vielleicht auch nutzen.")
    betriebsmodell = wahl("Wer betreibt es?", Betriebsmodell)
    betriebsmodell_text = text("Zum Betrieb", 500, "Wer betreibt es nach dem Ende der Förderung, womit?", zeilen=3)
    vergabeweg = wahl("Wie wurde es beschafft?", Vergabeweg)
    vergabe_monate = ganzzahl("Wie viele Monate hat das gedauert?", 0, 120)
    cpv = text("CPV-Code", 10, "Wenn Sie ihn kennen: der Code aus Ihrer Ausschreibung, zum Beispiel 48000000-8.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cpv"].validators.append(
            RegexValidator(r"^\d{8}(-\d)?$", "Ein CPV-Code hat 8 Ziffern und eine Prüfziffer: 48000000-8.")
        )

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or self.cleaned_data
        if daten.get("kosten_einmalig") or daten.get("kosten_jaehrlich"):
            if not daten.get("kosten_basis"):
                self.add_error("kosten_basis", "Bitte sagen Sie dazu, ob das tatsächliche oder geplante Kosten sind.")
            if daten.get("kosten_jahr") is None and "kosten_jahr" not in self.errors:
                self.add_error("kosten_jahr", "Bitte nennen Sie das Jahr zu den Kosten.")
        return daten


class KontaktForm(Schrittform):
    kontakt_funktion = text(
        "Kontaktstelle", 160, "Eine Stelle, keine Person: „Stabsstelle Digitalisierung“. Sie steht öffentlich da."
    )
    kontakt_email = forms.EmailField(
        label="E-Mail-Adresse der Kontaktstelle",
        required=False,
        validators=[erreichbar],
        help_text="Dorthin leiten wir Fragen anderer Kommunen. Wir zeigen sie nicht öffentlich."
        " Am besten eine Funktionsadresse.",
        error_messages={"invalid": "Bitte prüfen Sie die Adresse. Sie sieht zum Beispiel so aus: digital@example.org"},
    )
    website = adresse("Website zum Projekt")


class TechnikForm(Schrittform):
    technik = text("Technik", 500, "Produkte, Standards und Schnittstellen.", zeilen=3)
    open_source = wahl("Ist die Software Open Source?", Offenheit)
    software_lizenz = text("Lizenz der Software", 80, "Zum Beispiel EUPL-1.2 oder MIT.")
    repository = adresse("Quelltext", "Wo andere ihn finden, zum Beispiel auf openCode.")


class ZahlFeld(forms.DecimalField):
    """As people write it here: „1.200“ is twelve hundred, „12,5“ twelve and a half."""

    def to_python(self, value: Any) -> Any:
        text = str(value or "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
        if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text):
            text = text.replace(".", "")
        return super().to_python(text.replace(",", "."))


class WirkungForm(Schrittform):
    aussage = text("Was hat sich verändert?", 200, "In einem Satz.")
    wert = ZahlFeld(
        label="Wert",
        required=False,
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "invalid": "Bitte geben Sie eine Zahl ein, zum Beispiel 1.200 oder 12,5.",
            "max_decimal_places": "Bitte runden Sie auf zwei Stellen nach dem Komma.",
        },
    )
    einheit = text("Einheit", 60, "Zum Beispiel „Fahrten im Monat“.")
    art = wahl("Woher bekannt?", Wirkung.Art, leer="Bitte wählen")
    methode = text("Methode", 300, "Wie wurde gemessen oder geschätzt, im Vergleich wozu?")
    stand = forms.DateField(
        label="Stand",
        required=False,
        widget=forms.TextInput,
        help_text="Tag der Messung, zum Beispiel 03.05.2026.",
        error_messages={"invalid": "Bitte geben Sie ein Datum wie 03.05.2026 ein."},
    )

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or self.cleaned_data
        self._verlangen("aussage", "Bitte sagen Sie in einem Satz, was sich verändert hat.")
        self._verlangen("art", "Bitte wählen Sie, woher Sie das wissen.")
        if daten.get("wert") is not None:
            self._verlangen("einheit", "Zu einem Wert gehört seine Einheit.")
        if daten.get("art") == Wirkung.Art.GEMESSEN:
            self._verlangen("wert", "Zu einer gemessenen Wirkung gehört der Wert.")
            self._verlangen("methode", "Zu einer gemessenen Wirkung gehört die Methode.")
            self._verlangen("stand", "Zu einer gemessenen Wirkung gehört der Tag der Messung.")
        return daten

    def _verlangen(self, feld: str, meldung: str) -> None:
        if self.cleaned_data.get(feld) in (None, "") and feld not in self.errors:
            self.add_error(feld, meldung)


class PartnerForm(Schrittform):
    name = text("Name", 160)
    rolle = text("Rolle im Projekt", 160)
    art = wahl("Art", Partner.Art)

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or self.cleaned_data
        if any(daten.values()) and not daten.get("name") and "name" not in self.errors:
            self.add_error("name", "Bitte nennen Sie den Partner.")
        return daten
