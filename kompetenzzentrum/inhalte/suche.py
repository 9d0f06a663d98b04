from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from kompetenzzentrum.oberflaeche.texte import datum_lang
from kompetenzzentrum.oberflaeche.treffer import Treffer

from .models import Meldung, Seite


def _alle_woerter(text: str, *felder: str) -> Q:
    """Every word stands in one of the fields."""
    bedingung = Q()
    for wort in text.split()[:10]:
        in_einem = Q()
        for feld in felder:
            in_einem |= Q(**{f"{feld}__icontains": wort})
        bedingung &= in_einem
    return bedingung


def _titel_zuerst(saetze: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    im_titel = When(_alle_woerter(text, "titel"), then=Value(0))
    return saetze.annotate(rang=Case(im_titel, default=Value(1), output_field=IntegerField())).order_by(
        "rang", *saetze.model._meta.ordering
    )


def finden(text: str, hoechstens: int) -> tuple[list[Treffer], int]:
    """News and legal pages that hold every word of the text; the best ones, and how many there are."""
    if not text.split():
        return [], 0
    meldungen = Meldung.objects.veroeffentlicht().filter(_alle_woerter(text, "titel", "anreisser", "text"))
    seiten = Seite.objects.filter(_alle_woerter(text, "titel", "beschreibung"))
    treffer = [
        Treffer(seite.titel, seite.get_absolute_url(), "Über dieses Portal", seite.beschreibung)
        for seite in _titel_zuerst(seiten, text)[:hoechstens]
    ] + [
        Treffer(
            meldung.titel,
            meldung.get_absolute_url(),
            f"{'Beispielmeldung' if meldung.ist_beispiel else 'Meldung'} vom {datum_lang(meldung.veroeffentlicht_am)}",
            meldung.anreisser,
        )
        for meldung in _titel_zuerst(meldungen, text)[:hoechstens]
    ]
    return treffer[:hoechstens], meldungen.count() + seiten.count()
