from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, DurationField, ExpressionWrapper, F, Q, QuerySet, Value, When

from kompetenzzentrum.datenschutz.verzeichnis import Datenbestand, gehoert_zu, melden, ohne_personenbezug

from . import rundschreiben
from .models import Anmeldung, Antwort, Bescheinigung, Mitwirkende, Programmpunkt

TAGE = settings.AUFBEWAHRUNG_TAGE
RECHTSGRUNDLAGE = "Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG"


def _anmeldung_faellig(jetzt: datetime) -> "QuerySet[Any]":
    """Whole registrations, and earlier those of which only the access needs go."""
    abgelaufen = Q(veranstaltung__ende__lt=jetzt - timedelta(days=TAGE["anmeldung"]))
    bedarf_abgelaufen = Q(veranstaltung__ende__lt=jetzt - timedelta(days=TAGE["zugangsbedarf"])) & (
        ~Q(zugangsbedarf="") | ~Q(bedarfe=[])
    )
    return Anmeldung.objects.filter(abgelaufen | bedarf_abgelaufen).annotate(
        ganz=Case(When(abgelaufen, then=Value(True)), default=Value(False))
    )


def _anmeldung_loeschen(anmeldungen: "QuerySet[Any]") -> int:
    geleert = anmeldungen.filter(ganz=False).update(zugangsbedarf="", bedarfe=[])
    # A certificate outlives the registration, unless that said in the end that the person was not there.
    war_da = Q(eingelassen_am__isnull=False, zustand=Anmeldung.Zustand.ANGEMELDET)
    Bescheinigung.objects.filter(anmeldung__in=anmeldungen.filter(ganz=True).exclude(war_da)).delete()
    return geleert + int(anmeldungen.filter(ganz=True).delete()[0])


def _antworten_faellig(jetzt: datetime) -> "QuerySet[Any]":
    """Each question has a term of its own."""
    frist = ExpressionWrapper(F("frage__loeschen_nach_tagen") * timedelta(days=1), output_field=DurationField())
    return Antwort.objects.filter(anmeldung__veranstaltung__ende__lt=jetzt - frist)


def _mitwirkende_faellig(jetzt: datetime) -> "QuerySet[Any]":
    grenze = jetzt - timedelta(days=TAGE["mitwirkende"])
    return Programmpunkt.objects.filter(veranstaltung__ende__lt=grenze).exclude(mitwirkende="")


def _mitwirkende_loeschen(programmpunkte: "QuerySet[Any]") -> int:
    return programmpunkte.update(mitwirkende="")


melden(
    Datenbestand(
        modell="veranstaltungen.Anmeldung",
        bezeichnung="Anmeldungen zu Veranstaltungen",
        zweck="Damit wir Ihnen einen Platz freihalten, Sie über Änderungen informieren, Ihre Teilnahme vorbereiten und"
        " Sie am Einlass finden können; dort auch auf Telefonen des Veranstaltungsteams.",
        rechtsgrundlage=f"{RECHTSGRUNDLAGE}; was Sie für Ihre Teilnahme brauchen, geben Sie freiwillig an"
        " (Art. 6 Abs. 1 Buchst. a und Art. 9 Abs. 2 Buchst. a DSGVO)",
        frist=f"{TAGE['anmeldung']} Tage nach der Veranstaltung; was Sie für Ihre Teilnahme brauchen,"
        f" {TAGE['zugangsbedarf']} Tage danach oder sofort, wenn Sie absagen",
        felder=("name", "email", "organisation", "kommune", "teilnahme", "bedarfe", "zugangsbedarf", "eingelassen_am"),
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
melden(
    Datenbestand(
        modell="veranstaltungen.Antwort",
        bezeichnung="Antworten auf Fragen bei der Anmeldung",
        zweck="Damit das Veranstaltungsteam vorbereiten kann, wonach es fragt. Der Zweck steht neben jeder Frage.",
        rechtsgrundlage=RECHTSGRUNDLAGE,
        frist=f"Der Tag steht neben jeder Frage, spätestens {TAGE['anmeldung']} Tage nach der Veranstaltung",
        felder=("wert",),
        faellig=_antworten_faellig,
    )
)
melden(
    Datenbestand(
        modell="veranstaltungen.Mitwirkende",
        bezeichnung="Mitwirkende mit eigener Seite",
        zweck="Damit man weiß, wer spricht. Die Angaben sind öffentlich.",
        rechtsgrundlage=RECHTSGRUNDLAGE,
        frist="Drei Jahre nach der Veranstaltung, auf Wunsch sofort",
        felder=("name", "funktion", "text"),
        faellig=lambda jetzt: Mitwirkende.objects.filter(
            veranstaltung__ende__lt=jetzt - timedelta(days=TAGE["mitwirkende"])
        ),
    )
)
melden(
    Datenbestand(
        modell="versand.Inhalt",
        bezeichnung="Rundschreiben an Teilnehmende von Veranstaltungen",
        zweck="Damit alle denselben Text bekommen und das Veranstaltungsteam nachsehen kann, was es geschrieben hat.",
        rechtsgrundlage=RECHTSGRUNDLAGE,
        frist=f"{TAGE['rundschreiben']} Tage nach der Veranstaltung",
        felder=("betreff", "text", "html"),
        faellig=lambda jetzt: rundschreiben.ueberholte(jetzt - timedelta(days=TAGE["rundschreiben"])),
        loeschen=rundschreiben.loeschen,
    )
)
gehoert_zu("veranstaltungen.Anmeldung", "veranstaltungen.Einlass", "veranstaltungen.Programmwahl")
ohne_personenbezug(
    "veranstaltungen.Aussteller",
    "veranstaltungen.Bescheinigung",  # its key to the registration goes with that
    "veranstaltungen.Erinnerung",
    "veranstaltungen.Frage",
    "veranstaltungen.Medium",
    "veranstaltungen.Programmfassung",
    "veranstaltungen.Raum",
    "veranstaltungen.Reihe",
    "veranstaltungen.Rueckmeldung",
    "veranstaltungen.Strang",
    "veranstaltungen.Veranstaltung",
)
