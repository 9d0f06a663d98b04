"""The steps of a submission, what is needed in the end, and the way between browser, form and stored content."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from .dateien import BILDER_HOECHSTENS, DOKUMENTE_HOECHSTENS
from .forms.anlagen import EINGABEN, BildZeile, DateienForm, DokumentZeile
from .forms.einreichung import (
    GeschichteForm,
    KontaktForm,
    KostenForm,
    PartnerForm,
    TechnikForm,
    WirkungForm,
    WorumForm,
)

ZEILEN_HOECHSTENS = 10
Wert = Any
"""A string as typed, a list of strings, or (for rows) a list of dicts of strings."""


def _zeilen(form: type[forms.Form], hoechstens: int = ZEILEN_HOECHSTENS) -> Any:
    return forms.formset_factory(form, extra=1, max_num=hoechstens, absolute_max=hoechstens + 1)


ZEILENFORMEN: dict[str, tuple[str, type[forms.Form], Any]] = {
    "wirkungen": ("Wirkung", WirkungForm, _zeilen(WirkungForm)),
    "partner": ("Partner", PartnerForm, _zeilen(PartnerForm)),
    "bilder": ("Bild", BildZeile, _zeilen(BildZeile, BILDER_HOECHSTENS)),
    "dokumente": ("Dokument", DokumentZeile, _zeilen(DokumentZeile, DOKUMENTE_HOECHSTENS)),
}
"""What may be given several times: heading of one row, its form, the formset."""


@dataclass(frozen=True)
class Schritt:
    slug: str
    titel: str
    einleitung: str
    form: type[forms.Form]
    zeilen: tuple[str, ...] = ()

    @property
    def felder(self) -> list[str]:
        return [*self.form.base_fields, *self.zeilen]

    @property
    def hat_dateien(self) -> bool:
        return any(name in EINGABEN for name in self.zeilen)


SCHRITTE = (
    Schritt("worum", "Worum geht es?", "Danach entscheiden andere, ob sie weiterlesen.", WorumForm),
    Schritt(
        "geschichte",
        "Die Geschichte",
        "Schreiben Sie, wie Sie es einer Kollegin erzählen würden. Auch was nicht geklappt hat, hilft.",
        GeschichteForm,
    ),
    Schritt(
        "kosten",
        "Kosten und Betrieb",
        "Größenordnungen genügen. Ohne sie weiß niemand, ob er sich das leisten kann.",
        KostenForm,
    ),
    Schritt("kontakt", "Kontakt", "Wen fragt man, wenn man es nachmachen möchte?", KontaktForm),
    Schritt(
        "wirkung",
        "Wirkung und Technik",
        "Was sich messen oder schätzen lässt, und womit es gebaut ist.",
        TechnikForm,
        ("wirkungen", "partner"),
    ),
    Schritt(
        "bilder",
        "Bilder und Dokumente",
        "Ein Bild sagt schnell, was entstanden ist. Mit einem Konzept oder einer Leistungsbeschreibung sparen andere"
        " viel Arbeit.",
        DateienForm,
        ("bilder", "dokumente"),
    ),
)
NACH_SLUG = {schritt.slug: schritt for schritt in SCHRITTE}
SCHRITT_VON = {feld: schritt for schritt in SCHRITTE for feld in schritt.felder}
BEZEICHNUNG: dict[str, str] = {
    **{name: str(feld.label) for schritt in SCHRITTE for name, feld in schritt.form.base_fields.items()},
    "wirkungen": "Wirkungen",
    "partner": "Partner",
    "bilder": "Bilder",
    "dokumente": "Dokumente",
}

PFLICHT = {
    "titel": "Bitte geben Sie dem Projekt einen Titel.",
    "kurzbeschreibung": "Bitte sagen Sie in einem Satz, was wer davon hat.",
    "handlungsfeld": "Bitte wählen Sie das wichtigste Handlungsfeld.",
    "phase": "Bitte sagen Sie, wie weit das Projekt ist.",
    "zustand": "Bitte sagen Sie, ob das Projekt noch läuft.",
    "ausgangslage": "Bitte beschreiben Sie, welches Problem Sie hatten.",
    "loesung": "Bitte beschreiben Sie, was es jetzt gibt.",
    "kontakt_funktion": "Bitte nennen Sie die Stelle, an die andere sich wenden können.",
}
PFLICHT_IM_BETRIEB = {
    "betriebsmodell": "Ein Projekt im Betrieb braucht jemanden, der es betreibt. Wer ist das?",
    "kosten_jaehrlich": "Bitte nennen Sie die jährlichen Kosten: Danach fragen andere zuerst.",
}


def zeilen_als_daten(name: str, zeilen: list[dict[str, str]]) -> dict[str, str]:
    """Stored rows as the formset would have got them from a browser, and an empty one to go on."""
    anzahl = min(len(zeilen) + 1, ZEILENFORMEN[name][2].max_num)
    daten = {f"{name}-TOTAL_FORMS": str(anzahl), f"{name}-INITIAL_FORMS": "0"}
    for nummer, zeile in enumerate(zeilen):
        daten |= {f"{name}-{nummer}-{feld}": wert for feld, wert in zeile.items()}
    return daten


def gebunden(schritt: Schritt, inhalt: Mapping[str, Wert]) -> tuple[forms.Form, dict[str, Any]]:
    """The step's form and formsets, filled with what is stored, so that they can be checked."""
    formsets = {
        name: ZEILENFORMEN[name][2](zeilen_als_daten(name, inhalt.get(name) or []), prefix=name)
        for name in schritt.zeilen
    }
    return schritt.form(dict(inhalt)), formsets


def getippt(form: forms.BaseForm) -> dict[str, Wert]:
    """What came from the browser, unchecked and complete; only what PostgreSQL cannot hold goes."""
    werte = {}
    for name, feld in form.fields.items():
        wert = feld.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        werte[name] = [_rein(str(teil)) for teil in wert if teil] if isinstance(wert, list) else _rein(str(wert or ""))
    return werte


def getippte_zeilen(formset: Any) -> list[dict[str, Wert]]:
    """Rows in which something stands."""
    zeilen = [getippt(form) for form in formset.forms]
    return [zeile for zeile in zeilen if any(wert.strip() for wert in zeile.values())]


def _rein(wert: str) -> str:
    return wert.replace("\0", "").replace("\r\n", "\n")
