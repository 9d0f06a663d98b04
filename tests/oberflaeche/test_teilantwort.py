"""Ranges as RFC 9110, section 14 tells them."""

import io
from typing import Any

import pytest
from django.core.files.base import File
from django.test import RequestFactory

from kompetenzzentrum.oberflaeche import teilantwort

INHALT = bytes(range(100))
ETAG = '"film.mp4"'


def holen(methode: str = "get", **koepfe: str) -> Any:
    anfrage = getattr(RequestFactory(), methode)("/", headers=koepfe)
    return teilantwort.mit_bereich(
        anfrage, lambda: File(io.BytesIO(INHALT), "film.mp4"), groesse=100, typ="video/mp4", etag=ETAG
    )


def koerper(antwort: Any) -> bytes:
    return b"".join(antwort.streaming_content) if antwort.streaming else antwort.content


def test_without_a_range_everything_comes() -> None:
    antwort = holen()
    assert (antwort.status_code, koerper(antwort)) == (200, INHALT)
    assert (antwort["Accept-Ranges"], antwort["Content-Length"], antwort["ETag"]) == ("bytes", "100", ETAG)


@pytest.mark.parametrize(
    ("bereich", "von", "bis"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=90-", 90, 99),
        ("bytes=-10", 90, 99),
        ("bytes=50-5000", 50, 99),
        ("bytes=-500", 0, 99),
    ],
)
def test_one_range_comes_alone(bereich: str, von: int, bis: int) -> None:
    antwort = holen(Range=bereich)
    assert (antwort.status_code, antwort["Content-Range"]) == (206, f"bytes {von}-{bis}/100")
    assert koerper(antwort) == INHALT[von : bis + 1]


@pytest.mark.parametrize("bereich", ["bytes=100-", "bytes=200-300", "bytes=-0"])
def test_beyond_the_end_there_is_nothing(bereich: str) -> None:
    antwort = holen(Range=bereich)
    assert (antwort.status_code, antwort["Content-Range"]) == (416, "bytes */100")


@pytest.mark.parametrize(
    "bereich", ["bytes=0-1,5-6", "bytes=9-1", "bytes=-", "bytes=a-b", "zeilen=0-1", "bytes=٣-٤", "x" * 99]
)
def test_what_cannot_be_read_is_ignored(bereich: str) -> None:
    assert koerper(holen(Range=bereich)) == INHALT


def test_a_range_of_an_older_file_gets_the_new_one_whole() -> None:
    assert holen(**{"Range": "bytes=0-9", "If-Range": '"alt.mp4"'}).status_code == 200
    assert holen(**{"Range": "bytes=0-9", "If-Range": ETAG}).status_code == 206


def test_no_piece_is_longer_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teilantwort, "STUECK", 10)
    antwort = holen(Range="bytes=5-")
    assert (antwort["Content-Range"], koerper(antwort)) == ("bytes 5-14/100", INHALT[5:15])


def test_head_knows_no_ranges() -> None:
    assert holen("head", Range="bytes=0-9").status_code == 200
