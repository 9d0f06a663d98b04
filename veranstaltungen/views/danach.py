"""After an event: the certificate and its check, feedback; and the programme as PDF."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kompetenzzentrum.oberflaeche.ansichten import zu_viele_anfragen
from kompetenzzentrum.oberflaeche.stand import nach_stand
from kompetenzzentrum.schutz.begrenzung import absender, ueberschritten
from kompetenzzentrum.schutz.tokens import token_seite
from veranstaltungen import bescheinigung, programmdruck, rechte, rueckmeldung
from veranstaltungen.forms.danach import PruefForm, RueckmeldungForm
from veranstaltungen.models import Anmeldung

from .schreibtisch.gemeinsam import kontext, laden, nur_team

STUNDE = 3600


def pdf_antwort(inhalt: bytes, name: str) -> HttpResponse:
    """As an attachment: the browser's own viewer would not be ours to make accessible."""
    return HttpResponse(
        inhalt,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )


@require_safe
@nach_stand("veranstaltungen")
def programm_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Made anew for whoever has no ETag of it; that costs some 20 milliseconds, so there is a limit."""
    veranstaltung = get_object_or_404(rechte.sichtbare(request.user), slug=slug)
    if ueberschritten("pdf", absender(request)):
        return zu_viele_anfragen(request, STUNDE)
    return pdf_antwort(programmdruck.als_pdf(veranstaltung), f"programm-{veranstaltung.slug}")


def _anmeldung_zu(token: str) -> Anmeldung:
    menge = Anmeldung.objects.select_related("veranstaltung", "kommune__land", "bescheinigung__veranstaltung")
    return get_object_or_404(menge, token=token)


@token_seite
@require_safe
def bescheinigung_pdf(request: HttpRequest, token: str) -> HttpResponseBase:
    """Shows what was issued (`nachbereitung.py`), and why there is nothing yet."""
    anmeldung = _anmeldung_zu(token)
    eigene = bescheinigung.gueltige().filter(anmeldung=anmeldung).select_related("veranstaltung").first()
    if eigene is None:
        vorbei = anmeldung.veranstaltung.ende <= timezone.now()
        werte = {"anmeldung": anmeldung, "vorbei": vorbei, "war_da": rueckmeldung.war_da(anmeldung, timezone.now())}
        return render(request, "veranstaltungen/bescheinigung_fehlt.html", werte, status=404)
    if ueberschritten("pdf", token):
        return zu_viele_anfragen(request, STUNDE)
    eigene.anmeldung = anmeldung
    return pdf_antwort(bescheinigung.als_pdf(eigene), f"teilnahmebescheinigung-{anmeldung.veranstaltung.slug}")


@require_safe
def bescheinigungen(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in. By GET: it changes nothing and needs no cookie."""
    form = PruefForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("veranstaltungen:bescheinigung", code=bescheinigung.in_gruppen(form.cleaned_data["code"]))
    return render(request, "veranstaltungen/bescheinigungen.html", {"form": form})


@require_safe
def bescheinigung_pruefen(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the paper says, without the name: whoever holds it compares."""
    if ueberschritten("bescheinigung", absender(request)):
        return zu_viele_anfragen(request, STUNDE)
    gemeint = bescheinigung.gelesen(code)
    gefunden = bescheinigung.gueltige().filter(code=gemeint).select_related("veranstaltung").first()
    werte = {
        "code": bescheinigung.in_gruppen(gemeint),
        "bescheinigung": gefunden,
        "dauer": bescheinigung.dauer(gefunden.veranstaltung) if gefunden else "",
        "form": PruefForm(),
    }
    antwort = render(request, "veranstaltungen/bescheinigung_geprueft.html", werte, status=200 if gefunden else 404)
    antwort["X-Robots-Tag"] = "noindex"
    antwort["Cache-Control"] = "no-store"
    return antwort


@token_seite
@require_http_methods(["GET", "HEAD", "POST"])
def rueckmeldung_geben(request: HttpRequest, token: str) -> HttpResponse:
    anmeldung = _anmeldung_zu(token)
    werte: dict[str, Any] = {"anmeldung": anmeldung, "veranstaltung": anmeldung.veranstaltung}
    if not rueckmeldung.war_da(anmeldung, timezone.now()):
        werte["vorbei"] = anmeldung.veranstaltung.ende <= timezone.now()
        return render(request, "veranstaltungen/rueckmeldung_fehlt.html", werte, status=404)
    if anmeldung.rueckmeldung_gegeben:
        return render(request, "veranstaltungen/rueckmeldung_danke.html", werte)
    form = RueckmeldungForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        rueckmeldung.geben(anmeldung, **{name: form.cleaned_data[name] for name in ("note", "gut", "besser")})
        return redirect("anmeldungen:rueckmeldung", token=token)
    return render(
        request, "veranstaltungen/rueckmeldung.html", werte | {"form": form}, status=429 if form.zu_oft else 200
    )


@require_safe
@nur_team
def rueckmeldungen(request: HttpRequest, pk: int) -> HttpResponse:
    """On the team's desk."""
    veranstaltung = laden(request, pk)
    ergebnis = rueckmeldung.auswerten(veranstaltung)
    werte = kontext(veranstaltung, "rueckmeldungen", auswertung=ergebnis, ab=rueckmeldung.AUSWERTUNG_AB)
    return render(request, "veranstaltungen/schreibtisch/rueckmeldungen.html", werte)
