from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from kompetenzzentrum.datenschutz.verzeichnis import Datenbestand, gehoert_zu, melden, ohne_personenbezug

from .models import Bild, Einreichung, Fassung, Importvorschau, Nachfrage, Nachnutzung, Projekt, Rueckfrage, Suchauftrag


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


def _bilder_faellig(jetzt: datetime) -> "QuerySet[Any]":
    grenze = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["projekt_kontakt"])
    return Bild.objects.filter(projekt__archiviert_am__lt=grenze)


melden(
    Datenbestand(
        modell="projekte.Bild",
        bezeichnung="Bilder von Projekten",
        zweck="Damit man sieht, was entstanden ist. Der Nachweis nennt, wer das Bild gemacht hat (§ 13 UrhG).",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG",
        frist="90 Tage nachdem das Projekt aus dem Verzeichnis genommen wurde, auf Wunsch sofort",
        felder=("nachweis",),
        faellig=_bilder_faellig,
    )
)


def _nachfragen_faellig(jetzt: datetime) -> "QuerySet[Any]":
    grenze = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["nachfrage"])
    return Nachfrage.objects.filter(Q(beantwortet_am__lt=grenze) | Q(beantwortet_am=None, gestellt_am__lt=grenze))


melden(
    Datenbestand(
        modell="projekte.Nachfrage",
        bezeichnung="Antworten auf unsere Nachfragen zu Projekten",
        zweck="Damit Einträge stimmen, fragen wir einmal im Jahr nach. Die Redaktion arbeitet die Antworten ein.",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG",
        frist="400 Tage nach der Antwort; ohne Antwort 400 Tage nach der Frage",
        felder=("nachricht", "token"),
        faellig=_nachfragen_faellig,
    )
)
ohne_personenbezug("projekte.Wirkung", "projekte.Partner", "projekte.Dokument")
ohne_personenbezug("projekte.Schlagwort", "projekte.Projekt_schlagwoerter")
ohne_personenbezug("projekte.Suchwort", "projekte.Suchdokument", "projekte.Synonymgruppe")


def _alte_rueckfragen(jetzt: datetime) -> "QuerySet[Any]":
    return Rueckfrage.objects.filter(gestellt_am__lt=jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["rueckfrage"]))


melden(
    Datenbestand(
        modell="projekte.Rueckfrage",
        bezeichnung="Fragen an Projekte",
        zweck="Damit Ihre Frage zu der Stelle kommt, die das Projekt betreut, und die Antwort zu Ihnen.",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG",
        frist="6 Monate nach der Frage, auf Ihren Wunsch sofort",
        felder=("name", "email", "frage", "antwort"),
        faellig=_alte_rueckfragen,
    )
)


def _alte_meldungen(jetzt: datetime) -> "QuerySet[Any]":
    grenze = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["nachnutzung_meldende"])
    return Nachnutzung.objects.filter(gemeldet_am__lt=grenze, gemeldet_von__isnull=False)


melden(
    Datenbestand(
        modell="projekte.Nachnutzung",
        bezeichnung="Wer eine Nachnutzung gemeldet hat",
        zweck="Damit wir Ihnen sagen können, ob die gebende Kommune Ihre Meldung bestätigt hat. Öffentlich ist es nie.",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG",
        frist="12 Monate nach der Meldung; der Eintrag selbst bleibt ohne Ihren Namen",
        felder=("gemeldet_von",),
        faellig=_alte_meldungen,
        loeschen=lambda meldungen: meldungen.update(gemeldet_von=None),
    )
)
ohne_personenbezug("projekte.Fragenstopp")


def _ruhende_einreichungen(jetzt: datetime) -> "QuerySet[Any]":
    entschieden = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["einreichung_entschieden"])
    ruht = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["einreichung_offen"])
    return Einreichung.objects.filter(Q(entschieden_am__lt=entschieden) | Q(geaendert_am__lt=ruht))


def _alte_fassungen(jetzt: datetime) -> "QuerySet[Any]":
    """Who wrote it, after three years; the contact's address and who made the pictures, with the archived entry's."""
    alt = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["fassung"])
    archiviert = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["projekt_kontakt"])
    genannt = ~Q(inhalt__kontakt_email="") | Q(inhalt__bilder__0__isnull=False)
    return Fassung.objects.filter(Q(am__lt=alt, von__isnull=False) | Q(projekt__archiviert_am__lt=archiviert) & genannt)


def _fassungen_leeren(fassungen: "QuerySet[Any]") -> int:
    anzahl = 0
    for fassung in fassungen.select_related("projekt"):
        fassung.von = None
        if fassung.projekt.archiviert_am:
            fassung.inhalt |= {"kontakt_email": "", "bilder": []}
        fassung.save(update_fields=["von", "inhalt"])
        anzahl += 1
    return anzahl


melden(
    Datenbestand(
        modell="projekte.Einreichung",
        bezeichnung="Einreichungen von Projekten",
        zweck="Damit Sie ein Projekt in Ruhe beschreiben können und erfahren, was die Redaktion dazu sagt.",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG",
        frist="90 Tage nach der Entscheidung; ein Entwurf, den niemand mehr anfasst, nach 24 Monaten",
        felder=("von", "inhalt"),
        faellig=_ruhende_einreichungen,
    )
)
gehoert_zu("projekte.Einreichung", "projekte.Anmerkung", "projekte.Anlage")
melden(
    Datenbestand(
        modell="projekte.Fassung",
        bezeichnung="Frühere Fassungen von Projekten",
        zweck="Damit nachvollziehbar bleibt, wer einen Eintrag geändert hat, und Fehler zurückgenommen werden können.",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG",
        frist="Wer geändert hat: 3 Jahre; Kontaktadresse und Bildnachweise 90 Tage nachdem der Eintrag aus dem"
        " Verzeichnis kam",
        felder=("von", "inhalt"),
        faellig=_alte_fassungen,
        loeschen=_fassungen_leeren,
    )
)


def _lange_pausierte(jetzt: datetime) -> "QuerySet[Any]":
    return Suchauftrag.objects.filter(
        pausiert_am__lt=jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["suchauftrag_pausiert"])
    )


def _alte_vorschauen(jetzt: datetime) -> "QuerySet[Any]":
    return Importvorschau.objects.filter(
        angelegt_am__lt=jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["importvorschau"])
    )


melden(
    Datenbestand(
        modell="projekte.Suchauftrag",
        bezeichnung="Gespeicherte Suchen",
        zweck="Damit wir Ihnen einmal in der Woche sagen können, was zu Ihren Suchen neu dazugekommen ist.",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. a DSGVO",
        frist="wenn Sie die Suche oder Ihr Konto löschen; eine pausierte nach 12 Monaten",
        felder=("name", "abfrage"),
        faellig=_lange_pausierte,
    )
)
melden(
    Datenbestand(
        modell="projekte.Importvorschau",
        bezeichnung="Vorschau beim Eintragen mehrerer Projekte",
        zweck="Damit Sie Ihre Tabelle prüfen können, bevor daraus Entwürfe werden.",
        rechtsgrundlage="Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG",
        frist="die Zeilen mit dem Anlegen der Entwürfe, alles Übrige nach 7 Tagen",
        felder=("dateiname", "zeilen"),
        faellig=_alte_vorschauen,
    )
)
gehoert_zu("konten.Nutzer", "projekte.Merkeintrag")
