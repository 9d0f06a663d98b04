"""What is measured: pages and searches, each with what its answer must hold, and the goals we set ourselves."""

from dataclasses import dataclass, field, replace
from statistics import median
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.html import escape

from projekte import suche
from projekte.models import Projekt
from projekte.rechte import oeffentliche
from veranstaltungen.models import Veranstaltung, VeranstaltungQuerySet

from .anfragen import Liste, listen
from .last import Abruf, Lauf

HALLO = "hello world"
JE_SEITE = 12
DETAILSEITEN = 40
NEUE_DETAILSEITEN = 2_000
VORAB_MINDESTENS, VORAB_JE_SEITE, VORAB_NEUE = 300, 8, 64
"""Requests before the first round: until every worker has seen most pages; where all are to be new, a few only."""


@dataclass(frozen=True)
class Vorgabe:
    """A goal: share of hello world at least, CPU milliseconds and p95/p50 at most."""

    anteil: float = 0.0
    rechenzeit_ms: float = 0.0
    streuung: float = 0.0

    def __str__(self) -> str:
        teile = [
            f"≥ {self.anteil:.0%}" if self.anteil else "",
            f"≤ {self.rechenzeit_ms:g} CPU-ms" if self.rechenzeit_ms else "",
            f"p95 ≤ {self.streuung:g} × p50" if self.streuung else "",
        ]
        return ", ".join(teil for teil in teile if teil)


@dataclass
class Ziel:
    name: str
    abrufe: list[Abruf]
    vorgabe: Vorgabe = Vorgabe()
    auswahlen: list[suche.Auswahl] = field(default_factory=list)
    """What a search page asks of the engine, to time that alone."""
    neue: bool = False
    """Each page is asked for once, as long as there are any left, so nothing of it can have been kept."""
    treffer: int = 0
    """Median number of hits of the searches."""
    laeufe: list[Lauf] = field(default_factory=list)
    rechenzeiten: list[float] = field(default_factory=list)
    """CPU milliseconds of the server for each request, one value a round."""
    fremd: float = 0.0
    """Largest share of the machine that other processes took during a round."""

    @property
    def je_sekunde(self) -> float:
        return median(lauf.je_sekunde for lauf in self.laeufe)

    @property
    def rechenzeit_ms(self) -> float:
        return median(self.rechenzeiten)

    @property
    def vorab(self) -> int:
        return VORAB_NEUE if self.neue else max(VORAB_MINDESTENS, VORAB_JE_SEITE * len(self.abrufe))

    def an_der_reihe(self) -> list[Abruf]:
        """The pages to ask for in the next round."""
        stelle = sum(len(lauf.zeiten) for lauf in self.laeufe) + self.vorab if self.neue else 0
        stelle %= len(self.abrufe)
        return [*self.abrufe[stelle:], *self.abrufe[:stelle]]

    def alle(self) -> Lauf:
        return Lauf(
            [zeit for lauf in self.laeufe for zeit in lauf.zeiten],
            sum(lauf.dauer for lauf in self.laeufe),
            sum(lauf.unveraendert for lauf in self.laeufe),
            sum(lauf.neu_verbunden for lauf in self.laeufe),
        )

    def anteil(self, hallo: "Ziel") -> float:
        """Median over the rounds of its share of hello world in the same round."""
        return median(
            eigene.je_sekunde / andere.je_sekunde for eigene, andere in zip(self.laeufe, hallo.laeufe, strict=True)
        )


def _vorgabe_suche(groesse: int) -> Vorgabe:
    return {20_000: Vorgabe(0.12), 100_000: Vorgabe(0.06, 12, 1.5)}.get(groesse, Vorgabe())


def hallo() -> Ziel:
    return Ziel(HALLO, [Abruf("/hallo/", b"Hallo Welt")])


def _verweis(schluessel: int) -> bytes:
    slug = Projekt.objects.values_list("slug", flat=True).get(pk=schluessel)
    return f'href="/projekte/{slug}/"'.encode()


def _details(groesse: int, anzahl: int) -> list[Abruf]:
    paare = list(oeffentliche().values_list("slug", "titel"))[:: max(1, groesse // anzahl)]
    return [Abruf(f"/projekte/{slug}/", escape(titel).encode()) for slug, titel in paare]


def _liste(seite: int) -> Abruf:
    ergebnis = suche.suchen(suche.Auswahl(sortierung="neueste"), von=(seite - 1) * JE_SEITE, anzahl=1)
    return Abruf(f"/projekte/?seite={seite}" if seite > 1 else "/projekte/", _verweis(ergebnis.schluessel[0]))


def _suche(liste: Liste, groesse: int) -> Ziel:
    """Each page must show the hit that the search, asked directly, puts first. Words without hits stay out."""
    vorgabe = Vorgabe() if liste.neue else _vorgabe_suche(groesse)
    ziel = Ziel(f"search, {liste.name}", [], vorgabe, neue=liste.neue)
    anzahlen = []
    for nummer, text in enumerate(liste.texte):
        merkmale = liste.merkmale[nummer % len(liste.merkmale)]
        auswahl = suche.Auswahl(text=text, merkmale={name: {wert} for name, wert in merkmale.items()})
        ergebnis = suche.suchen(auswahl, anzahl=1)
        if ergebnis.schluessel:
            pfad = f"/projekte/?{urlencode({'q': text, **merkmale})}"
            ziel.abrufe.append(Abruf(pfad, _verweis(ergebnis.schluessel[0])))
            ziel.auswahlen.append(auswahl)
            anzahlen.append(ergebnis.anzahl)
    ziel.treffer = int(median(anzahlen))
    return ziel


def des_katalogs(groesse: int) -> list[Ziel]:
    """All that grows with the number of projects."""
    seite = groesse // JE_SEITE // 2
    liste, tief = _liste(1), _liste(seite)
    details, neue = _details(groesse, DETAILSEITEN), _details(groesse, NEUE_DETAILSEITEN)
    ganz, wiederholt = Vorgabe(0.15), Vorgabe(0.60)
    return [
        Ziel("list, no filter", [liste], ganz),
        Ziel("list, revalidated (304)", [replace(liste, wiederholt=True)], wiederholt),
        Ziel("list, deep page", [tief]),
        *(_suche(liste, groesse) for liste in listen()),
        Ziel("detail", details, ganz),
        Ziel("detail, never asked before", neue, neue=True),
        Ziel("detail, revalidated (304)", [replace(details[0], wiederholt=True)], wiederholt),
    ]


def der_uebrigen_seiten() -> list[Ziel]:
    kommune = Abruf("/kommunen/05913000/", b"Dortmund")
    anfaenge = {
        "dort": "Dortmund",
        "köl": "Köln",
        "bad h": "Bad H",
        "neu": "Neu",
        "ober": "Oberhausen",
        "gö": "Göttingen",
    }
    return [
        Ziel(
            "type-ahead",
            [
                Abruf(f"/kommunen/vorschlaege/?{urlencode({'q': anfang})}", name.encode())
                for anfang, name in anfaenge.items()
            ],
            Vorgabe(0.35),
        ),
        Ziel("start page", [Abruf("/")]),
        Ziel("municipality", [kommune]),
        Ziel("municipality, revalidated (304)", [replace(kommune, wiederholt=True)]),
    ]


def der_veranstaltungen(anzahl: int) -> list[Ziel]:
    """With so many made-up events beside the examples (`termine.fuellen`). Each list must show what the database has
    first, each filtered one what a query of its own finds."""
    kommende = Veranstaltung.objects.filter(zustand="veroeffentlicht", ende__gt=timezone.now()).order_by("beginn", "pk")
    gemachte = list(kommende.filter(slug__startswith="termin-").values_list("slug", "titel"))
    details = [
        Abruf(f"/veranstaltungen/{slug}/", escape(titel).encode())
        for slug, titel in gemachte[:: max(1, anzahl // DETAILSEITEN)]
    ]
    liste = Abruf("/veranstaltungen/", _titel(kommende))
    gefiltert = [
        Abruf(f"/veranstaltungen/?region={region}&frei=1", _titel(kommende.filter(region=region).offen(timezone.now())))
        for region in Veranstaltung.Region.values
    ]
    kalender = Abruf("/veranstaltungen/kalender.ics", b"END:VCALENDAR")
    programme = [replace(abruf, pfad=f"{abruf.pfad}programm/", enthaelt=b"Werkstatt 1.1") for abruf in details[::3]]
    ganz, wiederholt, uebersicht = Vorgabe(0.15), Vorgabe(0.60), Vorgabe(0.08)
    return [
        Ziel(f"events, {anzahl}", [liste], uebersicht),
        Ziel("events, revalidated (304)", [replace(liste, wiederholt=True)]),
        Ziel("events, region and free seats", gefiltert, uebersicht),
        Ziel("event page", details, ganz),
        Ziel("event page, revalidated (304)", [replace(details[0], wiederholt=True)], wiederholt),
        Ziel("programme", programme),
        Ziel("calendar feed", [kalender]),
        Ziel("calendar feed, revalidated (304)", [replace(kalender, wiederholt=True)]),
    ]


def _titel(menge: VeranstaltungQuerySet) -> bytes:
    erste = menge.first()
    return escape(erste.titel).encode() if erste else b"<h1>"
