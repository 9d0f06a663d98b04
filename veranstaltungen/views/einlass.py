"""The doors: a page that works as plain forms, and what its script sends when it was offline."""

import json
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_permissions_policy.decorators import permissions_policy_override

from veranstaltungen import einlass, einlassliste
from veranstaltungen.einlass import Bescheid, Lage
from veranstaltungen.forms.einlass import GRUENDE, AufnahmeForm, BewegungForm
from veranstaltungen.models import Anmeldung, Veranstaltung

from .schreibtisch.gemeinsam import kontext, laden, nur_team

JE_SEITE = 20
HOECHSTENS_JE_SENDUNG = 200
KAMERA: dict[str, str | list[str] | tuple[str]] = {**settings.PERMISSIONS_POLICY, "camera": ["self"]}
SKRIPT = settings.BASE_DIR / "static" / "veranstaltungen" / "einlass-offline.js"
KEIN_BESCHEID = dict.fromkeys(("lage", "wort", "zeichen", "satz", "id", "name", "zusatz"), "") | {
    "aufnehmbar": False,
    "zuruecknehmbar": False,
}
LOESCHEN_NACH = timedelta(hours=24)
"""After the event; the phone forgets its list."""


@nur_team
@permissions_policy_override(KAMERA)
def tuer(request: HttpRequest, pk: int) -> HttpResponse:
    veranstaltung = laden(request, pk)
    if request.method == "POST":
        return _bewegen(request, veranstaltung)
    text, an_tuer = request.GET.get("q", "").replace("\0", "").strip()[:100], request.GET.get("tuer", "").strip()[:40]
    gefunden = einlassliste.suchen(veranstaltung, text) if text else Anmeldung.objects.none()
    seite = Paginator(gefunden, JE_SEITE).get_page(request.GET.get("seite"))
    bescheid = None if seite else _bescheid(request, veranstaltung, text)
    bescheid = bescheid or einlass.tuer_zu(veranstaltung, timezone.now())
    werte = {
        "q": text,
        "tuer": an_tuer,
        "bescheid": _als_json(bescheid) if bescheid else KEIN_BESCHEID,
        "treffer": [_treffer(veranstaltung, person) for person in seite],
        "page_obj": seite,
        "zahlen": einlassliste.zahlen(veranstaltung),
        "gruende": GRUENDE,
        "vorgang": uuid.uuid4(),
        "loeschen_am": veranstaltung.ende + LOESCHEN_NACH,
    }
    return render(request, "veranstaltungen/einlass.html", kontext(veranstaltung, "einlass", **werte))


def _treffer(veranstaltung: Veranstaltung, person: Anmeldung) -> dict[str, Any]:
    person.veranstaltung = veranstaltung
    return {
        "person": person,
        "zusatz": einlassliste.zusatz(person),
        "hindernis": einlass.ohne_platz(person),
        "vorgang": uuid.uuid4(),
    }


def _bescheid(request: HttpRequest, veranstaltung: Veranstaltung, text: str) -> Bescheid | None:
    """The answer to the button pressed before this page, or to a code that nobody here has."""
    if text:
        return einlass.finden(veranstaltung.pk, text)
    if vorgang := _uuid(request.GET.get("vorgang", "")):
        bescheid = einlass.bescheid_zu(vorgang, timezone.now())
        if bescheid and bescheid.anmeldung and bescheid.anmeldung.veranstaltung_id == veranstaltung.pk:
            return bescheid
    person = request.GET.get("person", "")
    if person.isdecimal() and len(person) < 19:
        eine = veranstaltung.anmeldungen.select_related("veranstaltung", "kommune").filter(pk=person).first()
        return einlass.nachsehen(eine) if eine else None
    return None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _bewegen(request: HttpRequest, veranstaltung: Veranstaltung) -> HttpResponse:
    form = BewegungForm(request.POST)
    if not form.is_valid():
        raise BadRequest("unvollständig")
    daten = form.cleaned_data
    try:
        _bewegung(veranstaltung, daten)
    except Anmeldung.DoesNotExist as fehler:
        raise BadRequest("keine Anmeldung dieser Veranstaltung") from fehler
    werte = {"tuer": daten["tuer"], "person": daten["anmeldung"] or "", "vorgang": daten["vorgang"]}
    return redirect(f"{reverse('schreibtisch:einlass', args=[veranstaltung.pk])}?{urlencode(werte)}")


def _bewegung(veranstaltung: Veranstaltung, daten: dict[str, Any]) -> Bescheid:
    gemeinsam = {
        "veranstaltung_id": veranstaltung.pk,
        "vorgang": daten["vorgang"],
        "tuer": daten["tuer"],
        "geschehen_am": timezone.now() - timedelta(seconds=daten["vor"] or 0),
    }
    if daten["art"] == "zurueck":
        return einlass.zuruecknehmen(anmeldung_id=daten["anmeldung"], grund=daten["grund"], **gemeinsam)
    return einlass.einlassen(anmeldung_id=daten["anmeldung"], code=daten["code"], **gemeinsam)


@require_safe
@nur_team
def liste(request: HttpRequest, pk: int) -> HttpResponse:
    """For dead spots. Without the names of those who cancelled."""
    veranstaltung = laden(request, pk)
    zu = einlass.tuer_zu(veranstaltung, timezone.now())
    inhalt = {
        "csrf": get_token(request),
        "zeilen": einlassliste.liste(veranstaltung),
        "worte": {lage.value: {"wort": lage.label, "zeichen": Bescheid(lage).zeichen} for lage in Lage},
        "zu": _als_json(zu) if zu else None,
        "zahlen": vars(einlassliste.zahlen(veranstaltung)),
    }
    return JsonResponse(inhalt, headers={"Cache-Control": "private, no-store"})


@require_POST
@nur_team
def uebertragen(request: HttpRequest, pk: int) -> HttpResponse:
    """What phones noted, in order. Each movement is answered for itself: one that is wrong stops no other."""
    veranstaltung = laden(request, pk)
    try:
        eintraege = json.loads(request.body)["eintraege"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"fehler": "Das ließ sich nicht lesen."}, status=400)
    if not isinstance(eintraege, list) or len(eintraege) > HOECHSTENS_JE_SENDUNG:
        return JsonResponse({"fehler": f"Höchstens {HOECHSTENS_JE_SENDUNG} auf einmal."}, status=400)
    return JsonResponse({"antworten": [_antwort(veranstaltung, eintrag) for eintrag in eintraege]})


def _antwort(veranstaltung: Veranstaltung, eintrag: Any) -> dict[str, Any]:
    form = BewegungForm(eintrag if isinstance(eintrag, dict) else {})
    vorgang = eintrag.get("vorgang") if isinstance(eintrag, dict) else None
    if not form.is_valid():
        return {"vorgang": vorgang, "lage": "fehlerhaft", "wort": "Nicht verstanden", "zeichen": "nein", "satz": ""}
    try:
        bescheid = _bewegung(veranstaltung, form.cleaned_data)
    except (Anmeldung.DoesNotExist, IntegrityError):  # deleted since; or a vorgang of somebody else's at this moment
        bescheid = Bescheid(Lage.UNBEKANNT, "Diese Anmeldung gibt es nicht mehr.")
    return {"vorgang": vorgang, **_als_json(bescheid)}


def _als_json(bescheid: Bescheid) -> dict[str, Any]:
    eine = bescheid.anmeldung
    return {
        "lage": bescheid.lage.value,
        "wort": bescheid.lage.label,
        "zeichen": bescheid.zeichen,
        "satz": bescheid.satz,
        "id": eine.pk if eine else None,
        "name": eine.name if eine else "",
        "zusatz": einlassliste.zusatz(eine) if eine else "",
        "aufnehmbar": bescheid.aufnehmbar,
        "zuruecknehmbar": bescheid.zuruecknehmbar,
    }


@require_safe
@nur_team
def offline(request: HttpRequest, pk: int) -> HttpResponse:
    """The service worker; from here, because it may only look after addresses below its own."""
    laden(request, pk)
    return HttpResponse(SKRIPT.read_bytes(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@nur_team
def aufnehmen(request: HttpRequest, pk: int) -> HttpResponse:
    veranstaltung = laden(request, pk)
    form = AufnahmeForm(
        request.POST or None, initial=_bekanntes(request, veranstaltung), voll="trotzdem" in request.POST
    )
    if form.is_valid():
        daten = form.cleaned_data
        try:
            bescheid = einlass.aufnehmen(
                veranstaltung_id=veranstaltung.pk,
                vorgang=daten["vorgang"],
                name=daten["name"],
                kommune=daten["kommune"],
                email=daten["email"],
                tuer=daten["tuer"],
                anmeldung_id=daten["anmeldung"],
                trotzdem=daten["trotzdem"],
            )
        except einlass.KeinPlatzFrei:
            form = AufnahmeForm(request.POST, voll=True)
            form.add_error(
                None,
                "Kein Platz ist frei: Alle sind vergeben, angeboten oder durch eine Regel reserviert. Wenn im Raum noch"
                " Platz ist, bestätigen Sie das unten.",
            )
        else:
            person = bescheid.anmeldung.pk if bescheid.anmeldung else ""
            werte = {"tuer": daten["tuer"], "person": person, "vorgang": daten["vorgang"]}
            return redirect(f"{reverse('schreibtisch:einlass', args=[pk])}?{urlencode(werte)}")
    return render(request, "veranstaltungen/einlass_aufnehmen.html", kontext(veranstaltung, "einlass", form=form))


def _bekanntes(request: HttpRequest, veranstaltung: Veranstaltung) -> dict[str, Any]:
    """Who waits or cancelled need not say everything again."""
    person = request.GET.get("person", "")
    werte: dict[str, Any] = {"tuer": request.GET.get("tuer", "")[:40]}
    if person.isdecimal() and len(person) < 19:
        eine = get_object_or_404(veranstaltung.anmeldungen.select_related("kommune"), pk=person)
        werte |= {"name": eine.name, "email": eine.email, "kommune": eine.kommune, "anmeldung": eine.pk}
    return werte


@require_safe
@nur_team
def doppelte(request: HttpRequest, pk: int) -> HttpResponse:
    veranstaltung = laden(request, pk)
    seite = Paginator(einlassliste.doppelte(veranstaltung), JE_SEITE).get_page(request.GET.get("seite"))
    return render(request, "veranstaltungen/einlass_doppelte.html", kontext(veranstaltung, "einlass", page_obj=seite))
