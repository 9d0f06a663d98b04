from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.konten.rechte import Person
from veranstaltungen import rechte, texte
from veranstaltungen.anmeldung import AnmeldungAbgelehnt, PunktVoll, anmelden
from veranstaltungen.forms.anmeldung import AnmeldungForm
from veranstaltungen.models import Anmeldestand, Veranstaltung
from veranstaltungen.plaetze import belegte_plaetze

from .oeffentlich import andere_termine

FORMULAR_OFFEN = (Anmeldestand.OFFEN, Anmeldestand.WARTELISTE)


@require_http_methods(["GET", "HEAD", "POST"])
def anmeldung(request: HttpRequest, slug: str) -> HttpResponse:
    veranstaltung = get_object_or_404(rechte.sichtbare(request.user).mit_belegung(), slug=slug)
    if request.method != "POST" and veranstaltung.anmeldestand not in FORMULAR_OFFEN:
        return _geschlossen(request, veranstaltung)
    eingaben = request.POST if request.method == "POST" else None
    form = AnmeldungForm(eingaben, request=request, veranstaltung=veranstaltung, initial=_vorbelegung(request.user))
    if form.is_valid():
        try:
            ergebnis = anmelden(veranstaltung_id=veranstaltung.pk, **form.angaben)
            return redirect(f"veranstaltungen:{'angemeldet' if ergebnis.platz else 'wartet'}", slug=slug)
        except AnmeldungAbgelehnt as abgelehnt:
            veranstaltung.belegt = belegte_plaetze(veranstaltung)
            form.ablehnen(abgelehnt)
        except PunktVoll as voll:
            form.punkte_voll(voll.titel, veranstaltung)
    return _formular(request, form)


def _formular(request: HttpRequest, form: AnmeldungForm) -> HttpResponse:
    veranstaltung = form.veranstaltung
    voll = veranstaltung.anmeldestand != Anmeldestand.OFFEN
    return render(
        request,
        "veranstaltungen/anmeldung.html",
        {
            "form": form,
            "veranstaltung": veranstaltung,
            "wartende": texte.wartende(veranstaltung.anmeldungen.wartend().count()) if form.voll else "",
            "andere_termine": andere_termine(veranstaltung) if voll else (),
        },
        status=429 if form.zu_oft else 200,
    )


def _geschlossen(request: HttpRequest, veranstaltung: Veranstaltung) -> HttpResponse:
    return render(
        request,
        "veranstaltungen/anmeldung_geschlossen.html",
        {
            "veranstaltung": veranstaltung,
            "stand": veranstaltung.anmeldestand,
            "andere_termine": andere_termine(veranstaltung),
        },
    )


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
    veranstaltung = get_object_or_404(rechte.sichtbare(request.user), slug=slug)
    antwort = render(request, vorlage, {"veranstaltung": veranstaltung})
    antwort["X-Robots-Tag"] = "noindex"
    return antwort
