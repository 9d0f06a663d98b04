"""Writing what the search needs: each project as weighted words, each new word stemmed and split once."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection, transaction
from psycopg import Cursor

from kommunen.models import Kommune
from kommunen.namen import falten as sortierbar
from kompetenzzentrum.oberflaeche import stand

from .. import guetezeichen
from ..models import Projekt, Suchdokument, Suchwort
from . import texte, woerter
from .texte import Feld, Texte
from .zusammensetzung import Zerleger

BEREICH = "projekte"
STAPEL = 500
WOERTER_HOECHSTENS = 12_000
"""Of one project."""
MASS = 8
"""Weighted frequencies are stored in eighths, at most 255 of them."""
_DOKUMENT, _PROJEKT, _WORT = (modell._meta.db_table for modell in (Suchdokument, Projekt, Suchwort))
WOERTER_LESEN = f'SELECT wort, id FROM "{_WORT}" WHERE wort = ANY(%s)'  # noqa: S608
DOKUMENTE_SCHREIBEN = f"""
    INSERT INTO "{_DOKUMENT}" (projekt_id, woerter, folge)
    SELECT * FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[])
        ON CONFLICT (projekt_id) DO UPDATE SET woerter = excluded.woerter, folge = excluded.folge"""  # noqa: S608
PROJEKTE_SCHREIBEN = f"""
    UPDATE "{_PROJEKT}" p SET sortiertitel = neu.titel, fassung = neu.fassung
      FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS neu (pk, titel, fassung) WHERE p.id = neu.pk"""  # noqa: S608


class _Dokument:
    """The words of one project: as written at first, as numbers once they have one."""

    def __init__(self, projekt: Texte) -> None:
        self.pk = projekt.pk
        self.folge: list[str] = []
        """Empty between two sections."""
        self.gewichte: dict[str, float] = defaultdict(float)
        laengen: dict[Feld, int] = defaultdict(int)
        abschnitte = []
        for feld, text in projekt.abschnitte:
            folge = woerter.zerlegen(text)[: max(0, WOERTER_HOECHSTENS - len(self.folge))]
            abschnitte.append((feld, folge, woerter.gekoppelte(text)))
            laengen[feld] += len(folge)
            self.folge += [*folge, ""]
        for feld, folge, gekoppelte in abschnitte:
            laenge = 1 - feld.anteil + feld.anteil * max(1.0, laengen[feld] / feld.ueblich)
            for wort in (*folge, *gekoppelte):
                self.gewichte[wort] += feld.gewicht / laenge

    def als_zeile(self, nummern: dict[str, int]) -> tuple[int, bytes, bytes]:
        gewichte: dict[int, float] = defaultdict(float)
        for wort, gewicht in self.gewichte.items():
            gewichte[nummern[woerter.falten(wort)]] += gewicht
        zahlen = np.fromiter(gewichte, "<u4", len(gewichte))
        haeufigkeiten = np.clip(np.rint(np.fromiter(gewichte.values(), float) * MASS), 1, 255).astype("u1")
        folge = np.fromiter((nummern[woerter.falten(wort)] if wort else 0 for wort in self.folge), "<u4")
        return self.pk, zahlen.tobytes() + haeufigkeiten.tobytes(), folge.tobytes()


def _nummern(geschrieben: Iterable[str]) -> dict[str, int]:
    """Folded word → number; new words are stemmed, split and stored, parts of compounds too."""
    formen: dict[str, str] = {}
    for wort in geschrieben:
        formen.setdefault(woerter.falten(wort), wort)
    nummern = _bekannte(list(formen))
    # Sorted: two who write the same new words wait for each other, never crosswise.
    if neue := sorted(formen.keys() - nummern.keys()):
        zerleger = Zerleger(neue, _ortsnamen(stand.lesen()["kommunen"]))
        teile = {form: zerleger.teile(form) for form in neue}
        teilwoerter = {teil: _ausschnitt(teil, form, formen[form]) for form in neue for teil in teile[form]}
        Suchwort.objects.bulk_create(
            [_suchwort(form, formen[form], teile[form]) for form in neue]
            + [
                _suchwort(teil, teilwoerter[teil], zerleger.teile(teil)) for teil in sorted(teilwoerter.keys() - formen)
            ],
            ignore_conflicts=True,
        )
        nummern |= _bekannte(neue)
    return nummern


def _bekannte(formen: list[str]) -> dict[str, int]:
    with Cursor(connection.connection) as cursor:
        return dict(cursor.execute(WOERTER_LESEN, [formen]).fetchall())


@lru_cache(maxsize=1)
def _ortsnamen(register: int) -> frozenset[str]:
    """Words of the names of municipalities, as of that state of the register."""
    namen = Kommune.objects.order_by().values_list("kurzname", flat=True)
    return frozenset(woerter.falten(wort) for name in namen for wort in woerter.zerlegen(name))


def _suchwort(form: str, anzeige: str, teile: list[str]) -> Suchwort:
    return Suchwort(
        wort=form, anzeige=anzeige, stamm=woerter.stamm(anzeige), teile=[woerter.stamm(teil) for teil in teile]
    )


def _ausschnitt(teil: str, form: str, anzeige: str) -> str:
    """A part of a compound as the compound spells it."""
    stelle = form.find(teil)
    if stelle < 0 or len(form) != len(anzeige):
        return teil.capitalize()
    return anzeige[stelle : stelle + len(teil)].capitalize()


@transaction.atomic
def ableiten(projekte: Iterable[int]) -> None:
    """Write anew what the search needs, for projects (by key) after any change to them or their participants.

    Raises the number of the room first: that lock lets one writer after the other, and its order is that of commits.
    """
    schluessel = list(projekte)
    if not schluessel:
        return
    fassung = stand.erhoehen(BEREICH)
    for anfang in range(0, len(schluessel), STAPEL):
        stapel = texte.lesen(schluessel[anfang : anfang + STAPEL])
        if not stapel:
            continue
        dokumente = [_Dokument(projekt) for projekt in stapel]
        nummern = _nummern(wort for dokument in dokumente for wort in dokument.gewichte)
        _schreiben(DOKUMENTE_SCHREIBEN, [dokument.als_zeile(nummern) for dokument in dokumente])
        _schreiben(PROJEKTE_SCHREIBEN, [(projekt.pk, sortierbar(projekt.titel), fassung) for projekt in stapel])
        guetezeichen.ableiten(projekt.pk for projekt in stapel)


def _schreiben(sql: str, zeilen: list[tuple[Any, ...]]) -> None:
    """The columns as arrays in one statement: a fifth of the time that `bulk_update` takes."""
    with Cursor(connection.connection) as cursor:
        cursor.execute(sql, [list(spalte) for spalte in zip(*zeilen, strict=True)])
