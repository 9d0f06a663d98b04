from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.utils.choices import BaseChoiceIterator

from .groessenklassen import Groessenklasse
from .models import Art, Kommune, KommuneQuerySet, Land
from .suche import suchen

TYPEN = {
    "orte": "Städte und Gemeinden",
    "kreisfrei": "Kreisfreie Städte",
    "gross": "Große Kreisstädte",
    "stadt": "Andere Städte",
    "markt": "Märkte",
    "gemeinde": "Gemeinden ohne Stadtrecht",
    "verband": "Gemeindeverbände (Ämter, Samtgemeinden …)",
    "kreis": "Kreise und Landkreise",
}
_KENNZEICHEN = {"kreisfrei": ["61", "62"], "gross": ["67"], "stadt": ["63"], "markt": ["60"], "gemeinde": ["64"]}


def _unbekannt(satz: str) -> dict[str, str]:
    """An unknown value leaves its filter out; the others hold."""
    return {"invalid_choice": satz}


class Filterformular(forms.Form):
    freiwillig_markieren = False


class EinmalGefragt(BaseChoiceIterator):
    """Choices from the database, asked for when they are drawn, and once: the widget would ask twice."""

    def __init__(self, wahl: Iterable[tuple[Any, str]]) -> None:
        self._wahl = wahl

    @cached_property
    def _alle(self) -> list[tuple[Any, str]]:
        return list(self._wahl)

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        return iter(self._alle)


class KommuneFilter(django_filters.FilterSet):
    """Filters of the list; all of them stand in the address."""

    name = django_filters.CharFilter(label="Name, Schlüssel oder PLZ", method="filtern_name", max_length=120)
    land = django_filters.ModelChoiceFilter(
        label="Land",
        queryset=Land.objects.all(),
        to_field_name="schluessel",
        empty_label="Alle Länder",
        error_messages=_unbekannt("Dieses Land kennen wir nicht. Gezeigt werden alle Länder."),
    )
    kreis = django_filters.ModelChoiceFilter(
        label="Kreis",
        queryset=Kommune.objects.waehlbar().filter(art=Art.KREIS),
        to_field_name="schluessel",
        empty_label="Alle Kreise",
        error_messages=_unbekannt("Diesen Kreis gibt es in der Liste nicht. Gezeigt werden alle Kreise."),
    )
    verband = django_filters.ModelChoiceFilter(
        label="Gemeindeverband",
        queryset=Kommune.objects.waehlbar().filter(art=Art.VERBAND),
        to_field_name="schluessel",
        widget=forms.HiddenInput,
        error_messages=_unbekannt("Diesen Gemeindeverband kennen wir nicht. Gezeigt werden alle Kommunen."),
    )
    groesse = django_filters.ChoiceFilter(
        label="Größenklasse",
        field_name="groessenklasse",
        choices=Groessenklasse.choices,
        empty_label="Alle Größen",
        error_messages=_unbekannt("Diese Größenklasse gibt es nicht. Gezeigt werden alle Größen."),
    )
    typ = django_filters.ChoiceFilter(
        label="Art",
        method="filtern_typ",
        choices=list(TYPEN.items()),
        empty_label="Alle Arten",
        error_messages=_unbekannt("Diese Art gibt es nicht. Gezeigt werden alle Arten."),
    )

    class Meta:
        model = Kommune
        form = Filterformular
        fields = ["name", "land", "kreis", "verband", "groesse", "typ"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if land := self.data.get("land"):
            kreise = Kommune.objects.waehlbar().filter(art=Art.KREIS, land__schluessel=land.replace("\0", ""))
            self.form.fields["kreis"].queryset = kreise
        for name in ("land", "kreis"):
            self.form.fields[name].widget.choices = EinmalGefragt(self.form.fields[name].choices)

    @property
    def gestalt(self) -> tuple[Any, ...]:
        """What the form looks like depends on."""
        namen = ("name", "land", "kreis", "verband", "groesse", "typ")
        return tuple(self.data.get(name, "") for name in namen)

    def filtern_name(self, menge: KommuneQuerySet, name: str, wert: str) -> KommuneQuerySet:
        """Best hits first, as in the type-ahead."""
        return suchen(wert, menge)

    def filtern_typ(self, menge: KommuneQuerySet, name: str, wert: str) -> KommuneQuerySet:
        if wert in (Art.VERBAND, Art.KREIS):
            return menge.filter(art=wert)
        if wert == "orte":
            return menge.filter(art=Art.GEMEINDE)
        return menge.filter(art=Art.GEMEINDE, textkennzeichen__in=_KENNZEICHEN[wert])
