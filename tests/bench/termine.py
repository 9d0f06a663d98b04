"""Made-up events for the pages of events: the same ones each time, with people who have registered."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from kommunen.models import Kommune
from projekte.models import Handlungsfeld
from veranstaltungen.models import (
    Anmeldung,
    Mitwirkende,
    Programmpunkt,
    Programmwahl,
    Raum,
    Reihe,
    Strang,
    Veranstaltung,
)

from .korpus import SAAT

SLUG = "termin-{}"
PLAETZE = (12, 20, 30, 40, 60, 100)
STRAENGE, SITZUNGEN_JE_STRANG = 3, 5
Modus = Veranstaltung.Modus


def fuellen(anzahl: int) -> None:
    """Upcoming events, `anzahl` of them beside what is there; every fifth is full, every third has a programme."""
    if Veranstaltung.objects.filter(slug=SLUG.format(0)).exists():
        return
    zufall = random.Random(SAAT)
    morgen = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    kommunen = list(Kommune.objects.waehlbar().order_by("schluessel")[:2_000])
    felder = list(Handlungsfeld.objects.order_by("pk"))
    reihen = [Reihe.objects.create(titel=f"Reihe {nummer}", slug=f"reihe-{nummer}") for nummer in range(10)]
    for nummer in range(anzahl):
        veranstaltung = _veranstaltung(nummer, morgen + timedelta(hours=6 * nummer), zufall, kommunen)
        veranstaltung.reihe = zufall.choice(reihen) if zufall.random() < 0.5 else None
        veranstaltung.save()
        veranstaltung.handlungsfelder.set(zufall.sample(felder, zufall.choice((1, 2, 3))))
        anmeldungen = _anmeldungen(veranstaltung, nummer, zufall, kommunen)
        if nummer % 3 == 0:
            _programm(veranstaltung, anmeldungen)


def _veranstaltung(nummer: int, beginn: datetime, zufall: random.Random, kommunen: list[Kommune]) -> Veranstaltung:
    kommune = zufall.choice(kommunen)
    return Veranstaltung(
        slug=SLUG.format(nummer),
        titel=f"Termin {nummer}: Offene Daten für {kommune.kurzname}",
        format=zufall.choice(Veranstaltung.Format.values),
        modus=zufall.choices((Modus.PRAESENZ, Modus.ONLINE, Modus.HYBRID), (5, 3, 2))[0],
        region=zufall.choice(Veranstaltung.Region.values),
        kurzbeschreibung="Für alle, die in ihrer Kommune Daten veröffentlichen und damit anfangen wollen.",
        beschreibung="Wir arbeiten an **Ihren** Daten.\n\n- Was darf hinaus?\n- Wer pflegt sie?\n" * 3,
        barrierefreiheit="Der Saal ist stufenlos erreichbar.",
        beginn=beginn,
        ende=beginn + timedelta(hours=6),
        ort_name="Rathaus",
        strasse="Marktplatz 1",
        plz="12345",
        ort=kommune.kurzname[:80],
        kommune=kommune,
        plaetze=zufall.choice(PLAETZE),
        zustand=Veranstaltung.Zustand.VEROEFFENTLICHT,
        ist_beispiel=True,
    )


def _anmeldungen(
    veranstaltung: Veranstaltung, nummer: int, zufall: random.Random, kommunen: list[Kommune]
) -> list[Anmeldung]:
    plaetze = veranstaltung.plaetze or 0
    belegt = plaetze if nummer % 5 == 0 else zufall.randrange(plaetze)
    wartende = 3 if belegt == plaetze else 0
    jetzt = timezone.now()
    return Anmeldung.objects.bulk_create(
        Anmeldung(
            veranstaltung=veranstaltung,
            name=f"Mira Beispiel {platz}",
            email=f"mira.{nummer}.{platz}@example.org",
            kommune=zufall.choice(kommunen),
            zustand=Anmeldung.Zustand.ANGEMELDET if platz < belegt else Anmeldung.Zustand.WARTEND,
            wartet_seit=None if platz < belegt else jetzt,
        )
        for platz in range(belegt + wartende)
    )


def _programm(veranstaltung: Veranstaltung, anmeldungen: list[Anmeldung]) -> None:
    """15 sessions in three tracks with rooms and speakers, one of each row with seats of its own."""
    for strang_nummer in range(STRAENGE):
        strang = Strang.objects.create(veranstaltung=veranstaltung, name=f"Strang {strang_nummer + 1}")
        raum = Raum.objects.create(veranstaltung=veranstaltung, name=f"Raum {strang_nummer + 1}")
        for reihe in range(SITZUNGEN_JE_STRANG):
            beginn = veranstaltung.beginn + timedelta(hours=reihe)
            punkt = Programmpunkt.objects.create(
                veranstaltung=veranstaltung,
                titel=f"Werkstatt {strang_nummer + 1}.{reihe + 1}: Schnittstellen ausschreiben",
                beschreibung="Was in jede Ausschreibung gehört, an einem echten Beispiel.",
                beginn=beginn,
                ende=beginn + timedelta(minutes=50),
                strang=strang,
                raum=raum,
                waehlbar=strang_nummer == 0,
                plaetze=20 if strang_nummer == 0 else None,
            )
            person = Mitwirkende.objects.create(
                veranstaltung=veranstaltung,
                name=f"Ada Beispiel {strang_nummer}{reihe}",
                slug=f"ada-beispiel-{strang_nummer}{reihe}",
                funktion="Stadt Musterstadt",
            )
            punkt.sprechende.add(person)
            if strang_nummer == 0:
                Programmwahl.objects.bulk_create(
                    Programmwahl(anmeldung=anmeldung, programmpunkt=punkt) for anmeldung in anmeldungen[reihe::5]
                )
