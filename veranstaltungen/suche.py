"""Events in the search across everything."""

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from kompetenzzentrum.oberflaeche.treffer import Treffer

from . import rechte

WOERTER_HOECHSTENS = 8
_UMSCHRIFT = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"))
_FELDER = ("titel", "kurzbeschreibung", "beschreibung", "ort", "kommune__name")


def _schreibweisen(wort: str) -> set[str]:
    """Görlitz is found by Goerlitz and the other way round."""
    mit, ohne = wort, wort
    for umschrift, zeichen in _UMSCHRIFT:
        mit, ohne = mit.replace(umschrift, zeichen), ohne.replace(zeichen, umschrift)
    return {wort, mit, ohne}


def _enthaelt(wort: str) -> Q:
    bedingung = Q()
    for schreibweise in _schreibweisen(wort):
        for feld in _FELDER:
            bedingung |= Q(**{f"{feld}__icontains": schreibweise})
    return bedingung


def finden(text: str, hoechstens: int) -> tuple[list[Treffer], int]:
    """Events that hold every word: upcoming ones first, the next at the top, then the latest of the past."""
    woerter = text.replace("\0", "").lower().split()[:WOERTER_HOECHSTENS]
    if not woerter:
        return [], 0
    menge = rechte.oeffentliche()
    for wort in woerter:
        menge = menge.filter(_enthaelt(wort))
    vorbei = Case(When(ende__lte=timezone.now(), then=Value(True)), default=Value(False))
    kommt = Case(When(ende__gt=timezone.now(), then=F("beginn")))
    menge = menge.annotate(vorbei=vorbei, kommt=kommt).order_by("vorbei", "kommt", "-beginn", "pk")
    treffer = [
        Treffer(
            titel=veranstaltung.titel,
            url=veranstaltung.get_absolute_url(),
            zusatz=f"{veranstaltung.get_format_display()} · {veranstaltung.zeitraum}",
            auszug=veranstaltung.kurzbeschreibung,
        )
        for veranstaltung in menge[:hoechstens]
    ]
    return treffer, menge.count()
