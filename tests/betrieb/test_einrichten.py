"""Locks, front-end files, Makefile: what set-up relies on."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import psycopg
import pytest

from kompetenzzentrum.betrieb import orte
from kompetenzzentrum.betrieb.frontend import DATEIEN, SCHRIFTEN, SCHRIFTORDNER, ZEICHEN, symbolbogen
from kompetenzzentrum.betrieb.orte import CHECKOUT
from kompetenzzentrum.betrieb.postgres import PostgresDienst
from kompetenzzentrum.betrieb.prozess import Startfehler

LOCKS = sorted((CHECKOUT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda pfad: pfad.name)
def test_jedes_paket_ist_mit_pruefsumme_festgelegt(lock: Path) -> None:
    text = lock.read_text()
    pakete = re.findall(r"^[a-z0-9][^\s#]*==[^\n]*(?:\n +--hash=sha256:[0-9a-f]{64}[^\n]*)+", text, re.MULTILINE)
    assert len(pakete) == len(re.findall(r"^[a-zA-Z0-9]", text, re.MULTILINE)) > 0
    assert "://" not in text, "ein Lock nennt keinen Rechner"


def test_npm_lock_nennt_keinen_rechner_und_hat_pruefsummen() -> None:
    lock = json.loads((CHECKOUT / "package-lock.json").read_text())
    pakete = {name: paket for name, paket in lock["packages"].items() if name}
    assert pakete
    assert not [name for name, paket in pakete.items() if "resolved" in paket]
    assert not [name for name, paket in pakete.items() if "integrity" not in paket]


def test_jedes_make_ziel_aus_readme_und_doku_gibt_es() -> None:
    makefile = (CHECKOUT / "Makefile").read_text()
    ziele = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    texte = [CHECKOUT / "README.md", *(CHECKOUT / "docs").glob("*.md")]
    genannt = {ziel for text in texte for ziel in re.findall(r"(?:^|`|\s)make ([a-z]+)(?=`|\s+#|\n)", text.read_text())}
    assert "start" in genannt
    assert genannt <= ziele


def test_make_allein_nennt_die_ziele() -> None:
    ausgabe = subprocess.run(["make"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    for ziel in ("start", "dev", "test", "check", "bench", "format"):
        assert f"make {ziel} " in ausgabe


@pytest.mark.parametrize(
    ("quelltext", "meldung"),
    [
        ("import sys; sys.version_info = (3, 9)", "Es fehlt Python 3.11 oder neuer, gefunden wurde 3.9."),
        (
            "import sys; sys.version_info = (3, 12); sys.modules['ensurepip'] = None",
            "Es fehlt python3.12-venv: apt install python3.12-venv",
        ),
    ],
)
def test_was_fehlt_steht_in_einer_zeile(quelltext: str, meldung: str) -> None:
    datei = CHECKOUT / "kompetenzzentrum" / "betrieb" / "umgebung.py"
    programm = f"{quelltext}; import runpy; runpy.run_path({str(datei)!r}, run_name='__main__')"
    ablauf = subprocess.run([sys.executable, "-c", programm], capture_output=True, text=True, check=False)
    assert ablauf.returncode == 1
    assert ablauf.stderr.startswith(meldung)
    assert ablauf.stderr.count("\n") == 1


def test_ohne_python_nennt_make_das_paket() -> None:
    ablauf = subprocess.run(
        ["make", "start"],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHON": "gibt-es-nicht"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "apt install python3 python3-venv" in ablauf.stdout


def test_symbolbogen_enthaelt_genau_die_liste(tmp_path: Path) -> None:
    liste = tmp_path / "symbole.txt"
    liste.write_text("# Kommentar\nmap\n\nbus\nmap\n")
    symbole = list(ElementTree.fromstring(symbolbogen(liste)))  # noqa: S314 (made by ourselves)
    assert [symbol.get("id") for symbol in symbole] == ["bus", "map"]
    assert all(symbol.get("viewBox") == "0 0 24 24" and len(symbol) for symbol in symbole)
    assert all(symbol.get("stroke") == "currentColor" for symbol in symbole)


def test_ein_unbekanntes_symbol_wird_genannt(tmp_path: Path) -> None:
    liste = tmp_path / "symbole.txt"
    liste.write_text("map\nrathausmaus\n")
    with pytest.raises(Startfehler, match="rathausmaus"):
        symbolbogen(liste)


def test_jede_vorgesehene_datei_liegt_in_vendor() -> None:
    vendor = CHECKOUT / "static" / "vendor"
    schriften = [f"{SCHRIFTORDNER}/{name}.ttf" for name in SCHRIFTEN]
    for name in (*DATEIEN, "symbole.svg", *schriften, f"{SCHRIFTORDNER}/{ZEICHEN}"):
        assert (vendor / name).stat().st_size > 0
    assert b"sourceMappingURL" not in (vendor / "kern" / "kern.min.css").read_bytes()


def test_beispieldaten_lassen_eine_fremde_datenbank_unberuehrt() -> None:
    with orte.wegwerfordner() as ordner, PostgresDienst(ordner, fsync=False) as postgres:
        with psycopg.connect(postgres.url) as verbindung:
            verbindung.execute("CREATE TABLE lohnlisten (monat date)")
        ablauf = subprocess.run(
            [sys.executable, "manage.py", "einrichten"],
            cwd=CHECKOUT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "kompetenzzentrum.settings.production",
                "DATABASE_URL": postgres.url,
                "DEMO": "1",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert ablauf.returncode != 0
        assert "Tabellen, die nicht zum Portal gehören (lohnlisten" in ablauf.stderr
        with psycopg.connect(postgres.url) as verbindung:
            tabellen = verbindung.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tabellen == [("lohnlisten",)]


def test_ohne_https_wird_ausser_auf_dem_eigenen_rechner_nicht_eingerichtet() -> None:
    with orte.wegwerfordner() as ordner, PostgresDienst(ordner, fsync=False) as postgres:
        ablauf = subprocess.run(
            [sys.executable, "manage.py", "einrichten", "--ohne-statisches"],
            cwd=CHECKOUT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "kompetenzzentrum.settings.production",
                "DATABASE_URL": postgres.url,
                "DEMO": "0",
                "PORTAL_URL": "http://kommunen.example.org",
                "SECRET_KEY": "kurz",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert ablauf.returncode != 0
    assert "PORTAL_URL ist unverschlüsselt: http://kommunen.example.org" in ablauf.stderr
    assert "SECRET_KEY hat nur 4 Zeichen, nötig sind 50." in ablauf.stderr
