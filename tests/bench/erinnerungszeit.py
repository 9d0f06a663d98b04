"""How long 10,000 reminders that fall due at once take until all are in the outbox, in one process as the worker has
it: for one congress, and for a hundred events on the same day."""

import time
from datetime import timedelta
from statistics import median

from django.utils import timezone

from kompetenzzentrum.versand.models import Nachricht
from tests.laufendes_portal import LaufendesPortal
from veranstaltungen import erinnerung, tasks
from veranstaltungen.models import Anmeldung, Erinnerung, Veranstaltung

from . import bericht

ANZAHL = 10_000
VERTEILUNGEN = (1, 100)
"""Numbers of events that they belong to."""
WIEDERHOLUNGEN = 3
HOECHSTENS_SEKUNDEN = 5.0
MAILART = "veranstaltungen.erinnerung"


def messen(portal: LaufendesPortal) -> None:
    """Prints the table. The worker is stopped: it would send what is measured."""
    portal.worker.stoppen()
    tasks.erinnerungen()  # what the other targets left behind
    zeilen = []
    for anzahl in VERTEILUNGEN:
        sekunden = _messen(anzahl)
        name = f"{ANZAHL:,} reminders, {anzahl} event{'s' if anzahl > 1 else ''}"
        erreicht = "yes" if sekunden <= HOECHSTENS_SEKUNDEN else "no"
        zeilen.append((name, f"{sekunden:.2f}", f"≤ {HOECHSTENS_SEKUNDEN:g} s", erreicht))
    print(f"\n## Reminders\n\n{bericht.tabelle(('queued at once', 'seconds', 'goal', 'met'), zeilen)}", flush=True)


def _messen(anzahl: int) -> float:
    veranstaltungen = [_veranstaltung(nummer, ANZAHL // anzahl) for nummer in range(anzahl)]
    try:
        return median(_einmal(veranstaltungen) for _ in range(WIEDERHOLUNGEN))
    finally:
        Anmeldung.objects.filter(veranstaltung__in=veranstaltungen).delete()
        Veranstaltung.objects.filter(pk__in=[eine.pk for eine in veranstaltungen]).delete()


def _veranstaltung(nummer: int, personen: int) -> Veranstaltung:
    """On the day after tomorrow, so that the reminder of the week before is due."""
    beginn = timezone.now() + timedelta(days=2)
    veranstaltung = Veranstaltung.objects.create(
        titel=f"Kongress {nummer}",
        slug=f"messung-kongress-{nummer}",
        format=Veranstaltung.Format.KONGRESS,
        kurzbeschreibung="Nur für die Messung.",
        modus=Veranstaltung.Modus.HYBRID,
        beginn=beginn,
        ende=beginn + timedelta(hours=6),
        ort_name="Stadthalle",
        ort="Musterstadt",
        zugangslink="https://konferenz.example.org/raum",
        zustand=Veranstaltung.Zustand.VEROEFFENTLICHT,
    )
    Anmeldung.objects.bulk_create(
        Anmeldung(
            veranstaltung=veranstaltung,
            name="Mira Beispiel",
            email=f"mira.{nummer}.{person}@example.org",
            teilnahme="online" if person % 2 else "vor_ort",
            platz_seit=timezone.now() - timedelta(days=30),
        )
        for person in range(personen)
    )
    erinnerung.setzen(veranstaltung)
    return veranstaltung


def _einmal(veranstaltungen: list[Veranstaltung]) -> float:
    Nachricht.objects.filter(art=MAILART).delete()
    zeilen = Erinnerung.objects.filter(veranstaltung__in=veranstaltungen, art=Erinnerung.Art.WOCHE)
    zeilen.update(erledigt_am=None)
    beginn = time.perf_counter()
    tasks.erinnerungen()
    dauer = time.perf_counter() - beginn
    eingereiht = Nachricht.objects.filter(art=MAILART).count()
    if eingereiht != ANZAHL:
        raise RuntimeError(f"{eingereiht} Erinnerungen eingereiht statt {ANZAHL}")
    Nachricht.objects.filter(art=MAILART).delete()
    return dauer
