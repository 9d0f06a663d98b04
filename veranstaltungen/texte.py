"""Dates and seats in words, the same on pages, in mails and in the calendar."""

from datetime import datetime

from django.utils import timezone

from kompetenzzentrum.oberflaeche.texte import FESTES_LEERZEICHEN, datum_lang, uhrzeit

WENIGE = 5
"""From here on "Nur noch"."""


def uhrzeiten(beginn: datetime, ende: datetime) -> str:
    """10:00 bis 16:00 Uhr"""
    return f"{timezone.localtime(beginn):%H:%M} bis {uhrzeit(ende)}"


def zeitraum(beginn: datetime, ende: datetime) -> str:
    """3. Mai 2027, 10:00 bis 16:00 Uhr; over several days both with their date."""
    if timezone.localdate(beginn) == timezone.localdate(ende):
        return f"{datum_lang(beginn)}, {uhrzeiten(beginn, ende)}"
    return f"{datum_lang(beginn)}, {uhrzeit(beginn)}, bis {datum_lang(ende)}, {uhrzeit(ende)}"


def freie_plaetze(anzahl: int | None) -> str:
    if anzahl is None:
        return "Plätze frei"
    wort = "Platz" if anzahl == 1 else "Plätze"
    vorsatz = "Nur noch" if anzahl <= WENIGE else "Noch"
    return f"{vorsatz} {anzahl}{FESTES_LEERZEICHEN}{wort} frei"
