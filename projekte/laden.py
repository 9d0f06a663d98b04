"""What pages draw, in one written statement each. The ORM takes longer to put a query together than PostgreSQL to
answer it, and one for each kind of part would find nothing most of the time.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from kommunen.models import Kommune, Land

from .bausteine import Teilnahme
from .models import Beteiligung, Bild, Dokument, Handlungsfeld, Loesungstyp, Partner, Projekt, Schlagwort, Wirkung

M = TypeVar("M", bound=Model)


class Kartenzeile(NamedTuple):
    """A project as its card shows it; named as the fields of `Projekt`."""

    pk: int
    slug: str
    titel: str
    kurzbeschreibung: str
    traeger: str
    phase: str
    zustand: str
    kosten_einmalig: str
    ist_beispiel: bool
    guetezeichen: list[str]
    unbeantwortet_seit: date | None
    bestaetigt_am: date | None
    kosten_bestaetigt_am: date | None
    zustand_bestaetigt_am: date | None
    kontakt_bestaetigt_am: date | None
    feld_slug: str
    feld_name: str
    teilnahmen: list[Teilnahme]


_TEILE: dict[str, type[Model]] = {
    "wirkungen": Wirkung,
    "partner": Partner,
    "bilder": Bild,
    "dokumente": Dokument,
}
_MERKMALE: dict[str, tuple[type[Model], type[Model]]] = {
    "weitere_handlungsfelder": (Handlungsfeld, Projekt.weitere_handlungsfelder.through),
    "loesungstypen": (Loesungstyp, Projekt.loesungstypen.through),
    "schlagwoerter": (Schlagwort, Projekt.schlagwoerter.through),
}


def _ordnung(modell: type[Model]) -> str:
    """That of the model; it must be one of plain columns."""
    return ", ".join(f"z.{modell._meta.pk.column if name == 'pk' else name}" for name in modell._meta.ordering or ())


def _abfrage() -> str:
    spalten = [
        f'(SELECT json_agg(z ORDER BY {_ordnung(modell)}) FROM "{modell._meta.db_table}" z'  # noqa: S608
        f" WHERE z.projekt_id = p.id) AS {name}"
        for name, modell in _TEILE.items()
    ] + [
        f'(SELECT json_agg(z ORDER BY {_ordnung(modell)}) FROM "{ueber._meta.db_table}" v'  # noqa: S608
        f' JOIN "{modell._meta.db_table}" z ON z.id = v.{modell._meta.model_name}_id'
        f" WHERE v.projekt_id = p.id) AS {name}"
        for name, (modell, ueber) in _MERKMALE.items()
    ]
    kommune = Kommune._meta.db_table
    return f"""
        SELECT row_to_json(p) AS projekt, row_to_json(h) AS handlungsfeld, {", ".join(spalten)},
               (SELECT json_agg(json_build_object('zeile', b, 'kommune', k, 'land', l, 'kreis', r, 'frueher', f)
                                ORDER BY b.federfuehrend DESC, k.sortiername)
                  FROM "{Beteiligung._meta.db_table}" b JOIN "{kommune}" k ON k.id = b.kommune_id
                  JOIN "{Land._meta.db_table}" l ON l.id = k.land_id
                  LEFT JOIN "{kommune}" r ON r.id = k.kreis_id LEFT JOIN "{kommune}" f ON f.id = b.frueher_id
                 WHERE b.projekt_id = p.id) AS beteiligungen
          FROM "{Projekt._meta.db_table}" p JOIN "{Handlungsfeld._meta.db_table}" h ON h.id = p.handlungsfeld_id
         WHERE p.id = %s"""  # noqa: S608


_SQL = _abfrage()


def ganz(pk: int) -> Projekt:
    """As if loaded with everything prefetched; what hangs on it is in lists that cannot be filtered further.

    Raises Projekt.DoesNotExist.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [pk])
        werte = cursor.fetchone()
        if werte is None:
            raise Projekt.DoesNotExist
        zeile = dict(zip((spalte.name for spalte in cursor.description or ()), werte, strict=True))
    projekt = _objekt(Projekt, zeile["projekt"])
    projekt.handlungsfeld = _objekt(Handlungsfeld, zeile["handlungsfeld"])
    modelle = _TEILE | {name: modell for name, (modell, _) in _MERKMALE.items()}
    gehalten: dict[str, Any] = {name: _objekte(modell, zeile[name], projekt) for name, modell in modelle.items()}
    gehalten["beteiligungen"] = [_beteiligung(teil) for teil in zeile["beteiligungen"] or ()]
    projekt._prefetched_objects_cache = gehalten  # type: ignore[attr-defined]
    return projekt


_TEILNEHMER = f"""
    "{Beteiligung._meta.db_table}" b JOIN "{Kommune._meta.db_table}" k ON k.id = b.kommune_id
    JOIN "{Land._meta.db_table}" l ON l.id = k.land_id"""
_SQL_KARTEN = f"""
    SELECT p.id, {", ".join(f"p.{feld}" for feld in Kartenzeile._fields[1:-3])}, h.slug, h.name,
           (SELECT json_agg(json_build_array(b.federfuehrend, k.id, k.anzeigename, l.name, k.groessenklasse,
                                             k.textkennzeichen, k.art, f.kurzname)
                            ORDER BY b.federfuehrend DESC, k.sortiername)
              FROM {_TEILNEHMER} LEFT JOIN "{Kommune._meta.db_table}" f ON f.id = b.frueher_id
             WHERE b.projekt_id = p.id)
      FROM "{Projekt._meta.db_table}" p JOIN "{Handlungsfeld._meta.db_table}" h ON h.id = p.handlungsfeld_id
     WHERE p.id = ANY(%s) AND p.veroeffentlicht_am IS NOT NULL AND p.archiviert_am IS NULL"""  # noqa: S608
_SQL_BETEILIGUNGEN = f"""
    SELECT json_build_object('zeile', b, 'kommune', k, 'land', l) FROM {_TEILNEHMER}
     WHERE b.projekt_id = ANY(%s) ORDER BY b.federfuehrend DESC, b.id"""  # noqa: S608


def karten(schluessel: Sequence[int]) -> Iterator[Kartenzeile]:
    """What the cards of these projects show, of those that are public (as `rechte.oeffentliche()` says)."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL_KARTEN, [list(schluessel)])
        for *werte, teilnahmen in cursor.fetchall():
            yield Kartenzeile._make([*werte, [Teilnahme._make(teilnahme) for teilnahme in teilnahmen or ()]])


def beteiligungen(schluessel: Iterable[int]) -> list[Beteiligung]:
    """Participants of these projects with municipality and Land, the leading ones first."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL_BETEILIGUNGEN, [list(schluessel)])
        return [_beteiligung(teil) for (teil,) in cursor.fetchall()]


def _objekt(modell: type[M], zeile: dict[str, Any]) -> M:
    felder = modell._meta.concrete_fields
    werte = [feld.to_python(zeile[str(feld.column)]) for feld in felder]
    return modell.from_db(DEFAULT_DB_ALIAS, [feld.attname for feld in felder], werte)


def _objekte(modell: type[Model], zeilen: list[dict[str, Any]] | None, projekt: Projekt) -> list[Model]:
    objekte: list[Any] = [_objekt(modell, zeile) for zeile in zeilen or ()]
    if modell in _TEILE.values():
        for objekt in objekte:
            objekt.projekt = projekt  # addresses of files hold the slug
    return objekte


def _beteiligung(teil: dict[str, Any]) -> Beteiligung:
    beteiligung = _objekt(Beteiligung, teil["zeile"])
    beteiligung.kommune = _objekt(Kommune, teil["kommune"])
    beteiligung.kommune.land = _objekt(Land, teil["land"])
    if kreis := teil.get("kreis"):
        beteiligung.kommune.kreis = _objekt(Kommune, kreis)
    if frueher := teil.get("frueher"):
        beteiligung.frueher = _objekt(Kommune, frueher)
    return beteiligung
