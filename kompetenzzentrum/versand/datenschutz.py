from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from kompetenzzentrum.datenschutz.verzeichnis import Datenbestand, melden

from .mail import arten
from .models import Nachricht


def _faellig(jetzt: datetime) -> "QuerySet[Any]":
    """All that waits no more after 30 days; what could not be delivered and carries a token after three."""
    grenze = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["versand"])
    unzustellbar = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["versand_unzustellbar"])
    vertrauliche = [art for art, mail in arten().items() if mail.vertraulich]
    return (
        Nachricht.objects.exclude(zustand=Nachricht.Zustand.WARTET)
        .filter(
            Q(angelegt_am__lt=grenze, faellig_ab__lt=grenze)
            | Q(zustand=Nachricht.Zustand.UNZUSTELLBAR, art__in=vertrauliche, faellig_ab__lt=unzustellbar)
        )
        .exclude(Q(an="") & Q(kontext={}))
    )


def _leeren(nachrichten: "QuerySet[Any]") -> int:
    """The row stays without address and text: its key keeps the same mail from going out again."""
    return nachrichten.update(an="", kontext={}, abmelden_url="", letzter_fehler="")


melden(
    Datenbestand(
        modell="versand.Nachricht",
        bezeichnung="Versendete E-Mails",
        zweck="Damit jede E-Mail genau einmal ankommt, merken wir uns Empfänger und Inhalt bis nach dem Versand.",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG",
        frist="Adresse und Inhalt nach 30 Tagen; Zugangslinks und Bestätigungscodes sofort nach dem Versand,"
        " bei unzustellbaren E-Mails nach drei Tagen",
        felder=("an", "kontext", "abmelden_url", "letzter_fehler"),
        faellig=_faellig,
        loeschen=_leeren,
    )
)
