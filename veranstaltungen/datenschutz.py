from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Q, QuerySet, Value, When

from kompetenzzentrum.datenschutz.verzeichnis import Datenbestand, melden, ohne_personenbezug

from .models import Anmeldung, Programmpunkt

TAGE = settings.AUFBEWAHRUNG_TAGE
RECHTSGRUNDLAGE = "Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG"


def _anmeldung_faellig(jetzt: datetime) -> "QuerySet[Any]":
    """Whole registrations, and earlier those of which only the access needs go."""
    abgelaufen = Q(veranstaltung__ende__lt=jetzt - timedelta(days=TAGE["anmeldung"]))
    bedarf_abgelaufen = Q(veranstaltung__ende__lt=jetzt - timedelta(days=TAGE["zugangsbedarf"])) & ~Q(zugangsbedarf="")
    return Anmeldung.objects.filter(abgelaufen | bedarf_abgelaufen).annotate(
        ganz=Case(When(abgelaufen, then=Value(True)), default=Value(False))
    )


def _anmeldung_loeschen(anmeldungen: "QuerySet[Any]") -> int:
    geleert = anmeldungen.filter(ganz=False).update(zugangsbedarf="")
    return geleert + int(anmeldungen.filter(ganz=True).delete()[0])


def _mitwirkende_faellig(jetzt: datetime) -> "QuerySet[Any]":
    grenze = jetzt - timedelta(days=TAGE["mitwirkende"])
    return Programmpunkt.objects.filter(veranstaltung__ende__lt=grenze).exclude(mitwirkende="")


def _mitwirkende_loeschen(programmpunkte: "QuerySet[Any]") -> int:
    return programmpunkte.update(mitwirkende="")


melden(
    Datenbestand(
        modell="veranstaltungen.Anmeldung",
        bezeichnung="Anmeldungen zu Veranstaltungen",
        zweck="Damit wir Ihnen einen Platz freihalten, Sie über Änderungen informieren und Ihre Teilnahme vorbereiten"
        " können.",
        rechtsgrundlage=f"{RECHTSGRUNDLAGE}; was Sie für Ihre Teilnahme brauchen, geben Sie freiwillig an"
        " (Art. 6 Abs. 1 Buchst. a und Art. 9 Abs. 2 Buchst. a DSGVO)",
        frist=f"{TAGE['anmeldung']} Tage nach der Veranstaltung; was Sie für Ihre Teilnahme brauchen,"
        f" {TAGE['zugangsbedarf']} Tage danach oder sofort, wenn Sie absagen",
        felder=("name", "email", "organisation", "kommune", "teilnahme", "zugangsbedarf"),
        faellig=_anmeldung_faellig,
        loeschen=_anmeldung_loeschen,
    )
)
melden(
    Datenbestand(
        modell="veranstaltungen.Programmpunkt",
        bezeichnung="Mitwirkende im Programm von Veranstaltungen",
        zweck="Damit im Programm steht, wer spricht. Die Namen sind öffentlich.",
        rechtsgrundlage=RECHTSGRUNDLAGE,
        frist="Drei Jahre nach der Veranstaltung, auf Wunsch sofort",
        felder=("mitwirkende",),
        faellig=_mitwirkende_faellig,
        loeschen=_mitwirkende_loeschen,
    )
)
ohne_personenbezug("veranstaltungen.Reihe", "veranstaltungen.Veranstaltung")
