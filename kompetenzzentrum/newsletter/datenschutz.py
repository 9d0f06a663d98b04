from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Q, QuerySet, When

from kompetenzzentrum.datenschutz.verzeichnis import Datenbestand, melden, ohne_personenbezug

from .abonnement import anonymisieren
from .models import Abonnement

Zustand = Abonnement.Zustand


def _vor(jetzt: datetime, frist: str) -> datetime:
    return jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE[frist])


def _faellig(jetzt: datetime) -> "QuerySet[Any]":
    """Never confirmed; ended and still with an address; ended so long ago that the proof may go as well."""
    nie_bestaetigt = Q(zustand=Zustand.UNBESTAETIGT, angelegt_am__lt=_vor(jetzt, "newsletter_unbestaetigt"))
    beendet = Q(zustand=Zustand.ABGEMELDET, abgemeldet_am__lt=_vor(jetzt, "newsletter_abgemeldet"))
    jahresanfang = _vor(jetzt, "einwilligung_nachweis").replace(
        month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    endgueltig = nie_bestaetigt | Q(zustand=Zustand.ABGEMELDET, abgemeldet_am__lt=jahresanfang)
    return Abonnement.objects.annotate(endgueltig=Case(When(endgueltig, then=True), default=False)).filter(
        Q(endgueltig=True) | beendet & ~Q(email="")
    )


def _loeschen(abos: "QuerySet[Any]") -> int:
    """Delete what is due for good; of the others only the address goes."""
    zu_anonymisieren = list(abos.filter(endgueltig=False))
    endgueltig = Abonnement.objects.filter(pk__in=abos.filter(endgueltig=True).values("pk"))
    geloescht = endgueltig.count()
    endgueltig.delete()
    return geloescht + anonymisieren(zu_anonymisieren)


melden(
    Datenbestand(
        modell="newsletter.Abonnement",
        bezeichnung="Newsletter-Abonnements",
        zweck="Wir brauchen Ihre E-Mail-Adresse und Ihre Themen, um Ihnen den Newsletter zu schicken.",
        rechtsgrundlage="Ihre Einwilligung, Art. 6 Abs. 1 Buchst. a DSGVO",
        frist=(
            "Ohne Bestätigung nach sieben Tagen; sonst drei Tage, nachdem Sie sich abgemeldet haben."
            " Den Nachweis Ihrer Einwilligung müssen wir länger aufbewahren"
        ),
        felder=("email", "email_hmac", "themen"),
        faellig=_faellig,
        loeschen=_loeschen,
    )
)
ohne_personenbezug("newsletter.Thema", "newsletter.Ausgabe")
