"""One event as it stands, and the people who take part in it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from veranstaltungen import anmeldung as workflow
from veranstaltungen import ausweise, auswertung, betreuung, einlass, warteliste
from veranstaltungen.forms.anmeldung import ABLEHNUNGEN
from veranstaltungen.forms.schreibtisch import AdresseForm
from veranstaltungen.forms.vonhand import VonHandForm
from veranstaltungen.models import Anmeldung, Teilnahme, Veranstaltung
from veranstaltungen.teilnehmende import GEFILTERT, TeilnehmendeFilter, als_excel

from .gemeinsam import kontext, laden, nur_team, spalten

JE_SEITE = 50
SPALTEN = {"name": "Name", "kommune": "Kommune", "stand": "Stand", "angemeldet": "Angemeldet"}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@nur_team
def live(request: HttpRequest, pk: int) -> HttpResponse:
    veranstaltung, jetzt = laden(request, pk), timezone.now()
    erste = veranstaltung.anmeldungen.wartend().select_related("kommune").first()
    if erste:
        erste.veranstaltung = veranstaltung
    werte = {
        "jetzt": jetzt,
        "vorbei": veranstaltung.ende <= jetzt,
        "zahlen": auswertung.zahlen(veranstaltung),
        "punkte": auswertung.nach_punkten(veranstaltung),
        "groessen": auswertung.nach_groesse(veranstaltung),
        "laender": auswertung.nach_land(veranstaltung),
        "bedarfe": auswertung.bedarfe(veranstaltung),
        "warum": betreuung.warum_wartend(erste, jetzt) if erste else "",
        "nicht_erreicht": len(betreuung.nicht_erreicht(veranstaltung)),
    }
    return render(request, "veranstaltungen/schreibtisch/live.html", kontext(veranstaltung, "live", **werte))


@require_safe
@nur_team
def liste(request: HttpRequest, pk: int) -> HttpResponse:
    veranstaltung = laden(request, pk)
    gefiltert = TeilnehmendeFilter(request.GET, veranstaltung=veranstaltung)
    werte = {
        "filter": gefiltert,
        "page_obj": Paginator(gefiltert.auswahl, JE_SEITE).get_page(request.GET.get("seite")),
        "gefiltert": any(request.GET.get(name) for name in GEFILTERT),
        "spalten": spalten(SPALTEN, request.GET.get("sort", "")),
        "abfrage_zeile": request.GET.urlencode(),
    }
    return render(
        request, "veranstaltungen/schreibtisch/teilnehmende.html", kontext(veranstaltung, "teilnehmende", **werte)
    )


@require_safe
@nur_team
def druck(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole selection on paper, with a box to tick."""
    veranstaltung = laden(request, pk)
    gefiltert = TeilnehmendeFilter(request.GET, veranstaltung=veranstaltung)
    werte = {
        "anmeldungen": gefiltert.auswahl,
        "auswahl": gefiltert.aktive,
        "jetzt": timezone.now(),
        "zurueck": request.GET.urlencode(),
    }
    return render(request, "veranstaltungen/schreibtisch/druck.html", kontext(veranstaltung, "teilnehmende", **werte))


@require_safe
@nur_team
def excel(request: HttpRequest, pk: int) -> HttpResponse:
    veranstaltung = laden(request, pk)
    gefiltert = TeilnehmendeFilter(request.GET, veranstaltung=veranstaltung)
    inhalt = als_excel(veranstaltung, gefiltert.auswahl, mit_bedarf="mit_bedarf" in request.GET)
    return _datei(inhalt, EXCEL, f"{veranstaltung.slug}-teilnehmende.xlsx")


@require_safe
@nur_team
def ausweisblatt(request: HttpRequest, pk: int) -> HttpResponse:
    """Badges of those who come: of the selection, without who takes part online."""
    veranstaltung = laden(request, pk)
    auswahl = TeilnehmendeFilter(request.GET, veranstaltung=veranstaltung).auswahl.order_by("name", "pk")
    kommende = Anmeldung.objects.filter(pk__in=auswahl.order_by().values("pk")).angemeldet().order_by("name", "pk")
    if veranstaltung.ist_hybrid:
        kommende = kommende.filter(teilnahme=Teilnahme.VOR_ORT)
    if veranstaltung.modus == Veranstaltung.Modus.ONLINE or not kommende.exists():
        messages.info(request, "In dieser Auswahl kommt niemand vor Ort: Es gibt keine Namensschilder zu drucken.")
        return redirect("schreibtisch:teilnehmende", pk=pk)
    inhalt = ausweise.als_pdf(veranstaltung, ausweise.laden(kommende))
    return _datei(inhalt, "application/pdf", f"{veranstaltung.slug}-ausweise.pdf")


def _datei(inhalt: bytes, typ: str, name: str) -> HttpResponse:
    kopf = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(inhalt, content_type=typ, headers=kopf)


@nur_team
def von_hand(request: HttpRequest, pk: int) -> HttpResponse:
    veranstaltung = laden(request, pk)
    form = VonHandForm(request.POST or None, veranstaltung=veranstaltung)
    if form.is_valid():
        try:
            return _eintragen(request, veranstaltung, form.cleaned_data)
        except workflow.AnmeldungAbgelehnt as abgelehnt:
            form.add_error(None, _warum_nicht(abgelehnt))
        except workflow.PunktVoll as voll:
            form.add_error("programmpunkte", f"Kein Platz mehr frei: {', '.join(voll.titel)}.")
    return render(
        request, "veranstaltungen/schreibtisch/von_hand.html", kontext(veranstaltung, "teilnehmende", form=form)
    )


def _warum_nicht(abgelehnt: workflow.AnmeldungAbgelehnt) -> str:
    if abgelehnt.stand in ("warteliste", "ausgebucht"):
        return "Für diese Person ist kein Platz frei: Alle sind vergeben, angeboten oder durch eine Regel reserviert."
    return ABLEHNUNGEN[abgelehnt.stand]


def _eintragen(request: HttpRequest, veranstaltung: Veranstaltung, daten: dict[str, Any]) -> HttpResponse:
    ergebnis = workflow.anmelden(
        veranstaltung_id=veranstaltung.pk,
        name=daten["name"],
        email=daten["email"],
        vorgang=daten["vorgang"],
        organisation=daten["organisation"],
        kommune=daten["kommune"],
        teilnahme=daten.get("teilnahme") or Teilnahme.VOR_ORT,
        programmpunkte=daten.get("programmpunkte", ()),
        warteliste=daten.get("warteliste", False),
        herkunft=Anmeldung.Herkunft.TEAM,
    )
    eingetragen = ergebnis.anmeldung
    if eingetragen.vorgang != daten["vorgang"]:
        messages.info(request, f"{eingetragen.email} ist schon eingetragen: Das ist die Anmeldung.")
    else:
        wo = "angemeldet" if eingetragen.ist_angemeldet else "auf die Warteliste gesetzt"
        post = "" if eingetragen.email else " Eine E-Mail bekommt sie nicht."
        messages.success(request, f"{eingetragen.name} ist {wo}.{post}")
    return redirect("schreibtisch:person", pk=veranstaltung.pk, anmeldung=eingetragen.pk)


@nur_team
def person(request: HttpRequest, pk: int, anmeldung: int) -> HttpResponse:
    veranstaltung = laden(request, pk)
    menge = veranstaltung.anmeldungen.select_related("kommune__land", "kommune__kreis", "kontakt")
    eine = get_object_or_404(menge, pk=anmeldung)
    eine.veranstaltung = veranstaltung
    name = request.POST.get("aktion", "")
    form = AdresseForm(request.POST if name == "adresse" else None)
    if request.method == "POST" and (name != "adresse" or _adresse_berichtigen(request, eine, form)):
        if aktion := AKTIONEN.get(name):
            aktion(request, eine)
        return redirect("schreibtisch:person", pk=pk, anmeldung=anmeldung)
    jetzt = timezone.now()
    wartet = eine.zustand == Anmeldung.Zustand.WARTEND
    werte = {
        "anmeldung": eine,
        "form": form,
        "vorbei": veranstaltung.ende <= jetzt,
        "begonnen": veranstaltung.beginn <= jetzt,
        "bedarfe": [Anmeldung.Bedarf(wert).label for wert in eine.bedarfe],
        "antworten": eine.antworten.select_related("frage").order_by("frage__position", "pk"),
        "wahlen": eine.programmpunkte.order_by("beginn", "pk"),
        "begleitung": eine.begleitung.order_by("pk"),
        "einlaesse": eine.einlaesse.order_by("-erfasst_am", "-pk")[:JE_SEITE],
        "wartet": warteliste.warteplatz(eine) if wartet else None,
        "warum": betreuung.warum_wartend(eine, jetzt) if wartet else "",
        "nicht_erreicht": eine.pk in betreuung.nicht_erreicht(veranstaltung),
        "vorgang": uuid.uuid4(),
    }
    return render(request, "veranstaltungen/schreibtisch/person.html", kontext(veranstaltung, "teilnehmende", **werte))


def _stornieren(request: HttpRequest, eine: Anmeldung) -> None:
    storniert = workflow.stornieren(eine)
    if storniert.zustand == Anmeldung.Zustand.STORNIERT:
        post = " und bekommt eine E-Mail" if eine.post_an else ""
        messages.success(request, f"{eine.name} ist abgemeldet{post}. Der Platz ist wieder frei.")
    else:
        messages.warning(request, "Das geht nicht mehr: Die Veranstaltung ist vorbei.")


def _noch_einmal_senden(request: HttpRequest, eine: Anmeldung) -> None:
    try:
        adresse = betreuung.noch_einmal_senden(eine, vorgang=_uuid(request.POST.get("vorgang", "")))
    except betreuung.NichtErreichbar:
        messages.warning(request, "Zu dieser Person ist keine E-Mail-Adresse bekannt.")
    else:
        messages.success(request, f"Die E-Mail ist unterwegs an {adresse}.")


def _adresse_berichtigen(request: HttpRequest, eine: Anmeldung, form: AdresseForm) -> bool:
    """Whether it is done; else the form says why not."""
    if not form.is_valid():
        return False
    try:
        adresse = betreuung.adresse_berichtigen(eine, **form.cleaned_data)
    except betreuung.AdresseVergeben:
        form.add_error("email", "Unter dieser Adresse ist zu dieser Veranstaltung schon jemand eingetragen.")
        return False
    if adresse:
        messages.success(request, f"Die Adresse ist berichtigt. Die E-Mail ist unterwegs an {adresse}.")
    else:
        messages.warning(request, f"{eine.name} ist nicht mehr angemeldet. Geändert wurde nichts.")
    return True


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _war_da(request: HttpRequest, eine: Anmeldung) -> None:
    if einlass.anwesend(eine):
        messages.success(request, f"{eine.name} ist als anwesend vermerkt.")
    else:
        messages.info(request, f"Zu {eine.name} war nichts zu vermerken.")


def _war_nicht_da(request: HttpRequest, eine: Anmeldung) -> None:
    einlass.zuruecknehmen(
        veranstaltung_id=eine.veranstaltung_id,
        anmeldung_id=eine.pk,
        vorgang=_uuid(request.POST.get("vorgang", "")),
        grund="am Schreibtisch berichtigt",
        tuer=einlass.SCHREIBTISCH,
    )
    messages.success(request, f"Der Vermerk zu {eine.name} ist zurückgenommen.")


def _anbieten(request: HttpRequest, eine: Anmeldung) -> None:
    try:
        warteliste.von_hand_anbieten(eine)
    except warteliste.KeinPlatz as fehler:
        messages.warning(request, str(fehler))
    else:
        messages.success(request, f"Der Platz ist {eine.name} angeboten.")


def _annehmen(request: HttpRequest, eine: Anmeldung) -> None:
    """For who said yes on the phone, or has no address to which the offer could go."""
    try:
        warteliste.annehmen(eine)
    except warteliste.AngebotAbgelaufen:
        messages.warning(request, "Dieses Angebot gilt nicht mehr.")
    else:
        messages.success(request, f"{eine.name} ist angemeldet.")


AKTIONEN: dict[str, Callable[[HttpRequest, Anmeldung], None]] = {
    "stornieren": _stornieren,
    "noch-einmal-senden": _noch_einmal_senden,
    "war-da": _war_da,
    "war-nicht-da": _war_nicht_da,
    "anbieten": _anbieten,
    "annehmen": _annehmen,
}
