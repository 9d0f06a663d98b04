"""One mail to a selection: write, look at it, try it, send it once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.oberflaeche.texte import markdown
from veranstaltungen import rundschreiben
from veranstaltungen.forms.schreibtisch import RundschreibenForm
from veranstaltungen.models import Veranstaltung
from veranstaltungen.teilnehmende import TeilnehmendeFilter

from .gemeinsam import kontext, laden, nur_team

BISHERIGE_HOECHSTENS = 20


@nur_team
def nachricht(request: HttpRequest, pk: int) -> HttpResponse:
    """The selection stands in the address, as in the list of participants."""
    veranstaltung = laden(request, pk)
    auswahl = TeilnehmendeFilter(request.GET, veranstaltung=veranstaltung)
    an = rundschreiben.postfaecher(auswahl.auswahl)
    form = RundschreibenForm(request.POST or None)
    werte: dict[str, Any] = {"form": form, "anzahl": len(an), "auswahl": auswahl.aktive, "vorschau": None}
    if form.is_valid():
        aktion, daten = request.POST.get("aktion"), form.cleaned_data
        if aktion == "senden" and request.POST.get("anzahl") == str(len(an)) and an:
            anzahl = rundschreiben.versenden(
                veranstaltung, betreff=daten["betreff"], text=daten["text"], an=an.items(), vorgang=daten["vorgang"]
            )
            messages.success(request, f"Die E-Mail ist unterwegs an {_in_worten(anzahl)}.")
            return redirect("schreibtisch:nachricht", pk=pk)
        if aktion == "senden":
            werte["meldung"] = _warum_nicht(len(an))
        elif aktion == "probe":
            werte["meldung"] = _probe(request, veranstaltung, daten)
        werte["vorschau"] = {"betreff": daten["betreff"], "html": markdown(daten["text"])}
    werte["bisherige"] = rundschreiben.bisherige(veranstaltung)[:BISHERIGE_HOECHSTENS]
    return render(
        request,
        "veranstaltungen/schreibtisch/nachricht.html",
        {"meldung": "", **kontext(veranstaltung, "nachricht", **werte)},
    )


def _in_worten(anzahl: int) -> str:
    return "ein Postfach" if anzahl == 1 else f"{anzahl} Postfächer"


def _warum_nicht(anzahl: int) -> str:
    if not anzahl:
        return "In dieser Auswahl ist niemand, dem wir schreiben können. Gesendet wurde nichts."
    return (
        f"Die Auswahl hat sich geändert: Jetzt geht die E-Mail an {_in_worten(anzahl)}. Gesendet wurde noch nichts,"
        " bitte prüfen Sie und senden Sie noch einmal."
    )


def _probe(request: HttpRequest, veranstaltung: Veranstaltung, daten: dict[str, Any]) -> str:
    person: Nutzer = request.user  # type: ignore[assignment]
    rundschreiben.zur_probe_senden(veranstaltung, betreff=daten["betreff"], text=daten["text"], an=person.email)
    return f"Die Probe ist unterwegs an {person.email}. An die Auswahl wurde noch nichts gesendet."
