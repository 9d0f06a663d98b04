import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from kommunen.models import Land
from projekte.models import Handlungsfeld

from .models import Anfrage, AnfrageQuerySet, Beitrag


class SchreibtischForm(forms.Form):
    freiwillig_markieren = False


class AnfrageFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="Suchen", method="nach_text", widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )
    land = django_filters.ModelChoiceFilter(
        label="Land", field_name="kommune__land", queryset=Land.objects.all(), empty_label="alle"
    )
    handlungsfeld = django_filters.ModelChoiceFilter(
        label="Handlungsfeld", queryset=Handlungsfeld.objects.all(), to_field_name="slug", empty_label="alle"
    )
    sort = django_filters.OrderingFilter(
        label="Sortierung",
        fields=[
            ("eingegangen_am", "eingang"),
            ("aktiv_am", "aktiv"),
            ("kommune__sortiername", "kommune"),
            ("handlungsfeld__reihenfolge", "handlungsfeld"),
        ],
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Anfrage
        fields: list[str] = []
        form = SchreibtischForm

    def nach_text(self, anfragen: AnfrageQuerySet, name: str, wert: str) -> AnfrageQuerySet:
        """Every word somewhere: person, place, request or conversation. `B-00017` finds the case itself."""
        for wort in wert.split():
            im_beitrag = Beitrag.objects.filter(anfrage=OuterRef("pk"), text__icontains=wort)
            nummer = wort.upper().removeprefix("B-")
            anfragen = anfragen.filter(
                Q(name__icontains=wort)
                | Q(email__icontains=wort)
                | Q(nachricht__icontains=wort)
                | Q(kommune__anzeigename__icontains=wort)
                | Q(pk=int(nummer) if nummer.isdecimal() and len(nummer) < 10 else None)
                | Exists(im_beitrag)
            )
        return anfragen
