"""Whether anything a reader can see has changed: one number for each room, and the ETags made of these numbers.

A statement-level trigger on every table whose content shows on reading pages gives its room a new number, whoever
writes: the portal, the admin, an import, psql. The room's row stays locked until the writer commits, so numbers follow
the order of commits, and what an editor just published is seen at once.

Locks: the triggers fire before their statement, so the order is "room first, then rows", and two writers of a room
stand in line instead of crosswise. Who locks rows explicitly before writing them (select_for_update) therefore calls
`sperren()` first. Who writes to several rooms in one transaction goes from the floor upwards, as the register import
does: kommunen, projekte, veranstaltungen, inhalte, newsletter. Registrations for events have no trigger: a rush must
not queue at one row.
"""

import functools
import hashlib
import time
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.migrations import RunSQL
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from .bau import kennung
from .middleware import OEFFENTLICH

BEREICHE: Final = ("kommunen", "projekte", "veranstaltungen", "inhalte", "newsletter")
_ABFRAGE = "SELECT bereich, fassung FROM oberflaeche_stand"


def lesen() -> dict[str, int]:
    """The number of every room; one query. A room that was never written has 0."""
    return dict.fromkeys(BEREICHE, 0) | dict(_abfragen())


def _abfragen() -> list[tuple[str, int]]:
    """As the first query of a request it also tells whether the kept connection is still alive: Django would send
    another query to find out."""
    zustand: Any = connection  # the stubs do not know health_check_done
    erste = not zustand.in_atomic_block and not zustand.health_check_done
    if erste:
        zustand.health_check_done = True
    try:
        return _zeilen()
    except (OperationalError, InterfaceError):
        if not erste:
            raise
        connection.close()
        return _zeilen()


def _zeilen() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_ABFRAGE)
        return cursor.fetchall()


def erhoehen(bereich: str) -> int:
    """A new number for the room, greater than all before; locks the room until commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oberflaeche_stand_erhoehen(%s)", [bereich])
        return int(cursor.fetchone()[0])


def sperren(*bereiche: str) -> None:
    """Locks rooms in the one order; to be called inside a transaction, before locking rows of theirs."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("sperren() braucht eine Transaktion")
    for bereich in sorted(bereiche, key=BEREICHE.index):
        erhoehen(bereich)


def ausloeser(tabelle: str, bereich: str) -> RunSQL:
    """Migration operation: from now on each change of the table gives the room a new number."""
    return RunSQL(
        f'CREATE TRIGGER stand_{bereich} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{tabelle}"'
        f" FOR EACH STATEMENT EXECUTE FUNCTION oberflaeche_stand_ausloesen('{bereich}')",
        f'DROP TRIGGER stand_{bereich} ON "{tabelle}"',
    )


def hoechstens(request: HttpRequest, sekunden: int) -> None:
    """What this page shows may change by itself (free seats, a date that comes): its ETag holds to the end of the
    current stretch of so many seconds, as pieces made with a `takt` do."""
    ende = (int(time.time()) // sekunden + 1) * sekunden
    request._stand_ende = min(ende, getattr(request, "_stand_ende", ende))  # type: ignore[attr-defined]


def zur_anfrage(request: HttpRequest) -> dict[str, int]:
    """The numbers, read once for each request: `nach_stand` has done so, and keys of fragments cost no query."""
    gelesen: dict[str, int] | None = getattr(request, "_stand_fassungen", None)
    if gelesen is None:
        gelesen = request._stand_fassungen = lesen()  # type: ignore[attr-defined]
    return gelesen


Ansicht: TypeAlias = Callable[..., HttpResponseBase]


def nach_stand(*bereiche: str) -> Callable[[Ansicht], Ansicht]:
    """For a reading page: its ETag is made of its address and what it is made from, so an unchanged page is answered
    with 304 before anything is looked up or rendered. Answers to people who are logged in never get one."""

    def schmuecken(ansicht: Ansicht) -> Ansicht:
        @functools.wraps(ansicht)
        def mit_stand(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD") or settings.SESSION_COOKIE_NAME in request.COOKIES:
                return ansicht(request, *args, **kwargs)
            marke = _marke(request, bereiche)
            if bekannt := _bekannt(request, marke):
                return _unveraendert(bekannt)
            antwort = ansicht(request, *args, **kwargs)
            if antwort.status_code == 200 and not antwort.cookies and not antwort.has_header("ETag"):
                if isinstance(antwort, SimpleTemplateResponse):
                    antwort.render()  # what the templates show also says how long it holds
                if not antwort.cookies and not antwort.has_header("Cache-Control"):
                    ende = getattr(request, "_stand_ende", 0)
                    antwort["ETag"] = _etag(marke, ende)
                    antwort["Cache-Control"] = _haltbar(ende)
                    patch_vary_headers(antwort, ["Cookie"])
            return antwort

        return mit_stand

    return schmuecken


def _marke(request: HttpRequest, bereiche: tuple[str, ...]) -> str:
    fassungen = zur_anfrage(request)
    teile = (kennung(), timezone.localdate(), request.get_full_path(), *(fassungen[name] for name in bereiche))
    return hashlib.blake2b(repr(teile).encode(), digest_size=12).hexdigest()


def _etag(marke: str, ende: int) -> str:
    """With its end in Unix seconds where the page changes by itself."""
    return f'W/"{marke}-{ende}"' if ende else f'W/"{marke}"'


def _bekannt(request: HttpRequest, marke: str) -> str:
    """The ETag the reader has, if it still holds; otherwise empty."""
    kopf = request.META.get("HTTP_IF_NONE_MATCH", "")
    if marke not in kopf:
        return ""
    for etag in parse_etags(kopf):
        name, _, ende = etag.removeprefix("W/").strip('"').partition("-")
        if name == marke and (not ende or (ende.isdecimal() and int(ende) > time.time())):
            return etag
    return ""


def _haltbar(ende: int) -> str:
    """No cache keeps what changes by itself beyond its end."""
    return f"public, max-age={max(min(ende - int(time.time()), 60), 0)}" if ende else OEFFENTLICH


def _unveraendert(etag: str) -> HttpResponse:
    ende = etag.strip('"').partition("-")[2]
    antwort = HttpResponseNotModified(headers={"ETag": etag, "Cache-Control": _haltbar(int(ende or 0))})
    patch_vary_headers(antwort, ["Cookie"])
    return antwort
