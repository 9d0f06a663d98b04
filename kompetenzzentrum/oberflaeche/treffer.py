"""What the search across everything needs in every room."""

from dataclasses import dataclass

from django.db.models import Q

WOERTER_HOECHSTENS = 10
_UMSCHRIFT = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"))


@dataclass(frozen=True)
class Treffer:
    """One hit of the search across everything."""

    titel: str
    url: str
    zusatz: str
    """What kind of thing it is and where, in a few words."""
    auszug: str = ""


def suchwoerter(text: str) -> list[str]:
    return text.replace("\0", "").lower().split()[:WOERTER_HOECHSTENS]


def alle_woerter(text: str, *felder: str) -> Q:
    """Every word stands in one of the fields, umlauts written either way. No words: no condition."""
    bedingung = Q()
    for wort in suchwoerter(text):
        in_einem = Q()
        for schreibweise in _schreibweisen(wort):
            for feld in felder:
                in_einem |= Q(**{f"{feld}__icontains": schreibweise})
        bedingung &= in_einem
    return bedingung


def _schreibweisen(wort: str) -> set[str]:
    """Görlitz is found by Goerlitz and the other way round."""
    mit, ohne = wort, wort
    for umschrift, zeichen in _UMSCHRIFT:
        mit, ohne = mit.replace(umschrift, zeichen), ohne.replace(zeichen, umschrift)
    return {wort, mit, ohne}
