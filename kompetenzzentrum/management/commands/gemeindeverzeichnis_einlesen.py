"""Stands here and not in `kommunen`, because the catalogue above it must follow: it finds projects by place names."""

from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kommunen.gemeindeverzeichnis import Ablehnung, einlesen
from kommunen.gemeindeverzeichnis.bericht import bericht
from kommunen.gemeindeverzeichnis.fortschritt import Balken
from kommunen.nachfolge import aus_csv


class Command(BaseCommand):
    help = (
        "Liest das amtliche Gemeindeverzeichnis ein: GV100AD (Text, auch als ZIP) oder „Auszug GV“ (Excel)."
        " Eine beschädigte Datei wird abgelehnt und ändert nichts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("datei", type=Path, nargs="?", help="GV100AD…txt, .zip oder AuszugGV….xlsx")
        parser.add_argument("--probe", action="store_true", help="nur zeigen, was sich ändern würde")
        parser.add_argument("--aelter", action="store_true", help="auch einen älteren Gebietsstand schreiben")
        parser.add_argument(
            "--nachfolger", type=Path, metavar="CSV", help="danach Nachfolger aufgelöster Kommunen eintragen (alt;neu)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["datei"] and not options["nachfolger"]:
            raise CommandError("Bitte nennen Sie eine Datei, zum Beispiel GV100AD_28022026.txt.")
        try:
            with transaction.atomic():
                zeilen = self._einlesen(**options)
        except Ablehnung as ablehnung:
            raise CommandError(f"Abgelehnt, nichts wurde geändert.\n{ablehnung}") from ablehnung
        for zeile in zeilen:
            self.stdout.write(zeile)

    def _einlesen(
        self, *, datei: Path | None, nachfolger: Path | None, probe: bool, aelter: bool, **weitere: Any
    ) -> list[str]:
        zeilen: list[str] = []
        if datei:
            with Balken() as balken:
                plan = einlesen(datei, probe=probe, aelter=aelter, fortschritt=balken.weiter)
            zeilen += bericht(plan, probe=probe)
        if nachfolger:
            anzahl = aus_csv(nachfolger, probe=probe)
            zeilen.append(f"Nachfolger {'gefunden' if probe else 'eingetragen'}: {anzahl}")
        if datei and not probe:
            suchindex = StringIO()
            call_command("projekte_suchindex", stdout=suchindex)
            zeilen.append(suchindex.getvalue().strip())
        return zeilen
