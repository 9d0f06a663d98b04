"""Pictures and documents. No web server needs to stand in front; whether a file may be seen is asked each time."""

import logging

from django.contrib.auth.decorators import login_required
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kommunen.namen import falten
from kompetenzzentrum.oberflaeche.middleware import PRIVAT

from .. import rechte
from ..models import Anlage, Bild, Dokument, Projekt

logger = logging.getLogger(__name__)

OEFFENTLICH = "public, max-age=86400"
"""A file never changes under its address; a day after its project was withdrawn no cache has it any more."""


@require_safe
def bild(request: HttpRequest, slug: str, kennung: str, groesse: str) -> FileResponse:
    gefunden = get_object_or_404(Bild.objects.select_related("projekt"), kennung=kennung, projekt__slug=slug)
    datei = {"gross": gefunden.gross, "klein": gefunden.klein}.get(groesse)
    if datei is None:
        raise Http404
    return _antwort(request, gefunden.projekt, datei, "image/webp")


@require_safe
@login_required
def anlage_bild(request: HttpRequest, token: str, kennung: str, groesse: str) -> FileResponse:
    """Of a submission: for those who may see it."""
    gefunden = _anlage(request, token, kennung, klein__gt="")
    datei = {"gross": gefunden.datei, "klein": gefunden.klein}.get(groesse)
    if datei is None:
        raise Http404
    return ausliefern(datei, "image/webp", oeffentlich=False)


@require_safe
@login_required
def anlage_dokument(request: HttpRequest, token: str, kennung: str) -> FileResponse:
    gefunden = _anlage(request, token, kennung, klein="")
    return ausliefern(gefunden.datei, "application/pdf", name=f"{kennung}.pdf", oeffentlich=False)


def _anlage(request: HttpRequest, token: str, kennung: str, **art: str) -> Anlage:
    einreichung = get_object_or_404(rechte.sichtbare_einreichungen(request.user), token=token)
    return get_object_or_404(einreichung.anlagen.filter(**art), kennung=kennung)


@require_safe
def dokument(request: HttpRequest, slug: str, kennung: str) -> FileResponse:
    gefunden = get_object_or_404(Dokument.objects.select_related("projekt"), kennung=kennung, projekt__slug=slug)
    name = f"{falten(gefunden.titel).replace(' ', '-') or 'dokument'}.pdf"
    return _antwort(request, gefunden.projekt, gefunden.datei, "application/pdf", name=name)


def _antwort(request: HttpRequest, projekt: Projekt, datei: FieldFile, typ: str, name: str = "") -> FileResponse:
    if not projekt.ist_veroeffentlicht and not rechte.darf_sehen(request.user, projekt):
        raise Http404
    return ausliefern(datei, typ, name=name, oeffentlich=projekt.ist_veroeffentlicht)


def ausliefern(datei: FieldFile, typ: str, *, name: str = "", oeffentlich: bool) -> FileResponse:
    """With a name it is an attachment: a browser saves it instead of showing it on our behalf."""
    try:
        inhalt = datei.open("rb")
    except OSError as fehler:
        logger.warning("Datei %s fehlt in der Ablage", datei.name)
        raise Http404 from fehler
    antwort = FileResponse(inhalt, content_type=typ, as_attachment=bool(name), filename=name)
    antwort["Cache-Control"] = OEFFENTLICH if oeffentlich else PRIVAT
    antwort["ETag"] = f'"{datei.name}"'
    return antwort
