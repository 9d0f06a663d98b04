import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.safestring import SafeString

from kompetenzzentrum.oberflaeche import fragmente


class Werkstatt:
    def __init__(self) -> None:
        self.gemacht: list[str] = []

    def __call__(self, text: str) -> Callable[[], str]:
        def erzeugen() -> str:
            self.gemacht.append(text)
            return text

        return erzeugen


@pytest.fixture
def werkstatt() -> Werkstatt:
    fragmente.vergessen()
    return Werkstatt()


def test_a_piece_is_made_once_for_each_key(werkstatt: Werkstatt) -> None:
    for _ in range(3):
        assert fragmente.fragment("kachel", (1, 7), werkstatt("eins")) == "eins"
    assert isinstance(fragmente.fragment("kachel", (1, 7), werkstatt("eins")), SafeString)
    assert werkstatt.gemacht == ["eins"]


def test_another_version_another_name_another_day_is_another_piece(werkstatt: Werkstatt) -> None:
    fragmente.fragment("kachel", (1, 7), werkstatt("alt"))
    assert fragmente.fragment("kachel", (1, 8), werkstatt("neu")) == "neu"
    assert fragmente.fragment("steckbrief", (1, 7), werkstatt("lang")) == "lang"
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert fragmente.fragment("kachel", (1, 7), werkstatt("morgen")) == "morgen"
    assert werkstatt.gemacht == ["alt", "neu", "lang", "morgen"]


def test_what_changes_by_itself_is_made_anew_in_each_stretch_of_time(werkstatt: Werkstatt) -> None:
    with time_machine.travel("2026-11-22T10:00:01+00:00", tick=False) as uhr:
        fragmente.fragment("plaetze", 1, werkstatt("noch 3"), takt=5)
        uhr.shift(3)
        assert fragmente.fragment("plaetze", 1, werkstatt("noch 2"), takt=5) == "noch 3"
        uhr.shift(1)
        assert fragmente.fragment("plaetze", 1, werkstatt("noch 2"), takt=5) == "noch 2"


@pytest.mark.parametrize(("grenze", "wert"), [("HOECHSTENS_STUECKE", 3), ("HOECHSTENS_ZEICHEN", 15)])
def test_what_nobody_asks_for_falls_out(
    werkstatt: Werkstatt, monkeypatch: pytest.MonkeyPatch, grenze: str, wert: int
) -> None:
    monkeypatch.setattr(fragmente, grenze, wert)
    for nummer in (1, 2, 3):
        fragmente.fragment("kachel", nummer, werkstatt(f"Nr. {nummer}"))
    fragmente.fragment("kachel", 1, werkstatt("nie"))
    fragmente.fragment("kachel", 4, werkstatt("Nr. 4"))
    fragmente.fragment("kachel", 1, werkstatt("nie"))
    fragmente.fragment("kachel", 2, werkstatt("Nr. 2"))
    assert werkstatt.gemacht == ["Nr. 1", "Nr. 2", "Nr. 3", "Nr. 4", "Nr. 2"]


def test_a_piece_larger_than_all_room_is_not_kept(werkstatt: Werkstatt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragmente, "HOECHSTENS_ZEICHEN", 5)
    for _ in range(2):
        assert fragmente.fragment("kachel", 1, werkstatt("zu lang")) == "zu lang"
    assert werkstatt.gemacht == ["zu lang"] * 2
    assert (len(fragmente._stuecke), fragmente._zeichen) == (0, 0)


def test_many_threads_keep_the_books(werkstatt: Werkstatt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragmente, "HOECHSTENS_STUECKE", 10)

    def holen(nummer: int) -> bool:
        return fragmente.fragment("kachel", nummer % 25, lambda: f"Nr. {nummer % 25}") == f"Nr. {nummer % 25}"

    with ThreadPoolExecutor(8) as faeden:
        assert all(faeden.map(holen, range(2000)))
    assert len(fragmente._stuecke) == 10
    assert fragmente._zeichen == sum(map(len, fragmente._stuecke.values()))


def test_when_many_come_at_once_one_makes_the_piece(werkstatt: Werkstatt) -> None:
    begonnen, weiter = threading.Event(), threading.Event()

    def langsam() -> str:
        begonnen.set()
        weiter.wait(5)
        return werkstatt("eins")()

    with ThreadPoolExecutor(4) as faeden:
        erster = faeden.submit(fragmente.fragment, "kachel", 1, langsam)
        begonnen.wait(5)
        andere = [faeden.submit(fragmente.fragment, "kachel", 1, werkstatt("zwei")) for _ in range(3)]
        weiter.set()
        assert [eines.result() for eines in (erster, *andere)] == ["eins"] * 4
    assert werkstatt.gemacht == ["eins"]


def test_who_waits_for_a_piece_that_fails_or_hangs_makes_it(
    werkstatt: Werkstatt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragmente, "WARTEN_HOECHSTENS", 0.01)
    begonnen, weiter = threading.Event(), threading.Event()

    def kaputt() -> str:
        begonnen.set()
        weiter.wait(5)
        raise ValueError

    with ThreadPoolExecutor(1) as faeden:
        erster = faeden.submit(fragmente.fragment, "kachel", 1, kaputt)
        begonnen.wait(5)
        assert fragmente.fragment("kachel", 1, werkstatt("selbst")) == "selbst"
        weiter.set()
        with pytest.raises(ValueError):
            erster.result()
    assert fragmente.fragment("kachel", 1, werkstatt("nie")) == "selbst"
