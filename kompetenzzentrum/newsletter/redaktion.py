"""Pages of the editors: writing an issue, looking at it, trying it, sending it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.konten.rechte import rolle_noetig

from . import ausgabe as arbeit
from .darstellung import als_text, web_html
from .forms import AusgabeForm
from .models import Abonnement, Ausgabe
from .rechte import bearbeitbare_ausgaben

JE_SEITE = 25


@require_safe
@rolle_noetig(Rolle.REDAKTION)
def liste(request: HttpRequest) -> HttpResponse:
    """Drafts first, then what was sent."""
    ausgaben = bearbeitbare_ausgaben(request.user).order_by("zustand", "-versendet_am", "-geaendert_am", "-pk")
    werte = {
        "page_obj": Paginator(ausgaben, JE_SEITE).get_page(request.GET.get("seite")),
        "abonnements": Abonnement.objects.aktiv().count(),
    }
    return render(request, "newsletter/redaktion/liste.html", werte)


@rolle_noetig(Rolle.REDAKTION)
def neu(request: HttpRequest) -> HttpResponse:
    return _bearbeiten(request, None)


@rolle_noetig(Rolle.REDAKTION)
def bearbeiten(request: HttpRequest, pk: int) -> HttpResponse:
    ausgabe = get_object_or_404(bearbeitbare_ausgaben(request.user), pk=pk)
    return _bearbeiten(request, ausgabe) if ausgabe.ist_entwurf else redirect("newsletter:versand", pk=pk)


def _bearbeiten(request: HttpRequest, ausgabe: Ausgabe | None) -> HttpResponse:
    # A copy, because validation writes what was typed into it; `ausgabe` stays what the editor began with.
    form = AusgabeForm(
        request.POST or None, instance=Ausgabe.objects.filter(pk=ausgabe.pk).first() if ausgabe else None
    )
    if form.is_valid():
        daten = form.cleaned_data
        try:
            gespeichert = arbeit.speichern(
                titel=daten["titel"],
                anreisser=daten["anreisser"],
                text=daten["text"],
                themen=daten["themen"],
                ausgabe=ausgabe,
                version=daten["version"] or 0,
            )
        except arbeit.Konflikt as konflikt:
            form.add_error(None, str(konflikt))
            return _formularseite(request, form, Ausgabe.objects.get(pk=ausgabe.pk) if ausgabe else None)
        messages.success(request, "Der Entwurf ist gespeichert.")
        ziel = "newsletter:vorschau" if request.POST.get("weiter") == "vorschau" else "newsletter:bearbeiten"
        return redirect(ziel, pk=gespeichert.pk)
    return _formularseite(request, form, ausgabe)


def _formularseite(request: HttpRequest, form: AusgabeForm, ausgabe: Ausgabe | None) -> HttpResponse:
    werte: dict[str, Any] = {"form": form, "ausgabe": ausgabe, "andere_fassung": None}
    if form.is_bound and ausgabe and form.data.get("version") != str(ausgabe.version):
        werte["andere_fassung"] = ausgabe
        form.auf_stand(ausgabe.version)
    return render(request, "newsletter/redaktion/bearbeiten.html", werte)


@require_safe
@rolle_noetig(Rolle.REDAKTION)
def vorschau(request: HttpRequest, pk: int) -> HttpResponse:
    ausgabe = get_object_or_404(bearbeitbare_ausgaben(request.user), pk=pk)
    werte = {"ausgabe": ausgabe, "html": web_html(ausgabe), "mailtext": als_text(ausgabe)}
    return render(request, "newsletter/redaktion/vorschau.html", werte)


@require_POST
@rolle_noetig(Rolle.REDAKTION)
def probe(request: HttpRequest, pk: int) -> HttpResponse:
    person: Nutzer = request.user  # type: ignore[assignment]
    ausgabe = get_object_or_404(bearbeitbare_ausgaben(person), pk=pk)
    arbeit.zur_probe_senden(ausgabe, an=person.email)
    messages.success(request, f"Die Probe ist unterwegs an {person.email}.")
    return redirect("newsletter:vorschau", pk=pk)


@rolle_noetig(Rolle.REDAKTION)
def versand(request: HttpRequest, pk: int) -> HttpResponse:
    """Before sending: to how many. After sending: how far it is."""
    ausgabe = get_object_or_404(bearbeitbare_ausgaben(request.user), pk=pk)
    konflikt = ""
    if request.method == "POST":
        try:
            arbeit.versenden(ausgabe, version=_zahl(request.POST.get("version", "")))
        except arbeit.Konflikt as fehler:
            konflikt = str(fehler)
            ausgabe.refresh_from_db()
        else:
            return redirect("newsletter:versand", pk=pk)
    if ausgabe.ist_entwurf:
        werte = {"ausgabe": ausgabe, "konflikt": konflikt, "anzahl": arbeit.empfaengerinnen(ausgabe).count()}
        return render(request, "newsletter/redaktion/versenden.html", werte)
    werte = {"ausgabe": ausgabe, "konflikt": konflikt, "stand": arbeit.fortschritt(ausgabe)}
    return render(request, "newsletter/redaktion/versendet.html", werte)


@rolle_noetig(Rolle.REDAKTION)
def loeschen(request: HttpRequest, pk: int) -> HttpResponse:
    ausgabe = get_object_or_404(bearbeitbare_ausgaben(request.user), pk=pk)
    if not ausgabe.ist_entwurf:
        return redirect("newsletter:versand", pk=pk)
    konflikt = ""
    if request.method == "POST":
        try:
            arbeit.loeschen(ausgabe, version=_zahl(request.POST.get("version", "")))
        except arbeit.Konflikt as fehler:
            konflikt = str(fehler)
            ausgabe.refresh_from_db()
        else:
            messages.success(request, "Der Entwurf ist gelöscht.")
            return redirect("newsletter:redaktion")
    return render(request, "newsletter/redaktion/loeschen.html", {"ausgabe": ausgabe, "konflikt": konflikt})


def _zahl(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
