import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt


def neues_token() -> str:
    """192 random bits, safe in addresses."""
    return secrets.token_urlsafe(24)


def token_seite(ansicht: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """View decorator for addresses with a token: not stored, not passed on as referrer, not indexed.

    Without CSRF check: the address itself is the permission, no cookie adds to it. And under `no-referrer`
    browsers send `Origin: null` with a form, which Django's check would refuse.
    """

    @wraps(ansicht)
    def umhuellt(*args: Any, **kwargs: Any) -> HttpResponseBase:
        antwort = ansicht(*args, **kwargs)
        antwort["Cache-Control"] = "no-store"
        antwort["Referrer-Policy"] = "no-referrer"
        antwort["X-Robots-Tag"] = "noindex"
        return antwort

    return csrf_exempt(umhuellt)
