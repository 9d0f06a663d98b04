"""The part of a submission's step in which files come: from the page to rows, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from ..anlagen import Ansicht, Zeile, ansichten
from ..forms.anlagen import EINGABEN, Eingabe
from ..models import Einreichung
from ..schritte import ZEILENFORMEN, Schritt, getippt, zeilen_als_daten


@dataclass(frozen=True)
class Dateireihe:
    """One picture or document on the page."""

    worte: forms.Form
    eingabe: Eingabe
    ansicht: Ansicht | None


def lesen(request: HttpRequest, dieser: Schritt, *, nur_worte: bool) -> dict[str, list[Zeile]]:
    """The rows as they came, in the order the person wants. `nur_worte`: saved while typing, nothing moves or goes."""
    return {name: _lesen(request, name, nur_worte) for name in dieser.zeilen}


def _lesen(request: HttpRequest, name: str, nur_worte: bool) -> list[Zeile]:
    gelesen = []
    for nummer, form in enumerate(ZEILENFORMEN[name][2](request.POST, prefix=name).forms):
        eingabe = EINGABEN[name](request.POST, None if nur_worte else request.FILES, prefix=form.prefix)
        eingabe.is_valid()
        werte, getan = getippt(form), eingabe.cleaned_data
        if getan.get("weg") and not nur_worte:
            continue
        zeile = Zeile(werte, getan.get("datei"), [str(text) for text in eingabe.errors.get("datei", [])])
        if any(werte.values()) or zeile.inhalt is not None or zeile.fehler:
            platz = getan.get("platz") or nummer + 1
            # Of two that want the same place, the one that was moved there gets it.
            zog = (platz > nummer + 1) - (platz < nummer + 1)
            gelesen.append(((nummer + 1, 0) if nur_worte else (platz, zog), zeile))
    return [zeile for _, zeile in sorted(gelesen, key=lambda eintrag: eintrag[0])]


def aus_inhalt(inhalt: Mapping[str, Any], dieser: Schritt) -> dict[str, list[Zeile]]:
    return {name: [Zeile(werte) for werte in inhalt.get(name) or []] for name in dieser.zeilen}


def reihen(sichtbar: Mapping[str, Ansicht], name: str, zeilen: list[Zeile]) -> tuple[Any, list[Dateireihe]]:
    """The formset, and of each row what the page shows: words, controls, and the file that is there (`ansichten`)."""
    formset = ZEILENFORMEN[name][2](zeilen_als_daten(name, [zeile.werte for zeile in zeilen]), prefix=name)
    fertige = []
    for nummer, worte in enumerate(formset.forms):
        platz = {f"{worte.prefix}-platz": str(nummer + 1)}
        eingabe = EINGABEN[name](platz, prefix=worte.prefix)
        zeile = zeilen[nummer] if nummer < len(zeilen) else Zeile({})
        ansicht = sichtbar.get(zeile.werte.get("kennung", ""))
        if ansicht:
            eingabe.fields["datei"].label = "Durch eine andere Datei ersetzen"
        for text in zeile.fehler or worte.errors.get("kennung", []):
            eingabe.add_error("datei", str(text))
        fertige.append(Dateireihe(worte, eingabe, ansicht))
    return formset, fertige


def bilder_und_dokumente(einreichung: Einreichung, inhalt: Mapping[str, Any]) -> dict[str, list[Any]]:
    """For the pages on which a submission is read: what its files show, each with its words."""
    sichtbar = ansichten(einreichung) if inhalt.get("bilder") or inhalt.get("dokumente") else {}
    return {
        name: [(zeile, sichtbar[zeile["kennung"]]) for zeile in inhalt.get(name) or [] if zeile["kennung"] in sichtbar]
        for name in EINGABEN
    }
