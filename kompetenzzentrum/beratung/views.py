"""What everybody sees: what the centre helps with, the request form, the asker's own page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kompetenzzentrum.schutz.tokens import token_seite
from projekte.models import Handlungsfeld, Projekt
from projekte.rechte import oeffentliche

from .anfrage import nachfragen, stellen
from .forms import AnfrageForm, NachfrageForm
from .models import Anfrage
from .rechte import anfragen_zum_token
from .verlauf import oeffentlicher_verlauf

SUCHE_HOECHSTENS = 200


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "beratung/start.html")


def anfrage(request: HttpRequest) -> HttpResponse:
    projekt = _projekt_aus_adresse(request)
    form = AnfrageForm(request.POST or None, request=request, initial=_vorbelegung(request, projekt))
    if form.is_valid():
        neue = stellen(
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            nachricht=form.cleaned_data["nachricht"],
            kommune=form.cleaned_data["kommune"],
            handlungsfeld=form.cleaned_data["handlungsfeld"],
            projekt=projekt,
            vorgang=form.cleaned_data["vorgang"],
        )
        return redirect(f"{neue.token_url}?neu=1")
    return render(
        request, "beratung/anfrage.html", {"form": form, "projekt": projekt}, status=429 if form.zu_oft else 200
    )


@token_seite
def vorgang(request: HttpRequest, token: str) -> HttpResponse:
    gefunden = anfragen_zum_token(token).select_related("beraterin", "kommune", "handlungsfeld", "projekt")
    anfrage = get_object_or_404(gefunden)
    form = NachfrageForm(request.POST or None, request=request)
    if form.is_valid():
        nachfragen(anfrage, text=form.cleaned_data["text"], vorgang=form.cleaned_data["vorgang"])
        return redirect(f"{anfrage.token_url}?gesendet=1")
    werte = {
        "form": form,
        "anfrage": anfrage,
        "verlauf": oeffentlicher_verlauf(anfrage),
        "projekt": _sichtbares_projekt(anfrage),
        "neu": "neu" in request.GET,
        "gesendet": "gesendet" in request.GET,
    }
    return render(request, "beratung/vorgang.html", werte, status=429 if form.zu_oft else 200)


def _aus_adresse(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "")


def _projekt_aus_adresse(request: HttpRequest) -> Projekt | None:
    slug = _aus_adresse(request, "projekt")
    return oeffentliche().select_related("handlungsfeld").filter(slug=slug).first() if slug else None


def _sichtbares_projekt(anfrage: Anfrage) -> Projekt | None:
    return anfrage.projekt if anfrage.projekt and anfrage.projekt.ist_veroeffentlicht else None


def _vorbelegung(request: HttpRequest, projekt: Projekt | None) -> dict[str, Any]:
    """From the address, and for people with a login from their account. Unknown values fill nothing in."""
    vorbelegung: dict[str, Any] = {"kommune": _aus_adresse(request, "kommune")}
    if gesucht := _aus_adresse(request, "suche")[:SUCHE_HOECHSTENS]:
        vorbelegung["nachricht"] = f"Ich habe nach „{gesucht}“ gesucht und kein passendes Projekt gefunden."
    if projekt:
        vorbelegung["handlungsfeld"] = projekt.handlungsfeld
    elif slug := _aus_adresse(request, "handlungsfeld"):
        vorbelegung["handlungsfeld"] = Handlungsfeld.objects.filter(slug=slug).first()
    if request.user.is_authenticated:
        vorbelegung |= {"name": request.user.name, "email": request.user.email}
    return vorbelegung
