import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.konten.rechte import Person
from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.fragmente import fragment
from kompetenzzentrum.schutz.formulare import neue_zeitmarke
from veranstaltungen import texte, verzeichnis
from veranstaltungen.anmeldung import AnmeldungAbgelehnt, PunktVoll, anmelden
from veranstaltungen.forms.anmeldung import AnmeldungForm
from veranstaltungen.models import Anmeldestand, Veranstaltung

from .oeffentlich import andere_termine, holen

FORMULAR_OFFEN = (Anmeldestand.OFFEN, Anmeldestand.WARTELISTE)
TAKT = 2
"""Seconds that an empty form is kept."""
LEERSTELLEN = {name: f"leerstelle-{name}" for name in ("csrf", "zeitmarke", "vorgang")}
"""Stand in a kept form for what differs from reader to reader."""


@require_http_methods(["GET", "HEAD", "POST"])
def anmeldung(request: HttpRequest, slug: str) -> HttpResponse:
    veranstaltung = holen(request, slug)
    if request.method == "POST":
        return _eingereicht(request, veranstaltung)
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return HttpResponse(_leer(request, veranstaltung, {}))
    schluessel = (veranstaltung.pk, *stand.zur_anfrage(request).values())
    seite: str = fragment("anmeldeseite", schluessel, lambda: _leer(request, veranstaltung, LEERSTELLEN), takt=TAKT)
    if LEERSTELLEN["vorgang"] in seite:
        seite = seite.replace(LEERSTELLEN["csrf"], get_token(request))
        seite = seite.replace(LEERSTELLEN["zeitmarke"], neue_zeitmarke())
        seite = seite.replace(LEERSTELLEN["vorgang"], str(uuid.uuid4()))
    return HttpResponse(seite)


def _leer(request: HttpRequest, veranstaltung: Veranstaltung, leerstellen: dict[str, str]) -> str:
    """The page with an empty form, or why there is none."""
    [veranstaltung] = verzeichnis.mit_belegung([veranstaltung])
    if veranstaltung.anmeldestand not in FORMULAR_OFFEN:
        return render_to_string(
            "veranstaltungen/anmeldung_geschlossen.html",
            {
                "veranstaltung": veranstaltung,
                "stand": veranstaltung.anmeldestand,
                "andere_termine": andere_termine(veranstaltung),
            },
            request,
        )
    form = AnmeldungForm(request=request, veranstaltung=veranstaltung, initial=_vorbelegung(request.user))
    form.zeigen(veranstaltung)
    form.initial.update((name, wert) for name, wert in leerstellen.items() if name in form.fields)
    kontext = _kontext(form)
    if leerstellen:
        kontext["csrf_token"] = leerstellen["csrf"]
    return render_to_string("veranstaltungen/anmeldung.html", kontext, request)


def _eingereicht(request: HttpRequest, veranstaltung: Veranstaltung) -> HttpResponse:
    form = AnmeldungForm(request.POST, request=request, veranstaltung=veranstaltung)
    abgelehnt: AnmeldungAbgelehnt | None = None
    if form.is_valid():
        try:
            ergebnis = anmelden(veranstaltung_id=veranstaltung.pk, **form.angaben)
            weiter = "angemeldet" if ergebnis.platz else "wartet"
            return redirect(f"veranstaltungen:{weiter}", slug=veranstaltung.slug)
        except AnmeldungAbgelehnt as grund:
            abgelehnt = grund
        except PunktVoll as voll:
            form.punkte_voll(voll.titel)
    form.zeigen(*verzeichnis.mit_belegung([veranstaltung]))
    if abgelehnt:
        form.ablehnen(abgelehnt)
    return render(request, "veranstaltungen/anmeldung.html", _kontext(form), status=429 if form.zu_oft else 200)


def _kontext(form: AnmeldungForm) -> dict[str, object]:
    veranstaltung = form.veranstaltung
    voll = veranstaltung.anmeldestand != Anmeldestand.OFFEN
    return {
        "form": form,
        "veranstaltung": veranstaltung,
        "wartende": texte.wartende(veranstaltung.wartende),
        "andere_termine": andere_termine(veranstaltung) if voll else (),
    }


def _vorbelegung(person: Person) -> dict[str, str]:
    return {"name": person.name, "email": person.email} if isinstance(person, Nutzer) else {}


@require_safe
def angemeldet(request: HttpRequest, slug: str) -> HttpResponse:
    return _danach(request, slug, "veranstaltungen/angemeldet.html")


@require_safe
def wartet(request: HttpRequest, slug: str) -> HttpResponse:
    return _danach(request, slug, "veranstaltungen/angemeldet_warteliste.html")


def _danach(request: HttpRequest, slug: str, vorlage: str) -> HttpResponse:
    """The same for everybody: neither a name nor whether the address was registered before."""
    antwort = render(request, vorlage, {"veranstaltung": holen(request, slug)})
    antwort["X-Robots-Tag"] = "noindex"
    return antwort
