from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from kompetenzzentrum.management.demo import beratung, inhalte, konten, newsletter, projekte, veranstaltungen
from kompetenzzentrum.versand.models import Nachricht

REIHENFOLGE = (konten, projekte, veranstaltungen, beratung, inhalte, newsletter)
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
            self._nur_leeres_portal()
            self._laden()
            self.stdout.write("Die Beispieldaten sind geladen.")

    def _nur_leeres_portal(self) -> None:
        voll = [modell for modell in INHALT if apps.get_model(modell)._default_manager.exists()]
        if voll:
            raise CommandError(
                "In dieser Datenbank stehen schon Inhalte, die nicht von uns stammen: "
                + ", ".join(str(apps.get_model(modell)._meta.verbose_name_plural) for modell in voll)
                + ". Beispieldaten kommen nur in ein leeres Portal. Ohne Beispieldaten startet es mit DEMO=0."
            )

    @transaction.atomic
    def _laden(self) -> None:
        jetzt = timezone.now()
        for teil in REIHENFOLGE:
            teil.anlegen(jetzt)
        # What the examples would have mailed goes to nobody.
        Nachricht.objects.filter(zustand=Nachricht.Zustand.WARTET).update(
            zustand=Nachricht.Zustand.ZURUECKGEZOGEN, kontext={}
        )
