"""The tables that `make bench` prints, in the form they have in docs/leistung.md."""

from collections.abc import Sequence

from .last import Lauf
from .ziele import Vorgabe, Ziel

P95_MINDESTENS = 100
"""No p95 from fewer requests."""
FREMD_HOECHSTENS = 0.1
"""Share of the machine that others may take before a row is marked."""


def tabelle(kopf: Sequence[str], zeilen: Sequence[Sequence[str]]) -> str:
    """Markdown; all columns but the first stand to the right."""
    breiten = [max(len(zelle) for zelle in spalte) for spalte in zip(kopf, *zeilen, strict=True)]

    def zeile(zellen: Sequence[str]) -> str:
        erste, *weitere = (
            zelle.ljust(breite) if nummer == 0 else zelle.rjust(breite)
            for nummer, (zelle, breite) in enumerate(zip(zellen, breiten, strict=True))
        )
        return "| " + " | ".join([erste, *weitere]) + " |"

    trenner = [f"{'-' * (breite - 1)}{':' if nummer else '-'}" for nummer, breite in enumerate(breiten)]
    return "\n".join([zeile(kopf), zeile(trenner), *map(zeile, zeilen)])


def seiten(ziele: Sequence[Ziel], hallo: Ziel) -> str:
    kopf = ("page", "hits", "of hello", "CPU-ms", "p50 ms", "p95 ms", "requests/s", "goal", "met")
    return tabelle(kopf, [_seite(ziel, hallo) for ziel in ziele])


def _seite(ziel: Ziel, hallo: Ziel) -> tuple[str, ...]:
    lauf, anteil = ziel.alle(), ziel.anteil(hallo)
    gestoert = " *" if ziel.fremd > FREMD_HOECHSTENS else ""
    return (
        ziel.name + gestoert,
        _anmerkung(ziel, lauf),
        f"{anteil:.1%}",
        f"{ziel.rechenzeit_ms:.2f}",
        f"{lauf.p50 * 1000:.1f}",
        f"{lauf.p95 * 1000:.1f}" if len(lauf.zeiten) >= P95_MINDESTENS else "–",
        f"{ziel.je_sekunde:.0f}",
        str(ziel.vorgabe),
        _erreicht(ziel, anteil),
    )


def _anmerkung(ziel: Ziel, lauf: Lauf) -> str:
    """Hits of a search; of a page that is asked again, how often it was still the same."""
    if lauf.unveraendert:
        return f"{lauf.unveraendert / len(lauf.zeiten):.0%} 304"
    return f"{ziel.treffer:,}" if ziel.treffer else ""


def neu_verbundene(ziele: Sequence[Ziel]) -> str:
    summe = sum(ziel.alle().neu_verbunden for ziel in ziele)
    return f"{summe} kept connections were closed by the server and opened again.\n" if summe else ""


def _erreicht(ziel: Ziel, anteil: float) -> str:
    vorgabe = ziel.vorgabe
    if vorgabe == Vorgabe():
        return ""
    lauf = ziel.alle()
    return (
        "yes"
        if anteil >= vorgabe.anteil
        and (not vorgabe.rechenzeit_ms or ziel.rechenzeit_ms <= vorgabe.rechenzeit_ms)
        and (not vorgabe.streuung or lauf.p95 <= vorgabe.streuung * lauf.p50)
        else "no"
    )


def wachstum(kleine: Sequence[Ziel], grosse: Sequence[Ziel], von: int, bis: int) -> str:
    groessere = {ziel.name: ziel for ziel in grosse}
    zeilen = [
        (
            ziel.name,
            f"{ziel.rechenzeit_ms:.2f}",
            f"{groessere[ziel.name].rechenzeit_ms:.2f}",
            f"{groessere[ziel.name].rechenzeit_ms / ziel.rechenzeit_ms:.2f}",
        )
        for ziel in kleine
        if ziel.name in groessere
    ]
    return tabelle(("CPU-ms a request", f"{von:,}", f"{bis:,}", "times"), zeilen)


def suchmaschine(zeiten: Sequence[tuple[str, float, float, int]]) -> str:
    kopf = ("search alone", "ms", "of that SQL ms", "queries")
    return tabelle(
        kopf, [(name, f"{ganz:.2f}", f"{in_sql:.2f}", str(abfragen)) for name, ganz, in_sql, abfragen in zeiten]
    )
