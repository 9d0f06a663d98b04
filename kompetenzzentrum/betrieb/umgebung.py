"""Makes `.venv` from the locks. Runs with the machine's bare Python, before anything is installed.

Standard library only, and no syntax newer than Python 3.6: an old Python must
get as far as the line that says what is missing. Called as a file, not with
`-m`, because importing the package needs Celery.
"""

import fcntl
import hashlib
import subprocess
import sys
import time
from pathlib import Path
from typing import Sequence  # noqa: UP035

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STEMPEL = VENV / "eingerichtet"
SPERRE = CHECKOUT / "var" / "einrichten.sperre"
BETRIEB = ("portal.txt", "lokal.txt")
ALLES = (*BETRIEB, "entwicklung.txt")


def main(mit_pruefwerkzeug: bool) -> None:
    _voraussetzungen()
    SPERRE.parent.mkdir(exist_ok=True)
    with SPERRE.open("w") as sperre:
        fcntl.flock(sperre, fcntl.LOCK_EX)  # `make start` and `make test` at the same time
        genuegt = [_stempel(ALLES)] if mit_pruefwerkzeug else [_stempel(ALLES), _stempel(BETRIEB)]
        if not (STEMPEL.exists() and STEMPEL.read_text() in genuegt and _laeuft()):
            _einrichten(ALLES if mit_pruefwerkzeug else BETRIEB, sperre.fileno())


def _voraussetzungen() -> None:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(
            f"Es fehlt Python 3.11 oder neuer, gefunden wurde {version}. "
            "Eine andere Version wählen Sie so: PYTHON=python3.12 make start"
        )
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError:
        sys.exit(f"Es fehlt python{version}-venv: apt install python{version}-venv")


def _einrichten(locks: Sequence[str], sperre: int) -> None:
    print("Python-Umgebung wird eingerichtet (beim ersten Mal und nach Änderungen) ...", flush=True)
    beginn = time.monotonic()
    if STEMPEL.exists():
        STEMPEL.unlink()
    if not _laeuft():
        befehl = [sys.executable, "-m", "venv", "--clear", str(VENV)]
        _ausfuehren(befehl, "Die Umgebung .venv lässt sich nicht anlegen.", sperre)
    befehl = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    befehl += ["--no-input", "--require-hashes"]
    for lock in locks:
        befehl += ["-r", str(CHECKOUT / "requirements" / lock)]
    _ausfuehren(befehl, "Die Python-Pakete ließen sich nicht laden. Ist das Netz erreichbar?", sperre)
    STEMPEL.write_text(_stempel(locks))
    print(f"Python-Umgebung fertig nach {time.monotonic() - beginn:.0f} Sekunden.", flush=True)


def _laeuft() -> bool:
    """Is there an environment of this very Python version, and does it still run?"""
    try:
        version = subprocess.check_output(
            [str(PYTHON), "-c", "import pip, sys; print(tuple(sys.version_info[:2]))"],
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return version.decode().strip() == str(tuple(sys.version_info[:2]))


def _stempel(locks: Sequence[str]) -> str:
    summe = hashlib.sha256()
    for lock in locks:
        summe.update((CHECKOUT / "requirements" / lock).read_bytes())
    return summe.hexdigest()


def _ausfuehren(befehl: Sequence[str], klage: str, sperre: int) -> None:
    """The child inherits the lock: when only we are killed, the next start waits for its end."""
    if subprocess.call(befehl, pass_fds=[sperre]):
        sys.exit(klage)


if __name__ == "__main__":
    main(mit_pruefwerkzeug="--alles" in sys.argv[1:])
