"""`make start` and `make dev`: everything the portal needs, in one terminal, until Ctrl-C.

Needs neither Django nor a database to be imported. What DATABASE_URL or
REDIS_URL already name is used as it is and not started.
"""

import os
import secrets
import signal
import socket
import sys
import time
from contextlib import ExitStack, suppress
from types import FrameType
from typing import NoReturn
from urllib.parse import urlsplit

from . import orte
from .aufsicht import Aufsicht, reste_beenden
from .gesund import gesund
from .make import Make
from .postgres import PostgresDienst
from .prozess import Dienst, Prozess, Startfehler, warten_bis
from .valkey import ValkeyDienst

WEITERGEGEBEN = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PORTAL_URL", "EMAIL_URL", "DEMO")
LOG_GRENZE = 5_000_000  # bytes; a larger log is set aside at the next start
STARTFRIST = 60.0


class Beendet(Exception):  # noqa: N818 (not an error)
    """SIGINT, SIGTERM or SIGHUP has arrived."""


def main(entwicklung: bool) -> int:
    os.umask(0o077)
    for nummer in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(nummer, _beenden)  # a shell's `&` has set SIGINT to "ignored"
    try:
        with ExitStack() as ende:
            Start(ende, entwicklung).ausfuehren()
    except Beendet:
        melden("Das Portal ist beendet.")
    except PermissionError as fehler:
        print(f"Keine Berechtigung für {fehler.filename}: gehört das einem anderen Konto?", file=sys.stderr)
        return 1
    except (Startfehler, RuntimeError) as fehler:
        print(fehler, file=sys.stderr)
        return 1
    return 0


class Start:
    def __init__(self, ende: ExitStack, entwicklung: bool) -> None:
        self.ende = ende
        self.entwicklung = entwicklung
        self.port = _port()
        self.daten = orte.datenverzeichnis()
        orte.datenverzeichnis_schliessen(self.daten)
        self.logs = self.daten / "log"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.make = Make()

    def ausfuehren(self) -> None:
        self._allein()
        umgebung = self._dienste()
        melden("Datenbank und Dateien werden auf den Stand gebracht ...")
        self._einrichten(umgebung)
        self._portal(umgebung)
        self._begruessen(umgebung["PORTAL_URL"])
        while True:
            self.aufsicht.blick()
            self.make.pruefen()
            time.sleep(0.2)

    def _allein(self) -> None:
        if not self.ende.enter_context(orte.sperre(self.daten / "starten.sperre")):
            raise Startfehler("Das Portal läuft aus diesem Ordner bereits. Beenden Sie es dort mit Strg+C.")
        reste_beenden(self.daten / "prozesse")
        _port_frei(self.port)
        self.aufsicht = Aufsicht(self.daten / "prozesse", melden)
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > LOG_GRENZE:
                log.replace(log.with_suffix(".log.alt"))

    def _dienste(self) -> dict[str, str]:
        """Starts database and broker unless given; returns the environment of the portal."""
        umgebung = dict(os.environ)
        if not umgebung.get("DATABASE_URL"):
            melden("PostgreSQL startet ...")
            postgres = PostgresDienst(orte.dienstordner(self.daten), log=self.logs / "postgres.log")
            self._starten("Die Datenbank", postgres, unersetzlich=True)
            umgebung["DATABASE_URL"] = postgres.url
        if not umgebung.get("REDIS_URL"):
            melden("Valkey startet ...")
            valkey = ValkeyDienst(orte.dienstordner(self.daten), log=self.logs / "valkey.log")
            self._starten("Valkey", valkey)
            umgebung["REDIS_URL"] = valkey.url
        umgebung.setdefault("PORTAL_URL", f"http://127.0.0.1:{self.port}")
        host = urlsplit(umgebung["PORTAL_URL"]).hostname or "127.0.0.1"
        umgebung.setdefault("ALLOWED_HOSTS", f"{host},127.0.0.1,localhost")
        umgebung["DATENVERZEICHNIS"] = str(self.daten)
        art = "entwicklung" if self.entwicklung else "production"
        umgebung["DJANGO_SETTINGS_MODULE"] = f"kompetenzzentrum.settings.{art}"
        self._lokal_schreiben(umgebung)
        return umgebung

    def _lokal_schreiben(self, umgebung: dict[str, str]) -> None:
        """For `manage.py` in a second terminal; also keeps the secret key between two starts."""
        datei = self.daten / "lokal.env"
        if not umgebung.get("SECRET_KEY"):
            alt = dict(z.split("=", 1) for z in datei.read_text().splitlines()) if datei.exists() else {}
            umgebung["SECRET_KEY"] = alt.get("SECRET_KEY") or secrets.token_urlsafe(50)
        neu = datei.with_suffix(".neu")
        neu.touch(mode=0o600)
        neu.chmod(0o600)
        neu.write_text("".join(f"{k}={umgebung[k]}\n" for k in WEITERGEGEBEN if umgebung.get(k)))
        neu.replace(datei)

    def _einrichten(self, umgebung: dict[str, str]) -> None:
        """Runs in our own terminal, so that its progress and its complaints are seen."""
        zugaenge = self.daten / "zugaenge.txt"
        zugaenge.unlink(missing_ok=True)
        ablauf = Prozess(
            [sys.executable, "manage.py", "einrichten", "--zugaenge", str(zugaenge)],
            umgebung=umgebung,
            ordner=orte.CHECKOUT,
        )
        self.ende.callback(ablauf.stoppen)
        ablauf.starten()
        while ablauf.laeuft:
            self.make.pruefen()
            time.sleep(0.05)
        if ablauf.ergebnis:
            raise Startfehler("Das Portal ist nicht gestartet: die Meldung darüber nennt den Grund.")

    def _portal(self, umgebung: dict[str, str]) -> None:
        python = sys.executable
        celery = (python, "-m", "celery", "-A", "kompetenzzentrum")
        worker = (*celery, "worker", "--concurrency=2", "--without-gossip", "--without-mingle")
        neuladen = (python, "-m", "kompetenzzentrum.betrieb.neuladen")
        befehle = {
            "beat": (*celery, "beat", "--scheduler=celery.beat:Scheduler", "--pidfile="),
            "worker": (*neuladen, *worker[3:], "--pool=solo") if self.entwicklung else worker,
            "web": (
                (python, "manage.py", "runserver", f"127.0.0.1:{self.port}")
                if self.entwicklung
                else gunicorn(python, self.port)
            ),
        }
        for name, befehl in befehle.items():
            im_terminal = self.entwicklung and name == "web"
            prozess = Prozess(
                befehl,
                log=None if im_terminal else self.logs / f"{name}.log",
                umgebung=umgebung,
                ordner=orte.CHECKOUT,
            )
            self._starten(name, prozess)

    def _starten(self, name: str, dienst: Dienst, *, unersetzlich: bool = False) -> None:
        self.ende.callback(dienst.stoppen)
        dienst.starten()
        self.aufsicht.aufnehmen(name, dienst, unersetzlich=unersetzlich)

    def _begruessen(self, adresse: str) -> None:
        def antwortet() -> bool:
            self.aufsicht.blick()
            self.make.pruefen()
            return gesund(self.port, adresse)

        if not warten_bis(STARTFRIST, antwortet, takt=0.1):
            raise Startfehler(f"Das Portal antwortet nicht. Näheres steht in {self.logs}/web.log.")
        melden(f"\nDas Portal ist bereit: {adresse}/\n")
        zugaenge = self.daten / "zugaenge.txt"
        if zugaenge.exists():
            melden(zugaenge.read_text())
        melden(f"Protokolle: {self.logs}    Beenden: Strg+C")


def gunicorn(python: str, port: int) -> tuple[str, ...]:
    arbeiter = max(2, min(4, len(os.sched_getaffinity(0))))
    return (
        *(python, "-m", "gunicorn", "kompetenzzentrum.wsgi:application", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "kompetenzzentrum.betrieb.webarbeiter.Arbeiter", "--workers", str(arbeiter)),
        *("--threads", "4", "--graceful-timeout", "10", "--no-control-socket"),
    )


def melden(text: str) -> None:
    with suppress(OSError):  # the terminal or pipe may be gone
        print(text, flush=True)


def _beenden(nummer: int, rahmen: FrameType | None) -> NoReturn:
    for weitere in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(weitere, signal.SIG_IGN)  # stopping has its own time limits
    raise Beendet


def _port() -> int:
    angabe = os.environ.get("PORT") or "8000"
    if not angabe.isdecimal() or not 1 <= int(angabe) <= 65535:
        raise Startfehler(f"PORT={angabe} ist keine Portnummer zwischen 1 und 65535.")
    return int(angabe)


def _port_frei(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Startfehler(f"Port {port} darf hier niemand öffnen: PORT=8123 make start") from None
        except OSError:
            raise Startfehler(f"Port {port} ist belegt. Wählen Sie einen anderen: PORT=8123 make start") from None


if __name__ == "__main__":
    sys.exit(main(entwicklung="--entwicklung" in sys.argv[1:]))
