"""The page of one project. What is the same for everybody comes from fragments, so a page that was drawn before costs
two queries: the numbers of the rooms and the project's own row.
"""

from functools import partial

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.fragmente import fragment
from kompetenzzentrum.oberflaeche.karte import Punkt

from .. import guetezeichen, kacheln, naehe, rechte, suche
from ..models import Beteiligung, Projekt

AEHNLICHE = 3
STUECKE = ("kopf", "kasten", "erzaehlung", "stand")


@require_safe
@stand.nach_stand("kommunen", "projekte", "veranstaltungen")
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    projekt = get_object_or_404(
        Projekt.objects.select_related("handlungsfeld").only(
            "slug", "titel", "kurzbeschreibung", "fassung", "veroeffentlicht_am", "archiviert_am", "handlungsfeld__slug"
        ),
        slug=slug,
    )
    # Only then is the person looked up: reading pages need no session.
    if not projekt.ist_veroeffentlicht and not rechte.darf_sehen(request.user, projekt):
        raise Http404
    fassungen = stand.zur_anfrage(request)
    werte = {
        "projekt": projekt,
        "stuecke": _stuecke(projekt, fassungen["kommunen"]),
        "aehnliche": fragment("projekt-aehnliche", (projekt.pk, fassungen["projekte"]), lambda: _aehnliche(projekt)),
        "fehlt": None,
    }
    # A guest has no session: nobody is looked up.
    if settings.SESSION_COOKIE_NAME in request.COOKIES and rechte.darf_pflegen(request.user, projekt):
        werte["fehlt"] = guetezeichen.fehlt(_geladen(projekt.pk))
    return render(request, "projekte/detail.html", werte)


def _stuecke(projekt: Projekt, kommunen: int) -> dict[str, SafeString]:
    """The pieces of the page by name; if one is not there, the project is loaded once for all of them."""
    geladen: dict[str, object] = {}

    def erzeugen(name: str) -> str:
        if not geladen:
            geladen.update(_werte(_geladen(projekt.pk)))
        return render_to_string(f"projekte/detail/{name}.html", geladen)

    schluessel = (projekt.pk, projekt.fassung, kommunen)
    return {name: fragment(f"projekt-{name}", schluessel, partial(erzeugen, name)) for name in STUECKE}


def _geladen(pk: int) -> Projekt:
    beteiligungen = Beteiligung.objects.select_related("kommune__land", "kommune__kreis", "frueher")
    return (
        Projekt.objects.select_related("handlungsfeld")
        .prefetch_related(
            Prefetch("beteiligungen", beteiligungen), "weitere_handlungsfelder", "loesungstypen", "schlagwoerter",
            "wirkungen", "partner", "bilder", "dokumente",
        )
        .get(pk=pk)
    )  # fmt: skip


def _werte(projekt: Projekt) -> dict[str, object]:
    for bild in projekt.bilder.all():
        bild.projekt = projekt  # its address holds the slug
    for dokument in projekt.dokumente.all():
        dokument.projekt = projekt
    return {"projekt": projekt, "punkte": _punkte(projekt), "zeichen": guetezeichen.von(projekt)}


def _punkte(projekt: Projekt) -> list[Punkt]:
    return [
        Punkt(kommune.lon, kommune.lat, groesse=3 if kommune == projekt.federfuehrung else 2, art="projekt")
        for kommune in (beteiligung.kommune for beteiligung in projekt.beteiligungen.all())
        if kommune.lon is not None and kommune.lat is not None
    ]


def _aehnliche(projekt: Projekt) -> str:
    """Cards of comparable projects, each with what its municipality has in common with this one."""
    paare = kacheln.oeffentliche_paare(suche.aehnliche(projekt.pk, AEHNLICHE))
    fuehrend = projekt.federfuehrung
    gruende = naehe.gruende((pk for pk, _ in paare), fuehrend) if fuehrend and paare else {}
    return mark_safe(
        "".join(
            kacheln.gefuellt(kachel, grund=_grund(gruende.get(pk, "")))
            for (pk, _), kachel in zip(paare, kacheln.gezeichnet(paare), strict=True)
        )
    )


def _grund(gemeinsam: str) -> str:
    if not gemeinsam:
        return ""
    return format_html('<p class="kachel__naehe"><span>Vergleichbare Kommune: </span>{}</p>', gemeinsam)
