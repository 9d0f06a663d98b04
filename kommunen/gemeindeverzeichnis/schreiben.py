"""Writing a plan: by COPY into a temporary table and set-based SQL, inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from kommunen.models import Art, Kommune, Land, Registerstand

from .plan import FELDER, Plan
from .vergleich import Paar

# land, kreis and verband are keys in the plan and numbers in the table.
SPALTEN = [feld for feld in FELDER if feld not in ("land", "kreis", "verband")]


def sperren() -> None:
    """One import at a time; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('kommunen.gemeindeverzeichnis'))")


def schreiben(plan: Plan) -> None:
    if plan.zu_schreiben:
        _in_die_ablage(plan)
        _neue_und_geaenderte()
    if plan.aufgeloest:
        Kommune.objects.gueltig().filter(schluessel__in=[e.schluessel for e in plan.aufgeloest]).update(
            aufgeloest_am=plan.stand
        )
    _vorschlaege(plan)
    Registerstand.objects.create(
        stand=plan.stand,
        datei=plan.datei[:200],
        format=plan.format,
        ergaenzung=plan.ergaenzung,
        beispiel=plan.beispiel,
        gemeinden=plan.anzahl.get(Art.GEMEINDE, 0),
        verbaende=plan.anzahl.get(Art.VERBAND, 0),
        kreise=plan.anzahl.get(Art.KREIS, 0),
        neu=len(plan.neu),
        umbenannt=len(plan.umbenannt),
        geaendert=len(plan.geaendert) + len(plan.wieder_gueltig),
        aufgeloest=len(plan.aufgeloest),
    )


def _in_die_ablage(plan: Plan) -> None:
    laender = dict(Land.objects.values_list("schluessel", "id"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE gv_ablage AS SELECT {', '.join(SPALTEN)}, land_id,"  # noqa: S608
            " schluessel AS kreis, schluessel AS verband FROM kommunen_kommune WITH NO DATA"
        )
    zeilen = (
        (*(getattr(eintrag, spalte) for spalte in SPALTEN), laender[eintrag.land], eintrag.kreis, eintrag.verband)
        for eintrag in plan.zu_schreiben
    )
    _kopieren("gv_ablage", [*SPALTEN, "land_id", "kreis", "verband"], zeilen)


def _kopieren(tabelle: str, spalten: Sequence[str], zeilen: Iterable[Sequence[Any]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {tabelle} ({', '.join(spalten)}) FROM STDIN") as kopie,
    ):
        for zeile in zeilen:
            kopie.write_row(zeile)


def _neue_und_geaenderte() -> None:
    """Parents before children, so that each row is written once, with its parents."""
    spalten = [*SPALTEN, "land_id"]
    setzen = ", ".join(f"{spalte} = a.{spalte}" for spalte in spalten)
    werte = ", ".join(f"a.{spalte}" for spalte in spalten)
    mit_eltern = (
        "gv_ablage a LEFT JOIN kommunen_kommune kreis ON kreis.schluessel = a.kreis AND kreis.aufgeloest_am IS NULL"
        " LEFT JOIN kommunen_kommune verband ON verband.schluessel = a.verband AND verband.aufgeloest_am IS NULL"
    )
    with connection.cursor() as cursor:
        for art in (Art.KREIS, Art.VERBAND, Art.GEMEINDE):
            cursor.execute(
                f"UPDATE kommunen_kommune k SET {setzen}, kreis_id = kreis.id, verband_id = verband.id,"  # noqa: S608
                " aufgeloest_am = NULL, nachfolger_id = NULL, nachfolger_vorschlag_id = NULL"
                f" FROM {mit_eltern} WHERE k.schluessel = a.schluessel AND a.art = %s",
                [art],
            )
            cursor.execute(
                f"INSERT INTO kommunen_kommune ({', '.join(spalten)}, kreis_id, verband_id)"  # noqa: S608
                f" SELECT {werte}, kreis.id, verband.id FROM {mit_eltern} WHERE a.art = %s"
                " AND NOT EXISTS (SELECT 1 FROM kommunen_kommune k WHERE k.schluessel = a.schluessel)",
                [art],
            )
        cursor.execute("DROP TABLE gv_ablage")


def _vorschlaege(plan: Plan) -> None:
    for alt, neu in plan.vorschlaege:
        Kommune.objects.filter(schluessel=alt.schluessel).update(
            nachfolger_vorschlag=Kommune.objects.gueltig().filter(schluessel=neu.schluessel).values("id")[:1]
        )


def vergleiche_schreiben(paare: Iterable[Paar]) -> None:
    """Replaces all comparisons: they depend on every row of the register."""
    ids = dict(Kommune.objects.gueltig().values_list("schluessel", "id"))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kommunen_vergleich")
    _kopieren(
        "kommunen_vergleich",
        ["kommune_id", "andere_id", "rang", "grund"],
        ((ids[paar.schluessel], ids[paar.andere], paar.rang, paar.grund) for paar in paare),
    )


def auffrischen() -> None:
    """Without it the type-ahead would read the whole table until autovacuum comes by: new entries of the name index
    wait in a list, and statistics are old."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('kommune_suchname')")
        cursor.execute("ANALYZE kommunen_kommune, kommunen_vergleich")
