from typing import Any

from django.core.management.base import BaseCommand

from projekte import suche
from projekte.models import Projekt


class Command(BaseCommand):
    help = (
        "Schreibt den Suchindex aller Projekte neu: nach einer neuen Fassung der Suche. Das Einlesen des "
        "Gemeindeverzeichnisses tut es von selbst."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        schluessel = list(Projekt.objects.values_list("pk", flat=True))
        suche.ableiten(schluessel)
        self.stdout.write(f"Suchindex neu geschrieben: {len(schluessel)} Projekte")
