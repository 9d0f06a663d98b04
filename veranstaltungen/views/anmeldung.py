from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.konten.rechte import Person
from veranstaltungen import rechte
from veranstaltungen.anmeldung import AnmeldungAbgelehnt, anmelden
from veranstaltungen.forms.anmeldung import AnmeldungForm
from veranstaltungen.models import Anmeldestand, Veranstaltung

from .oeffentlich import andere_termine


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
