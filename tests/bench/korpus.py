"""A catalogue of any size: made-up projects of real municipalities, the same ones for the same seed.

German text of about 155 words with few frequent and many rare words, facets as unevenly filled as real ones. Projects
are written by COPY, then `suche.ableiten` does what it does for every project.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from psycopg import sql

from kommunen.models import Art, Kommune
from kommunen.namen import falten
from projekte import suche
from projekte.models import Beteiligung, Handlungsfeld, Loesungstyp, Phase, Projekt, Wirkung, Zustand

from . import wortschatz

SAAT = 20261122
HEUTE = date(2026, 11, 22)
STAPEL = 5_000
ABSCHNITTE = ("ausgangslage", "loesung", "vorgehen", "ergebnis")
NOMEN_JE_PROJEKT = 128
EIGENSCHAFTEN, TAETIGKEITEN = wortschatz.EIGENSCHAFTEN.split(), wortschatz.TAETIGKEITEN.split()


def _schief(anzahl: int) -> list[float]:
    """Weights of options of a facet: each one has 3/4 of the one before."""
    return [0.75**rang for rang in range(anzahl)]


class Erzeuger:
    """Makes project number n, always the same one."""

    def __init__(self) -> None:
        self.wortschatz = wortschatz.Wortschatz(SAAT)
        self.felder = list(Handlungsfeld.objects.order_by("pk"))
        self.typen = list(Loesungstyp.objects.order_by("pk").values_list("pk", flat=True))
        self.kommunen = list(Kommune.objects.waehlbar().order_by("schluessel"))
        # Large towns run more projects, but not in proportion; a Kreis or Verband as a town of middle size.
        self.gewichte = [
            (kommune.einwohner if kommune.art == Art.GEMEINDE else 20_000) ** 0.5 for kommune in self.kommunen
        ]

    def projekt(self, nummer: int) -> tuple[Projekt, list[int], list[int], list[int], list[Wirkung]]:
        """The project with the keys of its municipalities (the first one leads), further fields and solution types."""
        zufall = random.Random(SAAT * 1_000_003 + nummer)
        feld, *weitere = zufall.choices(self.felder, _schief(len(self.felder)), k=zufall.choice((1, 1, 1, 2, 3)))
        kommunen = zufall.choices(self.kommunen, self.gewichte, k=zufall.choices((1, 2, 3, 6), (80, 12, 6, 2))[0])
        projekt = Projekt(
            id=nummer,
            handlungsfeld=feld,
            **self._texte(zufall, feld.slug, kommunen[0].kurzname),
            **_merkmale(zufall),
        )
        projekt.slug = f"{falten(projekt.titel).replace(' ', '-')[:80].strip('-')}-{nummer}"
        typen = zufall.choices(self.typen, _schief(len(self.typen)), k=zufall.choice((1, 1, 2)))
        return (
            projekt,
            list(dict.fromkeys(kommune.pk for kommune in kommunen)),
            [weiteres.pk for weiteres in dict.fromkeys(weitere) if weiteres != feld],
            list(dict.fromkeys(typen)),
            _wirkungen(zufall, nummer),
        )

    def _texte(self, zufall: random.Random, feld: str, ort: str) -> dict[str, str]:
        nomen = iter(self.wortschatz.ziehen(feld, zufall, NOMEN_JE_PROJEKT))
        erstes, zweites = next(nomen), next(nomen)

        def satz(vorlage: str) -> str:
            fertig = vorlage.format(
                Ort=ort,
                v=zufall.choice(TAETIGKEITEN),
                e=zufall.choice(EIGENSCHAFTEN),
                N=next(nomen).nominativ,
                N2=next(nomen).nominativ,
                D=next(nomen).dativ,
                D2=next(nomen).dativ,
                A=erstes.akkusativ if zufall.random() < 0.2 else next(nomen).akkusativ,
                P=zweites.mehrzahl if zufall.random() < 0.1 else next(nomen).mehrzahl,
                P2=next(nomen).mehrzahl,
            )
            return fertig[0].upper() + fertig[1:]

        eigenschaft = zufall.choice(EIGENSCHAFTEN).capitalize()
        texte = {
            name: " ".join(satz(vorlage) for vorlage in zufall.sample(wortschatz.SAETZE[name], 3))
            for name in ABSCHNITTE
        }
        return {
            "titel": f"{eigenschaft} {erstes.mehrzahl} und {zweites.wort}"[:160],
            "kurzbeschreibung": satz(wortschatz.SAETZE["kurzbeschreibung"][0]),
            **texte,
        }


def _merkmale(zufall: random.Random) -> dict[str, Any]:
    bestaetigt = HEUTE - timedelta(days=int(zufall.expovariate(1 / 300))) if zufall.random() < 0.9 else None
    zustand = zufall.choices(
        (Zustand.LAUFEND, Zustand.BEENDET, Zustand.GEPLANT, Zustand.PAUSIERT, Zustand.ABGELOEST), (70, 15, 8, 4, 3)
    )[0]
    einmalig = zufall.choices(("", "K0", "K1", "K2", "K3", "K4", "K5"), (30, 8, 22, 20, 12, 6, 2))[0]
    jaehrlich = zufall.choices(("", "J0", "J1", "J2", "J3", "J4"), (40, 14, 24, 14, 6, 2))[0]
    mit_kosten = bool(einmalig or jaehrlich)
    erschienen = datetime(2026, 11, 20, 8, 0, tzinfo=UTC) - timedelta(minutes=zufall.randrange(60 * 24 * 1500))
    return {
        "phase": zufall.choices(("", *Phase.values), (8, 10, 12, 20, 42, 8))[0],
        "zustand": zustand,
        "zustand_grund": "Die Förderung ist ausgelaufen." if zustand in ("beendet", "abgeloest") else "",
        "kosten_einmalig": einmalig,
        "kosten_jaehrlich": jaehrlich,
        "kosten_basis": zufall.choice(("ist", "plan", "schaetzung")) if mit_kosten else "",
        "kosten_jahr": zufall.randint(2019, 2026) if mit_kosten else None,
        "personalaufwand": zufall.choices(("", "A1", "A2", "A3", "A4"), (45, 15, 22, 14, 4))[0],
        "foerderung": zufall.choices(
            ([], ["eigen"], ["bund"], ["land"], ["eigen", "land"], ["eu"], ["stiftung"], ["wirtschaft"]),
            (20, 26, 18, 16, 10, 5, 3, 2),
        )[0],
        "open_source": zufall.choices(("", "ja", "teilweise", "nein"), (50, 20, 10, 20))[0],
        "betriebsmodell": zufall.choices(("", "selbst", "rechenzentrum", "dienstleister"), (40, 30, 15, 15))[0],
        "kontakt_funktion": "Stabsstelle Digitalisierung",
        "bestaetigt_am": bestaetigt,
        "unbeantwortet_seit": HEUTE - timedelta(days=40) if zufall.random() < 0.06 else None,
        "ist_beispiel": True,
        "veroeffentlicht_am": erschienen,
        "angelegt_am": erschienen,
    }


def _wirkungen(zufall: random.Random, nummer: int) -> list[Wirkung]:
    if zufall.random() > 0.3:
        return []
    return [
        Wirkung(
            projekt_id=nummer,
            aussage="Anträge werden schneller bearbeitet.",
            wert=zufall.randint(5, 60),
            einheit="Prozent",
            art="gemessen",
            methode="Auswertung der Vorgänge",
            stand=HEUTE - timedelta(days=zufall.randrange(700)),
        )
    ]


def fuellen(bis: int) -> None:
    """Adds made-up projects until the catalogue holds `bis` of them, whatever is there already. Analysed afterwards."""
    vorhanden = Projekt.objects.count()
    erste = (Projekt.objects.aggregate(hoechste=models.Max("pk"))["hoechste"] or 0) + 1
    erzeuger = Erzeuger()
    for anfang in range(erste, erste + bis - vorhanden, STAPEL):
        nummern = range(anfang, min(anfang + STAPEL, erste + bis - vorhanden))
        with transaction.atomic():
            _schreiben([erzeuger.projekt(nummer) for nummer in nummern])
            suche.ableiten(nummern)
    with connection.cursor() as zeiger:
        zeiger.execute("VACUUM ANALYZE")


def _schreiben(saetze: Sequence[tuple[Projekt, list[int], list[int], list[int], list[Wirkung]]]) -> None:
    _kopieren(Projekt, [projekt for projekt, *_ in saetze])
    _kopieren(
        Beteiligung,
        [
            Beteiligung(projekt=projekt, kommune_id=kommune, federfuehrend=rang == 0)
            for projekt, kommunen, *_ in saetze
            for rang, kommune in enumerate(kommunen)
        ],
    )
    weitere, typen = Projekt.weitere_handlungsfelder.through, Projekt.loesungstypen.through
    _kopieren(
        weitere, [weitere(projekt_id=p.pk, handlungsfeld_id=feld) for p, _, felder, *_ in saetze for feld in felder]
    )
    _kopieren(typen, [typen(projekt_id=p.pk, loesungstyp_id=typ) for p, _, _, liste, _ in saetze for typ in liste])
    _kopieren(Wirkung, [wirkung for *_, wirkungen in saetze for wirkung in wirkungen])


def _kopieren(modell: type[models.Model], objekte: Iterable[models.Model]) -> None:
    """COPY; keys that are set are kept, the sequence goes on behind them."""
    mit_schluessel = modell is Projekt
    felder = [f for f in modell._meta.concrete_fields if not f.generated and (mit_schluessel or not f.primary_key)]
    befehl = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(modell._meta.db_table), sql.SQL(", ").join(sql.Identifier(str(f.column)) for f in felder)
    )
    with connection.cursor() as zeiger:
        with zeiger.copy(befehl) as kopie:
            for objekt in objekte:
                kopie.write_row([feld.pre_save(objekt, add=True) for feld in felder])
        if mit_schluessel:
            zeiger.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM projekte_projekt))",
                [modell._meta.db_table],
            )
