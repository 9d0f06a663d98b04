from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from kompetenzzentrum.datenschutz.verzeichnis import Datenbestand, melden, ohne_personenbezug

from .models import Mitgliedschaft


def _faellig(jetzt: datetime) -> "QuerySet[Any]":
    """Ended ones, and requests nobody decided."""
    grenze = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["mitgliedschaft"])
    return Mitgliedschaft.objects.filter(
        Q(endet_am__lt=grenze) | Q(zustand=Mitgliedschaft.Zustand.BEANTRAGT, beantragt_am__lt=grenze)
    )


melden(
    Datenbestand(
        modell="kommunen.Mitgliedschaft",
        bezeichnung="Mitgliedschaften",
        zweck="Damit nur Beschäftigte einer Kommune in ihrem Namen Projekte eintragen und pflegen.",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG",
        frist=(
            "90 Tage nach dem Ende der Mitgliedschaft oder nach einem Antrag, über den niemand entschieden hat;"
            " mit dem Konto sofort"
        ),
        felder=("nutzer", "funktion", "adresse", "bestaetigt_von"),
        faellig=_faellig,
    )
)
ohne_personenbezug(
    "kommunen.Land", "kommunen.Kommune", "kommunen.Vergleich", "kommunen.Registerstand", "kommunen.Maildomain"
)
