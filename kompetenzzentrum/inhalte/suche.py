from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from kompetenzzentrum.oberflaeche.texte import datum_lang
from kompetenzzentrum.oberflaeche.treffer import Treffer, alle_woerter, suchwoerter

from .models import Seite
from .rechte import oeffentliche_meldungen


def _titel_zuerst(saetze: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    im_titel = When(alle_woerter(text, "titel"), then=Value(0))
    return saetze.annotate(rang=Case(im_titel, default=Value(1), output_field=IntegerField())).order_by(
        "rang", *saetze.model._meta.ordering
    )


def finden(text: str, hoechstens: int) -> tuple[list[Treffer], int]:
    """News and legal pages that hold every word of the text; the best ones, and how many there are."""
    if not suchwoerter(text):
        return [], 0
    meldungen = oeffentliche_meldungen().filter(alle_woerter(text, "titel", "anreisser", "text"))
    seiten = Seite.objects.filter(alle_woerter(text, "titel", "beschreibung"))
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
