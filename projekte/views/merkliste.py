"""The Merkliste of the reader, in her account or in a cookie that only this page gets, and the list somebody shares."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.versand.postausgang import adresse

from .. import export, merkliste
from ..models import Projekt

COOKIE = "merkliste"
ZURUECK_HOECHSTENS = 2000
"""Characters of an address."""
COOKIE_DAUER = timedelta(days=90)
ERGEBNISSE = ("gemerkt", "entfernt", "geleert", "voll")


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def eigene(request: HttpRequest) -> HttpResponse:
    """`?p=slug&p=slug` or `?von=<shared list>` proposes projects; only POST puts them on the list."""
    if request.method == "POST":
        return _aendern(request)
    liste = _liste(request)
    vorgeschlagen, unbekannt = _vorgeschlagen(request)
    stand = merkliste.laden(liste)
    geteilt = merkliste.verpacken(stand.schluessel)
    neue = merkliste.laden([eins for eins in vorgeschlagen if eins not in liste])
    zurueck = _woher(request)
    im_browser = [eins for eins in _im_browser(request) if eins not in liste] if _person(request) else []
    werte = {
        "stand": stand,
        "geteilt": geteilt,
        "geteilt_url": adresse(reverse("projekte:merkliste_geteilt", args=[geteilt])),
        "neue": neue.lesbar,
        "schon_gemerkt": bool(vorgeschlagen) and not neue.lesbar,
        "unbekannt": unbekannt,
        "im_browser": merkliste.laden(im_browser).lesbar,
        "ergebnis": next((wort for wort in ERGEBNISSE if request.GET.get("ergebnis") == wort), ""),
        "tage": COOKIE_DAUER.days,
        "hoechstens": merkliste.HOECHSTENS,
        "zurueck": zurueck,
        "zur_liste": urlsplit(zurueck).path in (reverse("projekte:liste"), reverse("projekte:karte")),
        "hier": _hier(request, zurueck),
    }
    return render(request, "projekte/merkliste.html", werte)


@require_safe
def geteilte(request: HttpRequest, liste: str) -> HttpResponse:
    """What somebody shares: read by everybody, with an address that stays."""
    try:
        schluessel = merkliste.auspacken(liste)
    except merkliste.Ungueltig:
        return render(request, "projekte/merkliste_unlesbar.html", status=404)
    werte = {"stand": merkliste.laden(schluessel), "geteilt": liste}
    return render(request, "projekte/merkliste_geteilt.html", werte)


@require_safe
def als_csv(request: HttpRequest, liste: str) -> HttpResponse | StreamingHttpResponse:
    try:
        schluessel = merkliste.auspacken(liste)
    except merkliste.Ungueltig:
        return render(request, "projekte/merkliste_unlesbar.html", status=404)
    return export.als_csv(schluessel, dateiname="merkliste.csv")


# --- what the button does ---


def _aendern(request: HttpRequest) -> HttpResponse:
    aktion = request.POST.get("aktion")
    slugs = request.POST.getlist("p")[: merkliste.HOECHSTENS]
    liste = _liste(request)
    if aktion == "merken":
        return _merken(request, liste, merkliste.aus_adressen(slugs))
    if aktion == "uebernehmen" and _person(request):
        antwort = _merken(request, liste, _im_browser(request))
        antwort.delete_cookie(COOKIE, path=reverse("projekte:merkliste"))
        return antwort
    if aktion == "entfernen":
        weg = list(Projekt.objects.filter(slug__in=_ohne_nullzeichen(slugs), pk__in=liste).values_list("pk", flat=True))
        return _entfernen(request, liste, weg, [("ergebnis", "entfernt"), *(("p", slug) for slug in slugs)])
    if aktion == "leeren":
        return _entfernen(request, liste, liste, [("ergebnis", "geleert"), ("von", merkliste.verpacken(liste))])
    return _zurueck(request, [])


def _merken(request: HttpRequest, liste: list[int], schluessel: list[int]) -> HttpResponse:
    neue = merkliste.passende(liste, schluessel)
    alle_passen = set(schluessel) <= {*liste, *neue}
    antwort = _zurueck(request, [("ergebnis", "gemerkt" if alle_passen else "voll")])
    if person := _person(request):
        merkliste.merken(person, schluessel)
    else:
        _cookie_setzen(antwort, [*neue, *liste])
    return antwort


def _entfernen(
    request: HttpRequest, liste: list[int], weg: Sequence[int], angaben: list[tuple[str, str]]
) -> HttpResponse:
    """The answer proposes what was taken off: so it is put back by one click."""
    antwort = _zurueck(request, angaben)
    if person := _person(request):
        merkliste.entfernen(person, weg)
    else:
        _cookie_setzen(antwort, [eins for eins in liste if eins not in weg])
    return antwort


def _zurueck(request: HttpRequest, angaben: list[tuple[str, str]]) -> HttpResponse:
    woher = _woher(request)
    return redirect(_adresse([*angaben, *([("zurueck", woher)] if woher else [])]))


def _adresse(angaben: list[tuple[str, str]]) -> str:
    return f"{reverse('projekte:merkliste')}?{urlencode(angaben)}" if angaben else reverse("projekte:merkliste")


# --- where the reader comes from ---


def _hier(request: HttpRequest, zurueck: str) -> str:
    """This page with the way back, to return to after the login."""
    angaben = [(name, wert) for name, werte in request.GET.lists() for wert in werte if name != "zurueck"]
    return _adresse([*angaben, *([("zurueck", zurueck)] if zurueck else [])])


def _woher(request: HttpRequest) -> str:
    """The page of the catalogue to go back to: first told by the browser, then carried along. Whatever else stands
    there gets no link, so nobody is led away from here."""
    ziel = request.POST.get("zurueck") or request.GET.get("zurueck") or request.headers.get("Referer", "")
    if len(ziel) > ZURUECK_HOECHSTENS or not url_has_allowed_host_and_scheme(ziel, {request.get_host()}):
        return ""
    teile = urlsplit(ziel)
    if not teile.path.startswith(reverse("projekte:liste")) or teile.path.startswith(reverse("projekte:merkliste")):
        return ""
    return urlunsplit(("", "", teile.path, teile.query, ""))


# --- where the list is ---


def _person(request: HttpRequest) -> Nutzer | None:
    return request.user if isinstance(request.user, Nutzer) else None


def _liste(request: HttpRequest) -> list[int]:
    person = _person(request)
    return merkliste.von(person) if person else _im_browser(request)


def _im_browser(request: HttpRequest) -> list[int]:
    try:
        return merkliste.auspacken(request.COOKIES.get(COOKIE, ""))
    except merkliste.Ungueltig:
        return []


def _cookie_setzen(antwort: HttpResponse, liste: Sequence[int]) -> None:
    pfad = reverse("projekte:merkliste")
    if not liste:
        antwort.delete_cookie(COOKIE, path=pfad)
        return
    antwort.set_cookie(
        COOKIE,
        merkliste.verpacken(liste),
        max_age=COOKIE_DAUER,
        path=pfad,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _vorgeschlagen(request: HttpRequest) -> tuple[list[int], int]:
    """What the address proposes, and how many of its projects do not exist (any more)."""
    slugs = list(dict.fromkeys(request.GET.getlist("p")))[: merkliste.HOECHSTENS]
    gefunden = merkliste.aus_adressen(slugs)
    unbekannt = len(slugs) - len(gefunden)
    if "von" in request.GET:
        try:
            gefunden += merkliste.auspacken(request.GET["von"])
        except merkliste.Ungueltig:
            unbekannt += 1
    return list(dict.fromkeys(gefunden)), unbekannt


def _ohne_nullzeichen(slugs: Sequence[str]) -> list[str]:
    """PostgreSQL takes none."""
    return [slug for slug in slugs if "\0" not in slug]
