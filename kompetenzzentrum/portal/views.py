from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kommunen.models import Art, Kommune
from kompetenzzentrum.konten.models import Nutzer
from projekte import rechte as projekte_rechte
from projekte.models import Handlungsfeld
from veranstaltungen import rechte as veranstaltungen_rechte

from .konto import uebersicht


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    kennzahlen = {
        "projekte": projekte_rechte.oeffentliche().count(),
        "kommunen": Kommune.objects.waehlbar().filter(art=Art.GEMEINDE).count(),
        "veranstaltungen": veranstaltungen_rechte.oeffentliche().kommend(timezone.now()).count(),
    }
    felder = Handlungsfeld.objects.all()
    return render(request, "portal/start.html", {"kennzahlen": kennzahlen, "handlungsfelder": felder})


@require_safe
@login_required
def konto(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Nutzer)  # noqa: S101  (for the type checker: login_required saw to it)
    return render(request, "portal/konto.html", uebersicht(request.user))


@require_safe
def abgemeldet(request: HttpRequest) -> HttpResponse:
    """A page instead of a message: the message would need a new session, and with it a cookie."""
    return render(request, "portal/abgemeldet.html")
