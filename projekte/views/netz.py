"""The whole network: who took what from whom."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kommunen.felder import KommuneFeld
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
    kommune = KommuneFeld(
        required=False,
        help_text="Name oder Postleitzahl: was sie gegeben und genommen hat.",
        error_messages={
            "waehlen": "So heißen mehrere Kommunen, oder der Name ist nicht vollständig. Bitte wählen Sie eine aus den"
            " Treffern.",
            "nichts": "Zu „%(text)s“ haben wir keine Kommune gefunden. Bitte prüfen Sie die Schreibweise.",
        },
    )
    projekt = forms.ModelChoiceField(
        queryset=rechte.oeffentliche(), to_field_name="slug", required=False, widget=forms.HiddenInput
    )

    def __init__(self, parameter: QueryDict) -> None:
        super().__init__(_mit_name(parameter))

    @property
    def werte(self) -> dict[str, Any]:
        """What is asked for; an unknown value in an old link filters nothing."""
        self.is_valid()
        return {name: wert for name, wert in self.cleaned_data.items() if wert}

    def unbekannte(self) -> list[str]:
        """Labels of what an old link asks for in vain. What somebody typed is answered beside its field."""
        getippt = {"kommune"} if self.data.get("kommune_text") else set()
        return [str(self.fields[name].label or name.capitalize()) for name in self.errors if name not in getippt]

    def aktive(self) -> dict[str, str]:
        """Name of each filter in force and its value in words."""
        worte = {"art": dict(Nachnutzungsart.choices), "zustand": dict(Nachnutzungszustand.choices)}
        return {name: str(worte[name][wert] if name in worte else wert) for name, wert in self.werte.items()}


def _mit_name(parameter: QueryDict) -> QueryDict:
    """A link names the municipality by its key: the field shows its name. Without scripts the text is all that changes,
    and the key that came with another name no longer counts."""
    daten = parameter.copy()
    schluessel, text = daten.get("kommune", ""), daten.get("kommune_text")
    if not schluessel.isdecimal() or "kommune_gesucht" in daten:
        return daten
    kommune = Kommune.objects.waehlbar().filter(schluessel=schluessel).first()
    if kommune and text is None:
        daten["kommune_text"] = kommune.anzeigename
    elif text is not None and (kommune is None or text.strip() != kommune.anzeigename):
        daten["kommune"] = ""
    return daten


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
        "unbekannt": filter_.unbekannte(),
        "summen": summen,
        "bild": netz.bild(menge),
        "page_obj": blaetter.get_page(request.GET.get("seite")),
    }
    return render(request, "projekte/netz.html", kontext)
