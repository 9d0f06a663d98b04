from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kompetenzzentrum.datenschutz.loeschlauf import loeschen, sperre
from kompetenzzentrum.datenschutz.models import FEHLER


class Command(BaseCommand):
    help = "Löscht oder anonymisiert, was nach den gemeldeten Fristen fällig ist (läuft sonst jede Nacht)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--probe", action="store_true", help="nur zählen, nichts löschen")

    def handle(self, *args: Any, **options: Any) -> None:
        with sperre() as erhalten:
            if not erhalten:
                raise CommandError("Gerade läuft schon ein Löschlauf. Bitte warten Sie, bis er fertig ist.")
            ergebnis = loeschen(timezone.now(), probe=options["probe"])
        self.stdout.write("Fällig wären:" if options["probe"] else "Gelöscht oder anonymisiert:")
        for modell, anzahl in ergebnis.items():
            self.stdout.write(f"  {anzahl:>8}  {modell}")
        if FEHLER in ergebnis.values():
            raise CommandError("Nicht alles war möglich; die Gründe stehen im Protokoll.")
