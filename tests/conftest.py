"""What every test lives under: errors in the log, undefined template variables and warnings fail it."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.template.base import FilterExpression, VariableDoesNotExist

from kompetenzzentrum.oberflaeche import fragmente
from projekte import facetten, orte, suche


class Mitschrift(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.eintraege: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.eintraege.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _keine_fehler_im_protokoll(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that provokes errors on purpose says so: `@pytest.mark.fehler_erwartet`."""
    mitschrift = Mitschrift()
    wurzel = logging.getLogger()
    wurzel.addHandler(mitschrift)
    yield
    wurzel.removeHandler(mitschrift)
    if "fehler_erwartet" not in request.keywords:
        assert mitschrift.eintraege == []


@pytest.fixture(autouse=True)
def _leerer_zwischenspeicher() -> Iterator[None]:
    """Rate limits of one test must not meet those of the next, nor the frame with other settings."""
    cache.clear()
    fragmente.vergessen()
    yield


@pytest.fixture(autouse=True)
def _leeres_suchverzeichnis() -> Iterator[None]:
    """What one test found in memory, the next one rolled back."""
    suche.vergessen()
    facetten.vergessen()
    orte.vergessen()
    yield


@pytest.fixture(autouse=True)
def _keine_undefinierten_variablen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A variable that does not exist renders as nothing in Django; here it fails the test.

    Only in our own templates, and not where `default` says what to show instead.
    """
    fehlend: list[str] = []
    original = FilterExpression.resolve
    eigene = str(settings.BASE_DIR / "templates")

    def resolve(self: FilterExpression, context: Any, ignore_failures: bool = False) -> Any:
        vorlage = context.render_context.template
        if self.is_var and not ignore_failures and vorlage and str(vorlage.origin).startswith(eigene):
            try:
                self.var.resolve(context)
            except VariableDoesNotExist:
                if not any(funktion.__name__.startswith("default") for funktion, _ in self.filters):
                    fehlend.append(f"{vorlage.name}: {self.token}")
        return original(self, context, ignore_failures)

    monkeypatch.setattr(FilterExpression, "resolve", resolve)
    yield
    assert fehlend == []
