"""PostgreSQL and Valkey as launcher and tests start them."""

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from kompetenzzentrum.betrieb import orte
from kompetenzzentrum.betrieb.postgres import PostgresDienst
from kompetenzzentrum.betrieb.prozess import Startfehler
from kompetenzzentrum.betrieb.valkey import ValkeyDienst


@pytest.fixture
def ordner() -> Iterator[Path]:
    with orte.wegwerfordner() as ordner:
        yield ordner


def test_daten_ueberleben_kill_9(ordner: Path) -> None:
    with PostgresDienst(ordner) as postgres:
        with psycopg.connect(postgres.url) as verbindung:
            verbindung.execute("CREATE TABLE merkzettel AS SELECT 'bleibt' AS text")
        postgres.toeten()
        assert not postgres.laeuft
        postgres.starten()
        with psycopg.connect(postgres.url) as verbindung:
            assert verbindung.execute("SELECT text FROM merkzettel").fetchone() == ("bleibt",)


def test_zeichensatz_und_sortierung_haengen_nicht_vom_rechner_ab(ordner: Path) -> None:
    with PostgresDienst(ordner, fsync=False) as postgres, psycopg.connect(postgres.url) as verbindung:
        assert verbindung.execute("SELECT lower('ÄÖÜ'), current_setting('server_encoding')").fetchone() == (
            "äöü",
            "UTF8",
        )


def test_eine_fremde_prozessnummer_hindert_nicht(ordner: Path) -> None:
    """After a power cut the number in postmaster.pid may be anybody's: here it is ours."""
    postgres = PostgresDienst(ordner, fsync=False)
    with postgres:
        zeilen = (postgres.daten / "postmaster.pid").read_text().splitlines()
    (postgres.daten / "postmaster.pid").write_text("\n".join([str(os.getppid()), *zeilen[1:]]))
    with postgres:
        assert postgres.laeuft


def test_ein_abgebrochenes_anlegen_hindert_nicht(ordner: Path) -> None:
    (ordner / "postgres.neu").mkdir()
    (ordner / "postgres.neu" / "PG_VERSION").write_text("halb")
    with PostgresDienst(ordner, fsync=False) as postgres:
        assert postgres.laeuft


def test_daten_einer_anderen_hauptversion_werden_nicht_angeruehrt(ordner: Path) -> None:
    postgres = PostgresDienst(ordner, fsync=False)
    with postgres:
        pass
    (postgres.daten / "PG_VERSION").write_text("14\n")
    with pytest.raises(Startfehler, match="stammen von PostgreSQL 14"):
        postgres.starten()


def test_kaputte_daten_nennen_den_grund(ordner: Path) -> None:
    postgres = PostgresDienst(ordner, fsync=False)
    with postgres:
        pass
    (postgres.daten / "postgresql.conf").write_text("kein_schalter = 1\n")
    with pytest.raises(Startfehler, match="kein_schalter"):
        postgres.starten()


def test_nur_ein_privater_socket_kein_port(ordner: Path) -> None:
    with PostgresDienst(ordner, fsync=False) as postgres, psycopg.connect(postgres.url) as verbindung:
        assert verbindung.execute("SHOW listen_addresses").fetchone() == ("",)
        socket = Path(verbindung.info.host)
    assert not socket.exists(), "wird beim Ende weggeräumt"


def test_socketordner_ist_fuer_andere_zu(ordner: Path) -> None:
    with PostgresDienst(ordner, fsync=False) as postgres, psycopg.connect(postgres.url) as verbindung:
        assert stat.S_IMODE(Path(verbindung.info.host).stat().st_mode) == 0o700


def test_ein_untergeschobener_socketordner_wird_abgelehnt(ordner: Path) -> None:
    fremd = orte.socketordner(ordner)
    fremd.chmod(0o777)
    with pytest.raises(RuntimeError, match="für andere beschreibbar"):
        orte.socketordner(ordner)
    fremd.rmdir()


@pytest.fixture
def dienstordner() -> Iterator[Callable[[Path], Path]]:
    """As root the folders lie in /var/lib: they are taken away again."""
    angelegt: list[Path] = []

    def anlegen(daten: Path) -> Path:
        angelegt.append(orte.dienstordner(daten))
        return angelegt[-1]

    yield anlegen
    for ordner in angelegt:
        shutil.rmtree(ordner, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="nur root gibt Rechte ab")
def test_root_aendert_keine_rechte_im_privaten_ordner(tmp_path: Path, dienstordner: Callable[[Path], Path]) -> None:
    privat = tmp_path / "privat"
    privat.mkdir(mode=0o700)
    vorher = [(pfad, pfad.stat().st_mode, pfad.stat().st_uid) for pfad in (privat, *privat.parents)]
    ordner = dienstordner(privat / "var")
    with PostgresDienst(ordner, fsync=False) as postgres, ValkeyDienst(ordner) as valkey:
        for dienst in (postgres, valkey):
            status = Path(f"/proc/{dienst.pid}/status").read_text()
            uid = int(status.split("Uid:")[1].split()[0])
            assert uid not in (0, orte.nobody().uid), "läuft weder als root noch unter dem Konto vieler"
    assert [(pfad, pfad.stat().st_mode, pfad.stat().st_uid) for pfad, _, _ in vorher] == vorher


@pytest.fixture
def alter_bestand(ordner: Path) -> PostgresDienst:
    """A cluster as older versions made it: of nobody, open to whoever reaches the socket."""
    postgres = PostgresDienst(ordner, fsync=False)
    with postgres, psycopg.connect(postgres.url) as verbindung:
        verbindung.execute("CREATE TABLE merkzettel AS SELECT 'bleibt' AS text")
    (postgres.daten / "pg_hba.conf").write_text("local all all trust\n")
    (ordner / "socket").mkdir(mode=0o700)  # left by a kill -9
    if os.geteuid() == 0:
        for alt in (postgres.daten, ordner / "socket"):
            orte.uebereignen(alt, orte.nobody())
    return PostgresDienst(ordner, fsync=False)


def test_ein_alter_bestand_startet_weiter(alter_bestand: PostgresDienst) -> None:
    with alter_bestand, psycopg.connect(alter_bestand.url) as verbindung:
        assert verbindung.execute("SELECT text FROM merkzettel").fetchone() == ("bleibt",)


@pytest.mark.skipif(os.geteuid() != 0, reason="nur root kann sich für andere ausgeben")
def test_andere_konten_kommen_nicht_an_die_daten(alter_bestand: PostgresDienst) -> None:
    def als_nobody(*befehl: str) -> str:
        konto = orte.nobody()
        ablauf = subprocess.run(
            befehl, user=konto.uid, group=konto.gid, extra_groups=[], capture_output=True, text=True, check=False
        )
        assert ablauf.returncode != 0
        return ablauf.stderr

    with alter_bestand, psycopg.connect(alter_bestand.url) as verbindung:
        socket = Path(verbindung.info.host)
        assert "Permission denied" in als_nobody("ls", str(alter_bestand.daten))
        assert "Permission denied" in als_nobody("ls", str(socket))
        socket.chmod(0o755)
        psql = str(alter_bestand.bin / "psql")
        assert "Peer authentication failed" in als_nobody(psql, alter_bestand.url, "-c", "SELECT 1")


def test_eine_abgelehnte_eingabe_steht_nicht_im_protokoll(ordner: Path) -> None:
    with PostgresDienst(ordner, fsync=False) as postgres, psycopg.connect(postgres.url) as verbindung:
        verbindung.execute("CREATE TABLE konten (email text UNIQUE)")
        verbindung.execute("INSERT INTO konten VALUES ('ada@example.org')")
        with pytest.raises(psycopg.IntegrityError):
            verbindung.execute("INSERT INTO konten VALUES ('ada@example.org')")
        protokoll = postgres.log.read_text()
    assert "duplicate key value" in protokoll
    assert "ada@example.org" not in protokoll


def test_das_datenverzeichnis_ist_fuer_andere_zu(tmp_path: Path) -> None:
    neu, altes, fremdes = tmp_path / "neu", tmp_path / "altes", tmp_path / "fremdes"
    for ordner, inhalt in ((altes, "starten.sperre"), (fremdes, "urlaub.jpg")):
        ordner.mkdir(mode=0o755)
        (ordner / inhalt).touch()
    for ordner in (neu, altes, fremdes):
        orte.datenverzeichnis_schliessen(ordner)
    assert [stat.S_IMODE(ordner.stat().st_mode) for ordner in (neu, altes, fremdes)] == [0o700, 0o700, 0o755]


def test_kopie_und_neuer_klon_bekommen_eigene_daten(tmp_path: Path, dienstordner: Callable[[Path], Path]) -> None:
    erster, kopie = tmp_path / "erster", tmp_path / "kopie"
    erster.mkdir()
    vorher = dienstordner(erster)
    shutil.copytree(erster, kopie)
    assert dienstordner(kopie) != vorher
    if os.geteuid() == 0:
        assert dienstordner(erster) == vorher, "derselbe Ordner behält seine Daten"
        shutil.rmtree(erster)
        assert dienstordner(erster) != vorher


def test_valkey_kommt_unter_derselben_adresse_wieder(ordner: Path) -> None:
    with ValkeyDienst(ordner) as valkey:
        adresse = valkey.url
        valkey.toeten()
        with pytest.raises(redis.ConnectionError):
            redis.Redis.from_url(adresse).ping()
        valkey.starten()
        assert valkey.url == adresse
        assert redis.Redis.from_url(adresse).ping()


def test_valkey_verlangt_sein_kennwort_und_verraet_es_nicht(ordner: Path) -> None:
    with ValkeyDienst(ordner) as valkey:
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(f"redis://{valkey.url.split('@')[1]}").ping()
        kennwort = valkey.url.split(":")[2].split("@")[0]
        assert kennwort not in Path(f"/proc/{valkey.pid}/cmdline").read_text()


def test_reste_eines_getoeteten_testlaufs_verschwinden(ordner: Path) -> None:
    rest = ordner.parent / "rest"
    rest.mkdir()
    with orte.wegwerfordner():
        assert not rest.exists()
        assert ordner.exists(), "der laufende Test behält seinen Ordner"
