from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, ListView

from kompetenzzentrum.oberflaeche.stand import hoechstens, nach_stand

from .lizenzen import WERKE, projektquellen
from .models import Meldung, Seite
from .rechte import oeffentliche_meldungen, sichtbare_meldungen


def _zusatz(schluessel: str) -> dict[str, Any]:
    if schluessel == "barrierefreiheit":
        return {"kontakt": settings.PORTAL_EMAIL, "schlichtungsstelle": settings.SCHLICHTUNGSSTELLE}
    if schluessel == "lizenzen":
        return {"werke": WERKE, "projektquellen": projektquellen()}
    return {}


@nach_stand("inhalte", "projekte")
def seite(request: HttpRequest, schluessel: str) -> HttpResponse:
    """A legal page: the editors' words, and around them what the portal knows by itself."""
    gefunden = get_object_or_404(Seite, schluessel=schluessel)
    vorlagen = [f"inhalte/seite_{schluessel}.html", "inhalte/seite.html"]
    return render(request, vorlagen, {"seite": gefunden, **_zusatz(schluessel)})


MINUTE = 60
"""Seconds: a piece of news that waits for its date appears by itself."""


@method_decorator(nach_stand("inhalte"), name="dispatch")
class Meldungen(ListView):
    template_name = "inhalte/meldungen.html"
    context_object_name = "eintraege"  # `meldungen` are the frame's messages
    paginate_by = 10
    page_kwarg = "seite"

    def get_queryset(self) -> QuerySet[Meldung]:
        hoechstens(self.request, MINUTE)
        return sichtbare_meldungen(self.request.user).defer("text")


@method_decorator(nach_stand("inhalte"), name="dispatch")
class MeldungAnsehen(DetailView):
    template_name = "inhalte/meldung.html"
    context_object_name = "meldung"

    def get_queryset(self) -> QuerySet[Meldung]:
        hoechstens(self.request, MINUTE)
        return sichtbare_meldungen(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        weitere = oeffentliche_meldungen().exclude(pk=self.object.pk).defer("text")[:3]
        return super().get_context_data(weitere=weitere, **kwargs)
