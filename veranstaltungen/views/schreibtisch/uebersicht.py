"""All events, and where the next one should be."""

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche.karte import LAENDER
from veranstaltungen import platzbedarf, rechte
from veranstaltungen.auswertung import staende
from veranstaltungen.models import Veranstaltung, VeranstaltungQuerySet

from .gemeinsam import nur_team

JE_SEITE = 25
KREISE_JE_SEITE = 40
ANSICHTEN = {
    "geplant": "Veröffentlicht",
    "entwurf": "Entwürfe",
    "vorbei": "Vorbei",
    "abgesagt": "Abgesagt",
    "vorlage": "Vorlagen",
}
RUECKBLICK = {"3": "3 Monate", "6": "6 Monate", "12": "12 Monate"}
TAGE_IM_MONAT = 30.44


def _bedingung(ansicht: str, jetzt: datetime) -> Q:
    zustand = Veranstaltung.Zustand
    return {
        "geplant": Q(zustand=zustand.VEROEFFENTLICHT, ende__gt=jetzt),
        "entwurf": Q(zustand=zustand.ENTWURF, ist_vorlage=False),
        "vorbei": Q(zustand=zustand.VEROEFFENTLICHT, ende__lte=jetzt),
        "abgesagt": Q(zustand=zustand.ABGESAGT),
        "vorlage": Q(ist_vorlage=True),
    }[ansicht]


@require_safe
@nur_team
def uebersicht(request: HttpRequest) -> HttpResponse:
    jetzt = timezone.now()
    ansicht = request.GET.get("ansicht", "")
    if ansicht not in ANSICHTEN:
        ansicht = "geplant"
    alle = rechte.verwaltete(request.user)
    gesucht = request.GET.get("q", "").replace("\0", "").strip()[:100]
    menge = _suchen(alle.filter(_bedingung(ansicht, jetzt)), gesucht).select_related("reihe")
    menge = menge.order_by("-beginn" if ansicht in ("vorbei", "abgesagt") else "beginn", "pk")
    seite = Paginator(menge, JE_SEITE).get_page(request.GET.get("seite"))
    werte = {
        "ansichten": _ansichten(alle, ansicht, jetzt),
        "ansicht": ansicht,
        "q": gesucht,
        "page_obj": seite,
        "staende": staende(list(seite.object_list), jetzt),
    }
    return render(request, "veranstaltungen/schreibtisch/uebersicht.html", werte)


def _suchen(menge: VeranstaltungQuerySet, gesucht: str) -> VeranstaltungQuerySet:
    for wort in gesucht.split():
        menge = menge.filter(Q(titel__icontains=wort) | Q(ort__icontains=wort) | Q(reihe__titel__icontains=wort))
    return menge


def _ansichten(alle: VeranstaltungQuerySet, aktiv: str, jetzt: datetime) -> list[dict[str, Any]]:
    """The tabs with their numbers, in one query."""
    anzahlen = alle.aggregate(**{name: Count("pk", filter=_bedingung(name, jetzt)) for name in ANSICHTEN})
    return [
        {"name": name, "titel": titel, "anzahl": anzahlen[name], "aktiv": name == aktiv}
        for name, titel in ANSICHTEN.items()
    ]


@require_safe
@nur_team
def bedarf(request: HttpRequest) -> HttpResponse:
    """Where people wait: the map, and the same by Kreis."""
    jetzt = timezone.now()
    monate = request.GET.get("monate", "")
    if monate not in RUECKBLICK:
        monate = "6"
    land = request.GET.get("land", "")
    termine = platzbedarf.kommende_termine(jetzt)
    alle = platzbedarf.nach_kreis(
        seit=jetzt - timedelta(days=TAGE_IM_MONAT * int(monate)), jetzt=jetzt, termine=termine
    )
    gezeigt = [einer for einer in alle if einer.land == land] if land in LAENDER else alle
    werte = {
        "punkte": platzbedarf.punkte(alle, termine),
        "laender": {
            schluessel: (anzahl, f"?monate={monate}&land={schluessel}")
            for schluessel, anzahl in platzbedarf.je_land(alle).items()
        },
        "gesamt": sum(einer.gesamt for einer in alle),
        "monate": monate,
        "rueckblick": RUECKBLICK,
        "land": LAENDER[land][1] if land in LAENDER else "",
        "naehe": platzbedarf.IN_DER_NAEHE_KM,
        "page_obj": Paginator(gezeigt, KREISE_JE_SEITE).get_page(request.GET.get("seite")),
    }
    return render(request, "veranstaltungen/schreibtisch/bedarf.html", werte)
