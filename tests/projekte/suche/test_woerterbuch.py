"""The list of German words that compounds are split by."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from projekte.suche import woerterbuch


@pytest.fixture
def ordner(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder, and three words instead of a million."""
    settings.DATENVERZEICHNIS = tmp_path / "daten"
    settings.DATENVERZEICHNIS.mkdir()
    buch = np.sort(np.array([woerterbuch._zahl(wort) for wort in ("strasse", "warme", "zahler")], np.int64))
    monkeypatch.setattr(woerterbuch, "_ableiten", lambda: buch)
    woerterbuch._buch.cache_clear()
    yield settings.DATENVERZEICHNIS
    woerterbuch._buch.cache_clear()


def gekannte() -> set[str]:
    woerterbuch._buch.cache_clear()  # as in another process
    return woerterbuch.bekannte(["warme", "zahler", "wxyz"])


def test_knows_german_words_in_all_their_forms_folded() -> None:
    assert woerterbuch.bekannte(["strasse", "strassen", "hauser", "wxyz"]) == {"strasse", "strassen", "hauser"}
    assert woerterbuch.bekannte([]) == set()


def test_is_made_once_and_then_read(ordner: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    woerterbuch.bereitlegen()
    assert len(list(ordner.iterdir())) == 1
    monkeypatch.setattr(woerterbuch, "_ableiten", lambda: pytest.fail("made twice"))
    assert gekannte() == {"warme", "zahler"}


@pytest.mark.parametrize("inhalt", [b"", b"\x93NUMPY", b"kein Feld"])
def test_a_broken_file_is_made_anew(ordner: Path, inhalt: bytes) -> None:
    woerterbuch.bereitlegen()
    (datei,) = ordner.iterdir()
    datei.write_bytes(inhalt)
    assert gekannte() == {"warme", "zahler"}
    assert np.load(datei).size == 3


def test_works_without_a_folder_to_keep_it(ordner: Path) -> None:
    ordner.rmdir()
    assert gekannte() == {"warme", "zahler"}
