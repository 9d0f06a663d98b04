"""The whole network: who took what from whom."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche.stand import nach_stand

from .. import netz, rechte
from ..models import Handlungsfeld, Nachnutzungsart, Nachnutzungszustand

JE_SEITE = 25


class NetzFilter(forms.Form):
    freiwillig_markieren = False

    handlungsfeld = forms.ModelChoiceField(
        queryset=Handlungsfeld.objects.all(), to_field_name="slug", required=False, empty_label="alle"
    )
    art = forms.ChoiceField(label="Art", choices=[("", "alle"), *Nachnutzungsart.choices], required=False)
    zustand = forms.ChoiceField(label="Stand", choices=[("", "alle"), *Nachnutzungszustand.choices], required=False)
    kommune = forms.ModelChoiceField(
        queryset=Kommune.objects.waehlbar(), to_field_name="schluessel", required=False, widget=forms.HiddenInput
    )
    projekt = forms.ModelChoiceField(
        queryset=rechte.oeffentliche(), to_field_name="slug", required=False, widget=forms.HiddenInput
    )

    @property
    def werte(self) -> dict[str, Any]:
        """What is asked for; an unknown value in an old link filters nothing."""
        self.is_valid()
        return {name: wert for name, wert in self.cleaned_data.items() if wert}

    def aktive(self) -> dict[str, str]:
        """Name of each filter in force and its value in words."""
        worte = {"art": dict(Nachnutzungsart.choices), "zustand": dict(Nachnutzungszustand.choices)}
        return {name: str(worte[name][wert] if name in worte else wert) for name, wert in self.werte.items()}


@require_safe
@nach_stand("projekte", "kommunen")
def netz_seite(request: HttpRequest) -> HttpResponse:
    filter_ = NetzFilter(request.GET)
    menge = netz.filtern(rechte.oeffentliche_nachnutzungen(), filter_.werte)
    summen = netz.summen(menge)
    blaetter = Paginator(netz.mit_allem(menge).order_by("-bestaetigt_am", "-pk"), JE_SEITE)
    blaetter.count = summen["anzahl"]
    kontext = {
        "form": filter_,
        "aktive": filter_.aktive(),
        "unbekannt": [str(filter_.fields[name].label or name.capitalize()) for name in filter_.errors],
        "summen": summen,
        "bild": netz.bild(menge),
        "page_obj": blaetter.get_page(request.GET.get("seite")),
    }
    return render(request, "projekte/netz.html", kontext)
