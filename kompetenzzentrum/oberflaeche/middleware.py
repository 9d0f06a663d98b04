"""Cache headers of reading pages: one cache in front serves a nation."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

OEFFENTLICH = "public, max-age=60"
PRIVAT = "private, no-store"


class Lesekopf:
    """GET and HEAD get a Cache-Control header, unless the view has set its own.

    Public is a page only if nothing in it belongs to one person: no session cookie came, no cookie goes.
    Since a logged-in reader's header differs, public pages vary by cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.has_header("Cache-Control"):
            return response
        if self._persoenlich(request, response):
            response["Cache-Control"] = PRIVAT
        elif request.method in ("GET", "HEAD") and response.status_code == 200:
            response["Cache-Control"] = OEFFENTLICH
            patch_vary_headers(response, ["Cookie"])
        return response

    @staticmethod
    def _persoenlich(request: HttpRequest, response: HttpResponseBase) -> bool:
        # Whoever asks for a CSRF token also gets its cookie, so `cookies` covers forms, too.
        return bool(response.cookies) or settings.SESSION_COOKIE_NAME in request.COOKIES
