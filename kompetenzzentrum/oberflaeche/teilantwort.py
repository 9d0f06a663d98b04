"""Files in pieces (RFC 9110, 14): a film plays at once, can be wound forward, and holds no worker for its length."""

import re
from collections.abc import Callable
from typing import Any

from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

STUECK = 2 * 1024 * 1024
"""Bytes of one piece at most, whatever was asked for: a server may send less (15.3.7), the browser asks on."""


def mit_bereich(
    request: HttpRequest, oeffnen: Callable[[], "File[Any]"], *, groesse: int, typ: str, etag: str
) -> HttpResponseBase:
    """The whole file, or the one range that was asked for. Several at once are answered with the whole (14.2)."""
    bereich = _bereich(request, groesse, etag)
    if bereich is None:
        ganz = FileResponse(oeffnen(), content_type=typ)
        ganz["Content-Length"] = groesse
        return _mit_koepfen(ganz, etag)
    von, bis = bereich
    if von >= groesse:
        return _mit_koepfen(HttpResponse(status=416, headers={"Content-Range": f"bytes */{groesse}"}), etag)
    bis = min(bis, groesse - 1, von + STUECK - 1)
    with oeffnen() as datei:
        datei.seek(von)
        inhalt = datei.read(bis - von + 1)
    teil = HttpResponse(inhalt, status=206, content_type=typ)
    teil["Content-Range"] = f"bytes {von}-{bis}/{groesse}"
    return _mit_koepfen(teil, etag)


def _bereich(request: HttpRequest, groesse: int, etag: str) -> tuple[int, int] | None:
    """First and last byte; None if the whole is wanted. What cannot be read is ignored (14.2)."""
    muster = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", request.headers.get("Range", ""), re.ASCII)
    if request.method != "GET" or muster is None or request.headers.get("If-Range", etag) != etag:
        return None
    von, bis = muster.groups()
    if not von:  # the last so many bytes
        return (max(groesse - int(bis), 0) if int(bis) else groesse, groesse - 1) if bis else None
    ende = int(bis) if bis else groesse - 1
    return (int(von), ende) if ende >= int(von) or not bis else None


def _mit_koepfen(antwort: HttpResponseBase, etag: str) -> HttpResponseBase:
    antwort["Accept-Ranges"] = "bytes"
    antwort["ETag"] = etag
    return antwort
