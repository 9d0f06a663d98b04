"""Recording a reuse, changing it, confirming it."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kommunen.mitgliedschaft import kommunen_von
from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.konten.rechte import Person
from kompetenzzentrum.schutz.tokens import token_seite

from .. import nachnutzung as ablauf
from .. import rechte
from ..forms.nachnutzung import NachnutzungForm, NachnutzungRedaktionForm, vorbelegung
from ..models import Nachnutzung, Projekt

JE_SEITE = 25


def _projekt(slug: str) -> Projekt:
    return get_object_or_404(
        rechte.oeffentliche().select_related("handlungsfeld").prefetch_related("beteiligungen__kommune"), slug=slug
    )


def melden(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for members and editors; everybody else reads how to become a member."""
    projekt = _projekt(slug)
    redaktion = rechte.darf_bearbeiten(request.user)
    eigene = list(kommunen_von(request.user))
    if not redaktion and not eigene:
        return render(request, "projekte/nachnutzung_gast.html", {"projekt": projekt})
    klasse = NachnutzungRedaktionForm if redaktion else NachnutzungForm
    form = klasse(request.POST or None, **_umgebung(request.user, projekt, eigene if not redaktion else ()))
    if form.is_valid():
        try:
            nachnutzung = ablauf.melden(
                projekt=projekt,
                kommune=form.cleaned_data["kommune"],
                durch=cast(Nutzer, request.user),
                **form.angaben(),
            )
            return redirect(f"{nachnutzung.aendern_url}?neu=1")
        except ValidationError as fehler:
            form.fehler_uebernehmen(fehler)
        except ablauf.Konflikt as konflikt:
            form.add_error(None, str(konflikt))
    fertige = projekt.nachnutzungen.filter(kommune__in=eigene).select_related("kommune", "projekt")
    kontext = {"projekt": projekt, "form": form, "fuer": eigene, "redaktion": redaktion, "fertige": fertige}
    return render(request, "projekte/nachnutzung_melden.html", kontext)


@login_required
def aendern(request: HttpRequest, slug: str, schluessel: str) -> HttpResponse:
    nachnutzung = _zum_aendern(request.user, slug, schluessel)
    projekt = nachnutzung.projekt
    umgebung = _umgebung(request.user, projekt, [nachnutzung.kommune])
    form = NachnutzungForm(request.POST or None, initial=vorbelegung(nachnutzung), **umgebung)
    if form.is_valid():
        try:
            geaendert = ablauf.aendern(nachnutzung, durch=cast(Nutzer, request.user), **form.angaben())
            return redirect(f"{geaendert.aendern_url}?gespeichert=1")
        except ValidationError as fehler:
            form.fehler_uebernehmen(fehler)
        except ablauf.Konflikt as konflikt:
            form.add_error(None, str(konflikt))
    werte = {"projekt": projekt, "nachnutzung": nachnutzung, "form": form}
    werte |= {"neu": "neu" in request.GET, "gespeichert": "gespeichert" in request.GET}
    return render(request, "projekte/nachnutzung_aendern.html", werte)


@login_required
def zuruecknehmen(request: HttpRequest, slug: str, schluessel: str) -> HttpResponse:
    nachnutzung = _zum_aendern(request.user, slug, schluessel)
    konflikt = ""
    if request.method == "POST":
        try:
            ablauf.zuruecknehmen(nachnutzung, durch=cast(Nutzer, request.user))
            return redirect("projekte:nachnutzungen")
        except ablauf.Konflikt as fehler:
            konflikt = str(fehler)
    werte = {"nachnutzung": nachnutzung, "projekt": nachnutzung.projekt, "konflikt": konflikt}
    return render(request, "projekte/nachnutzung_zuruecknehmen.html", werte)


@token_seite
def bestaetigen(request: HttpRequest, token: str) -> HttpResponse:
    """The giving side, without a login: GET shows, POST decides."""
    vollstaendig = Nachnutzung.objects.select_related("projekt", "kommune__land", "kommune__kreis", "von")
    nachnutzung = get_object_or_404(vollstaendig, token=token)
    konflikt = ""
    if request.method == "POST":
        entscheiden = ablauf.widersprechen if "widersprechen" in request.POST else ablauf.bestaetigen
        try:
            entscheiden(nachnutzung, token=token)
            return redirect(f"{nachnutzung.token_url}?fertig=1")
        except ablauf.Konflikt as fehler:
            konflikt = str(fehler)
    werte = {"nachnutzung": nachnutzung, "konflikt": konflikt, "fertig": "fertig" in request.GET}
    return render(request, "projekte/nachnutzung_bestaetigen.html", werte)


@login_required
def uebersicht(request: HttpRequest) -> HttpResponse:
    """What the person may follow up: editors what waits, members what their municipalities took and gave."""
    menge = rechte.eigene_nachnutzungen(request.user).select_related("projekt", "kommune", "von")
    seite = Paginator(menge.order_by("-gemeldet_am", "-pk"), JE_SEITE).get_page(request.GET.get("seite"))
    redaktion = rechte.darf_bearbeiten(request.user)
    eigene = set() if redaktion else set(kommunen_von(request.user).values_list("pk", flat=True))
    zeilen = [
        {
            "nachnutzung": nachnutzung,
            "aendern": redaktion or nachnutzung.kommune_id in eigene,
            "bestaetigen": nachnutzung.bestaetigt_am is None and (redaktion or nachnutzung.von_id in eigene),
        }
        for nachnutzung in seite
    ]
    kontext = {"zeilen": zeilen, "page_obj": seite, "redaktion": redaktion}
    return render(request, "projekte/nachnutzungen.html", kontext)


def _zum_aendern(person: Person, slug: str, schluessel: str) -> Nachnutzung:
    """Raises Http404, PermissionDenied."""
    if not schluessel.isdecimal():
        raise Http404
    menge = Nachnutzung.objects.select_related("projekt", "kommune", "von", "eigenes_projekt")
    nachnutzung = menge.filter(projekt__slug=slug, kommune__schluessel=schluessel).order_by("-pk").first()
    if nachnutzung is None:
        raise Http404
    if not rechte.darf_nachnutzung_melden(person, nachnutzung.kommune):
        raise PermissionDenied
    return nachnutzung


def _umgebung(person: Person, projekt: Projekt, fuer: Any) -> dict[str, Any]:
    """What the form offers to choose from."""
    quellen = [kommune for kommune in ablauf.quellen(projekt) if kommune not in fuer]
    eigene = rechte.oeffentliche().exclude(pk=projekt.pk).filter(beteiligungen__kommune__in=fuer).distinct()
    return {"projekt": projekt, "fuer": fuer, "quellen": quellen, "eigene": eigene.order_by("titel") if fuer else None}
