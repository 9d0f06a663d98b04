"""The judged list in a database of its own: register sample, projects, search index."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from kommunen.gemeindeverzeichnis import einlesen
from kommunen.gemeindeverzeichnis.beispiel import DATEI
from kommunen.models import Art, Kommune
from projekte import suche
from projekte.models import Beteiligung, Handlungsfeld, Projekt, Schlagwort

from . import projekte
from .masse import FUND_BIS

ERSTER_TAG = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)


def kommunen() -> dict[str, Kommune]:
    """By short name; where a Kreis or Verband is called like a town, the town."""
    reihenfolge = (Art.KREIS, Art.VERBAND, Art.GEMEINDE)
    saetze = sorted(Kommune.objects.waehlbar(), key=lambda kommune: reihenfolge.index(Art(kommune.art)))
    return {kommune.kurzname: kommune for kommune in saetze}


@transaction.atomic
def laden() -> dict[int, str]:
    """Fills an empty database. Gives the names of the list by primary key."""
    einlesen(DATEI)
    orte = kommunen()
    felder = {feld.slug: feld for feld in Handlungsfeld.objects.all()}
    liste = projekte()
    angelegt = Projekt.objects.bulk_create(
        Projekt(
            slug=name,
            titel=angaben["titel"],
            kurzbeschreibung=angaben["kurz"],
            loesung=angaben["text"],
            handlungsfeld=felder[angaben["handlungsfeld"]],
            phase="P4",
            bestaetigt_am=date(2026, 6, 1),
            veroeffentlicht_am=ERSTER_TAG + timedelta(days=nummer),
        )
        for nummer, (name, angaben) in enumerate(liste.items())
    )
    namen = {projekt.pk: projekt.slug for projekt in angelegt}
    schlagwoerter = _schlagwoerter({tag for angaben in liste.values() for tag in angaben["tags"]})
    for projekt in angelegt:
        angaben = liste[projekt.slug]
        Beteiligung.objects.create(projekt=projekt, kommune=orte[angaben["ort"]], federfuehrend=True)
        projekt.weitere_handlungsfelder.set(felder[slug] for slug in angaben.get("weitere", ()))
        projekt.schlagwoerter.set(schlagwoerter[tag] for tag in angaben["tags"])
    suche.ableiten(namen)
    return namen


def _schlagwoerter(namen: set[str]) -> dict[str, Schlagwort]:
    vorhanden = {wort.name: wort for wort in Schlagwort.objects.filter(name__in=namen)}
    neu = [
        Schlagwort(slug=f"liste-{nummer}", name=name)
        for nummer, name in enumerate(sorted(namen - vorhanden.keys()), start=1)
    ]
    return vorhanden | {wort.name: wort for wort in Schlagwort.objects.bulk_create(neu)}


def suchende(namen: dict[int, str]) -> Callable[[str], list[str]]:
    """The search as the list page asks it, answering with names of the list."""

    def suchen(text: str) -> list[str]:
        ergebnis = suche.suchen(suche.Auswahl(text=text), anzahl=FUND_BIS)
        return [namen[schluessel] for schluessel in ergebnis.schluessel]

    return suchen
