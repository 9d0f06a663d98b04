from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from .models import Einwilligung
from .verzeichnis import Datenbestand, melden, ohne_personenbezug


def _faellig(jetzt: datetime) -> "QuerySet[Any]":
    """Every step of a consent withdrawn for longer than the period of limitation.

    Requests that were never confirmed go with the unconfirmed subscription.
    """
    nachweis = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["einwilligung_nachweis"])
    unbestaetigt = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["newsletter_unbestaetigt"])
    jahresanfang = nachweis.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    schritte = Einwilligung.objects.filter(vorgang=OuterRef("vorgang"))
    widerrufen = Exists(schritte.filter(schritt="widerrufen", zeitpunkt__lt=jahresanfang))
    offen = ~Exists(schritte.exclude(schritt="erbeten"))
    return Einwilligung.objects.filter(widerrufen) | Einwilligung.objects.filter(offen, zeitpunkt__lt=unbestaetigt)


melden(
    Datenbestand(
        modell="datenschutz.Einwilligung",
        bezeichnung="Nachweis von Einwilligungen",
        zweck="Wir müssen nachweisen können, dass Sie eingewilligt haben, zum Beispiel in den Newsletter.",
        rechtsgrundlage="Art. 7 Abs. 1 und Art. 6 Abs. 1 Buchst. c DSGVO",
        frist="Drei Jahre nach Ende des Jahres, in dem Sie widerrufen; ohne Bestätigung nach sieben Tagen",
        felder=("email",),
        faellig=_faellig,
    )
)
ohne_personenbezug("datenschutz.Loeschlauf")
