"""The filters of the list. Everything stands in the address; each option says how many projects it would leave."""

from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from kommunen.groessenklassen import Groessenklasse
from kommunen.models import Kommune, Land

from . import suche
from .models import Beteiligung, Handlungsfeld, Phase, Projekt, ProjektQuerySet

SUCHTEXT_HOECHSTENS = 200
RELEVANZ, NEUESTE, BESTAETIGT, TITEL = "relevanz", "neueste", "bestaetigt", "titel"
SORTIERUNGEN = {
    RELEVANZ: "beste Treffer zuerst",
    NEUESTE: "neueste zuerst",
    BESTAETIGT: "zuletzt bestätigte zuerst",
    TITEL: "nach Titel",
}
FACETTEN = ("handlungsfeld", "land", "groesse", "phase")


class FilterForm(forms.Form):
    freiwillig_markieren = False
    unbekannt: Sequence[str] = ()
    """Labels of the choices in the address that do not exist (any more)."""

    def clean(self) -> dict[str, Any] | None:
        """Who follows an old link to a choice that is gone made no mistake: it filters nothing, the list says so."""
        auswahlen = [name for name in self.errors if isinstance(self.fields[name], forms.ChoiceField)]
        self.unbekannt = [str(self.fields[name].label) for name in auswahlen]
        for name in auswahlen:
            del self.errors[name]
        return super().clean()


def kommunen_von(kommune: Kommune) -> Q:
    """Participants that belong to it: itself, and what lies in a Kreis or Verband."""
    return Q(kommune=kommune) | Q(kommune__kreis=kommune) | Q(kommune__verband=kommune)


class ProjektFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Suchwörter", max_length=SUCHTEXT_HOECHSTENS, strip=True)
    handlungsfeld = django_filters.ModelChoiceFilter(
        label="Handlungsfeld", queryset=Handlungsfeld.objects.all(), to_field_name="slug", empty_label="alle"
    )
    land = django_filters.ModelChoiceFilter(
        label="Land", queryset=Land.objects.order_by("name"), to_field_name="schluessel", empty_label="alle"
    )
    groesse = django_filters.ChoiceFilter(label="Größe der Kommune", choices=Groessenklasse.choices, empty_label="alle")
    phase = django_filters.ChoiceFilter(label="Phase", choices=Phase.choices, empty_label="alle")
    kommune = django_filters.ModelChoiceFilter(
        label="Kommune",
        queryset=Kommune.objects.gueltig(),
        to_field_name="schluessel",
        widget=forms.HiddenInput,
    )
    sortierung = django_filters.ChoiceFilter(
        label="Reihenfolge", choices=list(SORTIERUNGEN.items()), empty_label=None, method="unveraendert"
    )

    class Meta:
        model = Projekt
        fields: list[str] = []
        form = FilterForm

    def unveraendert(self, projekte: ProjektQuerySet, name: str, wert: str) -> ProjektQuerySet:
        return projekte

    @property
    def werte(self) -> dict[str, Any]:
        """What is asked for, without empty and invalid values."""
        self.form.is_valid()
        return {name: wert for name, wert in self.form.cleaned_data.items() if wert}

    @property
    def uebliche(self) -> str:
        return RELEVANZ if "q" in self.werte else NEUESTE

    @property
    def reihenfolge(self) -> str:
        gewaehlt = self.werte.get("sortierung", self.uebliche)
        return self.uebliche if gewaehlt == RELEVANZ else str(gewaehlt)

    def _beteiligungen(self, werte: dict[str, Any]) -> "QuerySet[Beteiligung]":
        """One participant must meet them all: a small town in Hesse, not a small one and another in Hesse."""
        saetze = Beteiligung.objects.all()
        if "land" in werte:
            saetze = saetze.filter(kommune__land=werte["land"])
        if "groesse" in werte:
            saetze = saetze.filter(kommune__groessenklasse=werte["groesse"])
        if "kommune" in werte:
            saetze = saetze.filter(kommunen_von(werte["kommune"]))
        return saetze

    def gefiltert(self, ohne: str = "") -> ProjektQuerySet:
        """The hits; without the filter `ohne`, to count what its other options would give."""
        werte = {name: wert for name, wert in self.werte.items() if name != ohne}
        projekte: ProjektQuerySet = self.queryset
        if "q" in werte:
            projekte = suche.filtern(projekte, werte["q"])
        if feld := werte.get("handlungsfeld"):
            weitere = Projekt.weitere_handlungsfelder.through.objects.filter(projekt=OuterRef("pk"), handlungsfeld=feld)
            projekte = projekte.filter(Q(handlungsfeld=feld) | Exists(weitere))
        if "phase" in werte:
            projekte = projekte.filter(phase=werte["phase"])
        if werte.keys() & {"land", "groesse", "kommune"}:
            projekte = projekte.filter(Exists(self._beteiligungen(werte).filter(projekt=OuterRef("pk"))))
        return projekte

    def filter_queryset(self, queryset: ProjektQuerySet) -> ProjektQuerySet:
        projekte = self.gefiltert()
        if self.reihenfolge == RELEVANZ:
            return suche.nach_relevanz(projekte, self.werte["q"])
        if self.reihenfolge == TITEL:
            return projekte.order_by("sortiertitel", "pk")
        if self.reihenfolge == BESTAETIGT:
            return projekte.order_by(F("bestaetigt_am").desc(nulls_last=True), "-pk")
        return projekte.order_by("-veroeffentlicht_am", "-pk")

    # --- how many each option would leave ---

    def anzahlen(self) -> dict[str, dict[str, int]]:
        """For each facet the hits of each of its options, all other filters as they are. Five queries."""
        felder = self._zaehlen(self.gefiltert("handlungsfeld").values_list("handlungsfeld__slug"))
        weitere = Projekt.weitere_handlungsfelder.through.objects.filter(
            projekt__in=self.gefiltert("handlungsfeld").values("pk")
        )
        for slug, anzahl in self._zaehlen(weitere.values_list("handlungsfeld__slug")).items():
            felder[slug] = felder.get(slug, 0) + anzahl
        return {
            "handlungsfeld": felder,
            "land": self._je_kommune("land", "kommune__land__schluessel"),
            "groesse": self._je_kommune("groesse", "kommune__groessenklasse"),
            "phase": self._zaehlen(self.gefiltert("phase").values_list("phase")),
        }

    @staticmethod
    def _zaehlen(paare: "QuerySet[Any, Any]", was: str = "pk") -> dict[str, int]:
        return dict(paare.order_by().annotate(anzahl=Count(was, distinct=True)))

    def _je_kommune(self, facette: str, spalte: str) -> dict[str, int]:
        uebrige = {name: wert for name, wert in self.werte.items() if name != facette}
        beteiligungen = self._beteiligungen(uebrige).filter(projekt__in=self.gefiltert(facette).values("pk"))
        return self._zaehlen(beteiligungen.values_list(spalte), "projekt")

    def auswahl_beschriften(self) -> None:
        """Write the counts behind the options, "Mobilität und Verkehr (12)", and offer the orders that make sense."""
        for facette, anzahlen in self.anzahlen().items():
            feld = self.form.fields[facette]
            feld.widget.choices = list(_beschriftet(feld.choices, anzahlen))
        # What is usual has no value: who types a word into a list sorted by date gets the best hits first.
        uebrige = [(name, text) for name, text in SORTIERUNGEN.items() if name not in (RELEVANZ, self.uebliche)]
        self.form.fields["sortierung"].widget.choices = [("", SORTIERUNGEN[self.uebliche]), *uebrige]


def _beschriftet(auswahl: Iterable[Any], anzahlen: dict[str, int]) -> Iterable[tuple[str, str]]:
    for wert, name in auswahl:
        schluessel = str(wert)
        yield (schluessel, f"{name} ({anzahlen.get(schluessel, 0)})") if schluessel else ("", str(name))
