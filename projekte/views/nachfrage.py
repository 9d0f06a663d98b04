"""The page behind the three buttons of the yearly mail, and the editors' list of what came back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.konten.rechte import rolle_noetig
from kompetenzzentrum.schutz.formulare import EmailFeld, eine_zeile, erreichbar
from kompetenzzentrum.schutz.tokens import token_seite

from .. import nachfrage as nachfragen
from ..models import Nachfrage, Projekt

JE_SEITE = 25
Antwort = Nachfrage.Antwort


class StimmtForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


class GeaendertForm(forms.Form):
    nachricht = forms.CharField(
        label="Was hat sich geändert?",
        max_length=nachfragen.NACHRICHT_HOECHSTENS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ein paar Worte genügen, zum Beispiel: „Seit Mai in allen Ortsteilen, jetzt rund 8.000 € im Jahr.“"
        " Die Redaktion trägt es ein.",
        error_messages={"required": "Bitte schreiben Sie in ein paar Worten, was sich geändert hat."},
    )


class BeendetForm(forms.Form):
    grund = forms.CharField(
        label="Warum ist es beendet?",
        max_length=Projekt._meta.get_field("zustand_grund").max_length,
        validators=[eine_zeile],
        help_text="Steht öffentlich beim Eintrag, damit andere daraus lernen. Ein Satz genügt.",
        error_messages={"required": "Bitte nennen Sie in einem Satz den Grund."},
    )


class KontaktForm(forms.Form):
    funktion = forms.CharField(
        label="Zuständige Stelle",
        max_length=Projekt._meta.get_field("kontakt_funktion").max_length,
        validators=[eine_zeile],
        help_text="Eine Stelle, keine Person: „Stabsstelle Digitalisierung“.",
    )
    email = EmailFeld(
        label="E-Mail-Adresse der Stelle",
        validators=[erreichbar],
        help_text="Wird nicht veröffentlicht: Fragen anderer leiten wir dorthin weiter. Am besten eine Adresse,"
        " die mehrere lesen.",
    )


FORMULARE: dict[str, dict[str, type[forms.Form]]] = {
    Nachfrage.Anlass.JAHR: {
        Antwort.STIMMT: StimmtForm,
        Antwort.GEAENDERT: GeaendertForm,
        Antwort.BEENDET: BeendetForm,
    },
    Nachfrage.Anlass.KONTAKT: {Antwort.KONTAKT: KontaktForm},
}
WORKFLOWS: dict[str, Any] = {
    Antwort.STIMMT: nachfragen.stimmt,
    Antwort.GEAENDERT: nachfragen.geaendert,
    Antwort.BEENDET: nachfragen.beendet,
    Antwort.KONTAKT: nachfragen.neuer_kontakt,
}


@token_seite
def antworten(request: HttpRequest, token: str) -> HttpResponse:
    """GET only shows: mail programs follow links."""
    frage = get_object_or_404(
        Nachfrage.objects.select_related("projekt").filter(projekt__archiviert_am=None), token=token
    )
    klassen = FORMULARE[frage.anlass]
    gewaehlt = (request.POST if request.method == "POST" else request.GET).get("antwort", "")
    formulare = {antwort: klasse(prefix=antwort) for antwort, klasse in klassen.items()}
    if request.method == "POST" and gewaehlt in klassen and frage.ist_offen:
        form = formulare[gewaehlt] = klassen[gewaehlt](request.POST, prefix=gewaehlt)
        if form.is_valid() and _geantwortet(frage, gewaehlt, form):
            return redirect(frage.token_url)
        frage.refresh_from_db()
    werte = {
        "frage": frage,
        "projekt": frage.projekt,
        "formulare": formulare,
        "gewaehlt": gewaehlt if gewaehlt in klassen else "",
        "form": formulare.get(gewaehlt, StimmtForm()),
    }
    return render(request, "projekte/nachfrage/antworten.html", werte)


def _geantwortet(frage: Nachfrage, antwort: str, form: forms.Form) -> bool:
    """False with a message in the form, if what the project says otherwise does not allow the change."""
    try:
        WORKFLOWS[antwort](frage, **form.cleaned_data)
    except nachfragen.SchonBeantwortet:
        return True  # the page then says by whom and when
    except ValidationError as fehler:
        form.add_error(None, fehler.messages)
        return False
    return True


@rolle_noetig(Rolle.REDAKTION)
def aufgaben(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        schluessel = request.POST.get("nachfrage", "")
        if schluessel.isdecimal():
            nachfragen.erledigen(get_object_or_404(Nachfrage, pk=schluessel))
        return redirect("projekte:nachfragen")
    seite = Paginator(nachfragen.aufgaben(), JE_SEITE).get_page(request.GET.get("seite"))
    return render(request, "projekte/nachfrage/aufgaben.html", {"page_obj": seite})
