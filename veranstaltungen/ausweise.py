"""Badges for everybody who comes, eight on a page, as one PDF."""

from collections.abc import Iterable

from django.db.models import Prefetch
from django.utils import timezone

from kompetenzzentrum.oberflaeche import pdf

from . import eintrittskarte
from .models import Anmeldung, AnmeldungQuerySet, Programmpunkt, Veranstaltung

VORLAGE = "veranstaltungen/ausweise.typ"
WAHL_HOECHSTENS = 4
"""Sessions there is room for on a badge."""
LANGE_NAMEN = ((18, 24), (28, 20), (44, 16))
"""Up to so many characters in this size (points); longer ones in the last, smaller one."""
KLEINSTE = 13


def laden(anmeldungen: AnmeldungQuerySet) -> AnmeldungQuerySet:
    """Two queries for any number of people."""
    punkte = Programmpunkt.objects.select_related("raum").order_by("beginn", "pk")
    return anmeldungen.select_related("kommune").prefetch_related(Prefetch("programmpunkte", queryset=punkte))


def als_pdf(veranstaltung: Veranstaltung, anmeldungen: Iterable[Anmeldung]) -> bytes:
    """In the order given. Load the registrations with `laden()`."""
    return pdf.erzeugen(
        VORLAGE, {"titel": veranstaltung.titel, "personen": [_schild(anmeldung) for anmeldung in anmeldungen]}
    )


def _schild(anmeldung: Anmeldung) -> dict[str, object]:
    """Where she comes from: the municipality, else what she works for."""
    return {
        "name": anmeldung.name if pdf.darstellbar(anmeldung.name) else "",
        "schriftgrad": next((grad for laenge, grad in LANGE_NAMEN if len(anmeldung.name) <= laenge), KLEINSTE),
        "herkunft": str(anmeldung.kommune) if anmeldung.kommune else anmeldung.organisation,
        "wahl": [_punkt(punkt) for punkt in list(anmeldung.programmpunkte.all())[:WAHL_HOECHSTENS]],
        "code": anmeldung.einlasscode,
        "qr": eintrittskarte.fuer_ausweis(anmeldung.einlasscode),
    }


def _punkt(punkt: Programmpunkt) -> str:
    raum = f" ({punkt.raum})" if punkt.raum else ""
    return f"{timezone.localtime(punkt.beginn):%H:%M} {punkt.titel}{raum}"
