"""`make bench`: how fast are the reading pages, as a share of a hello-world view on the same server? And do the seats
hold when everybody comes at once (`ansturm.py`)?

The catalogue grows from size to size. At each, targets take turns in rounds, their order rotates, the median over the
rounds counts. Beside the share stand the server's CPU time per request (all processes of the portal, PostgreSQL and
Valkey included), which other work on the machine hardly disturbs, and what half and 95 of 100 readers wait. Load goes
to 127.0.0.1 only and ends by itself. See docs/leistung.md.
"""

import argparse
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kompetenzzentrum.betrieb.orte import CHECKOUT
from tests.laufendes_portal import LaufendesPortal, laufendes_portal

from .last import FalscheAntwort, belasten
from .rechenzeit import Messung, ruhe, speicher

if TYPE_CHECKING:
    from .ziele import Ziel

EINSTELLUNGEN = "tests.bench.einstellungen"
VERBINDUNGEN = 16
WACHSTUM = (20_000, 100_000)
VERANSTALTUNGEN = 200


def _angaben() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--groessen", type=int, nargs="+", default=[1_000, 20_000, 100_000], help="Zahl der Projekte")
    parser.add_argument("--runden", type=int, default=5)
    parser.add_argument("--sekunden", type=float, default=3.0, help="je Ziel und Runde")
    parser.add_argument("--nur", default="", help="nur Ziele, deren Name das enthält")
    parser.add_argument("--anstuerme", type=int, default=20, help="so oft 500 Menschen zugleich für 30 Plätze")
    parser.add_argument("--ohne-urteile", action="store_true", help="ohne die beurteilte Suchliste")
    return parser.parse_args()


def main() -> None:
    angaben = _angaben()
    print(
        f"{angaben.runden} rounds of {angaben.sekunden:g} s, {VERBINDUNGEN} connections,"
        f" {len(os.sched_getaffinity(0))} cores\n"
    )
    if not angaben.ohne_urteile:
        subprocess.run([sys.executable, "-m", "tests.projekte.urteile", "--nur-zahlen"], check=True, cwd=CHECKOUT)
    # Without GEMEINDEVERZEICHNIS the best register this machine has is loaded.
    umgebung = {"DJANGO_SETTINGS_MODULE": EINSTELLUNGEN, "GEMEINDEVERZEICHNIS": "", "TRUSTED_PROXY_COUNT": "1"}
    with laufendes_portal(umgebung) as portal:
        portal.beat.stoppen()
        os.environ.update(portal.umgebung)
        falsche = _messen(portal, angaben)
    sys.exit(f"{falsche} targets or rushes went wrong" if falsche else 0)


def _messen(portal: LaufendesPortal, angaben: argparse.Namespace) -> int:
    """Prints the tables. Gives the number of targets that answered wrongly and of rushes that broke a promise."""
    import django  # noqa: PLC0415  the settings read the environment of the portal

    django.setup()
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the mail server tells every word it hears
    from kommunen.models import Kommune  # noqa: PLC0415

    from . import ansturm, bericht, erinnerungszeit, korpus, termine, ziele  # noqa: PLC0415
    from .suchzeit import suchzeiten  # noqa: PLC0415

    print(f"\nRegister: {Kommune.objects.waehlbar().count():,} municipalities, associations and counties")
    ergebnisse: dict[int, list[Ziel]] = {}
    falsche = 0
    for groesse in sorted(angaben.groessen):
        korpus.fuellen(groesse)
        hallo = ziele.hallo()
        alle = ziele.des_katalogs(groesse)
        if groesse == sorted(angaben.groessen)[len(angaben.groessen) // 2]:
            termine.fuellen(VERANSTALTUNGEN)
            alle += ziele.der_uebrigen_seiten() + ziele.der_veranstaltungen(VERANSTALTUNGEN)
        gewuenscht = [ziel for ziel in alle if angaben.nur in ziel.name]
        ergebnisse[groesse] = [ziel for ziel in gewuenscht if _aufwaermen(portal, ziel)]
        falsche += len(gewuenscht) - len(ergebnisse[groesse])
        _aufwaermen(portal, hallo)
        _runden(portal, [hallo, *ergebnisse[groesse]], angaben.runden, angaben.sekunden)
        print(f"\n## {groesse:,} projects\n\n{bericht.seiten([hallo, *ergebnisse[groesse]], hallo)}")
        zeiten = suchzeiten([ziel for ziel in ergebnisse[groesse] if ziel.auswahlen])
        print(f"\n{bericht.neu_verbundene(ergebnisse[groesse])}The web processes hold {speicher(portal)} MB.\n")
        print(bericht.suchmaschine(zeiten), flush=True)
    von, bis = WACHSTUM
    if von in ergebnisse and bis in ergebnisse:
        print(f"\n## Growth\n\n{bericht.wachstum(ergebnisse[von], ergebnisse[bis], von, bis)}")
    falsche += ansturm.messen(portal, angaben.anstuerme) if angaben.anstuerme else 0
    if angaben.nur in "reminders":
        erinnerungszeit.messen(portal)
    return falsche


def _aufwaermen(portal: LaufendesPortal, ziel: "Ziel") -> bool:
    """Before the first round. What answers wrongly is not measured but said, and said by the exit."""
    try:
        belasten(portal.port, ziel.abrufe, verbindungen=VERBINDUNGEN, anzahl=ziel.vorab)
    except FalscheAntwort as fehler:
        print(f"NOT MEASURED {ziel.name}: {fehler}", flush=True)
        return False
    return True


def _runden(portal: LaufendesPortal, ziele: "Sequence[Ziel]", runden: int, sekunden: float) -> None:
    for runde in range(runden):
        anfang = runde % len(ziele)
        for ziel in [*ziele[anfang:], *ziele[:anfang]]:
            ruhe(portal)
            with Messung(portal) as messung:
                lauf = belasten(portal.port, ziel.an_der_reihe(), verbindungen=VERBINDUNGEN, sekunden=sekunden)
            ziel.laeufe.append(lauf)
            ziel.rechenzeiten.append(messung.server / len(lauf.zeiten) * 1000)
            ziel.fremd = max(ziel.fremd, messung.fremd)


if __name__ == "__main__":
    main()
