"""The search of the catalogue: see docs/suche.md."""

from kompetenzzentrum.oberflaeche.treffer import Treffer

from .. import rechte
from ..models import Projekt
from .dokumente import ableiten
from .facetten import OHNE_KOMMUNE
from .markieren import AUSZUG_TEXTE, Marken, fundstelle, hervorheben
from .orte import orte
from .reihenfolge import BESTAETIGT, NEUESTE, RELEVANZ, TITEL
from .suchen import Auswahl, Ergebnis, suchen
from .verwandt import aehnliche, nahe
from .verzeichnis import vergessen, vorladen
from .vorschlaege import vorschlagen
from .woerterbuch import bereitlegen

__all__ = [
    "AUSZUG_TEXTE",
    "BESTAETIGT",
    "NEUESTE",
    "OHNE_KOMMUNE",
    "RELEVANZ",
    "TITEL",
    "Auswahl",
    "Ergebnis",
    "Marken",
    "ableiten",
    "aehnliche",
    "bereitlegen",
    "finden",
    "fundstelle",
    "hervorheben",
    "naechste",
    "nahe",
    "orte",
    "suchen",
    "vergessen",
    "vorladen",
    "vorschlagen",
]


def finden(text: str, hoechstens: int) -> tuple[list[Treffer], int]:
    """For the search across everything: the best hits, and how many there are."""
    ergebnis = suchen(Auswahl(text), anzahl=hoechstens)
    return _treffer(ergebnis), ergebnis.anzahl


def naechste(text: str, hoechstens: int) -> list[Treffer]:
    """For the search across everything where it finds nothing: projects that hold a part of what was asked for."""
    return _treffer(nahe(Auswahl(text), hoechstens))


def _treffer(ergebnis: Ergebnis) -> list[Treffer]:
    projekte = rechte.oeffentliche().fuer_karten().in_bulk(ergebnis.schluessel)
    return [_als_treffer(projekte[pk], ergebnis.marken) for pk in ergebnis.schluessel if pk in projekte]


def _als_treffer(projekt: Projekt, marken: Marken) -> Treffer:
    wo = projekt.federfuehrung.anzeigename if projekt.federfuehrung else projekt.traeger
    teile = ("Beispielprojekt" if projekt.ist_beispiel else "Projekt", wo, projekt.handlungsfeld.name)
    return Treffer(
        titel=hervorheben(projekt.titel, marken),
        url=projekt.get_absolute_url(),
        zusatz=" · ".join(teil for teil in teile if teil),
        auszug=hervorheben(projekt.kurzbeschreibung, marken),
    )
