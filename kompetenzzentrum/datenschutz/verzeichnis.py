"""The record of processing (Art. 30 DSGVO) as code: each app declares its models in `datenschutz.py`.

A model is either declared with purpose, basis and retention, or named as free of personal data.
A test fails on any model that is neither.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet


def _loeschen(saetze: "QuerySet[Any]") -> int:
    return saetze.delete()[1].get(saetze.model._meta.label, 0)


@dataclass(frozen=True, kw_only=True)
class Datenbestand:
    modell: str
    """"app_label.Model"."""
    bezeichnung: str
    zweck: str
    rechtsgrundlage: str
    frist: str
    """When it is erased, in words that a reader of /datenschutz/ understands."""
    felder: tuple[str, ...]
    """The fields that hold personal data."""
    faellig: Callable[[datetime], "QuerySet[Any]"]
    """Rows that are due at the given moment."""
    loeschen: Callable[["QuerySet[Any]"], int] = _loeschen
    """Erase or anonymise the rows, return how many; afterwards `faellig` must no longer find them."""

    @property
    def klasse(self) -> type[Model]:
        return apps.get_model(self.modell)


_bestaende: dict[str, Datenbestand] = {}
_ohne_personenbezug: set[str] = set()
_teile: dict[str, str] = {}


def melden(bestand: Datenbestand) -> None:
    if bestand.modell in _bestaende:
        raise ValueError(f"{bestand.modell} ist zweimal gemeldet")
    _bestaende[bestand.modell] = bestand


def ohne_personenbezug(*modelle: str) -> None:
    _ohne_personenbezug.update(modelle)


def gehoert_zu(bestand: str, *modelle: str) -> None:
    """Parts of a declared model that hold personal data and are erased with it (ON DELETE CASCADE)."""
    _teile.update(dict.fromkeys(modelle, bestand))


def alle() -> list[Datenbestand]:
    return sorted(_bestaende.values(), key=lambda bestand: bestand.bezeichnung)


def bestand(modell: str) -> Datenbestand:
    return _bestaende[modell]


def nicht_gemeldet() -> list[str]:
    """Installed models about which nobody said whether they hold personal data."""
    gemeldet = _bestaende.keys() | _ohne_personenbezug | _teile.keys()
    return sorted(modell._meta.label for modell in apps.get_models() if modell._meta.label not in gemeldet)
