"""What a logged-in person finds on her overview: her roles in words, her registrations and requests."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress

from kompetenzzentrum.beratung.rechte import eigene_anfragen
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.konten.rechte import hat_rolle
from veranstaltungen.rechte import eigene_anmeldungen

HOECHSTENS = 20


@dataclass(frozen=True)
class Arbeitsplatz:
    rolle: Rolle
    was: str
    """What a person with this role does here."""
    wege: tuple[tuple[str, str], ...]
    """Title and address of the pages she works with."""


MEDIATHEK = ("Mediathek pflegen", "/verwaltung/veranstaltungen/medium/")
ARBEITSPLAETZE = (
    Arbeitsplatz(
        Rolle.BERATUNG,
        "Sie beantworten Anfragen aus den Kommunen.",
        (("Schreibtisch der Beratung", "/beratung/schreibtisch/"),),
    ),
    Arbeitsplatz(
        Rolle.REDAKTION,
        "Sie pflegen Projekte, Mediathek, Meldungen und Rechtstexte und schreiben den Newsletter.",
        (
            ("Einreichungen prüfen", "/projekte/pruefung/"),
            ("Nachnutzungen bestätigen", "/projekte/nachnutzung/"),
            ("Mitgliedschaften", "/kommunen/mitgliedschaften/"),
            ("Newsletter-Redaktion", "/newsletter/redaktion/"),
            MEDIATHEK,
            ("Verwaltung der Inhalte", "/verwaltung/"),
        ),
    ),
    Arbeitsplatz(
        Rolle.VERANSTALTUNGSTEAM,
        "Sie planen Veranstaltungen, betreuen die Anmeldungen und pflegen die Mediathek.",
        (
            ("Schreibtisch der Veranstaltungen", "/veranstaltungen/schreibtisch/"),
            ("Verwaltung der Veranstaltungen", "/verwaltung/veranstaltungen/"),
            MEDIATHEK,
        ),
    ),
    Arbeitsplatz(
        Rolle.DATENSCHUTZ,
        "Sie sehen, was das Portal speichert und wann es gelöscht wurde.",
        (("Verzeichnis der Verarbeitungen", "/datenschutz/"), ("Löschläufe", "/verwaltung/datenschutz/loeschlauf/")),
    ),
    Arbeitsplatz(
        Rolle.BETRIEB,
        "Sie betreuen Konten und Rollen und sehen den Postausgang.",
        (
            ("Verwaltung der Konten", "/verwaltung/konten/"),
            ("Postausgang", "/verwaltung/versand/nachricht/"),
            ("Zustand des Portals", "/healthz"),
        ),
    ),
)


def uebersicht(person: Nutzer) -> dict[str, Any]:
    """Registrations and requests are found by address, so only confirmed addresses count."""
    adressen = list(EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True))
    anmeldungen = eigene_anmeldungen(adressen).select_related("veranstaltung").order_by("-veranstaltung__beginn")
    return {
        "arbeitsplaetze": [platz for platz in ARBEITSPLAETZE if hat_rolle(person, platz.rolle)],
        "anmeldungen": anmeldungen[:HOECHSTENS],
        "anfragen": eigene_anfragen(adressen).order_by("-eingegangen_am")[:HOECHSTENS],
        "hoechstens": HOECHSTENS,
    }
