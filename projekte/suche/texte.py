"""The texts of projects as the search weighs them, read in a fixed number of queries and without an object per row."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kommunen.models import Kommune

from ..models import Beteiligung, Projekt


@dataclass(frozen=True)
class Feld:
    gewicht: float
    ueblich: int
    """Words of a usual text of this field; in longer ones each word counts less (BM25F)."""
    anteil: float
    """How much of the length counts, 0 to 1."""


TITEL = Feld(7, 6, 0.3)
SCHLAGWORT = Feld(4, 5, 0.2)
MERKMAL = Feld(1.5, 4, 0)
KURZ = Feld(3, 20, 0.4)
ORT = Feld(4, 4, 0.3)
TEXT = Feld(1, 120, 0.6)
BEIWERK = Feld(1.5, 8, 0.3)

ERZAEHLT = (
    "ausgangslage",
    "loesung",
    "vorgehen",
    "ergebnis",
    "hindernisse",
    "lehren",
    "betriebsmodell_text",
    "zustand_grund",
)
FELDER = {
    "titel": TITEL,
    "kurzbeschreibung": KURZ,
    "traeger": BEIWERK,
    "handlungsfeld__name": MERKMAL,
    **dict.fromkeys(ERZAEHLT, TEXT),
    "foerderprogramm": BEIWERK,
    "technik": BEIWERK,
}
NAMEN = {"weitere_handlungsfelder": MERKMAL, "loesungstypen": MERKMAL, "schlagwoerter": SCHLAGWORT}


@dataclass
class Texte:
    pk: int
    titel: str
    abschnitte: list[tuple[Feld, str]] = field(default_factory=list)


def lesen(pks: Sequence[int]) -> list[Texte]:
    gelesen: dict[int, Texte] = {}
    for pk, *inhalte in Projekt.objects.filter(pk__in=pks).order_by("pk").values_list("pk", *FELDER):
        abschnitte = [(feld, text) for feld, text in zip(FELDER.values(), inhalte, strict=True) if text]
        gelesen[pk] = Texte(pk, inhalte[0], abschnitte)
    for relation, feld in NAMEN.items():
        namen = Projekt.objects.filter(pk__in=pks, **{f"{relation}__isnull": False})
        for pk, name in namen.order_by("pk", f"{relation}__name").values_list("pk", f"{relation}__name"):
            gelesen[pk].abschnitte.append((feld, name))
    _orte(gelesen)
    return list(gelesen.values())


def _orte(gelesen: dict[int, Texte]) -> None:
    beteiligt = Beteiligung.objects.filter(projekt__in=list(gelesen)).order_by("projekt_id", "pk")
    je_projekt: dict[int, list[int]] = defaultdict(list)
    for projekt, kommune in beteiligt.values_list("projekt_id", "kommune_id"):
        je_projekt[projekt].append(kommune)
    spalten = ("pk", "kurzname", "name", "kreis__kurzname", "land__name")
    kommunen = {
        pk: (kurzname if name.startswith(kurzname) else f"{kurzname} {name}", kreis or "", land)
        for pk, kurzname, name, kreis, land in Kommune.objects.filter(
            pk__in={kommune for kommunen in je_projekt.values() for kommune in kommunen}
        )
        .order_by()
        .values_list(*spalten)
    }
    for projekt, schluessel in je_projekt.items():
        orte, kreise, laender = zip(*(kommunen[kommune] for kommune in schluessel), strict=True)
        gelesen[projekt].abschnitte += [
            *((ORT, ort) for ort in orte),
            (ORT, " ".join(sorted({kreis for kreis in kreise if kreis}))),
            (BEIWERK, " ".join(sorted(set(laender)))),
        ]
