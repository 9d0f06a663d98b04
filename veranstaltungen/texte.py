"""Dates and seats in words, the same on pages, in mails and in the calendar."""

from datetime import datetime

from django.utils import timezone

from kompetenzzentrum.oberflaeche.texte import FESTES_LEERZEICHEN, datum_lang, uhrzeit

WOCHENTAGE = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
WENIGE = 5
"""From here on "Nur noch"."""

PLAETZE_ALT_HOECHSTENS = 5
"""Seconds that free seats on a page may lag behind."""


def uhrzeiten(beginn: datetime, ende: datetime) -> str:
    """10:00 bis 16:00 Uhr"""
    return f"{timezone.localtime(beginn):%H:%M} bis {uhrzeit(ende)}"


def zeitraum(beginn: datetime, ende: datetime) -> str:
    """3. Mai 2027, 10:00 bis 16:00 Uhr; over several days both with their date."""
    if timezone.localdate(beginn) == timezone.localdate(ende):
        return f"{datum_lang(beginn)}, {uhrzeiten(beginn, ende)}"
    return f"{datum_lang(beginn)}, {uhrzeit(beginn)}, bis {datum_lang(ende)}, {uhrzeit(ende)}"


def wochentag_und_zeit(beginn: datetime, ende: datetime) -> str:
    """Montag, 10:00 bis 16:00 Uhr; over several days as `zeitraum`."""
    tag = timezone.localdate(beginn)
    if tag != timezone.localdate(ende):
        return zeitraum(beginn, ende)
    return f"{WOCHENTAGE[tag.weekday()]}, {uhrzeiten(beginn, ende)}"


def freie_plaetze(anzahl: int | None) -> str:
    if anzahl is None:
        return "Plätze frei"
    wort = "Platz" if anzahl == 1 else "Plätze"
    vorsatz = "Nur noch" if anzahl <= WENIGE else "Noch"
    return f"{vorsatz} {anzahl}{FESTES_LEERZEICHEN}{wort} frei"


def freie_plaetze_vor_ort(anzahl: int | None) -> str:
    """For a hybrid event: online there is always room."""
    if anzahl is None:
        return "Vor Ort und online frei"
    if not anzahl:
        return "Vor Ort ausgebucht, online frei"
    wort = "Platz" if anzahl == 1 else "Plätze"
    vorsatz = "nur noch" if anzahl <= WENIGE else "noch"
    return f"Vor Ort {vorsatz} {anzahl}{FESTES_LEERZEICHEN}{wort}, online frei"
