"""Dates and seats in words, the same on pages, in mails and in the calendar."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from kompetenzzentrum.oberflaeche.texte import FESTES_LEERZEICHEN, MONATE, datum_lang, uhrzeit, zahl

WOCHENTAGE = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
WENIGE = 5
"""From here on "Nur noch"."""

PLAETZE_ALT_HOECHSTENS = 5
"""Seconds that free seats on a page may lag behind."""


def uhrzeiten(beginn: datetime, ende: datetime) -> str:
    """10:00 bis 16:00 Uhr"""
    return f"{timezone.localtime(beginn):%H:%M} bis {uhrzeit(ende)}"


def tage(beginn: datetime, ende: datetime) -> tuple[date, date]:
    """First and last day. What ends at midnight does not touch the day that begins then."""
    return timezone.localdate(beginn), timezone.localdate(ende - timedelta(microseconds=1))


def zeitraum(beginn: datetime, ende: datetime, *, ganztaegig: bool = False) -> str:
    """3. Mai 2027, 10:00 bis 16:00 Uhr; over several days both with their date; all-day the days alone."""
    erster, letzter = tage(beginn, ende)
    if ganztaegig:
        return f"{datum_lang(erster)}, ganztägig" if erster == letzter else von_bis(erster, letzter)
    if erster == letzter:
        return f"{datum_lang(beginn)}, {uhrzeiten(beginn, ende)}"
    return f"{datum_lang(beginn)}, {uhrzeit(beginn)}, bis {datum_lang(ende)}, {uhrzeit(ende)}"


def von_bis(erster: date, letzter: date) -> str:
    """3. bis 5. Mai 2027; 30. April bis 2. Mai 2027; 30. Dezember 2026 bis 2. Januar 2027."""
    if erster.year != letzter.year:
        anfang = datum_lang(erster)
    elif erster.month != letzter.month:
        anfang = f"{erster.day}. {MONATE[erster.month - 1]}"
    else:
        anfang = f"{erster.day}."
    return f"{anfang} bis {datum_lang(letzter)}"


def wochentag_und_zeit(beginn: datetime, ende: datetime, *, ganztaegig: bool = False) -> str:
    """Montag, 10:00 bis 16:00 Uhr; over several days as `zeitraum`."""
    erster, letzter = tage(beginn, ende)
    if erster != letzter:
        return zeitraum(beginn, ende, ganztaegig=ganztaegig)
    return f"{WOCHENTAGE[erster.weekday()]}, {'ganztägig' if ganztaegig else uhrzeiten(beginn, ende)}"


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


def freie_plaetze_fuer_kleine(anzahl: int, *, vor_ort: bool = False) -> str:
    """All that are free are kept for small municipalities; what these are says `reserviert_fuer_kleine`."""
    satz = freie_plaetze(anzahl).removesuffix(" frei") + " für kleine Kommunen"
    return f"Vor Ort {satz[0].lower()}{satz[1:]}, online frei" if vor_ort else satz


def _bis(zeit: datetime) -> str:
    return f"bis zum {datum_lang(zeit)}, {uhrzeit(zeit)}"


def hoechstens_je_kommune(anzahl: int, bis: datetime) -> str:
    wort = "ein Platz" if anzahl == 1 else f"{anzahl}{FESTES_LEERZEICHEN}Plätze"
    return f"Für jede Kommune gibt es {_bis(bis)}, höchstens {wort}. Danach sind alle freien Plätze für alle da."


def reserviert_fuer_kleine(anzahl: int, unter: int, bis: datetime) -> str:
    wort = "Ein Platz ist" if anzahl == 1 else f"{anzahl}{FESTES_LEERZEICHEN}Plätze sind"
    return (
        f"{wort} {_bis(bis)}, für Kommunen unter {zahl(unter)} Einwohnern reserviert. Danach sind alle freien Plätze"
        " für alle da."
    )


def wartende(anzahl: int) -> str:
    if not anzahl:
        return "Auf der Warteliste steht noch niemand."
    return "Auf der Warteliste steht eine Person." if anzahl == 1 else f"Auf der Warteliste stehen {anzahl} Personen."


def loeschtag(ende: datetime, tage: int) -> date:
    """What is kept so many days after the end is gone by this morning: it is erased at night."""
    return timezone.localdate(ende + timedelta(days=tage)) + timedelta(days=1)


def loeschfrist(ende: datetime, tage: int) -> str:
    return f"{tage} Tage nach der Veranstaltung, spätestens am {datum_lang(loeschtag(ende, tage))}"
