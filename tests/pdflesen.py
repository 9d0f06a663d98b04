"""Reading PDFs in tests, with a library that had no part in making them."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def lesen(inhalt: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(inhalt))


def text(inhalt: bytes) -> str:
    return " ".join(" ".join(seite.extract_text() for seite in lesen(inhalt).pages).split())


def elemente(inhalt: bytes) -> list[Any]:
    """The structure tree, in reading order."""
    return list(_gang(lesen(inhalt).trailer["/Root"]["/StructTreeRoot"].get_object()))


def rollen(inhalt: bytes) -> list[str]:
    return [str(element["/S"]) for element in elemente(inhalt)]


def _gang(knoten: Any) -> Iterator[Any]:
    if "/S" in knoten:
        yield knoten
    kinder = knoten.get("/K", [])
    for kind in kinder if isinstance(kinder, list) else [kinder]:
        ding = kind.get_object()
        if isinstance(ding, dict) and "/S" in ding:
            yield from _gang(ding)


def ist_zugaenglich(inhalt: bytes) -> None:
    """What a reader program needs of PDF/UA-1 (ISO 14289-1: 5, 7.1, 7.2, 7.3): the declaration, a title that is
    shown, a language, tags, and words for every picture. The compiler's own check comes first."""
    leser = lesen(inhalt)
    wurzel = leser.trailer["/Root"]
    assert wurzel["/MarkInfo"]["/Marked"]
    assert wurzel["/Lang"] == "de-DE"
    assert wurzel["/ViewerPreferences"]["/DisplayDocTitle"]
    assert leser.metadata is not None
    assert leser.metadata.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in wurzel["/Metadata"].get_data()
    alle = elemente(inhalt)
    assert alle
    assert all(element.get("/Alt") for element in alle if element["/S"] == "/Figure")
    ueberschriften = [int(str(element["/S"])[2:]) for element in alle if str(element["/S"])[:2] == "/H"]
    assert ueberschriften[0] == 1
    stufen = zip(ueberschriften, ueberschriften[1:], strict=False)
    assert all(danach - davor <= 1 for davor, danach in stufen)
