"""The history of an entry: its versions, the difference of any two, and the way back."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from kompetenzzentrum.konten.models import Nutzer

from .. import pruefung, rechte
from ..einreichung import Konflikt, Unvollstaendig
from ..forms.beitrag import ArchivierenForm
from ..models import Fassung, Projekt
from ..schritte import BEZEICHNUNG
from ..unterschiede import zwischen

JE_SEITE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def fassungen(request: HttpRequest, slug: str) -> HttpResponse:
    projekt = get_object_or_404(Projekt.objects, slug=slug)
    person = cast(Nutzer, request.user)
    if not rechte.darf_fassungen_sehen(person, projekt):
        if not rechte.darf_sehen(person, projekt):
            raise Http404
        raise PermissionDenied
    archivform = ArchivierenForm()
    if request.method == "POST":
        if not rechte.darf_pruefen(person):
            raise PermissionDenied
        if request.POST.get("aktion") == "archivieren":
            archivform = ArchivierenForm(request.POST)
        if antwort := _handeln(request, person, projekt, archivform):
            return antwort
    alle = projekt.fassungen.order_by("-nummer")
    nummern = list(alle.values_list("nummer", flat=True)[:2])
    neu = _fassung(projekt, request.GET.get("neu", "")) or alle.first()
    alt = _fassung(projekt, request.GET.get("alt", "")) or (alle.filter(nummer__lt=neu.nummer).first() if neu else None)
    kontext = {
        "projekt": projekt,
        "page_obj": Paginator(alle.select_related("von"), JE_SEITE).get_page(request.GET.get("seite")),
        "neueste": nummern[0] if nummern else 0,
        "alt": alt,
        "neu": neu,
        "unterschiede": zwischen(alt.inhalt, neu.inhalt) if alt and neu else [],
        "redaktion": rechte.darf_pruefen(person),
        "form": archivform,
    }
    return render(request, "projekte/fassungen.html", kontext)


def _fassung(projekt: Projekt, nummer: str) -> Fassung | None:
    """None for what is no number of a version."""
    if not (nummer.isascii() and nummer.isdecimal() and len(nummer) < 10):
        return None
    return projekt.fassungen.filter(nummer=int(nummer)).first()


def _handeln(
    request: HttpRequest, person: Nutzer, projekt: Projekt, archivform: ArchivierenForm
) -> HttpResponse | None:
    """None: show the page again."""
    fassung = _fassung(projekt, request.POST.get("nummer", ""))
    gesehen = request.POST.get("gesehen", "")
    try:
        if archivform.is_bound:
            if not archivform.is_valid():
                return None
            pruefung.archivieren(projekt, durch=person, grund=archivform.cleaned_data["grund"])
            messages.success(request, "Das Projekt ist aus dem Katalog genommen. Gelöscht ist nichts.")
        elif fassung and gesehen.isascii() and gesehen.isdecimal():
            pruefung.zurueckholen(fassung, durch=person, gesehen=int(gesehen))
            messages.success(request, f"Der Eintrag steht wieder da wie in Fassung {fassung.nummer}.")
    except Konflikt as konflikt:
        messages.error(request, str(konflikt))
    except Unvollstaendig as fehlt:
        felder = ", ".join(BEZEICHNUNG[feld] for feld in fehlt.maengel)
        messages.error(request, f"Diese Fassung lässt sich nicht zurückholen. Heute gilt anderes für: {felder}.")
    return redirect("projekte:fassungen", projekt.slug)
