"""The programme of an event as pages: days and tracks, who speaks, who exhibits."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche.stand import hoechstens, nach_stand
from veranstaltungen import programm as programme
from veranstaltungen.models import Aussteller, Mitwirkende, Programmpunkt
from veranstaltungen.texte import PLAETZE_ALT_HOECHSTENS

from .oeffentlich import holen


@require_safe
@nach_stand("veranstaltungen")
def programm(request: HttpRequest, slug: str) -> HttpResponse:
    """Two queries when drawn before: whether something changed, and the seats taken."""
    hoechstens(request, PLAETZE_ALT_HOECHSTENS)
    veranstaltung = holen(request, slug)
    belegung = programme.belegung(veranstaltung)
    return render(
        request,
        "veranstaltungen/programm.html",
        {
            "veranstaltung": veranstaltung,
            "belegung": tuple(sorted(belegung.items())),
            **programme.kontext(veranstaltung, belegung),
        },
    )


@require_safe
@nach_stand("veranstaltungen")
def alle_mitwirkenden(request: HttpRequest, slug: str) -> HttpResponse:
    veranstaltung = holen(request, slug)
    punkte = Prefetch("programm", Programmpunkt.objects.only("titel", "beginn", "ende", "entfaellt"))
    personen = programme.nach_namen(veranstaltung.mitwirkende.prefetch_related(punkte))
    return _seite(request, "alle_mitwirkenden", veranstaltung=veranstaltung, mitwirkende=personen)


@require_safe
@nach_stand("veranstaltungen")
def mitwirkende(request: HttpRequest, slug: str, wer: str) -> HttpResponse:
    veranstaltung = holen(request, slug)
    person = get_object_or_404(Mitwirkende, veranstaltung=veranstaltung, slug=wer)
    punkte = person.programm.select_related("raum", "strang")
    return _seite(request, "mitwirkende", veranstaltung=veranstaltung, person=person, punkte=punkte)


@require_safe
@nach_stand("veranstaltungen")
def alle_aussteller(request: HttpRequest, slug: str) -> HttpResponse:
    veranstaltung = holen(request, slug)
    menge: QuerySet[Aussteller] = veranstaltung.aussteller.all()
    return _seite(request, "alle_aussteller", veranstaltung=veranstaltung, aussteller=menge)


@require_safe
@nach_stand("veranstaltungen")
def aussteller(request: HttpRequest, slug: str, wer: str) -> HttpResponse:
    veranstaltung = holen(request, slug)
    stelle = get_object_or_404(Aussteller, veranstaltung=veranstaltung, slug=wer)
    return _seite(request, "aussteller", veranstaltung=veranstaltung, aussteller=stelle)


def _seite(request: HttpRequest, name: str, **kontext: Any) -> HttpResponse:
    return render(request, f"veranstaltungen/{name}.html", kontext)
