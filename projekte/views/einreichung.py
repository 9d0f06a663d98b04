"""Describing a project: who may, the steps, the last look before it goes to the editors."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kommunen.mitgliedschaft import kommunen_von
from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Nutzer

from .. import anlagen, fakten, rechte, verstaendlich
from .. import einreichung as ablauf
from ..forms.beitrag import EigeneKommuneForm, JedeKommuneForm
from ..forms.einreichung import GeschichteForm
from ..models import Einreichung, Projekt
from ..schritte import (
    BEZEICHNUNG,
    NACH_SLUG,
    SCHRITTE,
    ZEILENFORMEN,
    Schritt,
    gebunden,
    getippt,
    getippte_zeilen,
)
from ..unterschiede import Unterschied, in_worten, vokabeln, zwischen
from ..vollstaendigkeit import stand
from . import anlagen as dateischritt

JE_SEITE = 20
LESBARE_FELDER = ("kurzbeschreibung", *GeschichteForm.base_fields, "betriebsmodell_text")
"""Running text, of which plain language can be asked."""
LETZTER = "absenden"
MERKEN = "einreichung_vor_anmeldung"

Eingaben = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
def neu(request: HttpRequest) -> HttpResponse:
    """Who may and how it goes; members and editors start here. Guests get a reading page without a form."""
    person = request.user
    form: EigeneKommuneForm | JedeKommuneForm | None = None
    wunsch = _gewuenschte(request.GET.get("kommune", ""))
    if isinstance(person, Nutzer):
        if rechte.darf_bearbeiten(person):
            form = JedeKommuneForm(request.POST or None, initial={"kommune": wunsch})
        elif (kommunen := kommunen_von(person)).exists():
            form = EigeneKommuneForm(request.POST or None, kommunen=kommunen, wunsch=wunsch)
        if form and form.is_valid():
            try:
                entwurf = ablauf.entwurf_anlegen(nutzer=person, kommune=form.cleaned_data["kommune"])
            except ablauf.Konflikt as konflikt:
                form.add_error(None, str(konflikt))
            else:
                return redirect("projekte:einreichung_schritt", entwurf.token, SCHRITTE[0].slug)
    return render(request, "projekte/neu.html", {"form": form, "schritte": SCHRITTE, "kommune": wunsch})


def _gewuenschte(schluessel: str) -> Kommune | None:
    """The municipality from whose page somebody comes; None for what is no key."""
    if not (schluessel.isascii() and schluessel.isdecimal()):
        return None
    return Kommune.objects.waehlbar().filter(schluessel=schluessel).first()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def aendern(request: HttpRequest, slug: str) -> HttpResponse:
    """Start to change a published entry; it stays as it is until the editors accepted."""
    projekt = get_object_or_404(Projekt.objects, slug=slug)
    person = cast(Nutzer, request.user)
    if not rechte.darf_sehen(person, projekt):
        raise Http404
    darf = rechte.darf_pflegen(person, projekt)
    kommune = _schreibt_fuer(person, projekt) if darf else None
    if request.method == "POST" and kommune:
        entwurf = ablauf.entwurf_anlegen(nutzer=person, kommune=kommune, projekt=projekt)
        return redirect(entwurf)
    kontext = {"projekt": projekt, "kommune": kommune, "redaktion": rechte.darf_bearbeiten(person)}
    return render(request, "projekte/aendern.html", kontext, status=200 if darf else 403)


def _schreibt_fuer(person: Nutzer, projekt: Projekt) -> Kommune | None:
    """Of the participants the leading one, if the person belongs to it; editors write for the leading one."""
    beteiligte = [b.kommune for b in projekt.beteiligungen.select_related("kommune")]
    if not rechte.darf_bearbeiten(person):
        eigene = set(kommunen_von(person))
        beteiligte = [kommune for kommune in beteiligte if kommune in eigene]
    return beteiligte[0] if beteiligte else None


@require_safe
@login_required
def liste(request: HttpRequest) -> HttpResponse:
    """All submissions the person can write at."""
    menge = rechte.eigene_einreichungen(request.user).select_related("kommune", "projekt")
    seite = Paginator(menge, JE_SEITE).get_page(request.GET.get("seite"))
    return render(request, "projekte/einreichungen.html", {"page_obj": seite})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def eine(request: HttpRequest, token: str) -> HttpResponse:
    """The last step: everything once more, what is missing, and the button. Later: where it stands."""
    einreichung = _laden(request, token)
    if request.method == "POST":
        try:
            return _handeln(request, einreichung)
        except ablauf.Unvollstaendig:
            messages.error(request, "Es fehlt noch etwas. Die Liste unten führt Sie hin.")
        except ablauf.Konflikt as konflikt:
            messages.error(request, str(konflikt))
        return redirect(einreichung)
    inhalt = einreichung.inhalt
    kontext = {
        "einreichung": einreichung,
        "darf_schreiben": rechte.darf_schreiben(request.user, einreichung),
        "darf_mitschreiben": rechte.darf_mitschreiben(request.user, einreichung),
        "maengel": [
            (BEZEICHNUNG[feld], texte, _zum_feld(einreichung, feld))
            for feld, texte in (ablauf.maengel(inhalt).items() if einreichung.ist_schreibbar else ())
        ],
        "zusagen": fakten.zusagen(einreichung),
        "stand": stand(inhalt),
        "teile": _teile(inhalt),
        "unterschiede": zwischen(einreichung.grundlage, inhalt) if einreichung.grundlage else [],
        "anlagen": dateischritt.bilder_und_dokumente(einreichung, inhalt),
        **_rahmen(einreichung, LETZTER),
    }
    return render(request, "projekte/einreichung.html", kontext)


def _teile(inhalt: Eingaben) -> list[tuple[Schritt, list[tuple[str, str]], list[str]]]:
    """Of each step what is filled, in words, and the names of what is not."""
    worte = vokabeln()
    teile = []
    for schritt in SCHRITTE:
        angaben = [(BEZEICHNUNG[feld], in_worten(feld, inhalt.get(feld), worte)) for feld in schritt.felder]
        gefuellt = [(name, wert) for name, wert in angaben if wert]
        teile.append((schritt, gefuellt, [name for name, wert in angaben if not wert]))
    return teile


def _handeln(request: HttpRequest, einreichung: Einreichung) -> HttpResponse:
    person = cast(Nutzer, request.user)
    aktion = request.POST.get("aktion")
    if aktion == "einreichen":
        ablauf.einreichen(einreichung, durch=person, bestaetigt=request.POST.getlist("bestaetigt"))
        messages.success(request, "Danke. Ihr Projekt liegt jetzt bei der Redaktion. Sie bekommen eine E-Mail.")
    elif aktion == "zurueckziehen":
        ablauf.zurueckziehen(einreichung, durch=person)
        messages.success(request, "Zurückgezogen. Sie können wieder daran schreiben.")
    elif aktion == "loeschen":
        if request.POST.get("sicher") != "ja":
            messages.error(request, "Setzen Sie zum Löschen bitte das Häkchen. Der Entwurf ist noch da.")
            return redirect(f"{einreichung.get_absolute_url()}#loeschen")
        ablauf.loeschen(einreichung, durch=person)
        messages.success(request, f"Der Entwurf „{einreichung.titel}“ ist gelöscht.")
        return redirect("projekte:einreichungen")
    return redirect(einreichung)


def _zum_feld(einreichung: Einreichung, feld: str) -> str:
    schritt = next(schritt for schritt in SCHRITTE if feld in schritt.felder)
    ziel = feld if feld in ZEILENFORMEN else f"id_{feld}"
    return f"{reverse('projekte:einreichung_schritt', args=[einreichung.token, schritt.slug])}#{ziel}"


# --- one step ---


@require_http_methods(["GET", "HEAD", "POST"])
def schritt(request: HttpRequest, token: str, slug: str) -> HttpResponseBase:
    """One form. The script saves it as one types (JSON); without it the buttons do. Right or wrong, all is stored."""
    if slug not in NACH_SLUG:
        raise Http404
    dieser, als_json = NACH_SLUG[slug], "application/json" in request.headers.get("Accept", "")
    if not request.user.is_authenticated:
        return _erst_anmelden(request, token, dieser, als_json)
    einreichung = _laden(request, token)
    if request.method == "POST":
        speichern = _dateien_speichern if dieser.hat_dateien else _speichern
        return speichern(request, einreichung, dieser, als_json)
    if als_json:
        return JsonResponse({"csrf": get_token(request)})
    if not rechte.darf_schreiben(request.user, einreichung):
        return redirect(einreichung)
    gemerkt = request.session.pop(MERKEN, None)
    if gemerkt and gemerkt["pfad"] == request.path:
        messages.warning(request, "Sie waren abgemeldet. Ihr Text steht hier, ist aber noch nicht gespeichert.")
        return _seite(request, einreichung, dieser, gemerkt["werte"], gemerkt["stand"])
    return _seite(request, einreichung, dieser, einreichung.inhalt, ablauf.stand_von(einreichung, dieser))


def _erst_anmelden(request: HttpRequest, token: str, dieser: Schritt, als_json: bool) -> HttpResponseBase:
    """The session ended while she wrote: what came is kept with the next one and shown after the login.

    Only for an address that exists: nobody else fills our sessions.
    """
    if als_json:
        return JsonResponse({"meldung": "Sie sind nicht mehr angemeldet."}, status=401)
    if request.method == "POST" and Einreichung.objects.filter(token=token).exists():
        request.session[MERKEN] = {
            "pfad": request.path,
            "werte": _werte(request, dieser),
            "stand": request.POST.get("stand", ""),
        }
    return redirect_to_login(request.path)


def _werte(request: HttpRequest, dieser: Schritt) -> Eingaben:
    werte = getippt(dieser.form(request.POST))
    for name in dieser.zeilen:
        werte[name] = getippte_zeilen(ZEILENFORMEN[name][2](request.POST, prefix=name))
    return werte


def _speichern(request: HttpRequest, einreichung: Einreichung, dieser: Schritt, als_json: bool) -> HttpResponse:
    werte, gesehen = _werte(request, dieser), request.POST.get("stand", "")
    try:
        einreichung = ablauf.speichern_schritt(
            einreichung, durch=cast(Nutzer, request.user), schritt=dieser, werte=werte, stand=gesehen
        )
    except ablauf.Geaendert as fremd:
        if als_json:
            return JsonResponse({"meldung": str(fremd)}, status=409)
        andere = zwischen(
            {feld: fremd.jetzt.inhalt.get(feld) for feld in dieser.felder},
            {feld: werte.get(feld) for feld in dieser.felder},
        )
        jetzt = ablauf.stand_von(fremd.jetzt, dieser)
        return _seite(request, fremd.jetzt, dieser, werte, jetzt, konflikt=str(fremd), andere=andere)
    except ablauf.Konflikt as konflikt:
        if als_json:
            return JsonResponse({"meldung": str(konflikt)}, status=409)
        return _seite(request, einreichung, dieser, werte, gesehen, konflikt=str(konflikt))
    if als_json:
        return JsonResponse(_auskunft(einreichung, dieser))
    return _weiter(request, einreichung, dieser)


def _dateien_speichern(request: HttpRequest, einreichung: Einreichung, dieser: Schritt, als_json: bool) -> HttpResponse:
    """As `_speichern`. A file that is refused is named beside its field; what else came is stored."""
    gesehen, darf = request.POST.get("stand", ""), rechte.darf_schreiben(request.user, einreichung)
    zeilen = dateischritt.lesen(request, dieser, nur_worte=als_json or not darf)
    try:
        einreichung = anlagen.speichern(
            einreichung, durch=cast(Nutzer, request.user), schritt=dieser, zeilen=zeilen, stand=gesehen
        )
    except ablauf.Konflikt as konflikt:
        if als_json:
            return JsonResponse({"meldung": str(konflikt)}, status=409)
        for zeile in (zeile for liste in zeilen.values() for zeile in liste if zeile.inhalt is not None):
            zeile.fehler = ["Bitte wählen Sie die Datei noch einmal."]
        jetzt = konflikt.jetzt if isinstance(konflikt, ablauf.Geaendert) else einreichung
        neuer_stand = ablauf.stand_von(jetzt, dieser)
        werte = {name: [zeile.werte for zeile in liste] for name, liste in zeilen.items()}
        andere = zwischen({feld: jetzt.inhalt.get(feld) for feld in dieser.felder}, werte)
        return _seite(request, jetzt, dieser, werte, neuer_stand, konflikt=str(konflikt), andere=andere, zeilen=zeilen)
    if als_json:
        return JsonResponse(_auskunft(einreichung, dieser))
    if any(zeile.fehler for liste in zeilen.values() for zeile in liste):
        stand_jetzt = ablauf.stand_von(einreichung, dieser)
        return _seite(request, einreichung, dieser, einreichung.inhalt, stand_jetzt, zeilen=zeilen)
    return _weiter(request, einreichung, dieser)


def _weiter(request: HttpRequest, einreichung: Einreichung, dieser: Schritt) -> HttpResponse:
    """Where the button leads; a step with mistakes is left only by choosing another one."""
    ziel = request.POST.get("ziel", "")
    if ziel not in NACH_SLUG and ziel != LETZTER:
        form, formsets = gebunden(dieser, einreichung.inhalt)
        richtig = form.is_valid() and all(formset.is_valid() for formset in formsets.values())
        messages.success(request, f"Gespeichert um {timezone.localtime():%H:%M} Uhr.")
        ziel = _naechster(dieser) if ziel == "weiter" and richtig else dieser.slug
    if ziel == LETZTER:
        return redirect(einreichung)
    return redirect("projekte:einreichung_schritt", einreichung.token, ziel)


def _naechster(dieser: Schritt) -> str:
    nummer = SCHRITTE.index(dieser) + 1
    return SCHRITTE[nummer].slug if nummer < len(SCHRITTE) else LETZTER


def _auskunft(einreichung: Einreichung, dieser: Schritt) -> dict[str, Any]:
    """For the script: when it was saved, and the hints."""
    vollstaendig = stand(einreichung.inhalt)
    return {
        "gespeichert": f"{timezone.localtime():%H:%M}",
        "stand": ablauf.stand_von(einreichung, dieser),
        "prozent": vollstaendig.prozent,
        "fehlt": [name for name, _, _ in vollstaendig.fehlt],
        "hinweise": {feld: _hinweise(einreichung.inhalt, feld) for feld in dieser.form.base_fields},
    }


def _hinweise(inhalt: Eingaben, feld: str) -> list[str]:
    return verstaendlich.hinweise(str(inhalt.get(feld) or "")) if feld in LESBARE_FELDER else []


def _seite(
    request: HttpRequest,
    einreichung: Einreichung,
    dieser: Schritt,
    werte: Eingaben,
    gesehen: str,
    *,
    konflikt: str = "",
    andere: list[Unterschied] | None = None,
    zeilen: dict[str, list[anlagen.Zeile]] | None = None,
) -> HttpResponse:
    form, formsets = gebunden(dieser, werte)
    anmerkungen = [a for a in einreichung.anmerkungen.all() if not a.erledigt]
    mit_dateien = (zeilen or dateischritt.aus_inhalt(werte, dieser)) if dieser.hat_dateien else {}
    sichtbar = anlagen.ansichten(einreichung) if dieser.hat_dateien else {}
    kontext = {
        "einreichung": einreichung,
        "schritt": dieser,
        "form": form,
        "felder": [
            (form[name], [a for a in anmerkungen if a.feld == name], _hinweise(werte, name))
            for name, feld in form.fields.items()
            if getattr(feld, "choices", True)  # a vocabulary without words asks nothing
        ],
        "zeilen": [
            (name, BEZEICHNUNG[name], ZEILENFORMEN[name][0], formset, [a for a in anmerkungen if a.feld == name])
            for name, formset in formsets.items()
            if name not in mit_dateien
        ],
        "dateizeilen": [
            (
                name,
                BEZEICHNUNG[name],
                ZEILENFORMEN[name][0],
                *dateischritt.reihen(sichtbar, name, liste),
                [a for a in anmerkungen if a.feld == name],
            )
            for name, liste in mit_dateien.items()
        ],
        "datei_abgelehnt": not konflikt and any(zeile.fehler for liste in mit_dateien.values() for zeile in liste),
        "stand_des_schritts": gesehen,
        "stand": stand({**einreichung.inhalt, **werte}),
        "konflikt": konflikt,
        "andere": andere or [],
        **_rahmen(einreichung, dieser.slug),
    }
    return render(request, "projekte/einreichung_schritt.html", kontext, status=409 if konflikt else 200)


def _rahmen(einreichung: Einreichung, aktuell: str) -> dict[str, Any]:
    """The steps with their number, and how many remarks wait in each."""
    offen = [a.feld for a in einreichung.anmerkungen.all() if not a.erledigt]
    return {
        "schritte": [
            {
                "slug": schritt.slug,
                "titel": schritt.titel,
                "nummer": nummer,
                "aktiv": schritt.slug == aktuell,
                "anmerkungen": sum(feld in schritt.felder for feld in offen),
            }
            for nummer, schritt in enumerate(SCHRITTE, 1)
        ],
        "letzter": aktuell == LETZTER,
    }


def _laden(request: HttpRequest, token: str) -> Einreichung:
    menge = rechte.sichtbare_einreichungen(request.user).select_related("kommune", "projekt", "von")
    return get_object_or_404(menge.prefetch_related("anmerkungen"), token=token)
