"""Asking the owner of a project, and answering without a login."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.konten.rechte import rolle_noetig
from kompetenzzentrum.schutz import begrenzung
from kompetenzzentrum.schutz.tokens import token_seite

from .. import rechte, rueckfrage
from ..forms.rueckfrage import AntwortForm, RueckfrageForm, vorbelegung
from ..models import Fragenstopp, Rueckfrage

JE_SEITE = 25


def fragen(request: HttpRequest, slug: str) -> HttpResponse:
    projekt = get_object_or_404(rechte.oeffentliche().prefetch_related("beteiligungen__kommune"), slug=slug)
    if not rueckfrage.nimmt_fragen_an(projekt):
        return render(request, "projekte/frage_gestoppt.html", {"projekt": projekt})
    kommune = request.GET.get("kommune", "").replace("\0", "")
    form = RueckfrageForm(request.POST or None, request=request, initial=vorbelegung(request.user, kommune))
    if form.is_valid():
        felder = ("art", "name", "email", "frage", "kommune", "vorgang")
        try:
            neue = rueckfrage.stellen(
                projekt=projekt,
                absender=begrenzung.absender(request),
                **{name: form.cleaned_data[name] for name in felder},
            )
            return redirect(f"{neue.token_url}?neu=1")
        except rueckfrage.Konflikt as konflikt:
            form.add_error(None, str(konflikt))
    return render(
        request, "projekte/frage.html", {"projekt": projekt, "form": form}, status=429 if form.zu_oft else 200
    )


@require_safe
@rolle_noetig(Rolle.REDAKTION)
def beim_zentrum(request: HttpRequest) -> HttpResponse:
    """The editors' list: where nobody else answers."""
    seite = Paginator(rueckfrage.beim_zentrum(), JE_SEITE).get_page(request.GET.get("seite"))
    return render(request, "projekte/rueckfragen.html", {"page_obj": seite})


@token_seite
def meine(request: HttpRequest, token: str) -> HttpResponse:
    """The asker's page."""
    gefunden = get_object_or_404(Rueckfrage.objects.select_related("projekt", "kommune"), token=token)
    if request.method == "POST" and "loeschen" in request.POST:
        gefunden.delete()
        return render(request, "projekte/rueckfrage_geloescht.html", {"projekt": gefunden.projekt})
    return render(request, "projekte/rueckfrage.html", {"rueckfrage": gefunden, "neu": "neu" in request.GET})


@token_seite
def antworten(request: HttpRequest, token: str) -> HttpResponse:
    """The owner's page: answer, pass on to the centre, want no more questions (or want them again)."""
    gefunden = get_object_or_404(Rueckfrage.objects.select_related("projekt", "kommune"), antworttoken=token)
    form = AntwortForm(request.POST if "antworten" in request.POST else None)
    if request.method == "POST" and (erledigt := _handeln(request, gefunden, form)):
        return redirect(f"{gefunden.antwort_url}?{erledigt}=1")
    werte = {
        "rueckfrage": gefunden,
        "form": form,
        "gestoppt": Fragenstopp.objects.filter(projekt=gefunden.projekt).exists(),
        "erledigt": next((name for name in ("antwort", "abgegeben", "gestoppt", "offen") if name in request.GET), ""),
    }
    return render(request, "projekte/rueckfrage_antworten.html", werte)


def _handeln(request: HttpRequest, gefunden: Rueckfrage, form: AntwortForm) -> str:
    """Which button was pressed and worked; empty if the page is to be shown again."""
    if "abgeben" in request.POST:
        rueckfrage.abgeben(gefunden)
        return "abgegeben"
    if "stoppen" in request.POST:
        rueckfrage.stoppen(gefunden.projekt)
        return "gestoppt"
    if "annehmen" in request.POST:
        rueckfrage.wieder_annehmen(gefunden.projekt)
        return "offen"
    if not form.is_valid():
        return ""
    try:
        rueckfrage.beantworten(gefunden, text=form.cleaned_data["antwort"])
    except rueckfrage.Konflikt as konflikt:
        form.add_error(None, str(konflikt))
        return ""
    return "antwort"
