import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from veranstaltungen import anmeldung, plaetze, planung, umbuchung, warteliste
from veranstaltungen.models import Veranstaltung

LUECKE = 0.05
"""Seconds between counting the seats and taking one: without a lock everybody counts before anybody takes."""
LUECKE_OHNE_SPERRE = 0.3
"""For the counter-proofs, also on a busy machine."""


def mit_luecke(funktion: Callable[..., Any]) -> Callable[..., Any]:
    def langsam(*args: Any, **kwargs: Any) -> Any:
        ergebnis = funktion(*args, **kwargs)
        time.sleep(LUECKE)
        return ergebnis

    return langsam


def luecken(setzen: Callable[[Any, str, Any], None]) -> None:
    """`setzen` is a `setattr`."""
    langsam = mit_luecke(plaetze.zaehlen)
    for modul in (plaetze, planung):
        setzen(modul, "zaehlen", langsam)
    for modul, name in ((anmeldung, "volle_punkte"), (warteliste, "_gruppe_gesperrt")):
        setzen(modul, name, mit_luecke(getattr(modul, name)))


def sperre_weg(setzen: Callable[[Any, str, Any], None], ungesperrt: Callable[[int], Veranstaltung]) -> None:
    for modul in (anmeldung, plaetze, planung, umbuchung, warteliste):
        setzen(modul, "sperren", ungesperrt)


@pytest.fixture(autouse=True)
def _luecke(monkeypatch: pytest.MonkeyPatch) -> None:
    luecken(monkeypatch.setattr)


@pytest.fixture
def ohne_sperre(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the counter-proofs: the same code with the row lock off."""
    monkeypatch.setitem(globals(), "LUECKE", LUECKE_OHNE_SPERRE)
    sperre_weg(monkeypatch.setattr, lambda pk: Veranstaltung.objects.get(pk=pk))


def gleichzeitig(aufgaben: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all at the same moment, each on its own connection; an exception is a result like any other."""
    schranke = Barrier(len(aufgaben))

    def ausfuehren(aufgabe: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            schranke.wait(timeout=30)
            return aufgabe()
        except Exception as fehler:  # noqa: BLE001
            return fehler
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(aufgaben)) as faeden:
        return list(faeden.map(ausfuehren, aufgaben))
