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
import re
import time
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.migrations import RunSQL
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from psycopg.pq import ExecStatus

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
    """Every reading page asks this, and a 304 nothing else. So, where nobody listens and no transaction is open, libpq
    is asked directly: in one call, instead of giving up the thread several times on the way."""
    verbindung: Any = connection
    if verbindung.in_atomic_block or verbindung.queries_logged or verbindung.execute_wrappers:
        with connection.cursor() as cursor:
            cursor.execute(_ABFRAGE)
            return cursor.fetchall()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        ergebnis = verbindung.connection.pgconn.exec_(_ABFRAGE.encode())
        if ergebnis.status != ExecStatus.TUPLES_OK:
            raise psycopg.OperationalError(ergebnis.get_error_message())
    return [(ergebnis.get_value(nr, 0).decode(), int(ergebnis.get_value(nr, 1))) for nr in range(ergebnis.ntuples)]


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


def nach_stand(*bereiche: str, vorab: bool = True) -> Callable[[Ansicht], Ansicht]:
    """For a reading page: its ETag is made of its address and what it is made from, so an unchanged page is answered
    with 304 before anything is looked up or rendered. Answers to people who are logged in never get one.

    `vorab`: `Unveraendert` may answer. Not where something around the view has a say in every answer."""
    raeume = "".join(str(BEREICHE.index(name)) for name in bereiche)

    def schmuecken(ansicht: Ansicht) -> Ansicht:
        @functools.wraps(ansicht)
        def mit_stand(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not _fuer_alle(request):
                return ansicht(request, *args, **kwargs)
            marke = _marke(request, raeume, vorab=vorab)
            for etag, bekannte, _ in _mitgebrachte(request):
                if bekannte == marke:
                    return _unveraendert(etag)
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


class Unveraendert:
    """Middleware: whoever has the page as it still is hears so at once. The ETag tells which rooms the page is made
    from, so neither its view nor what that needs (session, person, form) is looked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "HTTP_IF_NONE_MATCH" in request.META and _fuer_alle(request):
            for etag, marke, raeume in _mitgebrachte(request):
                if raeume and marke == _marke(request, raeume):
                    return _unveraendert(etag)
        return self.get_response(request)


def _fuer_alle(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and settings.SESSION_COOKIE_NAME not in request.COOKIES


def _marke(request: HttpRequest, raeume: str, *, vorab: bool = True) -> str:
    """What an ETag of ours begins with: the numerals of the rooms, if these are to be told, and a digest."""
    fassungen = zur_anfrage(request)
    teile = (
        *(kennung(), timezone.localdate(), request.path, request.META.get("QUERY_STRING")),
        *(fassungen[BEREICHE[int(raum)]] for raum in raeume),
    )
    summe = hashlib.blake2b(repr((raeume, *teile)).encode(), digest_size=12).hexdigest()
    return f"{raeume if vorab else ''}.{summe}"


def _etag(marke: str, ende: int) -> str:
    """With its end in Unix seconds where the page changes by itself."""
    return f'W/"{marke}-{ende}"' if ende else f'W/"{marke}"'


_ETAG = re.compile(r'(?:W/)?"(([0-4]{0,5})\.[0-9a-f]{24})(?:-([0-9]{1,10}))?"')


def _mitgebrachte(request: HttpRequest) -> Iterator[tuple[str, str, str]]:
    """What the reader has that may be of ours and has not run out: ETag, its beginning, the numerals of its rooms."""
    for treffer in _ETAG.finditer(request.META.get("HTTP_IF_NONE_MATCH", "")):
        etag, marke, raeume, ende = treffer[0], *treffer.groups()
        if not ende or int(ende) > time.time():
            yield etag, marke, raeume


def _haltbar(ende: int) -> str:
    """No cache keeps what changes by itself beyond its end."""
    return f"public, max-age={max(min(ende - int(time.time()), 60), 0)}" if ende else OEFFENTLICH


def _unveraendert(etag: str) -> HttpResponse:
    ende = etag.strip('"').partition("-")[2]
    haltbar = _haltbar(int(ende or 0))
    return HttpResponseNotModified(headers={"ETag": etag, "Cache-Control": haltbar, "Vary": "Cookie"})
