"""What everybody can do with her own registration, under its personal address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kompetenzzentrum.schutz.tokens import token_seite
from veranstaltungen import kalender
from veranstaltungen.anmeldung import stornieren
from veranstaltungen.models import Anmeldung

from .oeffentlich import ics_antwort


def _anmeldung_zu(token: str) -> Anmeldung:
    return get_object_or_404(Anmeldung.objects.select_related("veranstaltung", "kommune__land"), token=token)


@token_seite
@require_http_methods(["GET", "HEAD", "POST"])
def eigene_anmeldung(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, the button cancels: link scanners and previews change nothing."""
    eigene = _anmeldung_zu(token)
    if request.method == "POST":
        stornieren(eigene)
        return redirect(eigene.token_url)
    stand = eigene.veranstaltung.anmeldestand_bei(jetzt=timezone.now(), belegt=0)
    return render(request, "veranstaltungen/eigene_anmeldung.html", {"anmeldung": eigene, "stand": stand})


@token_seite
@require_GET
def eigene_kalenderdatei(request: HttpRequest, token: str) -> HttpResponse:
    eigene = _anmeldung_zu(token)
    return ics_antwort(kalender.persoenlich(eigene), eigene.veranstaltung)
