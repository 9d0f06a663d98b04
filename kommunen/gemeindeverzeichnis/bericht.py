"""A plan in words, for the person at the terminal."""

from collections.abc import Iterator, Sequence

from kommunen.models import Art

from .plan import Eintrag, Plan

HOECHSTENS = 20


def kurzbericht(plan: Plan) -> str:
    was = (
        "ergänzt Koordinaten und Verstädterung" if plan.ergaenzung else f"{plan.anzahl.get(Art.GEMEINDE, 0)} Gemeinden"
    )
    return f"Gemeindeverzeichnis: {plan.format}, Gebietsstand {plan.stand:%d.%m.%Y}, {was}"


def bericht(plan: Plan, *, probe: bool) -> Iterator[str]:
    bisher = f" (bisher {plan.bisher:%d.%m.%Y})" if plan.bisher else ""
    yield f"{plan.format}, Gebietsstand {plan.stand:%d.%m.%Y}{bisher}"
    if plan.ergaenzung:
        yield "Nicht neuer als das gespeicherte Verzeichnis: Es ergänzt nur Koordinaten und Verstädterung."
    elif plan.bisher and plan.stand < plan.bisher:
        yield "Achtung: älter als das gespeicherte Verzeichnis. Geschrieben wird das nur mit --aelter."
    yield (
        f"Gemeinden: {plan.anzahl.get(Art.GEMEINDE, 0)}, Verbände: {plan.anzahl.get(Art.VERBAND, 0)},"
        f" Kreise: {plan.anzahl.get(Art.KREIS, 0)} (ohne gemeindefreie Gebiete)"
    )
    yield from _liste("neu", plan.neu)
    yield from _zeilen("umbenannt", [f"{alt.schluessel} {alt.name} → {neu.name}" for alt, neu in plan.umbenannt])
    yield f"geändert: {len(plan.geaendert)}"
    if plan.wieder_gueltig:
        yield from _liste("wieder gültig", plan.wieder_gueltig)
    yield from _liste("aufgelöst", plan.aufgeloest)
    if plan.vorschlaege:
        yield from _zeilen(
            "mögliche Nachfolger (bitte in der Verwaltung bestätigen)",
            [f"{alt.schluessel} {alt.name} → {neu.schluessel} {neu.name}" for alt, neu in plan.vorschlaege],
        )
    yield f"unverändert: {plan.unveraendert}"
    if probe:
        yield "Das war eine Probe: Es wurde nichts geändert."


def _liste(was: str, eintraege: Sequence[Eintrag]) -> Iterator[str]:
    return _zeilen(was, [f"{eintrag.schluessel} {eintrag.name}" for eintrag in eintraege])


def _zeilen(was: str, zeilen: Sequence[str]) -> Iterator[str]:
    yield f"{was}: {len(zeilen)}"
    yield from (f"  {zeile}" for zeile in zeilen[:HOECHSTENS])
    if len(zeilen) > HOECHSTENS:
        yield f"  … und {len(zeilen) - HOECHSTENS} weitere"
