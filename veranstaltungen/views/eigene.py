"""What everybody can do with her own registration, under its personal address.

GET shows, POST acts: link scanners and previews change nothing. Whoever posts is led to a page that says how it stands
now, so reloading repeats nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kompetenzzentrum.schutz.tokens import token_seite
from veranstaltungen import kalender, rechte, warteliste
from veranstaltungen.anmeldung import (
    AnmeldungAbgelehnt,
    PunktVoll,
    SchonDabei,
    angaben_aendern,
    stornieren,
    uebergeben,
)
from veranstaltungen.eigene import Lage
from veranstaltungen.forms.eigene import AbsageForm, AngabenForm, TerminForm, WeitergabeForm
from veranstaltungen.models import Anmeldestand, Anmeldung
from veranstaltungen.umbuchung import umbuchen

from .oeffentlich import ics_antwort

NACHRICHTEN = {
    "angaben": "Ihre Angaben sind gespeichert.",
    "online": "Sie nehmen jetzt online teil. Eine E-Mail mit dem Zugang ist unterwegs.",
    "vor_ort": "Sie nehmen jetzt vor Ort teil. Eine E-Mail mit der Eintrittskarte ist unterwegs.",
    "umgebucht": "Sie sind umgebucht. Eine E-Mail mit allem für den neuen Termin ist unterwegs.",
    "angenommen": "Sie haben angenommen. Eine E-Mail mit der Bestätigung ist unterwegs.",
    "weitergegeben": "Der Platz ist weitergegeben. Beide Seiten bekommen eine E-Mail.",
    "zu_spaet": "Das Angebot gilt nicht mehr: Die Frist ist um.",
    "keine_liste": "Wieder anstellen geht gerade nicht: Die Warteliste ist geschlossen, oder Sie stehen schon darauf.",
}
"""What `?meldung=` may say above the page. Wrong ones say nothing."""
MISSLUNGEN = ("zu_spaet", "keine_liste")

Ansicht = Callable[[HttpRequest, Anmeldung], HttpResponse]


def persoenlich(ansicht: Ansicht) -> Callable[..., HttpResponse]:
    """The registration to a token. A wrong one, or one that a handed-on seat has no more, is told the same."""

    @wraps(ansicht)
    def zu_token(request: HttpRequest, token: str) -> HttpResponse:
        menge = Anmeldung.objects.select_related("veranstaltung__reihe", "kommune__land", "kontakt")
        menge = menge.prefetch_related("programmwahlen__programmpunkt")
        try:
            return ansicht(request, menge.get(token=token))
        except Anmeldung.DoesNotExist:
            return render(request, "veranstaltungen/eigene_unbekannt.html", status=404)

    return token_seite(zu_token)  # type: ignore[return-value]


def _zurueck(anmeldung: Anmeldung, meldung: str = "") -> HttpResponse:
    return redirect(f"{anmeldung.token_url}?meldung={meldung}" if meldung else anmeldung.token_url)


def _seite(request: HttpRequest, name: str, anmeldung: Anmeldung, **werte: Any) -> HttpResponse:
    werte = {"anmeldung": anmeldung, "veranstaltung": anmeldung.veranstaltung, **werte}
    form = werte.get("form")
    return render(request, f"veranstaltungen/eigene_{name}.html", werte, status=429 if _zu_oft(form) else 200)


def _zu_oft(form: Any) -> bool:
    return bool(getattr(form, "zu_oft", False))


@persoenlich
@require_safe
def eigene_anmeldung(request: HttpRequest, eigene: Anmeldung) -> HttpResponse:
    meldung = request.GET.get("meldung", "")
    return _seite(
        request,
        "anmeldung",
        eigene,
        lage=Lage.lesen(eigene),
        bedarfe=[Anmeldung.Bedarf(wert).label for wert in eigene.bedarfe],
        antworten=eigene.antworten.select_related("frage").order_by("frage__position", "pk"),
        meldung=NACHRICHTEN.get(meldung, ""),
        misslungen=meldung in MISSLUNGEN,
    )


@persoenlich
@require_safe
def eigene_kalenderdatei(request: HttpRequest, eigene: Anmeldung) -> HttpResponse:
    return ics_antwort(kalender.persoenlich(eigene), eigene.veranstaltung)


@persoenlich
@require_http_methods(["GET", "HEAD", "POST"])
def annehmen(request: HttpRequest, eigene: Anmeldung) -> HttpResponse:
    """Looked at, this and the next two lead to the page with the buttons."""
    if request.method != "POST":
        return _zurueck(eigene)
    try:
        return _zurueck(warteliste.annehmen(eigene), "angenommen")
    except warteliste.AngebotAbgelaufen:
        return _zurueck(eigene, "zu_spaet")


@persoenlich
@require_http_methods(["GET", "HEAD", "POST"])
def ablehnen(request: HttpRequest, eigene: Anmeldung) -> HttpResponse:
    return _zurueck(warteliste.ablehnen(eigene) if request.method == "POST" else eigene)


@persoenlich
@require_http_methods(["GET", "HEAD", "POST"])
def wieder_anstellen(request: HttpRequest, eigene: Anmeldung) -> HttpResponse:
    if request.method != "POST":
        return _zurueck(eigene)
    try:
        return _zurueck(warteliste.wieder_anstellen(eigene))
    except warteliste.AngebotAbgelaufen:
        return _zurueck(eigene, "keine_liste")


@persoenlich
@require_http_methods(["GET", "HEAD", "POST"])
def absagen(request: HttpRequest, eigene: Anmeldung) -> HttpResponse:
    lage = Lage.lesen(eigene)
    if not lage.absagbare:
        return _zurueck(eigene)
    form = AbsageForm(request.POST if request.method == "POST" else None, personen=lage.absagbare)
    if form.is_valid():
        alle = form.auch_begleitung or eigene not in lage.absagbare
        return _zurueck(stornieren(eigene, mit_begleitung=alle))
    return _seite(request, "absage", eigene, form=form, lage=lage)


@persoenlich
@require_http_methods(["GET", "HEAD", "POST"])
def aendern(request: HttpRequest, eigene: Anmeldung) -> HttpResponse:
    lage = Lage.lesen(eigene)
    if not lage.aenderbar:
        return _zurueck(eigene)
    form = AngabenForm(request.POST if request.method == "POST" else None, anmeldung=eigene)
    if form.is_valid():
        vorher = eigene.ist_online
        try:
            neu = angaben_aendern(eigene, **form.angaben)
            return _zurueck(neu, neu.teilnahme if neu.ist_online != vorher else "angaben")
        except PunktVoll as voll:
            form.punkte_voll(voll.titel)
        except AnmeldungAbgelehnt:
            form.vor_ort_voll()
    return _seite(request, "angaben", eigene, form=form)


@persoenlich
@require_http_methods(["GET", "HEAD", "POST"])
def weitergeben(request: HttpRequest, eigene: Anmeldung) -> HttpResponse:
    lage = Lage.lesen(eigene)
    if not lage.weitergebbar:
        return _zurueck(eigene)
    eingaben = request.POST if request.method == "POST" else None
    form = WeitergabeForm(eingaben, request=request, anmeldung=eigene)
    if form.is_valid():
        try:
            neu = uebergeben(eigene, name=form.cleaned_data["name"], email=form.cleaned_data["email"])
            return _nach_weitergabe(eigene, neu)
        except SchonDabei:
            form.schon_dabei()
    return _seite(request, "weitergabe", eigene, form=form, lage=lage)


def _nach_weitergabe(vorher: Anmeldung, neu: Anmeldung) -> HttpResponse:
    """Her address ends with her seat. Who handed on the seat of a companion still has her own page."""
    if neu.token == vorher.token:
        return _zurueck(vorher)
    if vorher.kontakt and not vorher.email:
        return _zurueck(vorher.kontakt, "weitergegeben")
    return redirect("anmeldungen:weitergegeben", slug=vorher.veranstaltung.slug)


@require_safe
def weitergegeben(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody, says nothing about anybody."""
    veranstaltung = rechte.sichtbare(request.user).filter(slug=slug).first()
    if veranstaltung is None:
        return render(request, "veranstaltungen/eigene_unbekannt.html", status=404)
    antwort = render(request, "veranstaltungen/eigene_weitergegeben.html", {"veranstaltung": veranstaltung})
    antwort["X-Robots-Tag"] = "noindex"
    return antwort


@persoenlich
@require_http_methods(["GET", "HEAD", "POST"])
def umbuchung(request: HttpRequest, eigene: Anmeldung) -> HttpResponse:
    lage = Lage.lesen(eigene)
    if not lage.umbuchbar:
        return _zurueck(eigene)
    termine = lage.andere_termine()
    freie = [termin for termin in termine if termin.anmeldestand == Anmeldestand.OFFEN]
    form = TerminForm(request.POST if request.method == "POST" else None, personen=lage.angemeldete, termine=freie)
    if form.is_valid():
        try:
            neu = umbuchen(eigene, nach=form.cleaned_data["termin"], mit_begleitung=form.auch_begleitung)
            ziel = neu if neu.email else neu.kontakt
            return redirect(f"{reverse('anmeldungen:detail', args=[(ziel or neu).token])}?meldung=umgebucht")
        except AnmeldungAbgelehnt as abgelehnt:
            form.ablehnen(abgelehnt.stand, abgelehnt.frei)
        except SchonDabei:
            form.schon_dabei()
    volle = [termin for termin in termine if termin.anmeldestand != Anmeldestand.OFFEN]
    return _seite(request, "umbuchung", eigene, form=form, freie=freie, volle=volle)
