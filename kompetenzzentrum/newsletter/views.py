"""What everybody sees: ordering, confirming, signing off, and the archive."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche.stand import nach_stand
from kompetenzzentrum.schutz.tokens import token_seite

from . import abonnement
from .darstellung import web_html
from .forms import BestellForm
from .models import Abonnement
from .rechte import oeffentliche_ausgaben

JE_SEITE = 12


def start(request: HttpRequest) -> HttpResponse:
    form = BestellForm(request.POST or None, request=request)
    if form.is_valid():
        abonnement.bestellen(
            email=form.cleaned_data["email"], themen=form.cleaned_data["themen"], seite=reverse("newsletter:start")
        )
        return redirect("newsletter:bestellt")
    werte = {
        "form": form,
        "einwilligung": abonnement.einwilligung(),
        "ausgaben": oeffentliche_ausgaben()[:3],
    }
    return render(request, "newsletter/start.html", werte, status=429 if form.zu_oft else 200)


@require_safe
def bestellt(request: HttpRequest) -> HttpResponse:
    """The same for every address, known or not."""
    return render(request, "newsletter/bestellt.html")


@token_seite
def bestaetigen(request: HttpRequest, token: str) -> HttpResponse:
    abo = Abonnement.objects.filter(bestaetigungstoken=token).first()
    if abo is None or not abo.email:
        return render(request, "newsletter/link_abgelaufen.html", status=404)
    if request.method == "POST":
        abonnement.bestaetigen(abo)
        return redirect(request.path)
    laufendes = Abonnement.objects.aktiv().zu_adresse(abo.email).first()
    werte = {
        "abo": abo,
        "laufendes": laufendes,
        "adresse": abonnement.maskiert(abo.email),
        "wortlaut": abonnement.wortlaut(abo.themen.all()),
    }
    return render(request, "newsletter/bestaetigen.html", werte)


@token_seite
def abmelden(request: HttpRequest, token: str) -> HttpResponse:
    abo = Abonnement.objects.filter(token=token).first()
    if abo is None:
        return render(request, "newsletter/link_abgelaufen.html", status=404)
    if request.method == "POST":
        return _abmelden_ausfuehren(request, abo)
    return _abmeldeseite(request, abo)


def _abmelden_ausfuehren(request: HttpRequest, abo: Abonnement) -> HttpResponse:
    if request.POST.get("aktion") == "zurueck":
        neues = abonnement.wieder_anmelden(abo, seite=abonnement.SEITE_ABMELDEN)
        if neues is None:
            return redirect("newsletter:start")
        return redirect(reverse("newsletter:abmelden", args=[neues.token]) + "?wieder=1")
    mit_einem_klick = request.POST.get("List-Unsubscribe") == "One-Click"
    abonnement.abmelden(
        abo,
        seite="E-Mail-Programm (RFC 8058)" if mit_einem_klick else abonnement.SEITE_ABMELDEN,
    )
    if mit_einem_klick:
        # RFC 8058, 3.1: no redirect.
        return HttpResponse("Sie sind abgemeldet.\n", content_type="text/plain; charset=utf-8")
    return redirect(request.path)


def _abmeldeseite(request: HttpRequest, abo: Abonnement) -> HttpResponse:
    werte = {
        "abo": abo,
        "adresse": abonnement.maskiert(abo.email) if abo.email else "",
        "darf_zurueck": abonnement.darf_wieder_anmelden(abo),
        "wieder": "wieder" in request.GET,
    }
    return render(request, "newsletter/abmelden.html", werte)


@require_safe
@nach_stand("newsletter")
def archiv(request: HttpRequest) -> HttpResponse:
    seite = Paginator(oeffentliche_ausgaben(), JE_SEITE).get_page(request.GET.get("seite"))
    return render(request, "newsletter/archiv.html", {"page_obj": seite})


@require_safe
@nach_stand("newsletter")
def ausgabe(request: HttpRequest, slug: str) -> HttpResponse:
    eine = get_object_or_404(oeffentliche_ausgaben(), slug=slug)
    return render(request, "newsletter/ausgabe.html", {"ausgabe": eine, "html": web_html(eine)})
