"""Everything between an empty database and a portal that can be opened, in one Django start."""

import hashlib
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.management.commands.demodaten import nur_leeres_portal
from kompetenzzentrum.management.demo import konten


class Command(BaseCommand):
    help = (
        "Bringt Datenbank und statische Dateien auf den Stand des Programms und lädt das "
        "Gemeindeverzeichnis, wenn es fehlt; mit DEMO=1 auch die Beispieldaten."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 (Django's own way)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--zugaenge", type=Path, help="Datei für die Zugänge der Beispielkonten")

        parser.add_argument("--ohne-statisches", action="store_true", help="wenn das Abbild die Dateien schon enthält")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO:
            self._keine_fremde_datenbank()
        call_command("migrate", interactive=False, verbosity=0)
        self._beispielkonten_schalten()
        if not settings.DEMO:
            call_command("check", databases=["default"], stdout=self.stdout, stderr=self.stderr)
        if not settings.DEBUG and not options["ohne_statisches"]:
            self._statisches_sammeln()
        call_command("gemeindeverzeichnis_laden", stdout=self.stdout)
        call_command("projekte_suchindex", fehlende=True, stdout=self.stdout)  # the list shows what is in the index
        if settings.DEMO:
            call_command("demodaten", stdout=self.stdout)
            if options["zugaenge"]:
                liste = StringIO()
                call_command("demodaten", zugaenge=True, stdout=liste)
                options["zugaenge"].write_text(liste.getvalue())

    def _keine_fremde_datenbank(self) -> None:
        """Before anything is written: `make start` sets DEMO=1, and DATABASE_URL may point anywhere."""
        tabellen = connection.introspection.table_names()
        if tabellen and Nutzer._meta.db_table not in tabellen:
            raise CommandError(
                "In der Datenbank aus DATABASE_URL stehen Tabellen, die nicht zum Portal gehören "
                f"({', '.join(sorted(tabellen)[:3])} ...). Beispieldaten kommen nur in eine leere Datenbank. "
                "Ohne Beispieldaten startet das Portal dort mit DEMO=0."
            )
        if tabellen:
            nur_leeres_portal()

    def _beispielkonten_schalten(self) -> None:
        """Their password is public: they open with DEMO=1 and close without it."""
        anzahl = konten.zugaenge(offen=not settings.DEMO).update(is_active=settings.DEMO)
        if anzahl:
            was = "wieder offen" if settings.DEMO else "gesperrt, weil DEMO aus ist"
            self.stdout.write(f"{anzahl} Beispielkonten sind {was}.")

    def _statisches_sammeln(self) -> None:
        """Compressing takes seconds: only when a name, size or time has changed."""
        summe = hashlib.sha256()
        for finder in finders.get_finders():
            for name, ablage in finder.list([]):
                datei = Path(ablage.path(name)).stat()
                summe.update(f"{name} {datei.st_size} {datei.st_mtime_ns}\n".encode())
        stempel = Path(settings.STATIC_ROOT) / ".stand"
        if stempel.exists() and stempel.read_text() == summe.hexdigest():
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stempel.write_text(summe.hexdigest())
