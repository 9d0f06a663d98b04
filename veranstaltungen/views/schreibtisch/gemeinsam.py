"""What all pages of the desk share."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.konten.rechte import rolle_noetig
from veranstaltungen import rechte
from veranstaltungen.models import Veranstaltung

nur_team = rolle_noetig(Rolle.VERANSTALTUNGSTEAM)


def laden(request: HttpRequest, pk: int) -> Veranstaltung:
    menge = rechte.verwaltete(request.user).mit_belegung().select_related("reihe", "kommune")
    return get_object_or_404(menge, pk=pk)


def spalten(angebot: dict[str, str], sort: str) -> list[dict[str, str]]:
    """Heads that sort: once up, once more down."""
    koepfe = []
    for name, titel in angebot.items():
        richtung = {name: "ascending", f"-{name}": "descending"}.get(sort, "none")
        ziel = f"-{name}" if richtung == "ascending" else name
        koepfe.append({"titel": titel, "richtung": richtung, "sort": ziel})
    return koepfe


SEITEN = {
    "live": "Überblick",
    "bearbeiten": "Angaben",
    "teile": "Programm und Fragen",
    "teilnehmende": "Teilnehmende",
    "einlass": "Einlass",
    "nachricht": "Nachricht",
    "rueckmeldungen": "Rückmeldungen",
    "kopieren": "Kopieren",
    "vorlage": "Als Vorlage",
}


def kontext(veranstaltung: Veranstaltung, aktuell: str, **werte: Any) -> dict[str, Any]:
    """`aktuell` names the page in the row of ways between the pages of one event."""
    return {
        "veranstaltung": veranstaltung,
        "aktuell": aktuell,
        "seitenname": SEITEN[aktuell],
        "form": None,
        **werte,
    }
