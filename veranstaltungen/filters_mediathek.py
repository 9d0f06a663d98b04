from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from kompetenzzentrum.oberflaeche.treffer import alle_woerter
from projekte.filters import SUCHTEXT_HOECHSTENS, FilterForm
from projekte.models import Handlungsfeld

from . import rechte
from .models import Medium, Veranstaltung


class MedienForm(FilterForm):
    q = forms.CharField(label="Im Titel suchen", max_length=SUCHTEXT_HOECHSTENS, required=False)


def _veranstaltungen(request: Any) -> "QuerySet[Veranstaltung]":
    """Those that left something behind."""
    mit_medien = rechte.oeffentliche_medien().values("veranstaltung")
    return rechte.oeffentliche().filter(pk__in=mit_medien).order_by("-beginn", "pk")


class MedienFilter(django_filters.FilterSet):
    """A value that does not exist filters nothing, the list says so."""

    art = django_filters.ChoiceFilter(label="Art", choices=Medium.Art.choices, empty_label="alle Arten")
    handlungsfeld = django_filters.ModelChoiceFilter(
        label="Handlungsfeld",
        queryset=Handlungsfeld.objects.all(),
        to_field_name="slug",
        method="nach_feld",
        empty_label="alle Handlungsfelder",
    )
    veranstaltung = django_filters.ModelChoiceFilter(
        label="Veranstaltung", queryset=_veranstaltungen, to_field_name="slug", empty_label="alle Veranstaltungen"
    )

    class Meta:
        model = Medium
        fields = ("art", "handlungsfeld", "veranstaltung")
        form = MedienForm

    def nach_feld(self, menge: "QuerySet[Medium]", name: str, feld: Handlungsfeld) -> "QuerySet[Medium]":
        """Of the event it was made at, or of a project it speaks of."""
        projekt = Q(projekte__handlungsfeld=feld) | Q(projekte__weitere_handlungsfelder=feld)
        gemeint = Q(veranstaltung__handlungsfelder=feld) | projekt
        return menge.filter(pk__in=Medium.objects.filter(gemeint).values("pk"))

    @property
    def qs(self) -> "QuerySet[Medium]":
        if not hasattr(self, "_qs"):
            self.form.is_valid()  # fills cleaned_data, without the fields that hold nonsense
            menge = self.queryset.all()
            for name, wert in self.form.cleaned_data.items():
                menge = (
                    menge.filter(alle_woerter(wert, "titel")) if name == "q" else self.filters[name].filter(menge, wert)
                )
            self._qs = menge
        return self._qs

    @property
    def aktive(self) -> list[tuple[str, str]]:
        """Name and label of the filters that are set."""
        gesetzt = self.form.cleaned_data.items()
        arten = dict(Medium.Art.choices)
        return [(name, str(arten.get(wert, wert) if name == "art" else wert)) for name, wert in gesetzt if wert]
