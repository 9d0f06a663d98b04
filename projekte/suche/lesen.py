"""Rows of the database for the index in memory: plain tuples, a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, transaction
from psycopg import Cursor, ServerCursor

from kommunen.models import Art, Kommune, Land
from kommunen.textkennzeichen import KREISFREI

from ..models import Beteiligung, Handlungsfeld, Loesungstyp, Projekt, Suchdokument, Suchwort, Synonymgruppe
from .segment import Ort, Zeile

FACETTEN_DES_PROJEKTS = {
    "phase": "phase",
    "kosten": "kosten_einmalig",
    "jaehrlich": "kosten_jaehrlich",
    "aufwand": "personalaufwand",
    "offen": "open_source",
}
"""Facet → field with one value."""
MEHRWERTIGE = ("handlungsfeld", "loesungstyp", "foerderung")
ZEILEN_JE_STUECK = 1_000
MERKMALE = (*MEHRWERTIGE, *FACETTEN_DES_PROJEKTS)

_PROJEKT = Projekt._meta.db_table
_DOKUMENT = Suchdokument._meta.db_table
_LAND = Land._meta.db_table
_EINWERTIGE = ", ".join(f"p.{feld}" for feld in FACETTEN_DES_PROJEKTS.values())
_PROJEKTE = f"""
    SELECT p.id, p.fassung, extract(epoch FROM p.veroeffentlicht_am)::float8,
           coalesce(p.bestaetigt_am - DATE '1970-01-01', 0), p.sortiertitel, p.unbeantwortet_seit IS NOT NULL,
           p.handlungsfeld_id, p.foerderung, d.woerter, d.folge, {_EINWERTIGE}
      FROM "{_PROJEKT}" p JOIN "{_DOKUMENT}" d ON d.projekt_id = p.id
     WHERE p.veroeffentlicht_am IS NOT NULL AND p.archiviert_am IS NULL AND (%(alle)s OR p.id = ANY(%(pks)s))
     ORDER BY p.veroeffentlicht_am, p.unbeantwortet_seit IS NULL, p.id"""  # noqa: S608
_ORTE = f"""
    SELECT b.projekt_id, b.kommune_id, k.kreis_id, k.verband_id, l.schluessel, k.groessenklasse, k.verstaedterung,
           k.art, k.textkennzeichen
      FROM "{Beteiligung._meta.db_table}" b JOIN "{Kommune._meta.db_table}" k ON k.id = b.kommune_id
      JOIN "{_LAND}" l ON l.id = k.land_id
     WHERE b.projekt_id = ANY(%(pks)s)"""  # noqa: S608


@contextmanager
def ein_zustand() -> Iterator[None]:
    """All reads inside see the same state of the database, however many write meanwhile."""
    aussen = not connection.in_atomic_block
    with transaction.atomic():
        if aussen:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _zeilen(sql: str, pks: list[int] | None) -> Iterator[tuple[Any, ...]]:
    """Piece by piece, so that the driver never holds all of it; binary, which takes half the time for words."""
    with transaction.atomic(), ServerCursor(connection.connection, "suche") as cursor:
        cursor.itersize = ZEILEN_JE_STUECK
        cursor.execute(sql, {"alle": pks is None, "pks": pks or []}, binary=True)
        yield from cursor


def _gleich(sql: str, pks: list[int] | str) -> list[tuple[Any, ...]]:
    with Cursor(connection.connection) as cursor:
        return cursor.execute(sql, {"pks": pks}, binary=True).fetchall()


def kreisart(art: str, textkennzeichen: str) -> str:
    if art == Art.GEMEINDE:
        return "kreisfrei" if textkennzeichen in KREISFREI else "kreisangehoerig"
    return art


def _orte(pks: list[int]) -> dict[int, list[Ort]]:
    orte: dict[int, list[Ort]] = defaultdict(list)
    bekannte: dict[tuple[Any, ...], Ort] = {}
    for projekt, kommune, kreis, verband, land, groesse, raum, art, kennzeichen in _gleich(_ORTE, pks):
        ort = bekannte.get(kommune)
        if ort is None:
            schluessel = (kommune, kreis or 0, verband or 0)
            ort = bekannte[kommune] = Ort(land, groesse, raum, kreisart(art, kennzeichen), schluessel)
        orte[projekt].append(ort)
    return orte


def _zugeordnet(tabelle: str, spalte: str, slugs: dict[int, str], pks: list[int]) -> dict[int, list[str]]:
    zu: dict[int, list[str]] = defaultdict(list)
    bedingung = "WHERE projekt_id = ANY(%(pks)s)"
    for projekt, merkmal in _gleich(f'SELECT projekt_id, {spalte} FROM "{tabelle}" {bedingung}', pks):  # noqa: S608
        zu[projekt].append(slugs[merkmal])
    return zu


def projekte(pks: list[int] | None = None) -> Iterator[Zeile]:
    """The published ones, oldest first; only those of `pks` if given."""
    felder = dict(Handlungsfeld.objects.values_list("pk", "slug"))
    typen = dict(Loesungstyp.objects.values_list("pk", "slug"))
    mengen: dict[Any, frozenset[str]] = {}

    def menge(werte: Any) -> frozenset[str]:
        """One object for equal sets: 100,000 projects hold few different ones."""
        neu = frozenset(werte)
        return mengen.setdefault(neu, neu)

    zeilen = _zeilen(_PROJEKTE, pks)
    while stueck := list(islice(zeilen, ZEILEN_JE_STUECK)):
        nummern = [zeile[0] for zeile in stueck]
        orte = _orte(nummern)
        weitere = _zugeordnet(
            Projekt.weitere_handlungsfelder.through._meta.db_table, "handlungsfeld_id", felder, nummern
        )
        loesungstypen = _zugeordnet(Projekt.loesungstypen.through._meta.db_table, "loesungstyp_id", typen, nummern)
        for pk, fassung, datum, bestaetigt, titel, offen, feld, foerderung, worte, folge, *einwertige in stueck:
            merkmale = (
                menge([felder[feld], *weitere.get(pk, ())]),
                menge(loesungstypen.get(pk, ())),
                menge(foerderung),
                *(menge([wert] if wert else []) for wert in einwertige),
            )
            beteiligte = tuple(orte.get(pk, ()))
            yield Zeile(pk, fassung, datum, bestaetigt, titel, offen, merkmale, beteiligte, worte, folge)


def woerter(nach: int) -> Iterator[tuple[Any, ...]]:
    """Words newer than that key."""
    spalten = ("pk", "wort", "anzeige", "stamm", "teile")
    zeilen = Suchwort.objects.filter(pk__gt=nach).order_by("pk").values_list(*spalten)
    return zeilen.iterator(ZEILEN_JE_STUECK)


def geaenderte(nach: int) -> list[tuple[int, int]]:
    """(project, fassung) of all written since, public or not."""
    return list(Projekt.objects.filter(fassung__gt=nach).order_by().values_list("pk", "fassung"))


def neueste_fassung() -> int:
    return Projekt.objects.order_by("-fassung").values_list("fassung", flat=True).first() or 0


def oeffentliche() -> list[int]:
    """Those that have a search document."""
    return list(
        Projekt.objects.veroeffentlicht().filter(suchdokument__isnull=False).order_by().values_list("pk", flat=True)
    )


def anzahl_oeffentliche() -> int:
    return Projekt.objects.veroeffentlicht().filter(suchdokument__isnull=False).count()


def synonyme() -> list[tuple[list[str], bool]]:
    """(terms, whether each finds all others)."""
    beide = Synonymgruppe.Richtung.BEIDE
    return [(gruppe.liste(), gruppe.richtung == beide) for gruppe in Synonymgruppe.objects.order_by("pk")]
