"""Who took over from a dissolved municipality: decided by a person, in the admin or by a small CSV."""

import csv
import re
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from . import gebietswechsel
from .gemeindeverzeichnis.register import Ablehnung, Mangel
from .models import Kommune

SPALTEN = ["alt", "neu"]


def pruefen(*, kommune: Kommune, nachfolger: Kommune) -> None:
    """Raises ValidationError if the one is still valid or the other is not."""
    if kommune.aufgeloest_am is None:
        raise ValidationError(f"{kommune} ist gültig und braucht keinen Nachfolger.")
    if nachfolger.aufgeloest_am is not None:
        raise ValidationError(f"{nachfolger} ist selbst aufgelöst.")


@transaction.atomic
def bestimmen(*, kommune: Kommune, nachfolger: Kommune | None) -> Kommune:
    """Sets who follows, or with None that it is open again; what belongs to it follows at once.

    Raises ValidationError, see `pruefen`.
    """
    _setzen(kommune, nachfolger)
    gebietswechsel.nachziehen()
    return kommune


def _setzen(kommune: Kommune, nachfolger: Kommune | None) -> None:
    if nachfolger is not None:
        pruefen(kommune=kommune, nachfolger=nachfolger)
        kommune.nachfolger_vorschlag = None
    kommune.nachfolger = nachfolger
    kommune.save(update_fields=["nachfolger", "nachfolger_vorschlag"])


def aus_csv(pfad: Path, *, probe: bool = False) -> int:
    """Columns `alt` and `neu`, separated by semicolon or comma. All rows or none; returns how many."""
    if pfad.exists() and not pfad.is_file():
        raise Ablehnung(f"{pfad} ist keine gewöhnliche Datei.")
    try:
        text = pfad.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fehler:
        raise Ablehnung(f"Die Datei {pfad} lässt sich nicht als UTF-8-Text öffnen.") from fehler
    trenner = ";" if ";" in text.split("\n")[0] else ","
    tabelle = csv.DictReader(text.splitlines(), delimiter=trenner)
    if tabelle.fieldnames != SPALTEN:
        raise Ablehnung([Mangel(1, "erwartet werden die Spalten alt;neu.")])
    maengel: list[Mangel] = []
    with transaction.atomic():
        paare = list(tabelle)
        nummern = {wert for paar in paare for wert in paar.values() if isinstance(wert, str)}
        kommunen = {k.schluessel: k for k in Kommune.objects.filter(schluessel__in=nummern).order_by("aufgeloest_am")}
        for zeile, paar in enumerate(paare, 2):
            try:
                _eintragen(paar, kommunen)
            except ValidationError as fehler:
                maengel.append(Mangel(zeile, fehler.messages[0]))
        if maengel:
            raise Ablehnung(maengel)
        gebietswechsel.nachziehen()
        transaction.set_rollback(probe)
    return len(paare)


def _eintragen(paar: dict[str, str], kommunen: dict[str, Kommune]) -> None:
    for wert in (paar["alt"], paar["neu"]):
        if not re.fullmatch(r"\d{5}|\d{8,9}", wert or "", re.ASCII):
            raise ValidationError(f"„{wert}“ ist kein Schlüssel.")
        if wert not in kommunen:
            raise ValidationError(f"den Schlüssel {wert} gibt es im Verzeichnis nicht.")
    _setzen(kommunen[paar["alt"]], kommunen[paar["neu"]])
