"""Who has which role. Every other app's `rechte.py` builds on these."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from .models import Nutzer, Rolle

Person = Nutzer | AnonymousUser
Ansicht = Callable[..., HttpResponseBase]


def hat_rolle(person: Person, *rollen: Rolle) -> bool:
    """Whether the person holds one of the roles. Betrieb alone opens no content: it must be named."""
    return isinstance(person, Nutzer) and not person.rollen.isdisjoint(rollen)


def mit_rolle(rolle: Rolle) -> "QuerySet[Nutzer]":
    """Everybody who holds the role and can log in: to whom mails for the role go."""
    return Nutzer.objects.filter(is_active=True, rollenzuweisungen__rolle=rolle).order_by("pk")


def rolle_noetig(*rollen: Rolle) -> Callable[[Ansicht], Ansicht]:
    """View decorator: guests go to the login, people without one of the roles get 403."""

    def dekorator(ansicht: Ansicht) -> Ansicht:
        @wraps(ansicht)
        def umhuellt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not hat_rolle(request.user, *rollen):
                raise PermissionDenied
            return ansicht(request, *args, **kwargs)

        return umhuellt

    return dekorator
