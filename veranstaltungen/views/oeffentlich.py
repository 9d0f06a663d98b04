from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject, lazy
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from kompetenzzentrum.oberflaeche.stand import hoechstens, nach_stand
from projekte import rechte as projekt_rechte
from veranstaltungen import kalender, rechte, strukturdaten
from veranstaltungen.filters import VERGANGEN, VeranstaltungFilter
from veranstaltungen.models import Veranstaltung
from veranstaltungen.texte import PLAETZE_ALT_HOECHSTENS

ANDERE_TERMINE = 3


@method_decorator(nach_stand("veranstaltungen"), name="dispatch")
class Liste(ListView):
    template_name = "veranstaltungen/liste.html"
    context_object_name = "veranstaltungen"
    paginate_by = 12
    page_kwarg = "seite"

    def get_queryset(self) -> "QuerySet[Veranstaltung]":
        hoechstens(self.request, PLAETZE_ALT_HOECHSTENS)
        self.filter = VeranstaltungFilter(self.request.GET, queryset=rechte.oeffentliche().mit_belegung())
        return self.filter.qs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filter=self.filter, VERGANGEN=VERGANGEN, **kwargs)


@require_safe
@nach_stand("veranstaltungen", "projekte", "kommunen")
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    hoechstens(request, PLAETZE_ALT_HOECHSTENS)
    menge = rechte.sichtbare(request.user).mit_belegung().select_related("reihe", "kommune")
    veranstaltung = get_object_or_404(menge, slug=slug)
    return render(
        request,
        "veranstaltungen/detail.html",
        {
            "veranstaltung": veranstaltung,
            "stand": veranstaltung.anmeldestand,
            # What pieces of the page are made of: asked for when one is made.
            "andere_termine": SimpleLazyObject(lambda: andere_termine(veranstaltung)),
            "sichtbare_projekte": SimpleLazyObject(
                lambda: projekt_rechte.oeffentliche().filter(veranstaltungen=veranstaltung)
            ),
            "strukturdaten": lazy(strukturdaten.als_json, SafeString)(veranstaltung),
        },
    )


def andere_termine(veranstaltung: Veranstaltung) -> "QuerySet[Veranstaltung]":
    """Open for registration, of the same series; without a series of the same format."""
    menge = rechte.oeffentliche().offen(timezone.now()).exclude(pk=veranstaltung.pk)
    if veranstaltung.reihe_id:
        return menge.filter(reihe=veranstaltung.reihe_id)[:ANDERE_TERMINE]
    return menge.filter(format=veranstaltung.format)[:ANDERE_TERMINE]


@require_safe
def kalenderdatei(request: HttpRequest, slug: str) -> HttpResponse:
    veranstaltung = get_object_or_404(rechte.sichtbare(request.user), slug=slug)
    return ics_antwort(kalender.oeffentlich(veranstaltung), veranstaltung)


def ics_antwort(inhalt: bytes, veranstaltung: Veranstaltung) -> HttpResponse:
    return HttpResponse(
        inhalt,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{veranstaltung.slug}.ics"'},
    )
