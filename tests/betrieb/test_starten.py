"""`make start` as a whole: real processes, real signals."""

import os
import random
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

from kompetenzzentrum.betrieb.aufsicht import _startzeit
from kompetenzzentrum.betrieb.gesund import gesund
from kompetenzzentrum.betrieb.orte import CHECKOUT, dienstordner
from kompetenzzentrum.betrieb.prozess import warten_bis

GEERBT = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORTAL_URL", "SECRET_KEY", "EMAIL_URL")


PORTS = range(20_000, 30_000)
"""Below those that the kernel gives away: between two starts nobody else gets ours."""


def _frei(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


class Start:
    """A portal of its own, started by make with its data in `daten`."""

    def __init__(self, daten: Path) -> None:
        self.daten = daten
        self.port = next(filter(_frei, random.sample(PORTS, len(PORTS))))
        self.umgebung = {name: wert for name, wert in os.environ.items() if name not in GEERBT}
        self.umgebung |= {"DATENVERZEICHNIS": str(daten), "PORT": str(self.port), "DEMO": "0"}
        self.umgebung["PYTHON"] = sys.executable
        self.umgebung["GEMEINDEVERZEICHNIS"] = str(CHECKOUT / "kommunen" / "beispiel" / "gemeinden.csv")
        self.make: subprocess.Popen[str] | None = None

    def starten(self) -> float:
        """Seconds until the portal answered."""
        beginn = time.monotonic()
        self.ausgabe = (self.daten.parent / "ausgabe").open("w+")
        self.make = subprocess.Popen(
            ["make", "start"],
            cwd=CHECKOUT,
            env=self.umgebung,
            stdout=self.ausgabe,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # A shell that runs the tests in the background has switched SIGINT off for all of us.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
            text=True,
        )
        assert warten_bis(180, self.bereit), self.text()
        return time.monotonic() - beginn

    def bereit(self) -> bool:
        assert self.make
        assert self.make.poll() is None, self.text()
        return "ist bereit" in self.text() and self.gesund()

    def gesund(self) -> bool:
        return gesund(self.port, f"http://127.0.0.1:{self.port}")

    def text(self) -> str:
        return (self.daten.parent / "ausgabe").read_text()

    def prozesse(self) -> list[int]:
        return [int(zeile.split()[0]) for zeile in (self.daten / "prozesse").read_text().splitlines()]

    def prozess(self, teil: str) -> int:
        """The number of the remembered process with this in its command line."""
        befehle = {pid: Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in self.prozesse()}
        [pid] = [pid for pid, befehl in befehle.items() if teil in befehl]
        return pid

    def starter(self) -> int:
        assert self.make
        kinder = Path(f"/proc/{self.make.pid}/task/{self.make.pid}/children").read_text().split()
        [pid] = map(int, kinder)
        return pid

    def einstellungen(self) -> dict[str, str]:
        return dict(z.split("=", 1) for z in (self.daten / "lokal.env").read_text().splitlines())

    def beenden(self) -> None:
        if self.make and self.make.poll() is None:
            os.killpg(self.make.pid, signal.SIGTERM)
            self.make.wait(60)

    def noch_einmal(self, **weitere: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kompetenzzentrum.betrieb.starten"],
            cwd=CHECKOUT,
            env={**self.umgebung, **weitere},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    start = Start(tmp_path_factory.mktemp("start") / "var")
    start.starten()
    yield start
    start.beenden()
    shutil.rmtree(dienstordner(start.daten))


def _alle_weg(pids: list[int]) -> bool:
    return all(_startzeit(pid) == "weg" for pid in pids)


class TestStarten:
    """In this order on one portal: starting costs seconds."""

    def test_nennt_adresse_und_schreibt_protokolle(self, portal: Start) -> None:
        assert f"Das Portal ist bereit: http://127.0.0.1:{portal.port}/" in portal.text()
        for name in ("postgres", "valkey", "web", "worker", "beat"):
            assert (portal.daten / "log" / f"{name}.log").exists()

    def test_protokolle_und_angaben_sind_fuer_andere_zu(self, portal: Start) -> None:
        for pfad in (portal.daten, portal.daten / "log"):
            assert stat.S_IMODE(pfad.stat().st_mode) == 0o700
        for datei in (*portal.daten.glob("*"), *(portal.daten / "log").iterdir()):
            assert not stat.S_IMODE(datei.stat().st_mode) & 0o077, datei

    def test_manage_im_zweiten_terminal_findet_die_datenbank(self, portal: Start) -> None:
        assert stat.S_IMODE((portal.daten / "lokal.env").stat().st_mode) == 0o600
        ablauf = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--check"],
            cwd=CHECKOUT,
            env=portal.umgebung,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ablauf.returncode == 0, ablauf.stderr

    def test_zweiter_start_im_selben_ordner(self, portal: Start) -> None:
        ablauf = portal.noch_einmal(PORT="1")
        assert ablauf.returncode == 1
        assert ablauf.stderr.startswith("Das Portal läuft aus diesem Ordner bereits.")
        assert ablauf.stderr.count("\n") == 1

    def test_belegter_port_bevor_etwas_gestartet_ist(self, portal: Start, tmp_path: Path) -> None:
        ablauf = portal.noch_einmal(DATENVERZEICHNIS=str(tmp_path / "var"))
        assert ablauf.returncode == 1
        assert ablauf.stderr.startswith(f"Port {portal.port} ist belegt.")
        assert ablauf.stderr.count("\n") == 1
        assert not list((tmp_path / "var" / "log").iterdir())

    @pytest.mark.parametrize("port", ["abc", "0", "70000"])
    def test_unsinniger_port(self, portal: Start, port: str) -> None:
        ablauf = portal.noch_einmal(PORT=port)
        assert ablauf.returncode == 1
        assert ablauf.stderr == f"PORT={port} ist keine Portnummer zwischen 1 und 65535.\n"

    @pytest.mark.parametrize("teil", ["valkey-server", "kompetenzzentrum worker", "gunicorn"])
    def test_was_stirbt_kommt_wieder(self, portal: Start, teil: str) -> None:
        alt = portal.prozess(teil)
        os.killpg(alt, signal.SIGKILL)
        assert warten_bis(20, lambda: alt not in portal.prozesse() and portal.gesund())
        assert portal.prozess(teil) != alt

    def test_kill_9_hinterlaesst_nichts_und_der_naechste_start_geht(self, portal: Start) -> None:
        vorher, alte = portal.einstellungen(), portal.prozesse()
        with psycopg.connect(vorher["DATABASE_URL"]) as verbindung:
            verbindung.execute("CREATE TABLE merkzettel AS SELECT 'bleibt' AS text")
        os.kill(portal.starter(), signal.SIGKILL)
        assert portal.make
        portal.make.wait(10)
        portal.starten()
        assert _alle_weg(alte)
        nachher = portal.einstellungen()
        assert nachher["SECRET_KEY"] == vorher["SECRET_KEY"], "angemeldet bleibt angemeldet"
        with psycopg.connect(nachher["DATABASE_URL"]) as verbindung:
            assert verbindung.execute("SELECT text FROM merkzettel").fetchone() == ("bleibt",)

    @pytest.mark.parametrize("nummer", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
    def test_ein_signal_nur_an_make_beendet_alles(self, portal: Start, nummer: signal.Signals) -> None:
        """As a script does that has started `make start &`; make itself passes only SIGTERM on."""
        alte = [*portal.prozesse(), portal.starter()]
        assert portal.make
        os.kill(portal.make.pid, nummer)
        portal.make.wait(30)
        assert warten_bis(30, lambda: _alle_weg(alte))
        assert "Das Portal ist beendet." in portal.text()
        portal.starten()

    def test_sigint_an_alle_auch_wenn_die_shell_es_ausgeschaltet_hat(self, portal: Start) -> None:
        portal.beenden()
        skript = subprocess.Popen(
            ["sh", "-c", "make start & wait"],
            cwd=CHECKOUT,
            env=portal.umgebung,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        assert warten_bis(60, portal.gesund)
        alte = portal.prozesse()
        os.killpg(skript.pid, signal.SIGINT)
        skript.wait(30)
        assert warten_bis(30, lambda: _alle_weg(alte))
        portal.starten()

    def test_stirbt_die_datenbank_endet_alles_mit_grund(self, portal: Start) -> None:
        alte = portal.prozesse()
        os.killpg(portal.prozess("bin/postgres"), signal.SIGKILL)
        assert portal.make
        assert portal.make.wait(30) != 0
        assert "Die Datenbank ist unerwartet beendet worden." in portal.text()
        assert _alle_weg(alte)
