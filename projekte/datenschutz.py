from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from kompetenzzentrum.datenschutz.verzeichnis import Datenbestand, melden, ohne_personenbezug

from .models import Projekt


def _faellig(jetzt: datetime) -> "QuerySet[Any]":
    grenze = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["projekt_kontakt"])
    return Projekt.objects.filter(archiviert_am__lt=grenze).exclude(kontakt_email="")


def _leeren(projekte: "QuerySet[Any]") -> int:
    return projekte.update(kontakt_email="")


melden(
    Datenbestand(
        modell="projekte.Projekt",
        bezeichnung="Kontaktstellen von Projekten",
        zweck="Damit andere Kommunen die Stelle erreichen, die ein Projekt betreut. Gemeint ist eine Funktionsadresse.",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG",
        frist="90 Tage nachdem das Projekt aus dem Verzeichnis genommen wurde, auf Wunsch sofort",
        felder=("kontakt_email",),
        faellig=_faellig,
        loeschen=_leeren,
    )
)
ohne_personenbezug("projekte.Handlungsfeld", "projekte.Loesungstyp", "projekte.Beteiligung")
ohne_personenbezug("projekte.Projekt_weitere_handlungsfelder", "projekte.Projekt_loesungstypen")
