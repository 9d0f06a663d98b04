"""The supervisor, with real processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kompetenzzentrum.betrieb.aufsicht import Aufsicht, reste_beenden
from kompetenzzentrum.betrieb.prozess import Prozess, Startfehler, warten_bis


def _lebt(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


@pytest.fixture
def meldungen() -> list[str]:
    return []


@pytest.fixture
def aufsicht(tmp_path: Path, meldungen: list[str]) -> Aufsicht:
    return Aufsicht(tmp_path / "prozesse", meldungen.append)


def _schlaefer(tmp_path: Path) -> Prozess:
    prozess = Prozess(["sleep", "60"], log=tmp_path / "log")
    prozess.starten()
    return prozess


def test_was_stirbt_kommt_wieder(tmp_path: Path, aufsicht: Aufsicht, meldungen: list[str]) -> None:
    prozess = _schlaefer(tmp_path)
    aufsicht.aufnehmen("worker", prozess)
    prozess.toeten()

    def wieder_da() -> bool:
        aufsicht.blick()
        return prozess.laeuft

    assert warten_bis(5, wieder_da)
    assert meldungen == ["worker ist beendet, neuer Start in 1 s (siehe var/log/)."]
    prozess.stoppen()


def test_die_pausen_werden_laenger(tmp_path: Path, aufsicht: Aufsicht, meldungen: list[str]) -> None:
    prozess = Prozess(["false"], log=tmp_path / "log")
    prozess.starten()
    aufsicht.aufnehmen("worker", prozess)

    def zweimal() -> bool:
        aufsicht.blick()
        return len(meldungen) == 2

    assert warten_bis(5, zweimal)
    assert "in 1 s" in meldungen[0]
    assert "in 2 s" in meldungen[1]


def test_ohne_datenbank_endet_alles(tmp_path: Path, aufsicht: Aufsicht) -> None:
    prozess = _schlaefer(tmp_path)
    aufsicht.aufnehmen("Die Datenbank", prozess, unersetzlich=True)
    prozess.toeten()
    with pytest.raises(Startfehler, match="Die Datenbank ist unerwartet beendet worden"):
        aufsicht.blick()


def test_reste_werden_beendet_fremde_nicht(tmp_path: Path, aufsicht: Aufsicht) -> None:
    """A number alone proves nothing: the second entry is a later process with an old number."""
    rest, fremd = _schlaefer(tmp_path), _schlaefer(tmp_path)
    aufsicht.aufnehmen("worker", rest)
    merkliste = tmp_path / "prozesse"
    merkliste.write_text(merkliste.read_text() + f"\n{fremd.pid} 1\n")
    reste_beenden(merkliste, geduld=0.2)
    assert rest.pid
    assert not _lebt(rest.pid)
    assert fremd.laeuft
    assert not merkliste.exists()
    fremd.stoppen()


def test_kinder_sterben_mit_dem_starter(tmp_path: Path) -> None:
    programm = (
        "import sys, time; from pathlib import Path\n"
        "from kompetenzzentrum.betrieb.prozess import Prozess\n"
        "p = Prozess(['sleep', '60'], log=Path(sys.argv[1])); p.starten(); print(p.pid, flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", programm, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout
    with starter.stdout as ausgabe:
        kind = int(ausgabe.readline())
        assert _lebt(kind)
        os.kill(starter.pid, signal.SIGKILL)
        starter.wait()
    assert warten_bis(5, lambda: not _lebt(kind))


def test_wer_nicht_hoert_wird_getoetet(tmp_path: Path) -> None:
    prozess = Prozess(["sh", "-c", "trap '' TERM; echo da; while :; do sleep 0.1; done"], log=tmp_path / "log")
    prozess.starten()
    assert warten_bis(5, lambda: "da" in prozess.letzte_zeilen())
    prozess.stoppen(frist=0.3)
    assert prozess.ergebnis == -signal.SIGKILL
