"""The entry commands of the production services, run as plain processes: no Docker engine is needed."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from kompetenzzentrum.betrieb.orte import CHECKOUT, wegwerfordner
from kompetenzzentrum.betrieb.postgres import PostgresDienst
from kompetenzzentrum.betrieb.prozess import Prozess, warten_bis
from kompetenzzentrum.betrieb.valkey import ValkeyDienst, valkey_programm
from tests.postamt import freier_port

COMPOSE = (CHECKOUT / "docker-compose.yml").read_text()
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()


def _befehl(dienst: str) -> list[str]:
    abschnitt = re.search(rf"^  {dienst}:\n((?:    .*\n|\n)+)", COMPOSE, re.MULTILINE)
    assert abschnitt, dienst
    zeile = re.search(r"^    command: (\[.*\])$", abschnitt[1], re.MULTILINE)
    assert zeile, dienst
    befehl: list[str] = json.loads(zeile[1])
    return befehl


class Anlage:
    """Database and broker of a production site, and its processes as the compose file starts them."""

    def __init__(self, ordner: Path, postgres: PostgresDienst, valkey: ValkeyDienst) -> None:
        self.ordner = ordner
        self.port = freier_port()
        self.umgebung = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "kompetenzzentrum.settings.production",
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
            "SECRET_KEY": "nur-fuer-diesen-lauf-nur-fuer-diesen-lauf-nur-fuer-diesen-lauf",
            "PORTAL_URL": "https://kommunen.example.org",
            "EMAIL_URL": "smtp://127.0.0.1:9",
            "DEFAULT_FROM_EMAIL": "portal@example.org",
            "TRUSTED_PROXY_COUNT": "1",
            "DEMO": "0",
            "DATENVERZEICHNIS": str(ordner / "daten"),
            "STATIC_ROOT": str(ordner / "statisch"),
            "GEMEINDEVERZEICHNIS": str(CHECKOUT / "kommunen" / "beispiel" / "gemeinden.csv"),
            "PORT": str(self.port),
        }
        (ordner / "daten").mkdir()

    def prozess(self, name: str, befehl: list[str]) -> Prozess:
        assert befehl[0] == "python"
        angepasst = [sys.executable, *befehl[1:]]
        angepasst = [teil.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}") for teil in angepasst]
        return Prozess(angepasst, log=self.ordner / f"{name}.log", umgebung=self.umgebung, ordner=CHECKOUT)


@pytest.fixture(scope="module")
def anlage() -> Iterator[Anlage]:
    with (
        wegwerfordner() as ordner,
        PostgresDienst(ordner, fsync=False) as postgres,
        ValkeyDienst(ordner) as valkey,
    ):
        anlage = Anlage(ordner, postgres, valkey)
        bauen = ["python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        for name, befehl in (("bau", bauen), ("einrichten", _befehl("einrichten"))):
            prozess = anlage.prozess(name, befehl)
            assert prozess.ausfuehren() == 0, prozess.letzte_zeilen(30)
        yield anlage


def test_web_antwortet_und_der_gesundheitscheck_des_abbilds_bestaetigt_es(anlage: Anlage) -> None:
    pruefung = re.search(r"^HEALTHCHECK .* CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert pruefung
    check = anlage.prozess("gesund", json.loads(pruefung[1]))
    assert check.ausfuehren() == 1, "solange nichts läuft"
    web = anlage.prozess("web", _befehl("web"))
    web.starten()
    assert warten_bis(30, lambda: check.ausfuehren() == 0), web.letzte_zeilen(30)
    web.stoppen()
    assert web.ergebnis == 0


def test_worker_und_beat_kommen_hoch_und_der_worker_antwortet(anlage: Anlage) -> None:
    worker = anlage.prozess("worker", _befehl("worker"))
    beat = anlage.prozess("beat", _befehl("beat"))
    worker.starten()
    beat.starten()
    assert warten_bis(30, lambda: " ready." in worker.letzte_zeilen(100)), worker.letzte_zeilen(30)
    assert warten_bis(30, lambda: "beat: Starting" in beat.letzte_zeilen(100)), beat.letzte_zeilen(30)
    frage = re.search(r'"CMD-SHELL", "(python -m celery .* inspect ping)', COMPOSE)
    assert frage
    ping = anlage.prozess("ping", frage[1].split())
    assert ping.ausfuehren() == 0, ping.letzte_zeilen(30)
    worker.stoppen(frist=30)
    beat.stoppen(frist=30)
    assert worker.ergebnis == beat.ergebnis == 0


def test_valkey_startet_mit_der_datei_und_verlangt_das_kennwort(tmp_path: Path) -> None:
    abschnitt = re.search(r"^configs:\n  valkey:\n    content: \|\n((?:      .*\n)+)", COMPOSE, re.MULTILINE)
    assert abschnitt
    datei = tmp_path / "valkey.conf"
    port = freier_port()
    datei.write_text(f"port {port}\nbind 127.0.0.1\n" + abschnitt[1].replace("${VALKEY_PASSWORD:?}", "geheim"))
    programm, *angaben = _befehl("valkey")
    assert (programm, angaben) == ("valkey-server", ["/etc/valkey.conf"])
    server = Prozess([str(valkey_programm()), str(datei)], log=tmp_path / "log", ordner=tmp_path)
    server.starten()
    ohne = redis.Redis(port=port)

    def verlangt_es() -> bool:
        try:
            ohne.ping()
        except redis.AuthenticationError:
            return True
        except redis.ConnectionError:
            return False
        return False

    assert warten_bis(10, verlangt_es), server.letzte_zeilen()
    with redis.Redis(port=port, password="geheim") as leitung:
        assert leitung.config_get("maxmemory-policy", "save") == {"maxmemory-policy": "noeviction", "save": ""}
    server.stoppen()


def test_kein_kennwort_steht_in_einer_befehlszeile() -> None:
    assert not [zeile for zeile in COMPOSE.splitlines() if zeile.strip().startswith("command:") and "${" in zeile]


def test_die_datenbank_schreibt_keine_eingaben_ins_protokoll() -> None:
    eigene = PostgresDienst.OHNE_EINGABEN.items()
    assert _befehl("datenbank")[1:] == [teil for name, wert in eigene for teil in ("-c", f"{name}={wert}")]


def test_abbild_startet_web_wie_die_compose_datei() -> None:
    assert _befehl("web") == json.loads(re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1])


def test_abbild_laeuft_nicht_als_root() -> None:
    letzte_stufe = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER portal$", letzte_stufe, re.MULTILINE)


def test_jede_pflichtangabe_steht_im_beispiel() -> None:
    beispiel = set(re.findall(r"^([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+):", COMPOSE)) <= beispiel


def test_env_datei_mit_kennwoertern_kommt_weder_ins_git_noch_ins_abbild() -> None:
    ablauf = subprocess.run(["git", "check-ignore", "--quiet", ".env"], cwd=CHECKOUT, check=False)
    assert ablauf.returncode == 0
    assert ".env" in (CHECKOUT / ".dockerignore").read_text().splitlines()
