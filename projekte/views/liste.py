"""The list of projects and the map of the same hits."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from kommunen import mitgliedschaft
from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.fragmente import fragmente
from kompetenzzentrum.oberflaeche.stand import nach_stand
from kompetenzzentrum.oberflaeche.templatetags.oberflaeche import symbol

from .. import facetten, kacheln, naehe, orte, suche
from ..filters import IM_VERGLEICH_HOECHSTENS, RELEVANZ, SORTIERUNGEN, Chip, ProjektFilter, als_abfrage
from ..models import Projekt

JE_SEITE = 12
EBENE = 2
MEINE_HOECHSTENS = 3
LOCKERUNGEN_HOECHSTENS = 8
WORT_MINDESTENS = 3


@nach_stand("projekte", "kommunen")
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    nummer = stand.zur_anfrage(request)["projekte"]
    anfrage = ProjektFilter(request.GET, nummer)
    if (knapper := anfrage.knapper) is not None:
        return redirect(request.path + knapper.removesuffix("?"))
    seite = request.GET.get("seite", "1")
    von = (int(seite) - 1) * JE_SEITE if seite.isascii() and seite.isdecimal() and len(seite) < 8 else 0
    ergebnis = suche.suchen(anfrage.auswahl, von=max(von, 0), anzahl=JE_SEITE, stand=nummer)
    kontext = _gemeinsam(request, anfrage, ergebnis) | {
        "page_obj": _seite(seite, ergebnis.anzahl),
        "sortierleiste": _sortierleiste(anfrage),
        "kacheln": _kacheln(anfrage, ergebnis),
    }
    if not ergebnis.anzahl:
        kontext |= _ohne_treffer(anfrage, nummer)
    return render(request, "projekte/liste.html", kontext)


@nach_stand("projekte", "kommunen")
@require_safe
def karte(request: HttpRequest) -> HttpResponse:
    nummern = stand.zur_anfrage(request)
    nummer = nummern["projekte"]
    anfrage = ProjektFilter(request.GET, nummer)
    if (knapper := anfrage.knapper) is not None:
        return redirect(request.path + knapper.removesuffix("?"))
    ergebnis = suche.suchen(anfrage.auswahl, anzahl=0, stand=nummer)
    try:
        kontext = _gemeinsam(request, anfrage, ergebnis) | orte.von(
            anfrage, ergebnis, nummern, request.GET.get("seite", "1")
        )
    except InvalidPage as fehler:
        raise Http404 from fehler
    if not ergebnis.anzahl:
        kontext |= _ohne_treffer(anfrage, nummer)
    return render(request, "projekte/karte.html", kontext)


def _gemeinsam(request: HttpRequest, anfrage: ProjektFilter, ergebnis: suche.Ergebnis) -> dict[str, Any]:
    """What list and map share: the filters, what is in force, how many hits."""
    chips = anfrage.chips
    return {
        "anfrage": anfrage,
        "facetten": facetten.zeichnen(anfrage.facetten, anfrage.merkmale, ergebnis.facetten),
        "chips": chips,
        "chipleiste": _chipleiste(chips, anfrage),
        "anzahl": ergebnis.anzahl,
        "gemeint": ergebnis.gemeint,
        "hier": request.path,
        "abfrage": anfrage.adresse(),
        "abfrage_ohne_wie": anfrage.adresse(wie=""),
        "abfrage_vergleich": als_abfrage([("p", slug) for slug in anfrage.verglichene]),
        "abfrage_ohne_vergleich": anfrage.adresse(p=""),
        "meine": _meine(request, anfrage),
        "wie_zur_wahl": [(kommune, anfrage.adresse(wie=kommune.schluessel)) for kommune in anfrage.kommunen_zur_wahl],
    }


def _meine(request: HttpRequest, anfrage: ProjektFilter) -> list[tuple[Kommune, str]]:
    """The municipalities of a member, to compare with. A guest has no session: nobody is looked up."""
    if anfrage.wie or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return []
    kommunen = mitgliedschaft.kommunen_von(request.user)[:MEINE_HOECHSTENS]
    return [(kommune, anfrage.adresse(wie=kommune.schluessel)) for kommune in kommunen]


def _seite(seite: str, anzahl: int) -> Page[int]:
    try:
        return Paginator(range(anzahl), JE_SEITE).page(seite)
    except InvalidPage as fehler:
        raise Http404 from fehler


def _sortierleiste(anfrage: ProjektFilter) -> SafeString:
    """The orders as links. The usual one needs no parameter."""
    namen = [name for name in SORTIERUNGEN if name != RELEVANZ or anfrage.uebliche == RELEVANZ]
    links = []
    for name in namen:
        adresse = escape(anfrage.adresse(sortierung="" if name == anfrage.uebliche else name))
        hier = ' aria-current="true"' if name == anfrage.sortierung else ""
        links.append(f'<a href="{adresse}"{hier}>{SORTIERUNGEN[name]}</a>')
    return mark_safe("".join(links))


def _chipleiste(chips: list[Chip], anfrage: ProjektFilter) -> SafeString:
    """The filters in force as links that take one away, and one that takes all away."""
    if not chips:
        return SafeString()
    kreuz = symbol("x")
    einzeln = format_html_join(
        "",
        '<li><a class="chip" href="{}"><span class="kern-sr-only">{}: </span>{}{}'
        '<span class="kern-sr-only">entfernen</span></a></li>',
        ((chip.url, chip.titel, chip.wert, kreuz) for chip in chips),
    )
    if len(chips) > 1:
        alle = anfrage.adresse(**dict.fromkeys((chip.name for chip in chips), ""))
        einzeln += format_html('<li><a class="filter__alle" href="{}">Alle entfernen</a></li>', alle)
    return format_html('<ul class="filter__aktiv" aria-label="Aktive Filter">{}</ul>', einzeln)


# --- cards ---


def _kacheln(anfrage: ProjektFilter, ergebnis: suche.Ergebnis) -> SafeString:
    """The cards of this page, each with the reason why it is a hit. Usually without a query; one for cards not drawn
    before, one for excerpts of long texts, one for the reasons of nearness."""
    paare = [(pk, ergebnis.fassungen[pk]) for pk in ergebnis.schluessel]
    gezeichnet = kacheln.gezeichnet(paare, EBENE)
    auszuege = [""] * len(paare)
    if ergebnis.marken:
        gezeichnet, auszuege = _markiert(paare, gezeichnet, ergebnis.marken)
    gruende = naehe.gruende(ergebnis.naehe, anfrage.wie) if anfrage.wie and ergebnis.naehe else {}
    wie = f"?wie={anfrage.wie.schluessel}" if anfrage.wie else ""
    dazu = "".join(f"{urlencode({'p': slug})}&amp;" for slug in anfrage.verglichene[: IM_VERGLEICH_HOECHSTENS - 1])
    return mark_safe(
        "".join(
            kacheln.gefuellt(kachel, _grund(auszug, gruende.get(pk), anfrage), dazu, wie)
            for (pk, _), kachel, auszug in zip(paare, gezeichnet, auszuege, strict=True)
        )
    )


def _markiert(paare: list[kacheln.Paar], gezeichnet: list[str], marken: suche.Marken) -> tuple[list[str], list[str]]:
    """The cards with the searched words marked; and, where nothing on a card says why it is a hit, the best place of
    the long text. One query for those whose text is looked at for the first time."""
    geladen: dict[int, Projekt] = {}

    def erzeugen(nummer: int) -> str:
        stellen = [suche.hervorheben(text, marken) for text in kacheln.stellen(gezeichnet[nummer])]
        auszug = "" if any("<mark>" in stelle for stelle in stellen) else fundstelle(paare[nummer][0])
        return kacheln.STELLE.join([*stellen, auszug])

    def fundstelle(pk: int) -> SafeString:
        if not geladen:
            geladen.update(Projekt.objects.only(*suche.AUSZUG_TEXTE).in_bulk([pk for pk, _ in paare]))
        return suche.hervorheben(suche.fundstelle(geladen[pk], marken) if pk in geladen else "", marken)

    kacheln_markiert, auszuege = [], []
    stuecke = fragmente("treffer", [(*paar, marken.staemme) for paar in paare], erzeugen)
    for kachel, stueck in zip(gezeichnet, stuecke, strict=True):
        *stellen, auszug = stueck.split(kacheln.STELLE)
        kacheln_markiert.append(kacheln.mit_stellen(kachel, stellen))
        auszuege.append(auszug)
    return kacheln_markiert, auszuege


def _grund(auszug: str, gemeinsam: str | None, anfrage: ProjektFilter) -> str:
    teile = []
    if auszug:
        teile.append(format_html('<p class="kachel__fund">{}</p>', mark_safe(auszug)))
    if gemeinsam and anfrage.wie:
        teile.append(
            format_html('<p class="kachel__naehe"><span>Wie {}: </span>{}</p>', anfrage.wie.kurzname, gemeinsam)
        )
    return "".join(teile)


# --- without hits ---


def _ohne_treffer(anfrage: ProjektFilter, nummer: int) -> dict[str, Any]:
    """What helps: leaving out one filter or all but one word, each with what it would give, and what comes nearest."""

    def anzahl(auswahl: suche.Auswahl) -> int:
        return suche.suchen(auswahl, anzahl=0, stand=nummer).anzahl

    namen = list(dict.fromkeys(chip.name for chip in anfrage.chips))
    filter_ = [
        (f"{anfrage.in_worten(name)} weglassen", anzahl(anfrage.auswahl_ohne(name)), anfrage.adresse(**{name: ""}))
        for name in (namen[:LOCKERUNGEN_HOECHSTENS] if len(namen) > 1 else ())
    ]
    woerter = [
        (f"Nur nach „{wort}“ suchen", anzahl(anfrage.auswahl_ohne(text=wort)), anfrage.adresse(q=wort))
        for wort in _einzelne_woerter(anfrage.text)
    ]
    lockerungen = [lockerung for lockerung in (*filter_, *woerter) if lockerung[1]]
    return {"lockerungen": lockerungen, "naechste": _kacheln(anfrage, suche.nahe(anfrage.auswahl))}


def _einzelne_woerter(text: str) -> list[str]:
    woerter = list(dict.fromkeys(wort.strip('"„“') for wort in text.split() if not wort.startswith("-")))
    return (
        [wort for wort in woerter if len(wort) >= WORT_MINDESTENS][:LOCKERUNGEN_HOECHSTENS] if len(woerter) > 1 else []
    )
