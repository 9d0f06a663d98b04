"""Asking for a membership, leaving it, and the editors' list."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.konten.rechte import rolle_noetig

from . import mitgliedschaft as ablauf
from .forms import EntscheidungForm, KommuneWaehlenForm, MitgliedschaftForm
from .models import Kommune, Mitgliedschaft

JE_SEITE = 25
HOECHSTENS = 50
"""Memberships a person sees of herself; more nobody has."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def meine(request: HttpRequest) -> HttpResponse:
    """All memberships of the person; choosing a municipality leads on to its page."""
    form = KommuneWaehlenForm(request.POST or None)
    if form.is_valid():
        return redirect("kommunen:mitgliedschaft", form.cleaned_data["kommune"].schluessel)
    nutzer = cast(Nutzer, request.user)
    eigene = nutzer.mitgliedschaften.filter(endet_am=None).select_related("kommune__land", "kommune__kreis")
    gueltige = set(nutzer.mitgliedschaften.gueltig().values_list("pk", flat=True))
    kontext = {"form": form, "mitgliedschaften": eigene[:HOECHSTENS], "gueltige": gueltige}
    return render(request, "kommunen/mitgliedschaften_eigene.html", kontext)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mitgliedschaft(request: HttpRequest, schluessel: str) -> HttpResponse:
    kommune = get_object_or_404(Kommune.objects.waehlbar().mit_eltern(), schluessel=schluessel)
    nutzer = cast(Nutzer, request.user)
    if request.method == "POST" and request.POST.get("aktion") == "verlassen":
        if ablauf.verlassen(nutzer=nutzer, kommune=kommune):
            messages.success(request, f"Ihre Mitgliedschaft für {kommune} ist beendet.")
        return redirect("kommunen:meine_mitgliedschaften")
    adresse = ablauf.dienstliche_adresse(nutzer, kommune)
    form = MitgliedschaftForm(request.POST or None)
    if adresse:
        form.fields["funktion"].required = False
    if form.is_valid():
        try:
            return _beantragt(request, ablauf.beantragen(nutzer=nutzer, kommune=kommune, **form.cleaned_data))
        except ablauf.Konflikt as konflikt:
            form.add_error(None, str(konflikt))
    kontext = {
        "kommune": kommune,
        "adresse": adresse,
        "form": form,
        "gueltig": nutzer.mitgliedschaften.gueltig().filter(kommune=kommune).first(),
        "offen": nutzer.mitgliedschaften.offen().filter(kommune=kommune).first(),
    }
    return render(request, "kommunen/mitgliedschaft.html", kontext)


def _beantragt(request: HttpRequest, mitgliedschaft: Mitgliedschaft) -> HttpResponse:
    kommune = mitgliedschaft.kommune
    if mitgliedschaft.zustand == Mitgliedschaft.Zustand.BESTAETIGT:
        messages.success(request, f"Sie sind Mitglied für {kommune} und können Projekte eintragen.")
    else:
        messages.success(
            request, f"Ihr Antrag für {kommune} ist angekommen. Wir schreiben Ihnen, sobald er geprüft ist."
        )
    return redirect("kommunen:mitgliedschaft", kommune.schluessel)


ANSICHTEN = {"offen": "Zu entscheiden", "bestaetigt": "Bestätigt"}


@require_http_methods(["GET", "HEAD", "POST"])
@rolle_noetig(Rolle.REDAKTION)
def mitgliedschaften(request: HttpRequest) -> HttpResponse:
    """The editors' list. A form for each row; what was typed into one that failed stays in it."""
    ansicht = request.GET.get("ansicht", "offen")
    gescheitert = _entscheiden(request) if request.method == "POST" else None
    if request.method == "POST" and gescheitert is None:
        return redirect(f"{reverse('kommunen:mitgliedschaften')}?ansicht={ansicht}")
    alle = Mitgliedschaft.objects.select_related("nutzer", "kommune__land", "kommune__kreis")
    menge = alle.filter(zustand=Mitgliedschaft.Zustand.BESTAETIGT) if ansicht == "bestaetigt" else alle.offen()
    seite = Paginator(menge, JE_SEITE).get_page(request.GET.get("seite"))
    gescheiterte = {gescheitert.prefix: gescheitert} if gescheitert else {}
    zeilen = [(z, gescheiterte.get(str(z.pk)) or EntscheidungForm(prefix=str(z.pk))) for z in seite.object_list]
    kontext: dict[str, Any] = {
        "page_obj": seite,
        "zeilen": zeilen,
        "ansicht": ansicht,
        "ansichten": [{"name": name, "titel": titel, "aktiv": name == ansicht} for name, titel in ANSICHTEN.items()],
        "form": gescheitert,
    }
    return render(request, "kommunen/mitgliedschaften.html", kontext)


def _entscheiden(request: HttpRequest) -> EntscheidungForm | None:
    """Does what the button says; a form that needs another look comes back."""
    aktion, _, pk = request.POST.get("aktion", "").partition(":")
    if not pk.isdecimal() or not pk.isascii() or len(pk) > 18:
        return None
    zeile = get_object_or_404(Mitgliedschaft, pk=int(pk))
    form = EntscheidungForm(request.POST, prefix=pk)
    if not form.is_valid():
        return form
    redaktion = cast(Nutzer, request.user)
    try:
        if aktion == "bestaetigen":
            ablauf.bestaetigen(zeile, durch=redaktion)
            messages.success(request, "Bestätigt. Die Person bekommt eine E-Mail.")
        elif aktion == "entziehen":
            ablauf.entziehen(zeile, durch=redaktion)
            messages.success(request, "Die Mitgliedschaft ist beendet.")
        elif aktion == "ablehnen":
            if not form.cleaned_data["grund"]:
                form.add_error("grund", "Bitte nennen Sie der Person den Grund.")
                return form
            ablauf.ablehnen(zeile, durch=redaktion, grund=form.cleaned_data["grund"])
            messages.success(request, "Abgelehnt. Die Person bekommt den Grund per E-Mail.")
    except ablauf.Konflikt as konflikt:
        messages.warning(request, str(konflikt))
    return None
