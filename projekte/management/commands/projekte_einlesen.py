from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from projekte.einlesen import datei, uebernahme, zuordnung
from projekte.einlesen.pruefung import Einwand, Pruefer

EINWAENDE_HOECHSTENS = 50
MITGELIEFERT = Path(__file__).resolve().parents[2] / "zuordnungen"


class Command(BaseCommand):
    help = "Liest Projekte aus einer CSV-Datei ein. Format und Zuordnung fremder Spalten: docs/projekte-einlesen.md"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("datei", type=Path)
        parser.add_argument(
            "--zuordnung", type=Path, help="TOML-Datei für fremde Spalten, oder der Name einer mitgelieferten"
        )
        parser.add_argument("--probe", action="store_true", help="nur zeigen, was sich ändern würde")
        parser.add_argument(
            "--fehlerhafte-auslassen", action="store_true", help="die übrigen Zeilen einlesen, statt alles abzulehnen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            regeln = self._zuordnung(options["zuordnung"])
            tabelle = datei.lesen(datei.oeffnen(options["datei"]), regeln.spalten.values())
            pruefer = Pruefer(tabelle, regeln)
            saetze = pruefer.saetze()
        except OSError as fehler:
            raise CommandError(f"{options['datei']} ist nicht zu lesen: {fehler.strerror}") from fehler
        except datei.Unlesbar as fehler:
            raise CommandError(f"{fehler} Nichts wurde geändert.") from fehler
        self._einwaende_melden(pruefer.einwaende)
        if pruefer.einwaende and not (options["probe"] or options["fehlerhafte_auslassen"]):
            raise CommandError(
                "Nichts wurde geändert. Berichtigen Sie die Zeilen oder lassen Sie sie mit --fehlerhafte-auslassen weg."
            )
        plan = uebernahme.planen(saetze)
        if not options["probe"]:
            try:
                uebernahme.ausfuehren(plan)
            except ValidationError as fehler:
                raise CommandError(f"{' '.join(fehler.messages)} Nichts wurde geändert.") from fehler
        self._ergebnis_melden(plan, len(tabelle.zeilen) - len(saetze), probe=options["probe"])

    @staticmethod
    def _zuordnung(angabe: Path | None) -> zuordnung.Zuordnung:
        if angabe is None:
            return zuordnung.EIGENES_FORMAT
        mitgeliefert = MITGELIEFERT / f"{angabe}.toml"
        return zuordnung.lesen(mitgeliefert if len(angabe.parts) == 1 and mitgeliefert.exists() else angabe)

    def _einwaende_melden(self, einwaende: list[Einwand]) -> None:
        for einwand in einwaende[:EINWAENDE_HOECHSTENS]:
            self.stderr.write(str(einwand))
        if len(einwaende) > EINWAENDE_HOECHSTENS:
            self.stderr.write(f"… und {len(einwaende) - EINWAENDE_HOECHSTENS} weitere Einwände")

    def _ergebnis_melden(self, plan: uebernahme.Plan, ausgelassen: int, *, probe: bool) -> None:
        if probe:
            self.stdout.write("Probe: Nichts wurde geändert. So sähe es aus:")
        for wort, anzahl in (
            ("neu", len(plan.neu)),
            ("geändert", len(plan.geaendert)),
            ("unverändert", plan.unveraendert),
            ("ausgelassen", ausgelassen),
        ):
            self.stdout.write(f"{anzahl:6} {wort}")
