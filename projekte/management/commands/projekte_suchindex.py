from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from projekte import suche
from projekte.models import Projekt


class Command(BaseCommand):
    help = (
        "Schreibt den Suchindex aller Projekte neu: nach einer neuen Fassung der Suche. Das Einlesen des "
        "Gemeindeverzeichnisses tut es von selbst, jeder Start für Projekte, die noch nicht darin stehen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fehlende", action="store_true", help="nur Projekte, die noch nicht darin stehen")

    def handle(self, *args: Any, **options: Any) -> None:
        suche.bereitlegen()
        projekte = Projekt.objects.filter(suchdokument=None) if options["fehlende"] else Projekt.objects.all()
        schluessel = list(projekte.values_list("pk", flat=True))
        suche.ableiten(schluessel)
        if schluessel or not options["fehlende"]:
            self.stdout.write(f"Suchindex neu geschrieben: {len(schluessel)} Projekte")
