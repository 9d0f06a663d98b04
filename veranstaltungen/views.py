from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject, lazy
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from django.views.generic import ListView

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.konten.rechte import Person
from kompetenzzentrum.oberflaeche.stand import hoechstens, nach_stand
from kompetenzzentrum.schutz.tokens import token_seite
from projekte import rechte as projekt_rechte

from . import kalender, rechte, strukturdaten
from .anmeldung import AnmeldungAbgelehnt, anmelden, belegte_plaetze, stornieren
from .filters import VERGANGEN, VeranstaltungFilter
from .forms import AnmeldungForm
from .models import Anmeldestand, Anmeldung, Veranstaltung, VeranstaltungQuerySet
from .texte import PLAETZE_ALT_HOECHSTENS

ANDERE_TERMINE = 3


@method_decorator(nach_stand("veranstaltungen"), name="dispatch")
class Liste(ListView):
    template_name = "veranstaltungen/liste.html"
    context_object_name = "veranstaltungen"
    paginate_by = 12
    page_kwarg = "seite"

    def get_queryset(self) -> VeranstaltungQuerySet:
        hoechstens(self.request, PLAETZE_ALT_HOECHSTENS)
        self.filter = VeranstaltungFilter(self.request.GET, queryset=rechte.oeffentliche())
        return self.filter.qs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        werte = super().get_context_data(filter=self.filter, VERGANGEN=VERGANGEN, **kwargs)
        seite = werte["page_obj"]
        anfang = max(seite.start_index() - 1, 0)
        # With the seats, but only when the piece that shows them is made.
        werte["veranstaltungen"] = SimpleLazyObject(
            lambda: list(self.filter.qs.mit_belegung()[anfang : seite.end_index()])
        )
        return werte


@require_safe
@nach_stand("veranstaltungen", "projekte", "kommunen")
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    hoechstens(request, PLAETZE_ALT_HOECHSTENS)
    veranstaltung = get_object_or_404(rechte.sichtbare(request.user), slug=slug)
    # By a query of its own: as part of the first one it costs twice as much, and without a limit nobody asks.
    veranstaltung.belegt = 0 if veranstaltung.plaetze is None else belegte_plaetze(veranstaltung)
    return render(
        request,
        "veranstaltungen/detail.html",
        {
            "veranstaltung": veranstaltung,
            "stand": veranstaltung.anmeldestand,
            # What pieces of the page are made of: asked for when one is made.
            "andere_termine": SimpleLazyObject(lambda: andere_termine(veranstaltung)),
            "sichtbare_projekte": SimpleLazyObject(
                lambda: projekt_rechte.oeffentliche().filter(veranstaltungen=veranstaltung)
            ),
            "strukturdaten": lazy(strukturdaten.als_json, SafeString)(veranstaltung),
        },
    )


def andere_termine(veranstaltung: Veranstaltung) -> "QuerySet[Veranstaltung]":
    """Open for registration, of the same series; without a series of the same format."""
    menge = rechte.oeffentliche().offen(timezone.now()).exclude(pk=veranstaltung.pk)
    if veranstaltung.reihe_id:
        return menge.filter(reihe=veranstaltung.reihe_id)[:ANDERE_TERMINE]
    return menge.filter(format=veranstaltung.format)[:ANDERE_TERMINE]


@require_safe
def kalenderdatei(request: HttpRequest, slug: str) -> HttpResponse:
    veranstaltung = get_object_or_404(rechte.sichtbare(request.user), slug=slug)
    return _ics(kalender.oeffentlich(veranstaltung), veranstaltung)


def _ics(inhalt: bytes, veranstaltung: Veranstaltung) -> HttpResponse:
    return HttpResponse(
        inhalt,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{veranstaltung.slug}.ics"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def anmeldung(request: HttpRequest, slug: str) -> HttpResponse:
    veranstaltung = get_object_or_404(rechte.sichtbare(request.user).mit_belegung(), slug=slug)
    if request.method != "POST" and veranstaltung.anmeldestand != Anmeldestand.OFFEN:
        return render(
            request,
            "veranstaltungen/anmeldung_geschlossen.html",
            {
                "veranstaltung": veranstaltung,
                "stand": veranstaltung.anmeldestand,
                "andere_termine": andere_termine(veranstaltung),
            },
        )
    eingaben = request.POST if request.method == "POST" else None
    form = AnmeldungForm(eingaben, request=request, veranstaltung=veranstaltung, initial=_vorbelegung(request.user))
    auswege: Iterable[Veranstaltung] = ()
    if form.is_valid():
        try:
            anmelden(
                veranstaltung_id=veranstaltung.pk,
                **{
                    feld: form.cleaned_data[feld]
                    for feld in (*AnmeldungForm.field_order, "vorgang")
                    if feld in form.fields
                },
            )
            return redirect("veranstaltungen:angemeldet", slug=veranstaltung.slug)
        except AnmeldungAbgelehnt as abgelehnt:
            form.ablehnen(abgelehnt.stand)
            auswege = andere_termine(veranstaltung)
    return render(
        request,
        "veranstaltungen/anmeldung.html",
        {"form": form, "veranstaltung": veranstaltung, "andere_termine": auswege},
        status=429 if form.zu_oft else 200,
    )


def _vorbelegung(person: Person) -> dict[str, str]:
    return {"name": person.name, "email": person.email} if isinstance(person, Nutzer) else {}


@require_safe
def angemeldet(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody: neither a name nor whether the address was registered before."""
    veranstaltung = get_object_or_404(rechte.sichtbare(request.user), slug=slug)
    antwort = render(request, "veranstaltungen/angemeldet.html", {"veranstaltung": veranstaltung})
    antwort["X-Robots-Tag"] = "noindex"
    return antwort


def _anmeldung_zu(token: str) -> Anmeldung:
    return get_object_or_404(Anmeldung.objects.select_related("veranstaltung", "kommune__land"), token=token)


@token_seite
@require_http_methods(["GET", "HEAD", "POST"])
def eigene_anmeldung(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, the button cancels: link scanners and previews change nothing."""
    eigene = _anmeldung_zu(token)
    if request.method == "POST":
        stornieren(eigene)
        return redirect(eigene.token_url)
    stand = eigene.veranstaltung.anmeldestand_bei(jetzt=timezone.now(), belegt=0)
    return render(request, "veranstaltungen/eigene_anmeldung.html", {"anmeldung": eigene, "stand": stand})


@token_seite
@require_GET
def eigene_kalenderdatei(request: HttpRequest, token: str) -> HttpResponse:
    eigene = _anmeldung_zu(token)
    return _ics(kalender.persoenlich(eigene), eigene.veranstaltung)
