"""The same searches without a page around them: what the engine takes, and what of it PostgreSQL takes."""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from django.db import connection

from projekte import suche

from .ziele import Ziel

WIEDERHOLUNGEN = 3


def suchzeiten(ziele: Sequence[Ziel]) -> list[tuple[str, float, float, int]]:
    """Name, median milliseconds of one search with facets, of that in SQL, and the most queries of one search."""
    return [(ziel.name, *_messen(ziel.auswahlen)) for ziel in ziele]


def _messen(auswahlen: Sequence[suche.Auswahl]) -> tuple[float, float, int]:
    ganze, in_sql, abfragen = [], [], 0
    for _ in range(WIEDERHOLUNGEN):
        for auswahl in auswahlen:
            sekunden: list[float] = []

            def mitzaehlen(ausfuehren: Callable[..., Any], *argumente: Any, sekunden: list[float] = sekunden) -> Any:
                beginn = time.perf_counter()
                try:
                    return ausfuehren(*argumente)
                finally:
                    sekunden.append(time.perf_counter() - beginn)

            beginn = time.perf_counter()
            with connection.execute_wrapper(mitzaehlen):
                suche.suchen(auswahl)
            ganze.append(time.perf_counter() - beginn)
            in_sql.append(sum(sekunden))
            abfragen = max(abfragen, len(sekunden))
    return median(ganze) * 1000, median(in_sql) * 1000, abfragen
