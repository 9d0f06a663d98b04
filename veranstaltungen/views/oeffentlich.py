from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, lazy
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.stand import hoechstens, nach_stand
from kompetenzzentrum.versand.postausgang import adresse
from projekte import facetten
from projekte import rechte as projekt_rechte
from veranstaltungen import kalender, rechte, strukturdaten, verzeichnis
from veranstaltungen import programm as programme
from veranstaltungen.filters import VeranstaltungFilter
from veranstaltungen.models import Anmeldestand, Veranstaltung
from veranstaltungen.texte import PLAETZE_ALT_HOECHSTENS
from veranstaltungen.verzeichnis import Eintrag, Verzeichnis

JE_SEITE = 12
ANDERE_TERMINE = 3
TERMINE_DER_REIHE = 6
ANDERE_GEPRUEFT = 10
"""Of so many, the next ones of the same format, those with free seats are shown."""


@nach_stand("veranstaltungen", "projekte", "kommunen")
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """The overview: one query for the seats of what is shown, one more with `frei`, at most every five seconds."""
    hoechstens(request, PLAETZE_ALT_HOECHSTENS)
    anfrage = VeranstaltungFilter(request.GET, stand.zur_anfrage(request), timezone.now())
    if (knapper := anfrage.knapper) is not None:
        return redirect(request.path + knapper.removesuffix("?"))
    seite = _seite(request, anfrage)
    kontext: dict[str, Any] = {
        "anfrage": anfrage,
        "facetten": lazy(_facetten, SafeString)(anfrage),
        "page_obj": seite,
        "veranstaltungen": verzeichnis.mit_belegung(eintrag.veranstaltung for eintrag in seite),
        "abonnement": _abonnement(anfrage.abonnement),
    }
    return render(request, "veranstaltungen/liste.html", kontext)


def _facetten(anfrage: VeranstaltungFilter) -> SafeString:
    return facetten.zeichnen(anfrage.facetten, anfrage.merkmale, anfrage.anzahlen())


def _seite(request: HttpRequest, anfrage: VeranstaltungFilter) -> Page[Eintrag]:
    try:
        return Paginator(anfrage.eintraege, JE_SEITE).page(request.GET.get("seite", "1"))
    except InvalidPage as fehler:
        raise Http404 from fehler


def _abonnement(abfrage: str) -> dict[str, str]:
    """Addresses of the calendar to subscribe to: for a click, and to copy."""
    pfad = reverse("veranstaltungen:gesamtkalender") + abfrage
    https = adresse(pfad)
    return {
        "pfad": pfad,
        "https": https,
        "webcal": https.replace(urlsplit(https).scheme, "webcal", 1),
        "gefiltert": abfrage,
    }


@nach_stand("veranstaltungen", "projekte", "kommunen")
@require_safe
def gesamtkalender(request: HttpRequest) -> HttpResponse:
    """All events, or those that the filters leave, for a calendar program that asks again and again."""
    nummern = stand.zur_anfrage(request)
    anfrage = VeranstaltungFilter(request.GET, nummern, timezone.now())
    if anfrage.nur_freie:
        hoechstens(request, PLAETZE_ALT_HOECHSTENS)
    name = " · ".join([f"Veranstaltungen {settings.PORTAL_NAME}", *(chip.wert for chip in anfrage.chips)])
    quelle = adresse(reverse("veranstaltungen:gesamtkalender")) + anfrage.abonnement
    veranstaltungen = [eintrag.veranstaltung for eintrag in anfrage.fuer_kalender()]
    inhalt = kalender.abonnement(veranstaltungen, fassung=nummern["veranstaltungen"], name=name, quelle=quelle)
    return HttpResponse(
        inhalt,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="veranstaltungen.ics"'},
    )


@require_safe
@nach_stand("veranstaltungen", "projekte", "kommunen")
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    hoechstens(request, PLAETZE_ALT_HOECHSTENS)
    original = holen(request, slug)
    jetzt = timezone.now()
    weitere = weitere_termine(original, verzeichnis.alle(stand.zur_anfrage(request)), jetzt)
    veranstaltung, *weitere = verzeichnis.mit_belegung([original, *weitere])
    if not original.reihe_id:
        weitere = [eine for eine in weitere if eine.anmeldestand == Anmeldestand.OFFEN][:ANDERE_TERMINE]
    return render(
        request,
        "veranstaltungen/detail.html",
        {
            "veranstaltung": veranstaltung,
            "stand": veranstaltung.anmeldestand,
            "platzregeln": tuple(veranstaltung.platzregeln),
            "andere_termine": weitere,
            # What pieces of the page are made of: asked for when one is made.
            "sichtbare_projekte": SimpleLazyObject(
                lambda: projekt_rechte.oeffentliche().filter(veranstaltungen=veranstaltung)
            ),
            **programme.kontext(veranstaltung, {}),
            "strukturdaten": lazy(strukturdaten.als_json, SafeString)(veranstaltung),
        },
    )


def holen(request: HttpRequest, slug: str) -> Veranstaltung:
    """The event as this person may see it: without a query, unless it is a draft. Not to be changed."""
    eintrag = verzeichnis.alle(stand.zur_anfrage(request)).nach_slug.get(slug)
    if eintrag:
        return eintrag.veranstaltung
    return get_object_or_404(rechte.sichtbare(request.user).select_related("reihe", "kommune"), slug=slug)


def weitere_termine(veranstaltung: Veranstaltung, alle: Verzeichnis, jetzt: datetime) -> list[Veranstaltung]:
    """What comes in the same series, full ones too; without a series some of the same format that may be open."""
    termine = (
        eine
        for eintrag in alle.eintraege
        if (eine := eintrag.veranstaltung).beginn > jetzt
        and eine.pk != veranstaltung.pk
        and eine.zustand == Veranstaltung.Zustand.VEROEFFENTLICHT
    )
    if veranstaltung.reihe_id:
        return list(islice((eine for eine in termine if eine.reihe_id == veranstaltung.reihe_id), TERMINE_DER_REIHE))
    offene = (
        eine
        for eine in termine
        if eine.format == veranstaltung.format and eine.anmeldestand_bei(jetzt=jetzt, belegt=0) == Anmeldestand.OFFEN
    )
    return list(islice(offene, ANDERE_GEPRUEFT))


def andere_termine(veranstaltung: Veranstaltung) -> "QuerySet[Veranstaltung]":
    """Open for registration, of the same series; without a series of the same format."""
    menge = rechte.oeffentliche().offen(timezone.now()).exclude(pk=veranstaltung.pk)
    if veranstaltung.reihe_id:
        return menge.filter(reihe=veranstaltung.reihe_id)[:ANDERE_TERMINE]
    return menge.filter(format=veranstaltung.format)[:ANDERE_TERMINE]


@require_safe
@nach_stand("veranstaltungen")
def kalenderdatei(request: HttpRequest, slug: str) -> HttpResponse:
    veranstaltung = get_object_or_404(rechte.sichtbare(request.user), slug=slug)
    return ics_antwort(kalender.oeffentlich(veranstaltung), veranstaltung)


def ics_antwort(inhalt: bytes, veranstaltung: Veranstaltung) -> HttpResponse:
    return HttpResponse(
        inhalt,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{veranstaltung.slug}.ics"'},
    )
