from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from kompetenzzentrum.management.demo import (
    beitrag,
    beratung,
    inhalte,
    konten,
    mediathek,
    nachnutzung,
    newsletter,
    projekte,
    veranstaltungen,
)
from kompetenzzentrum.versand.models import Nachricht

REIHENFOLGE = (konten, projekte, beitrag, nachnutzung, veranstaltungen, mediathek, beratung, inhalte, newsletter)
INHALT = (
    "konten.Nutzer",
    "projekte.Projekt",
    "veranstaltungen.Veranstaltung",
    "beratung.Anfrage",
    "newsletter.Abonnement",
    "inhalte.Meldung",
    "versand.Nachricht",
)
"""An empty portal has none of these; the register of municipalities may be there."""


def nur_leeres_portal() -> None:
    """Raises CommandError if anything but our examples stands here. Tables may be missing or of an older version."""
    tabellen = connection.introspection.table_names()
    klassen = [klasse for modell in INHALT if (klasse := apps.get_model(modell))._meta.db_table in tabellen]
    voll = [str(klasse._meta.verbose_name_plural) for klasse in klassen if klasse._default_manager.exists()]
    if voll and not konten.sind_angelegt():
        raise CommandError(
            f"In dieser Datenbank stehen schon Inhalte, die nicht von uns stammen: {', '.join(voll)}."
            " Beispieldaten kommen nur in ein leeres Portal. Ohne Beispieldaten startet es mit DEMO=0."
        )


class Command(BaseCommand):
    help = "Lädt die Beispieldaten in ein leeres Portal (nur mit DEMO=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--zugaenge", action="store_true", help="nur die Zugänge der Beispielkonten zeigen")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Beispieldaten gibt es nur mit DEMO=1.")
        if options["zugaenge"]:
            self.stdout.write(konten.tabelle())
        elif konten.sind_angelegt():
            self.stdout.write("Die Beispieldaten sind schon geladen.")
        else:
            nur_leeres_portal()
            self._laden()
            self.stdout.write("Die Beispieldaten sind geladen.")

    @transaction.atomic
    def _laden(self) -> None:
        jetzt = timezone.now()
        for teil in REIHENFOLGE:
            teil.anlegen(jetzt)
        # What the examples would have mailed goes to nobody.
        Nachricht.objects.filter(zustand=Nachricht.Zustand.WARTET).update(
            zustand=Nachricht.Zustand.ZURUECKGEZOGEN, kontext={}
        )
