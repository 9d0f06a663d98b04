from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche.karte import Punkt

from .. import kacheln, rechte
from ..models import Beteiligung, Projekt

AEHNLICHE = 3


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    beteiligungen = Beteiligung.objects.select_related("kommune__land", "kommune__kreis")
    projekt = get_object_or_404(
        Projekt.objects.select_related("handlungsfeld")
        .defer("suchvektor")
        .prefetch_related("weitere_handlungsfelder", "loesungstypen", Prefetch("beteiligungen", beteiligungen)),
        slug=slug,
    )
    # Only then is the person looked up: reading pages need no session.
    if not projekt.ist_veroeffentlicht and not rechte.darf_sehen(request.user, projekt):
        raise Http404
    aehnliche = rechte.oeffentliche().filter(handlungsfeld=projekt.handlungsfeld).exclude(pk=projekt.pk)
    return render(
        request,
        "projekte/detail.html",
        {"projekt": projekt, "punkte": _punkte(projekt), "aehnliche": kacheln.paare(aehnliche[:AEHNLICHE])},
    )


def _punkte(projekt: Projekt) -> list[Punkt]:
    return [
        Punkt(kommune.lon, kommune.lat, groesse=3 if kommune == projekt.federfuehrung else 2, art="projekt")
        for kommune in (beteiligung.kommune for beteiligung in projekt.beteiligungen.all())
        if kommune.lon is not None and kommune.lat is not None
    ]
