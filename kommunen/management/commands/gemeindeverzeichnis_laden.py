"""What `make start` calls: a register is there afterwards, the best one this machine has."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kommunen.gemeindeverzeichnis import Ablehnung, einlesen
from kommunen.gemeindeverzeichnis.beispiel import DATEI as BEISPIEL
from kommunen.gemeindeverzeichnis.bericht import kurzbericht
from kommunen.gemeindeverzeichnis.fortschritt import Balken
from kommunen.models import Registerstand


class Command(BaseCommand):
    help = (
        "Lädt das Gemeindeverzeichnis, wenn noch keines (oder nur die mitgelieferte Auswahl) da ist: die Datei in"
        " GEMEINDEVERZEICHNIS, sonst die neueste in ../shared/daten, sonst die mitgelieferte Auswahl."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        aktueller = Registerstand.objects.aktueller()
        if aktueller and not aktueller.beispiel:
            return
        genannt = os.environ.get("GEMEINDEVERZEICHNIS")
        if genannt:
            self._genannte(Path(genannt).expanduser())
        elif not self._gefundene() and aktueller is None:
            self._lesen(BEISPIEL)

    def _genannte(self, datei: Path) -> None:
        """Whoever names a file wants that one: a refusal stops the start instead of hiding it."""
        try:
            self._lesen(datei)
        except Ablehnung as ablehnung:
            raise CommandError(f"GEMEINDEVERZEICHNIS={datei} wurde abgelehnt.\n{ablehnung}") from ablehnung

    def _gefundene(self) -> bool:
        """The newest text file that is whole; then the workbook, for its coordinates."""
        geladen = next((True for datei in texte() if self._versuchen(datei)), False)
        if geladen:
            for mappe in mappen():
                self._versuchen(mappe)
        return geladen

    def _versuchen(self, datei: Path) -> bool:
        try:
            self._lesen(datei)
        except Ablehnung as ablehnung:
            self.stderr.write(f"{datei.name} wurde abgelehnt:\n{ablehnung}")
            return False
        return True

    def _lesen(self, datei: Path) -> None:
        # The shipped selection may be newer than the file: whoever has a register wants the register.
        nur_auswahl = Registerstand.objects.filter(beispiel=False).first() is None
        with Balken() as balken:
            plan = einlesen(datei, aelter=nur_auswahl, fortschritt=balken.weiter)
        self.stdout.write(kurzbericht(plan))


def _ordner() -> Path:
    return Path(settings.BASE_DIR).parent / "shared" / "daten"


def texte() -> Iterator[Path]:
    """Newest Gebietsstand first, as the first record of each file says it."""

    def stand(datei: Path) -> bytes:
        with datei.open("rb") as inhalt:
            return inhalt.read(13).removeprefix(b"\xef\xbb\xbf")[2:10]

    yield from sorted(_ordner().glob("GV100AD*.txt"), key=stand, reverse=True)


def mappen() -> Iterator[Path]:
    yield from sorted(_ordner().glob("*Auszug*GV*.xlsx"), key=lambda datei: datei.stat().st_mtime)
