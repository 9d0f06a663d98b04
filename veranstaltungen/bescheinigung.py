"""Certificates of attendance: who gets one, the PDF, and what anybody can check of it."""

import secrets
from datetime import UTC, datetime, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from kompetenzzentrum.oberflaeche import pdf
from kompetenzzentrum.oberflaeche.texte import datum_lang
from kompetenzzentrum.versand.postausgang import adresse

from . import eintrittskarte
from .models import Anmeldung, AnmeldungQuerySet, Bescheinigung, Veranstaltung
from .models.anmeldung import CODEZEICHEN

LAENGE, GRUPPE = 16, 4
"""79 random bits, read out in four groups of four."""
VORLAGE = "veranstaltungen/bescheinigung.typ"


def neuer_code() -> str:
    return "".join(secrets.choice(CODEZEICHEN) for _ in range(LAENGE))


def in_gruppen(code: str) -> str:
    return "-".join(code[stelle : stelle + GRUPPE] for stelle in range(0, len(code), GRUPPE))


def gelesen(eingabe: str) -> str:
    """The code as it is stored, however it was typed; empty if it cannot be one."""
    code = "".join(zeichen for zeichen in eingabe.upper() if not zeichen.isspace() and zeichen not in "-–—.")
    return code if len(code) == LAENGE and set(code) <= set(CODEZEICHEN) else ""


def anspruch(jetzt: datetime) -> AnmeldungQuerySet:
    """Who was there and has no certificate yet."""
    return Anmeldung.objects.angemeldet().filter(
        eingelassen_am__isnull=False,
        bescheinigung=None,
        veranstaltung__ende__lte=jetzt,
        veranstaltung__zustand=Veranstaltung.Zustand.VEROEFFENTLICHT,
    )


def gueltige() -> "QuerySet[Bescheinigung]":
    """Those whose registration is deleted as well: until then it said that the person was there."""
    war_da = Q(anmeldung__eingelassen_am__isnull=False, anmeldung__zustand=Anmeldung.Zustand.ANGEMELDET)
    return Bescheinigung.objects.filter(
        Q(anmeldung=None) | war_da,
        veranstaltung__ende__lte=timezone.now(),
        veranstaltung__zustand=Veranstaltung.Zustand.VEROEFFENTLICHT,
    )


def pruefadresse(bescheinigung: Bescheinigung) -> str:
    return adresse(reverse("veranstaltungen:bescheinigung", args=[in_gruppen(bescheinigung.code)]))


def als_pdf(bescheinigung: Bescheinigung) -> bytes:
    """Needs the registration: the name stands there alone."""
    anmeldung, veranstaltung = bescheinigung.anmeldung, bescheinigung.veranstaltung
    if anmeldung is None:
        raise ValueError("Ohne Anmeldung gibt es keinen Namen.")
    kommune = str(anmeldung.kommune or "")
    link = pruefadresse(bescheinigung)
    return pdf.erzeugen(
        VORLAGE,
        {
            "name": anmeldung.name if pdf.darstellbar(anmeldung.name) else "",
            "einrichtung": ", ".join(teil for teil in (anmeldung.organisation, kommune) if teil),
            "titel": veranstaltung.titel,
            "art": veranstaltung.get_format_display(),
            "zeitraum": veranstaltung.zeitraum,
            "ort": anmeldung.ort,
            "dauer": dauer(veranstaltung),
            "themen": ", ".join(feld.name for feld in veranstaltung.handlungsfelder.all()),
            "code": in_gruppen(bescheinigung.code),
            "pruefadresse": link,
            "ausgestellt": datum_lang(bescheinigung.ausgestellt_am),
            "qr": eintrittskarte.als_vektor(link),
        },
    )


def dauer(veranstaltung: Veranstaltung) -> str:
    """Of one day from begin to end; of several the days, and what the programme fills of them."""
    tage = (timezone.localdate(veranstaltung.ende) - timezone.localdate(veranstaltung.beginn)).days + 1
    if tage == 1:
        return "1 Tag" if veranstaltung.ganztaegig else _stunden(_spanne(veranstaltung.beginn, veranstaltung.ende))
    spannen = timedelta()
    for _, punkte in groupby(veranstaltung.programm.order_by("beginn", "pk"), key=lambda punkt: punkt.tag):
        eines_tages = list(punkte)
        spannen += _spanne(eines_tages[0].beginn, max(punkt.ende for punkt in eines_tages))
    return f"{tage} Tage, zusammen {_stunden(spannen)}" if spannen else f"{tage} Tage"


def _spanne(beginn: datetime, ende: datetime) -> timedelta:
    """Time that passed: between two local times Python counts what the clock on the wall shows."""
    return ende.astimezone(UTC) - beginn.astimezone(UTC)


def _stunden(spanne: timedelta) -> str:
    stunden, minuten = divmod(round(spanne.total_seconds() / 60), 60)
    teile = ((stunden, "Stunde", "Stunden"), (minuten, "Minute", "Minuten"))
    return " ".join(f"{anzahl} {eine if anzahl == 1 else mehrere}" for anzahl, eine, mehrere in teile if anzahl)
