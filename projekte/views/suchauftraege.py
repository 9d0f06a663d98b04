"""Saved searches: the pages of their owner, and the addresses that pause them from a mail."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.schutz.formulare import eine_zeile
from kompetenzzentrum.schutz.tokens import token_seite

from .. import suchauftrag
from ..filters import ProjektFilter
from ..models import Suchauftrag

JE_SEITE = 10


class NameForm(forms.Form):
    name = forms.CharField(
        label="Name",
        max_length=80,
        validators=[eine_zeile],
        help_text="So steht die Suche in Ihrer Liste und in der E-Mail.",
        error_messages={
            "required": "Bitte geben Sie der Suche einen Namen, an dem Sie sie wiedererkennen.",
            "max_length": "Der Name ist zu lang. Bitte kürzen Sie ihn auf %(limit_value)d Zeichen.",
        },
    )


@require_safe
@login_required
def liste(request: HttpRequest) -> HttpResponse:
    seite = Paginator(_person(request).suchauftraege.all(), JE_SEITE).get_page(request.GET.get("seite"))
    return render(request, "projekte/suchauftraege.html", {"page_obj": seite})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def neu(request: HttpRequest) -> HttpResponse:
    """The search stands in the address, as in the list it comes from."""
    gefragt = ProjektFilter(request.GET)
    form = NameForm(request.POST or None, initial={"name": suchauftrag.name_vorschlagen(gefragt)})
    if form.is_valid():
        try:
            suchauftrag.anlegen(nutzer=_person(request), name=form.cleaned_data["name"], gefragt=gefragt)
        except ValidationError as fehler:
            form.add_error(None, fehler)
        else:
            messages.success(request, "Die Suche ist gespeichert. Neues dazu kommt montags per E-Mail.")
            return redirect("projekte:suchauftraege")
    werte = {"form": form, "worte": suchauftrag.in_worten(gefragt), "unbekannt": gefragt.unbekannt}
    return render(request, "projekte/suchauftrag_neu.html", werte)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def einer(request: HttpRequest, token: str) -> HttpResponse:
    auftrag = _person(request).suchauftraege.filter(token=token).first()
    if auftrag is None:
        raise Http404
    aktion = request.POST.get("aktion", "")
    if aktion in _AKTIONEN:
        return _ausfuehren(request, auftrag, aktion)
    form = NameForm(request.POST or None, initial={"name": auftrag.name})
    if form.is_valid():
        suchauftrag.umbenennen(auftrag, form.cleaned_data["name"])
        messages.success(request, "Der Name ist geändert.")
        return redirect("projekte:suchauftraege")
    return render(request, "projekte/suchauftrag.html", {"form": form, "auftrag": auftrag})


_AKTIONEN = ("pausieren", "fortsetzen", "loeschen")


def _ausfuehren(request: HttpRequest, auftrag: Suchauftrag, aktion: str) -> HttpResponse:
    if aktion == "pausieren":
        suchauftrag.pausieren(auftrag)
        messages.success(request, f"„{auftrag.name}“ kommt nicht mehr per E-Mail.")
    elif aktion == "fortsetzen":
        suchauftrag.fortsetzen(auftrag)
        messages.success(request, f"„{auftrag.name}“ kommt wieder per E-Mail. Das nächste Mal am Montag.")
    else:
        auftrag.delete()
        messages.success(request, f"„{auftrag.name}“ ist gelöscht.")
    return redirect("projekte:suchauftraege")


# --- from a mail, without login ---


@token_seite
def einen_pausieren(request: HttpRequest, token: str) -> HttpResponse:
    return _pausieren(request, list(Suchauftrag.objects.filter(token=token)))


@token_seite
def alle_pausieren(request: HttpRequest, token: str) -> HttpResponse:
    return _pausieren(request, list(Suchauftrag.objects.filter(sammeltoken=token)))


def _pausieren(request: HttpRequest, auftraege: list[Suchauftrag]) -> HttpResponse:
    """One button; mail programs press it themselves (RFC 8058)."""
    if not auftraege:
        return render(request, "projekte/suchauftrag_unbekannt.html", status=404)
    if request.method == "POST":
        suchauftrag.pausieren(*auftraege)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse("Sie sind abgemeldet.\n", content_type="text/plain; charset=utf-8")
        return redirect(request.path)
    werte = {
        "namen": [auftrag.name for auftrag in auftraege],
        "pausiert": all(auftrag.pausiert_am for auftrag in auftraege),
        "einzeln": len(auftraege) == 1,
        "alle_url": reverse("projekte:suchauftraege_abmelden", args=[auftraege[0].sammeltoken]),
    }
    return render(request, "projekte/suchauftrag_pausieren.html", werte)


def _person(request: HttpRequest) -> Nutzer:
    assert isinstance(request.user, Nutzer)  # noqa: S101  (for the type checker: login_required saw to it)
    return request.user
