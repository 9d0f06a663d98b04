"""Quality marks: four published criteria that the portal checks by itself, no stars and no opinion.

Three of them are stored with the project by `ableiten()`; whether it was confirmed within a year depends on the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, CharField, Count, Exists, Func, OuterRef, Q, Value, When
from django.utils import timezone

from .angaben import ANGABEN, IM_BETRIEB, Angabe
from .models import BESTAETIGUNGEN, NACHFRAGEN_NACH, Nachnutzung, Projekt, ProjektQuerySet, Wirkung


@dataclass(frozen=True)
class Zeichen:
    schluessel: str
    name: str
    symbol: str
    bedeutung: str


VOLLSTAENDIG = Zeichen(
    "vollstaendig", "Vollständig", "clipboard-list", "Alles, was andere für eine Entscheidung brauchen, ist angegeben."
)
BESTAETIGT = Zeichen(
    "bestaetigt",
    "Im letzten Jahr bestätigt",
    "calendar-days",
    "Kosten, Zustand und Kontakt sind angegeben, und jemand, der das Projekt kennt, hat alle drei in den letzten zwölf"
    " Monaten bestätigt.",
)
GEMESSEN = Zeichen(
    "gemessen", "Wirkung gemessen", "chart-column", "Mindestens eine Wirkung ist gemessen: mit Wert, Methode und Datum."
)
NACHGENUTZT = Zeichen(
    "nachgenutzt",
    "Anderswo nachgenutzt",
    "share-2",
    "Mindestens eine andere Kommune hat etwas übernommen, und die gebende Seite hat das bestätigt.",
)
ALLE = (VOLLSTAENDIG, BESTAETIGT, GEMESSEN, NACHGENUTZT)


def _steht(angabe: Angabe) -> Q:
    steht = reduce(or_, (~Q(**{feld: [] if feld == "foerderung" else ""}) for feld in angabe.felder))
    return steht | ~Q(phase__in=IM_BETRIEB) if angabe.ab_betrieb else steht


KRITERIEN: dict[str, Q] = {angabe.name: _steht(angabe) for angabe in ANGABEN}
KRITERIEN["Kontaktstelle"] &= Q(kontakt_gestoert_am=None)


def _bedingungen() -> dict[Zeichen, Any]:
    vollstaendig = reduce(and_, KRITERIEN.values())
    gemessen = Wirkung.objects.filter(projekt=OuterRef("pk"), art=Wirkung.Art.GEMESSEN)
    nachgenutzt = Nachnutzung.objects.bestaetigt().filter(projekt=OuterRef("pk"))
    return {VOLLSTAENDIG: vollstaendig, GEMESSEN: Exists(gemessen), NACHGENUTZT: Exists(nachgenutzt)}


def ableiten(projekte: Iterable[int]) -> None:
    """Write anew which marks the projects (by key) have earned. One statement."""
    teile = [
        Case(When(bedingung, then=Value(zeichen.schluessel)), output_field=CharField())
        for zeichen, bedingung in _bedingungen().items()
    ]
    gefunden = Func(*teile, template="array_remove(ARRAY[%(expressions)s]::varchar(15)[], NULL)")
    Projekt.objects.filter(pk__in=list(projekte)).update(guetezeichen=gefunden)


def von(projekt: Any) -> list[Zeichen]:
    """The marks of a project as it is stored (or of a row with its columns), without a query."""
    hat = set(projekt.guetezeichen)
    seit = timezone.localdate() - NACHFRAGEN_NACH
    if all((tag := getattr(projekt, feld)) is not None and tag >= seit for feld in BESTAETIGUNGEN):
        hat.add(BESTAETIGT.schluessel)
    return [zeichen for zeichen in ALLE if zeichen.schluessel in hat]


def fehlt(projekt: Projekt) -> list[tuple[Zeichen, list[str]]]:
    """The marks a stored project has not, each with what is missing in words. One query."""
    hat = von(projekt)
    return [
        (zeichen, _fehlende_angaben(projekt) if zeichen == VOLLSTAENDIG else [])
        for zeichen in ALLE
        if zeichen not in hat
    ]


def _fehlende_angaben(projekt: Projekt) -> list[str]:
    """Asked of the database: the same words decide here and in `ableiten`."""
    fragen = {
        f"angabe_{nummer}": Case(When(bedingung, then=Value(True)), default=Value(False))
        for nummer, bedingung in enumerate(KRITERIEN.values())
    }
    antworten: Any = Projekt.objects.filter(pk=projekt.pk).values(**fragen).get()
    return [name for name, vorhanden in zip(KRITERIEN, antworten.values(), strict=True) if not vorhanden]


def anzahlen(projekte: ProjektQuerySet) -> list[tuple[Zeichen, int]]:
    """How many of the projects carry each mark, for the page that explains them. One query."""
    bedingungen = {zeichen: Q(guetezeichen__contains=[zeichen.schluessel]) for zeichen in ALLE}
    seit = timezone.localdate() - NACHFRAGEN_NACH
    bedingungen[BESTAETIGT] = reduce(and_, (Q(**{f"{feld}__gte": seit}) for feld in BESTAETIGUNGEN))
    gezaehlt = projekte.aggregate(**{z.schluessel: Count("pk", filter=frage) for z, frage in bedingungen.items()})
    return [(zeichen, gezaehlt[zeichen.schluessel]) for zeichen in ALLE]
