"""Mediathek: list, one medium, and its files."""

import logging
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from kompetenzzentrum.oberflaeche.middleware import PRIVAT
from kompetenzzentrum.oberflaeche.stand import nach_stand
from kompetenzzentrum.oberflaeche.teilantwort import mit_bereich
from projekte import kacheln
from projekte import rechte as projekt_rechte
from veranstaltungen import mediathek, rechte
from veranstaltungen.filters_mediathek import MedienFilter
from veranstaltungen.models import Medium, Veranstaltung

logger = logging.getLogger(__name__)

OEFFENTLICH = "public, max-age=3600"
"""So long may a file be kept that was replaced or withdrawn."""


@method_decorator(nach_stand("veranstaltungen", "projekte"), name="dispatch")
class Liste(ListView):
    template_name = "veranstaltungen/mediathek/liste.html"
    context_object_name = "medien"
    paginate_by = 12
    page_kwarg = "seite"
    http_method_names = ["get", "head"]

    def get_queryset(self) -> "QuerySet[Medium]":
        self.filter = MedienFilter(self.request.GET, queryset=rechte.oeffentliche_medien())
        return self.filter.qs.select_related("veranstaltung")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filter=self.filter, **kwargs)


@require_safe
@nach_stand("veranstaltungen", "projekte", "kommunen")
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    menge = rechte.sichtbare_medien(request.user).select_related("veranstaltung", "programmpunkt")
    medium = get_object_or_404(menge, slug=slug)
    veranstaltung = medium.veranstaltung
    if veranstaltung and veranstaltung.zustand == Veranstaltung.Zustand.ENTWURF:
        veranstaltung = None
    projekte = projekt_rechte.oeffentliche().filter(medien=medium)
    return render(
        request,
        "veranstaltungen/mediathek/detail.html",
        {"medium": medium, "veranstaltung": veranstaltung, "projekte": kacheln.paare(projekte)},
    )


@require_safe
def datei(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The film, in pieces; slides and documents to be saved; a picture as it is."""
    medium = get_object_or_404(rechte.sichtbare_medien(request.user).exclude(datei=""), slug=slug)
    antwort = _ausliefern(request, medium, medium.datei, mediathek.TYPEN[medium.dateiart])
    if medium.dateiart == "pdf":
        antwort["Content-Disposition"] = f'attachment; filename="{medium.slug}.pdf"'
    return antwort


@require_safe
def untertitel(request: HttpRequest, slug: str) -> HttpResponseBase:
    medium = get_object_or_404(rechte.sichtbare_medien(request.user).exclude(untertitel=""), slug=slug)
    return _ausliefern(request, medium, medium.untertitel, "text/vtt; charset=utf-8")


@require_safe
def vorschau(request: HttpRequest, slug: str) -> HttpResponseBase:
    medium = get_object_or_404(rechte.sichtbare_medien(request.user).exclude(klein=""), slug=slug)
    return _ausliefern(request, medium, medium.klein, "image/webp")


def _ausliefern(request: HttpRequest, medium: Medium, feld: FieldFile, typ: str) -> HttpResponseBase:
    try:
        groesse = feld.size
    except OSError as fehler:
        logger.warning("Datei %s fehlt in der Ablage", feld.name)
        raise Http404 from fehler
    antwort = mit_bereich(request, lambda: feld.open("rb"), groesse=groesse, typ=typ, etag=f'"{feld.name}"')
    antwort["Cache-Control"] = OEFFENTLICH if medium.veroeffentlicht_am else PRIVAT
    return antwort
