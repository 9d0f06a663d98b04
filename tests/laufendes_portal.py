"""The whole portal as `make start` runs it: own PostgreSQL, Valkey, web, worker, beat, and a mail server."""

import os
import re
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from kompetenzzentrum.betrieb.orte import CHECKOUT, wegwerfordner
from kompetenzzentrum.betrieb.postgres import PostgresDienst
from kompetenzzentrum.betrieb.prozess import Prozess, warten_bis
from kompetenzzentrum.betrieb.starten import gunicorn
from kompetenzzentrum.betrieb.valkey import ValkeyDienst
from tests.postamt import Amtsstube, freier_port

CELERY = (sys.executable, "-m", "celery", "-A", "kompetenzzentrum")


class LaufendesPortal:
    def __init__(self, ordner: Path, weitere: Mapping[str, str] | None = None) -> None:
        self.ordner = ordner
        self.port = freier_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.stube = Amtsstube()
        self.postgres = PostgresDienst(ordner, fsync=False)
        self.valkey = ValkeyDienst(ordner)
        self.postgres.starten()
        self.valkey.starten()
        daten = ordner / "portal"
        daten.mkdir()
        self.umgebung = {
            **{name: wert for name, wert in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))},
            "DJANGO_SETTINGS_MODULE": "kompetenzzentrum.settings.production",
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "DATENVERZEICHNIS": str(daten),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.stube.port}",
            "PORTAL_URL": self.url,
            "SECRET_KEY": "nur-fuer-diesen-lauf",
            "DEMO": "1",
            "GEMEINDEVERZEICHNIS": str(CHECKOUT / "kommunen" / "beispiel" / "gemeinden.csv"),
            **(weitere or {}),
        }
        self.web = self._prozess("web", *gunicorn(sys.executable, self.port))
        self.worker = self._prozess("worker", *CELERY, "worker", "--concurrency=1", "--without-gossip")
        self.beat = self._prozess("beat", *CELERY, "beat", "--scheduler=celery.beat:Scheduler", "--pidfile=")

    def _prozess(self, name: str, *befehl: str) -> Prozess:
        return Prozess(befehl, log=self.ordner / f"{name}.log", umgebung=self.umgebung, ordner=CHECKOUT)

    def verwalten(self, *befehl: str) -> None:
        ablauf = self._prozess("verwalten", sys.executable, "manage.py", *befehl)
        if ablauf.ausfuehren():
            raise RuntimeError(f"manage.py {' '.join(befehl)}:\n{ablauf.letzte_zeilen(30)}")

    def starten(self) -> None:
        self.verwalten("einrichten")
        self.web.starten()
        self.worker.starten()
        self.beat.starten()
        if not warten_bis(60, self._antwortet):
            raise RuntimeError(f"Das Portal antwortet nicht:\n{self.web.letzte_zeilen(30)}")

    def stoppen(self) -> None:
        for prozess in (self.beat, self.worker, self.web):
            prozess.stoppen()
        self.stube.schliessen()
        self.valkey.stoppen()
        self.postgres.stoppen()

    def _antwortet(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as antwort:  # noqa: S310
                return bool(antwort.status == 200)
        except OSError:
            return False

    def briefe_an(self, adresse: str) -> list[str]:
        """The text parts of all mails that the mail server took for this address so far."""
        return [
            brief.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            for brief in list(self.stube.postamt.post)
            if brief["To"] == adresse
        ]

    def brief_an(self, adresse: str, anzahl: int = 1, frist: float = 45) -> str:
        """Wait until so many mails have arrived, then give the last one's text."""
        assert warten_bis(frist, lambda: len(self.briefe_an(adresse)) >= anzahl), (
            f"{len(self.briefe_an(adresse))} statt {anzahl} Mails an {adresse}\n{self.worker.letzte_zeilen(20)}"
        )
        return self.briefe_an(adresse)[-1]

    def wartende_briefe(self) -> int:
        """Mails that are due but not sent."""
        with psycopg.connect(self.postgres.url) as verbindung:
            zeile = verbindung.execute(
                "SELECT count(*) FROM versand_nachricht WHERE zustand = 'wartet' AND faellig_ab <= now()"
            ).fetchone()
        return int(zeile[0]) if zeile else 0

    def link(self, text: str, teil: str) -> str:
        """The address in a mail that contains `teil`."""
        [treffer] = {adresse for adresse in re.findall(r"https?://\S+", text) if teil in adresse}
        return treffer


@contextmanager
def laufendes_portal(weitere: Mapping[str, str] | None = None) -> Iterator[LaufendesPortal]:
    with ExitStack() as ende:
        portal = LaufendesPortal(ende.enter_context(wegwerfordner()), weitere)
        ende.callback(portal.stoppen)
        portal.starten()
        yield portal
