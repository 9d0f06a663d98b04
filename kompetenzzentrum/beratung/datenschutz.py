from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from kompetenzzentrum.datenschutz.verzeichnis import Datenbestand, gehoert_zu, melden
from kompetenzzentrum.schutz.tokens import neues_token

from .models import Anfrage, Beitrag, Notiz


def _faellig(jetzt: datetime) -> "QuerySet[Any]":
    return Anfrage.objects.ruhend_seit(jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["beratung"]))


def _anonymisieren(anfragen: "QuerySet[Any]") -> int:
    """Person, texts and link go; place, field and dates stay, to know later what municipalities asked for."""
    anzahl = 0
    for anfrage in anfragen:
        Beitrag.objects.filter(anfrage=anfrage).delete()
        Notiz.objects.filter(anfrage=anfrage).delete()
        anfrage.name = anfrage.email = anfrage.nachricht = ""
        anfrage.token = neues_token()
        anfrage.save(update_fields=["name", "email", "nachricht", "token"])
        anzahl += 1
    return anzahl


melden(
    Datenbestand(
        modell="beratung.Anfrage",
        bezeichnung="Beratungsanfragen",
        zweck="Wir brauchen Ihren Namen, Ihre E-Mail-Adresse und Ihre Frage, um Sie zu beraten und Ihnen zu antworten.",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG",
        frist=(
            "24 Monate nach dem Abschluss löschen wir Namen, Adresse und alle Texte;"
            " Kommune, Handlungsfeld und Datum bleiben für die Statistik"
        ),
        felder=("name", "email", "nachricht"),
        faellig=_faellig,
        loeschen=_anonymisieren,
    )
)
gehoert_zu("beratung.Anfrage", "beratung.Beitrag", "beratung.Notiz")
