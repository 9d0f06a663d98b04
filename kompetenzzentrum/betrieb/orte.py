"""Where the local services keep their things.

PostgreSQL refuses to run as root. Root therefore starts it under an account
of this installation alone, a number without a name, with data and a copy of the
programs below /var/lib, because the checkout may lie in a private home folder
whose mode stays as it is.
"""

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Konto:
    uid: int
    gid: int


def dienstkonto(verzeichnis: Path) -> Konto | None:
    """The account the services in this folder run under; None means: our own.

    Not `nobody`, whom many share. The numbers are those systemd gives to services for the time they run: no person
    has one, and containers with their own numbers know them, too.
    """
    if os.geteuid() != 0:
        return None
    nummer = 61184 + int(_kurzsumme(str(verzeichnis.resolve())), 16) % 4336
    return Konto(nummer, nummer)


def nobody() -> Konto:
    """For `initdb` alone, which works only under an account with a name."""
    eintrag = pwd.getpwnam("nobody")
    return Konto(eintrag.pw_uid, eintrag.pw_gid)


def uebereignen(ordner: Path, konto: Konto) -> None:
    """Only what lies there itself; symbolic links are not followed."""
    os.chown(ordner, konto.uid, konto.gid, follow_symlinks=False)
    for _, unterordner, dateien, griff in os.fwalk(ordner):
        for name in (*unterordner, *dateien):
            os.chown(name, konto.uid, konto.gid, dir_fd=griff, follow_symlinks=False)


def datenverzeichnis() -> Path:
    return Path(os.environ.get("DATENVERZEICHNIS") or CHECKOUT / "var")


def datenverzeichnis_schliessen(daten: Path) -> None:
    """Mails, logs and settings in it are nobody else's business. A folder with other things in it stays as it is."""
    daten.mkdir(mode=0o700, parents=True, exist_ok=True)
    unseres = (daten / "starten.sperre").exists() or daten == CHECKOUT / "var" or not any(daten.iterdir())
    if unseres and daten.stat().st_uid == os.geteuid():
        daten.chmod(0o700)


def dienstordner(daten: Path) -> Path:
    """The folder for the services of the installation whose data lie in `daten`.

    For root its name depends on the path and on a random mark in `daten`: a
    copied checkout and a fresh clone at an old path both get a new one.
    """
    if os.geteuid() != 0:
        return daten
    marke = daten / "kennung"
    if not marke.exists():
        daten.mkdir(parents=True, exist_ok=True)
        marke.write_text(secrets.token_hex(8))
    summe = _kurzsumme(f"{daten.resolve()} {marke.read_text()}")
    return _ordner(_systemordner() / summe, 0o755)


@contextmanager
def wegwerfordner() -> Iterator[Path]:
    """A folder for services that live for one test run; removes what killed runs left."""
    if os.geteuid() == 0:
        eltern = _ordner(_systemordner() / "test", 0o755)
    else:
        eltern = _ordner(Path(tempfile.gettempdir()) / f"kompetenzzentrum-test-{os.geteuid()}", 0o700)
    with sperre(eltern / "sperre", warten=True):
        for alt in eltern.iterdir():
            if alt.is_dir() and _verwaist(alt):
                shutil.rmtree(alt, ignore_errors=True)
        ordner = Path(tempfile.mkdtemp(dir=eltern))
        ordner.chmod(stat.S_IMODE(eltern.stat().st_mode))
        griff = _sperren(ordner / "sperre", warten=False)
    try:
        yield ordner
    finally:
        shutil.rmtree(ordner, ignore_errors=True)
        if griff is not None:
            os.close(griff)


@contextmanager
def sperre(datei: Path, *, warten: bool = False) -> Iterator[bool]:
    """Says whether the lock is ours; the kernel frees it when we die."""
    griff = _sperren(datei, warten=warten)
    try:
        yield griff is not None
    finally:
        if griff is not None:
            os.close(griff)


def _sperren(datei: Path, *, warten: bool) -> int | None:
    griff = os.open(datei, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(griff, fcntl.LOCK_EX | (0 if warten else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(griff)
        return None
    return griff


def _verwaist(ordner: Path) -> bool:
    with sperre(ordner / "sperre") as frei:
        return frei


def socketordner(verzeichnis: Path) -> Path:
    """A short private folder: a socket's path may have 107 bytes at most."""
    if konto := dienstkonto(verzeichnis):
        ordner = verzeichnis / "socket"
        if ordner.is_dir():  # left by a killed server, perhaps of a version that ran as nobody
            os.chown(ordner, konto.uid, konto.gid, follow_symlinks=False)
        return _ordner(ordner, 0o700, konto)
    kennung = _kurzsumme(str(verzeichnis.resolve()))
    return _ordner(Path(f"/tmp/kdk-{os.geteuid()}-{kennung}"), 0o700)  # noqa: S108 (owner is checked)


def wheelordner(paket: str) -> Path:
    """The site folder a wheel is installed in, without importing it."""
    spec = find_spec(paket)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"Das Paket {paket} fehlt: make start richtet es ein.")
    return Path(spec.submodule_search_locations[0]).parent


def programme(paket: str, *ordner: str, ohne: str | None = None) -> Path:
    """The site folder with a wheel's programs; for root a copy the service account can reach."""
    quelle = wheelordner(paket)
    if os.geteuid() != 0:
        return quelle
    eltern = _ordner(_systemordner() / "programme", 0o755)
    ziel = eltern / f"{paket}-{version(paket)}"
    if not ziel.exists():
        neu = Path(tempfile.mkdtemp(dir=eltern))
        neu.chmod(0o755)
        weg = shutil.ignore_patterns("__pycache__", *([ohne] if ohne else []))
        for name in ordner:
            shutil.copytree(quelle / name, neu / name, ignore=weg)
        try:
            neu.rename(ziel)
        except OSError:  # another start was faster
            shutil.rmtree(neu)
    return ziel


def _systemordner() -> Path:
    return _ordner(Path("/var/lib/kompetenzzentrum"), 0o755)


def _kurzsumme(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _ordner(pfad: Path, modus: int, konto: Konto | None = None) -> Path:
    """Creates the folder with this mode; refuses one that belongs to somebody else."""
    try:
        pfad.mkdir(mode=modus)
        pfad.chmod(modus)
        if konto:
            os.chown(pfad, konto.uid, konto.gid)
    except FileExistsError:
        pass
    zustand = pfad.lstat()
    if not stat.S_ISDIR(zustand.st_mode) or zustand.st_uid != (konto.uid if konto else os.geteuid()):
        raise RuntimeError(f"{pfad} gehört einem anderen Konto. Bitte löschen Sie den Ordner.")
    if stat.S_IMODE(zustand.st_mode) & 0o022:
        raise RuntimeError(f"{pfad} ist für andere beschreibbar. Bitte ändern Sie seine Rechte.")
    return pfad
