"""What every address for programs has in common: open to other sites' scripts, errors as JSON in German."""

import functools
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from ninja import Field, NinjaAPI, Schema
from ninja.errors import ValidationError

from kompetenzzentrum.schutz import begrenzung

from .ansichten import SPAETER
from .middleware import PRIVAT

ERLAUBT = "GET, HEAD, OPTIONS"
BEREICH = "schnittstelle"
"""Key of settings.BEGRENZUNGEN."""


class Fehler(Schema):
    feld: str = Field(description="Der Parameter, um den es geht; leer, wenn es keiner ist")
    text: str = Field(description="Was nicht stimmt und was erwartet wird")


class Fehlerliste(Schema):
    fehler: list[Fehler]


Ansicht = Callable[..., HttpResponseBase]


def fehler(status: int, text: str, feld: str = "") -> HttpResponse:
    inhalt = Fehlerliste(fehler=[Fehler(feld=feld, text=text)])
    return JsonResponse(
        inhalt.model_dump(), status=status, headers={"Cache-Control": PRIVAT}, json_dumps_params={"ensure_ascii": False}
    )


def offen(ansicht: Ansicht) -> Ansicht:
    """View decorator: GET and HEAD for every site, limited per client; whatever goes wrong is told as JSON."""

    @functools.wraps(ansicht)
    def umhuellt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        antwort = _beantworten(ansicht, request, *args, **kwargs)
        antwort["Access-Control-Allow-Origin"] = "*"
        antwort["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return antwort

    umhuellt.csrf_exempt = True  # type: ignore[attr-defined]  # nothing is ever changed here
    return umhuellt


def _beantworten(ansicht: Ansicht, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(
            status=204,
            headers={
                "Allow": ERLAUBT,
                "Access-Control-Allow-Methods": ERLAUBT,
                "Access-Control-Allow-Headers": "If-None-Match",
                "Access-Control-Max-Age": "86400",
            },
        )
    if request.method not in ("GET", "HEAD"):
        antwort = fehler(405, f"{request.method} gibt es hier nicht. Erlaubt: {ERLAUBT}.")
        antwort["Allow"] = ERLAUBT
        return antwort
    if begrenzung.ueberschritten(BEREICH, begrenzung.absender(request)):
        return _spaeter(429, "Das waren sehr viele Anfragen. Bitte warten Sie eine Minute.", 60)
    methode, request.method = request.method, "GET"  # the API knows no HEAD; the server leaves the body out
    try:
        return ansicht(request, *args, **kwargs)
    except Http404 as grund:
        return fehler(404, _text(grund))
    except (OperationalError, InterfaceError):
        return _spaeter(503, "Die Datenbank ist gerade nicht erreichbar. Bitte versuchen Sie es später.", SPAETER)
    finally:
        request.method = methode


def _text(grund: Http404) -> str:
    """A view of ours says what is missing; Django's own words are for developers."""
    eigener = grund.args and isinstance(grund.args[0], str) and grund.args[0].endswith(".")
    return str(grund.args[0]) if eigener else "Diese Adresse gibt es nicht. Alle stehen in /api/v1/openapi.json."


def _spaeter(status: int, text: str, sekunden: int) -> HttpResponse:
    antwort = fehler(status, text)
    antwort["Retry-After"] = str(sekunden)
    return antwort


@offen
def unbekannt(request: HttpRequest, rest: str = "") -> HttpResponse:
    """For every address below /api/ that no room offers."""
    raise Http404


# --- what parameters must look like ---

_ERWARTET = {
    "int_parsing": "Erwartet wird eine ganze Zahl.",
    "greater_than_equal": "Erwartet wird eine ganze Zahl, mindestens {ge}.",
    "less_than_equal": "Erwartet wird eine ganze Zahl, höchstens {le}.",
}


def fehler_auf_deutsch(api: NinjaAPI) -> None:
    @api.exception_handler(ValidationError)
    def _ungueltig(request: HttpRequest, grund: ValidationError) -> HttpResponse:
        erster = grund.errors[0]
        text = _ERWARTET.get(erster["type"], "Diese Angabe verstehen wir nicht.").format(**erster.get("ctx", {}))
        return fehler(422, text, str(erster["loc"][-1]))

    @api.exception_handler(Http404)
    def _nichts(request: HttpRequest, grund: Http404) -> HttpResponse:
        raise grund
