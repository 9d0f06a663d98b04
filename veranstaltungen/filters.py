from typing import Any

import django_filters
from django.utils import timezone

from projekte.filters import FilterForm

from .models import Veranstaltung, VeranstaltungQuerySet

VERGANGEN = "vergangen"


def _wahl(feld: str, bezeichnung: str, leer: str, choices: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(field_name=feld, label=bezeichnung, choices=choices, empty_label=leer)


class VeranstaltungFilter(django_filters.FilterSet):
    """Upcoming events, or with `zeit=vergangen` the past ones. A value that does not exist filters nothing,
    the list says so."""

    format = _wahl("format", "Format", "alle Formate", Veranstaltung.Format.choices)
    region = _wahl("region", "Region", "alle Regionen", Veranstaltung.Region.choices)
    modus = _wahl("modus", "Teilnahme", "vor Ort oder online", Veranstaltung.Modus.choices)

    class Meta:
        model = Veranstaltung
        fields = ("format", "region", "modus")
        form = FilterForm

    @property
    def vergangen(self) -> bool:
        return self.data.get("zeit") == VERGANGEN

    @property
    def qs(self) -> VeranstaltungQuerySet:
        if not hasattr(self, "_qs"):
            treffer: VeranstaltungQuerySet = self.queryset.all()
            jetzt = timezone.now()
            treffer = treffer.vergangen(jetzt) if self.vergangen else treffer.kommend(jetzt)
            self.form.is_valid()  # fills cleaned_data, without the fields that hold nonsense
            self._qs = self.filter_queryset(treffer)
        return self._qs

    def filter_queryset(self, queryset: VeranstaltungQuerySet) -> VeranstaltungQuerySet:
        for name, wert in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, wert)
        return queryset

    @property
    def gestalt(self) -> tuple[Any, ...]:
        """What the form looks like depends on: only values it knows, so there are few."""
        return (self.vergangen, *self.form.cleaned_data.items())

    @property
    def aktive(self) -> list[tuple[str, str]]:
        """Name and label of the filters that are set."""
        return [
            (name, dict(self.filters[name].extra["choices"])[wert])
            for name, wert in self.form.cleaned_data.items()
            if wert
        ]
