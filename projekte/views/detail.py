"""The page of one project. What is the same for everybody comes from fragments, so a page that was drawn before costs
two queries: the numbers of the rooms and the project's own row.
"""

from collections.abc import Callable
from functools import cache, partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.fragmente import fragment
from kompetenzzentrum.oberflaeche.karte import Punkt
from kompetenzzentrum.oberflaeche.vorrat import Vorrat

from .. import guetezeichen, kacheln, laden, naehe, rechte, suche
from ..models import Handlungsfeld, Projekt

AEHNLICHE = 3
STUECKE = ("kopf", "kasten", "erzaehlung", "stand")

Ganz = Callable[[], Projekt]
"""The project with all that hangs on it: loaded at the first piece that is not there yet, once for all of them."""


@require_safe
@stand.nach_stand("kommunen", "projekte", "veranstaltungen")
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    nummern = stand.zur_anfrage(request)
    projekt = _rahmen(slug, nummern["projekte"])
    # Only then is the person looked up: reading pages need no session.
    if not projekt.ist_veroeffentlicht and not rechte.darf_sehen(request.user, projekt):
        raise Http404
    ganz = cache(partial(laden.ganz, projekt.pk))
    wie = _wie(request)
    werte = {
        "projekt": projekt,
        "wie": wie,
        "stuecke": _stuecke(projekt, ganz, nummern["kommunen"]),
        "aehnliche": _aehnliche(projekt, ganz, nummern, wie),
        "fehlt": None,
    }
    # A guest has no session: nobody is looked up.
    if settings.SESSION_COOKIE_NAME in request.COOKIES and rechte.darf_pflegen(request.user, projekt):
        werte["fehlt"] = guetezeichen.fehlt(ganz())
    return render(request, "projekte/detail.html", werte)


def _rahmen(slug: str, nummer: int) -> Projekt:
    """What the page needs beside its pieces. Asked for on each view, so by SQL: to put it together and to plan a join
    costs more than to answer it."""
    for projekt in Projekt.objects.raw(_RAHMEN, [slug]):
        if feld := FELDER.holen(nummer).get(projekt.handlungsfeld_id):
            projekt.handlungsfeld = feld
        return projekt
    raise Http404


_RAHMEN = """
SELECT id, slug, titel, kurzbeschreibung, fassung, handlungsfeld_id, veroeffentlicht_am, archiviert_am
FROM projekte_projekt WHERE slug = %s
"""
FELDER: Vorrat[dict[int, Handlungsfeld]] = Vorrat(Handlungsfeld.objects.in_bulk)


def _stuecke(projekt: Projekt, ganz: Ganz, kommunen: int) -> dict[str, SafeString]:
    """The pieces of the page by name."""
    werte = cache(lambda: _werte(ganz()))
    schluessel = (projekt.pk, projekt.fassung, kommunen)

    def stueck(name: str) -> SafeString:
        vorlage = f"projekte/detail/{name}.html"
        return fragment(f"projekt-{name}", schluessel, lambda: render_to_string(vorlage, werte()))

    return {name: stueck(name) for name in STUECKE}


def _werte(projekt: Projekt) -> dict[str, object]:
    return {"projekt": projekt, "punkte": _punkte(projekt), "zeichen": guetezeichen.von(projekt)}


def _punkte(projekt: Projekt) -> list[Punkt]:
    return [
        Punkt(kommune.lon, kommune.lat, groesse=3 if kommune == projekt.federfuehrung else 2, art="projekt")
        for kommune in (beteiligung.kommune for beteiligung in projekt.beteiligungen.all())
        if kommune.lon is not None and kommune.lat is not None
    ]


def _aehnliche(projekt: Projekt, ganz: Ganz, nummern: dict[str, int], wie: str) -> SafeString:
    """Cards of comparable projects, each with what its municipality has in common with this one. Which ones they are
    comes from the index: a change of any other project leaves what was drawn before."""
    paare = suche.aehnliche(projekt.pk, AEHNLICHE, stand=nummern["projekte"])
    if not paare:
        return SafeString()

    def erzeugen() -> str:
        fuehrend = ganz().federfuehrung
        gruende = naehe.gruende((pk for pk, _ in paare), fuehrend) if fuehrend else {}
        return "".join(
            kacheln.gefuellt(kachel, grund=_grund(gruende.get(pk, "")), wie=kacheln.WIE)
            for (pk, _), kachel in zip(paare, kacheln.gezeichnet(paare), strict=True)
        )

    schluessel = (projekt.pk, projekt.fassung, tuple(paare), nummern["kommunen"])
    return mark_safe(fragment("projekt-aehnliche", schluessel, erzeugen).replace(kacheln.WIE, wie))


def _wie(request: HttpRequest) -> str:
    """The municipality the reader compares with, as a query string that goes on with every link from here; who it is
    only the list looks up."""
    schluessel = request.GET.get("wie", "")
    return f"?wie={schluessel}" if schluessel.isascii() and schluessel.isdecimal() and len(schluessel) <= 9 else ""


def _grund(gemeinsam: str) -> str:
    if not gemeinsam:
        return ""
    return format_html('<p class="kachel__naehe"><span>Vergleichbar: </span>{}</p>', gemeinsam)
