import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from veranstaltungen import anmeldung, plaetze, planung, warteliste
from veranstaltungen.models import Veranstaltung

LUECKE = 0.05
"""Seconds between counting the seats and taking one: without a lock everybody counts before anybody takes."""


@pytest.fixture(autouse=True)
def _luecke(monkeypatch: pytest.MonkeyPatch) -> None:
    zaehlen = plaetze.belegte_plaetze

    def langsam(veranstaltung: Veranstaltung) -> int:
        anzahl = zaehlen(veranstaltung)
        time.sleep(LUECKE)
        return anzahl

    monkeypatch.setattr(plaetze, "belegte_plaetze", langsam)
    monkeypatch.setattr(planung, "belegte_plaetze", langsam)


@pytest.fixture
def ohne_sperre(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the counter-proofs: the same code with the row lock off."""

    def ungesperrt(veranstaltung_id: int) -> Veranstaltung:
        return Veranstaltung.objects.get(pk=veranstaltung_id)

    for modul in (anmeldung, planung, warteliste):
        monkeypatch.setattr(modul, "sperren", ungesperrt)


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
