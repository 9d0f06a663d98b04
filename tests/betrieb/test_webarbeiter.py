"""The worker that leaves connections to those who hold fewer."""

from collections.abc import Callable
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.workers.gthread import ThreadWorker

from kompetenzzentrum.betrieb import webarbeiter
from kompetenzzentrum.betrieb.webarbeiter import UNBESETZT, Arbeiter
from projekte import suche

Anlegen = Callable[[int, int], Arbeiter]


@pytest.fixture
def gewartet(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    wartezeiten: list[float] = []
    monkeypatch.setattr(webarbeiter.time, "sleep", wartezeiten.append)
    return wartezeiten


@pytest.fixture
def anlegen(monkeypatch: pytest.MonkeyPatch) -> Anlegen:
    """Workers without a server around them: `accept` only counts, `notify` only tells the shared memory."""
    monkeypatch.setattr(webarbeiter, "_verbindungen", [UNBESETZT] * webarbeiter.PLAETZE)

    def annehmen(self: Any, listener: object) -> None:
        self.nr_conns += 1

    monkeypatch.setattr(ThreadWorker, "accept", annehmen)
    monkeypatch.setattr(ThreadWorker, "__init__", lambda self, age: vars(self).update(age=age, nr_conns=0, alive=True))
    monkeypatch.setattr(ThreadWorker, "notify", lambda self: None)
    monkeypatch.setattr(ThreadWorker, "run", lambda self: None)
    monkeypatch.setattr(suche, "vorladen", lambda: None)

    def neu(age: int, verbindungen: int) -> Arbeiter:
        arbeiter = Arbeiter(age)
        arbeiter.nr_conns = verbindungen
        arbeiter.notify()
        return arbeiter

    return neu


def test_the_least_burdened_accepts_at_once(anlegen: Anlegen, gewartet: list[float]) -> None:
    anlegen(1, 8)
    anlegen(2, 3).accept(SimpleNamespace())
    assert gewartet == []


def test_who_holds_more_lets_the_others_look_first(anlegen: Anlegen, gewartet: list[float]) -> None:
    anlegen(1, 3)
    anlegen(2, 5).accept(SimpleNamespace())
    anlegen(3, 500).accept(SimpleNamespace())
    assert gewartet == [0.002, 0.005]


def test_what_it_accepted_counts_at_once(anlegen: Anlegen, gewartet: list[float]) -> None:
    anlegen(1, 0)
    arbeiter = anlegen(2, 0)
    for _ in range(3):
        arbeiter.accept(SimpleNamespace())
    assert gewartet == [0.001, 0.002]


def test_a_worker_that_ended_is_no_measure(anlegen: Anlegen, gewartet: list[float]) -> None:
    anlegen(1, 0).run()
    anlegen(2, 4).accept(SimpleNamespace())
    assert gewartet == []


def test_places_are_used_again(anlegen: Anlegen) -> None:
    anlegen(webarbeiter.PLAETZE + 7, 4)
    assert webarbeiter._verbindungen[7] == 4


def test_the_search_is_loaded_before_readers_are_let_in(anlegen: Anlegen, monkeypatch: pytest.MonkeyPatch) -> None:
    geschehen: list[str] = []
    monkeypatch.setattr(suche, "vorladen", lambda: geschehen.append("geladen"))
    monkeypatch.setattr(ThreadWorker, "run", lambda self: geschehen.append("offen"))
    anlegen(1, 0).run()
    assert geschehen == ["geladen", "offen"]


def test_a_search_that_does_not_load_keeps_no_reader_out_for_long(
    anlegen: Anlegen, monkeypatch: pytest.MonkeyPatch
) -> None:
    gemeldet, offen, haengt = [], [], Event()
    monkeypatch.setattr(suche, "vorladen", haengt.wait)
    monkeypatch.setattr(webarbeiter, "VORLADEN_HOECHSTENS", 0.01)
    monkeypatch.setattr(ThreadWorker, "notify", lambda self: gemeldet.append(self.age))
    monkeypatch.setattr(ThreadWorker, "run", lambda self: offen.append(self.age))
    anlegen(1, 0).run()
    haengt.set()
    assert (len(gemeldet) > 1, offen) == (True, [1])
