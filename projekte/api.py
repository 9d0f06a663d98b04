"""The catalogue for programs: the list with the parameters of the page, and each project."""

from collections.abc import Iterable, Iterator
from itertools import islice
from math import ceil
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Query, Router, Schema, Status

from kommunen.groessenklassen import Groessenklasse
from kommunen.models import Verstaedterung
from kompetenzzentrum.oberflaeche.schnittstelle import Fehlerliste
from kompetenzzentrum.versand.postausgang import adresse

from . import daten, suche
from .daten import ProjektDaten, ProjektKurz
from .filters import SORTIERUNGEN, SUCHTEXT_HOECHSTENS, ProjektFilter
from .models import EinmaligeKosten, Foerderung, JaehrlicheKosten, Offenheit, Personalaufwand, Phase

JE_SEITE, JE_SEITE_HOECHSTENS = 20, 100
EINWAENDE_HOECHSTENS = 20
router = Router()


def _codes(liste: type[TextChoices]) -> str:
    return ", ".join(f"{code} ({text})" for code, text in liste.choices)


class Abfrage(Schema):
    """Several values of one facet mean "or"; different facets mean "and"."""

    q: str = Field("", description=f"Suchwörter, höchstens {SUCHTEXT_HOECHSTENS} Zeichen; -Wort schließt aus")
    handlungsfeld: list[str] = Field([], description="Kennung, etwa mobilitaet")
    loesungstyp: list[str] = Field([], description="Kennung, etwa app")
    land: list[str] = Field([], description="Die ersten zwei Ziffern des amtlichen Schlüssels, etwa 06 für Hessen")
    groesse: list[str] = Field([], description=_codes(Groessenklasse))
    raum: list[str] = Field([], description=_codes(Verstaedterung))
    phase: list[str] = Field([], description=_codes(Phase))
    kosten: list[str] = Field([], description="Einmalige Kosten: " + _codes(EinmaligeKosten))
    jaehrlich: list[str] = Field([], description="Jährliche Kosten: " + _codes(JaehrlicheKosten))
    aufwand: list[str] = Field([], description="Eigenes Personal: " + _codes(Personalaufwand))
    foerderung: list[str] = Field([], description=_codes(Foerderung))
    offen: list[str] = Field([], description="Open Source: " + _codes(Offenheit))
    kommune: str = Field("", description="Amtlicher Schlüssel; ein Kreis oder Verband schließt seine Gemeinden ein")
    wie: str = Field("", description="Amtlicher Schlüssel: Projekte vergleichbarer Kommunen zuerst")
    sortierung: str = Field("", description=", ".join(f"{name} ({text})" for name, text in SORTIERUNGEN.items()))
    seite: int = Field(1, ge=1)
    anzahl: int = Field(JE_SEITE, ge=1, le=JE_SEITE_HOECHSTENS, description="Projekte je Seite")


class Option(Schema):
    code: str
    text: str
    anzahl: int = Field(description="Wie viele Projekte diese Auswahl ergäbe, alle anderen Filter wie gesetzt")


class Projektliste(Schema):
    anzahl: int = Field(description="Alle Treffer, nicht nur die dieser Seite")
    seite: int
    seiten: int
    zurueck: str | None = Field(description="Adresse der vorigen Seite")
    weiter: str | None = Field(description="Adresse der nächsten Seite")
    gemeint: dict[str, str] = Field(
        description="Suchwörter, die als Tippfehler verstanden wurden, und was gesucht wurde"
    )
    projekte: list[ProjektKurz]
    facetten: dict[str, list[Option]]


@router.get(
    "/",
    response={200: Projektliste, 404: Fehlerliste, 422: Fehlerliste, 429: Fehlerliste},
    url_name="projekte",
    operation_id="projekte",
    summary="Projekte suchen und filtern",
)
def projekte(request: HttpRequest, abfrage: Query[Abfrage]) -> Status:
    gefragt = ProjektFilter(request.GET)
    if einwaende := list(islice(_einwaende(gefragt), EINWAENDE_HOECHSTENS)):
        return Status(422, {"fehler": einwaende})
    ergebnis = suche.suchen(gefragt.auswahl, von=(abfrage.seite - 1) * abfrage.anzahl, anzahl=abfrage.anzahl)
    seiten = max(1, ceil(ergebnis.anzahl / abfrage.anzahl))
    if abfrage.seite > seiten:
        raise Http404(f"Seite {abfrage.seite} gibt es nicht, die letzte ist {seiten}.")
    return Status(
        200,
        {
            "anzahl": ergebnis.anzahl,
            "seite": abfrage.seite,
            "seiten": seiten,
            "zurueck": _seite(gefragt, abfrage, abfrage.seite - 1) if abfrage.seite > 1 else None,
            "weiter": _seite(gefragt, abfrage, abfrage.seite + 1) if abfrage.seite < seiten else None,
            "gemeint": ergebnis.gemeint,
            "projekte": [daten.kurz(projekt) for projekt in daten.in_reihenfolge(ergebnis.schluessel, nur_kurz=True)],
            "facetten": _facetten(gefragt, ergebnis.facetten),
        },
    )


@router.get(
    "/{slug:slug}/",
    response={200: ProjektDaten, 404: Fehlerliste, 429: Fehlerliste},
    url_name="projekt",
    operation_id="projekt",
    summary="Ein Projekt mit allen Angaben",
)
def projekt(request: HttpRequest, slug: str) -> Status:
    gefunden = daten.oeffentliches(slug)
    if gefunden is None:
        raise Http404("Dieses Projekt gibt es nicht oder nicht mehr.")
    return Status(200, daten.voll(gefunden))


def _einwaende(gefragt: ProjektFilter) -> Iterator[dict[str, str]]:
    """A page leaves out what does not exist and says so; a program is told what was expected."""
    if gefragt.fehler:
        yield {"feld": "q", "text": " ".join(gefragt.fehler)}
    for facette in gefragt.facetten:
        for wert in gefragt.parameter.getlist(facette.name):
            if wert and wert not in facette.optionen:
                yield _gibt_es_nicht(facette.name, wert, facette.optionen)
    for feld, kommune in (("kommune", gefragt.kommune), ("wie", gefragt.wie)):
        if (wert := gefragt.parameter.get(feld, "")) and kommune is None:
            erwartet = "kein amtlicher Schlüssel einer Kommune. Erwartet werden 5, 8 oder 9 Ziffern."
            yield {"feld": feld, "text": f"„{wert[:40]}“ ist {erwartet}"}
    if (wert := gefragt.parameter.get("sortierung", "")) and wert not in SORTIERUNGEN:
        yield _gibt_es_nicht("sortierung", wert, SORTIERUNGEN)


def _gibt_es_nicht(feld: str, wert: str, erwartet: Iterable[str]) -> dict[str, str]:
    return {"feld": feld, "text": f"„{wert[:40]}“ gibt es nicht. Es gibt: {', '.join(erwartet)}."}


def _facetten(gefragt: ProjektFilter, anzahlen: dict[str, dict[str, int]]) -> dict[str, list[dict[str, object]]]:
    return {
        facette.name: [
            {"code": code, "text": text, "anzahl": anzahl}
            for code, text in facette.optionen.items()
            if (anzahl := anzahlen.get(facette.name, {}).get(code, 0))
        ]
        for facette in gefragt.facetten
    }


def _seite(gefragt: ProjektFilter, abfrage: Abfrage, seite: int) -> str:
    paare = [paar for paar in gefragt.paare if paar[0] != "p"]
    return adresse(f"{reverse('api:projekte')}?{urlencode([*paare, ('anzahl', abfrage.anzahl), ('seite', seite)])}")
