from functools import cached_property

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kommunen.models import Art, Kommune
from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.oberflaeche.stand import nach_stand
from projekte import rechte as projekte_rechte
from projekte.models import Handlungsfeld
from veranstaltungen import rechte as veranstaltungen_rechte

from .konto import uebersicht


class Kennzahlen:
    """Counted when a piece of the page that shows them is made."""

    @cached_property
    def projekte(self) -> int:
        return projekte_rechte.oeffentliche().count()

    @cached_property
    def kommunen(self) -> int:
        return Kommune.objects.waehlbar().filter(art=Art.GEMEINDE).count()

    @cached_property
    def veranstaltungen(self) -> int:
        return veranstaltungen_rechte.oeffentliche().kommend(timezone.now()).count()


@require_safe
@nach_stand("kommunen", "projekte", "veranstaltungen", "inhalte")
def start(request: HttpRequest) -> HttpResponse:
    felder = Handlungsfeld.objects.all()
    return render(request, "portal/start.html", {"kennzahlen": Kennzahlen(), "handlungsfelder": felder})


@require_safe
@login_required
def konto(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Nutzer)  # noqa: S101  (for the type checker: login_required saw to it)
    return render(request, "portal/konto.html", uebersicht(request.user))


@require_safe
def abgemeldet(request: HttpRequest) -> HttpResponse:
    """A page instead of a message: the message would need a new session, and with it a cookie."""
    return render(request, "portal/abgemeldet.html")
