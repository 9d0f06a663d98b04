"""The search of the catalogue: see docs/suche.md."""

from django.db.models import Case, When

from kompetenzzentrum.oberflaeche.treffer import Treffer

from ..models import Projekt
from .dokumente import ableiten
from .markieren import Marken, fundstelle, hervorheben
from .orte import orte
from .suchen import BESTAETIGT, NEUESTE, RELEVANZ, TITEL, Auswahl, Ergebnis, suchen
from .verwandt import aehnliche, nahe
from .verzeichnis import vergessen

__all__ = [
    "BESTAETIGT",
    "NEUESTE",
    "RELEVANZ",
    "TITEL",
    "Auswahl",
    "Ergebnis",
    "Marken",
    "ableiten",
    "aehnliche",
    "finden",
    "fundstelle",
    "hervorheben",
    "nahe",
    "orte",
    "suchen",
    "vergessen",
]


def finden(text: str, hoechstens: int) -> tuple[list[Treffer], int]:
    """For the search across everything: the best hits, and how many there are."""
    ergebnis = suchen(Auswahl(text), anzahl=hoechstens)
    projekte = Projekt.objects.fuer_karten().in_bulk(ergebnis.schluessel)
    treffer = [_treffer(projekte[pk], ergebnis.marken) for pk in ergebnis.schluessel if pk in projekte]
    return treffer, ergebnis.anzahl


def _treffer(projekt: Projekt, marken: Marken) -> Treffer:
    wo = projekt.federfuehrung.anzeigename if projekt.federfuehrung else projekt.traeger
    teile = ("Beispielprojekt" if projekt.ist_beispiel else "Projekt", wo, projekt.handlungsfeld.name)
    return Treffer(
        titel=hervorheben(projekt.titel, marken),
        url=projekt.get_absolute_url(),
        zusatz=" · ".join(teil for teil in teile if teil),
        auszug=hervorheben(projekt.kurzbeschreibung, marken),
    )


def filtern(projekte, text):  # type: ignore[no-untyped-def]
    return projekte.filter(pk__in=suchen(Auswahl(text), anzahl=1_000_000).schluessel)


def nach_relevanz(projekte, text):  # type: ignore[no-untyped-def]
    reihe = suchen(Auswahl(text), anzahl=1_000_000).schluessel
    return projekte.order_by(Case(*[When(pk=pk, then=nr) for nr, pk in enumerate(reihe)], default=len(reihe)))
