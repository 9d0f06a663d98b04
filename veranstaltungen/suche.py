"""Events and the Mediathek in the search across everything."""

from django.db.models import Case, F, Value, When
from django.utils import timezone

from kompetenzzentrum.oberflaeche.treffer import Treffer, alle_woerter, suchwoerter

from . import rechte

_MEDIENFELDER = ("titel", "kurzbeschreibung", "transkript")
_FELDER = ("titel", "kurzbeschreibung", "beschreibung", "ort", "kommune__name")


def finden(text: str, hoechstens: int) -> tuple[list[Treffer], int]:
    """Events that hold every word: upcoming ones first, the next at the top, then the latest of the past."""
    if not suchwoerter(text):
        return [], 0
    menge = rechte.oeffentliche().filter(alle_woerter(text, *_FELDER))
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


def medien_finden(text: str, hoechstens: int) -> tuple[list[Treffer], int]:
    """Media that hold every word, the newest first; what is said in a film counts."""
    if not suchwoerter(text):
        return [], 0
    menge = rechte.oeffentliche_medien().filter(alle_woerter(text, *_MEDIENFELDER))
    treffer = [
        Treffer(
            titel=medium.titel,
            url=medium.get_absolute_url(),
            zusatz=str(medium.get_art_display()),
            auszug=medium.kurzbeschreibung,
        )
        for medium in menge[:hoechstens]
    ]
    return treffer, menge.count()
