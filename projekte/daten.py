"""Projects as open data: the one form that the API, the documentation and the CSV export share.

The contact is a function of the administration; addresses and names of persons never leave here.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from ninja import Field, Schema

from kommunen.models import Kommune
from kompetenzzentrum.versand.postausgang import adresse

from . import rechte
from .models import (
    Beteiligung,
    Foerderung,
    Merkmal,
    Projekt,
    ProjektQuerySet,
)


class Wert(Schema):
    """A value of a fixed list: the code stays, the text is for people."""

    code: str
    text: str


class KommuneDaten(Schema):
    schluessel: str = Field(description="Amtlicher Schlüssel: AGS (8 Ziffern), Verband (9) oder Kreis (5)")
    name: str
    land: Wert = Field(description="Code: die ersten beiden Ziffern des Schlüssels")
    groessenklasse: Wert | None = Field(description="Nach Einwohnerzahl; fehlt bei Kreisen")
    federfuehrend: bool
    url: str


class ProjektKurz(Schema):
    """What a list says about a project."""

    slug: str = Field(description="Bleibt gleich, auch wenn sich der Titel ändert")
    url: str
    daten_url: str = Field(description="Dasselbe Projekt vollständig als JSON")
    titel: str
    kurzbeschreibung: str
    handlungsfeld: Wert
    phase: Wert | None
    zustand: Wert
    kosten_einmalig: Wert | None = Field(description="Euro brutto, ohne eigenes Personal, bis zum Start")
    kommunen: list[KommuneDaten]
    traeger: str = Field(description="Wer das Projekt trägt, wenn es keine Kommune ist")
    bestaetigt_am: date | None = Field(description="Wann die Angaben zuletzt bestätigt wurden")
    beispiel: bool = Field(description="Zur Demonstration angelegt, kein wirkliches Vorhaben")
    veroeffentlicht_am: datetime
    geaendert_am: datetime
    quelle: str
    quelle_url: str
    lizenz: str


class KostenDaten(Schema):
    einmalig: Wert | None = Field(description="Euro brutto, ohne eigenes Personal, bis zum Start")
    jaehrlich: Wert | None
    basis: Wert | None = Field(description="Woher die Angabe stammt: Ist, Plan oder Schätzung")
    jahr: int | None
    personalaufwand: Wert | None
    finanzierung: list[Wert]
    foerderprogramm: str
    bestaetigt_am: date | None


class BetriebDaten(Schema):
    durch: Wert | None
    hinweis: str
    vergabe: Wert | None
    vergabe_monate: int | None
    cpv: str


class TechnikDaten(Schema):
    beschreibung: str
    open_source: Wert | None
    software_lizenz: str
    repository: str


class WirkungDaten(Schema):
    aussage: str
    wert: float | None
    einheit: str
    art: Wert = Field(description="gemessen, geschätzt oder erwartet")
    methode: str
    stand: date | None


class PartnerDaten(Schema):
    name: str
    rolle: str
    art: Wert | None


class BildDaten(Schema):
    url: str
    alternativtext: str
    nachweis: str


class DokumentDaten(Schema):
    url: str
    titel: str
    art: Wert


class KontaktDaten(Schema):
    stelle: str = Field(description="Eine Funktion, keine Person")
    frage_url: str = Field(description="Dort lässt sich dem Projekt eine Frage stellen")
    bestaetigt_am: date | None


class ProjektDaten(ProjektKurz):
    """Everything that is public about a project. Long texts are Markdown."""

    weitere_handlungsfelder: list[Wert]
    loesungstypen: list[Wert]
    schlagwoerter: list[str]
    zustand_grund: str
    zustand_bestaetigt_am: date | None
    unbeantwortet_seit: date | None = Field(description="Seit wann die jährliche Nachfrage ohne Antwort ist")
    ausgangslage: str
    loesung: str
    vorgehen: str
    ergebnis: str
    hindernisse: str
    lehren: str
    kosten: KostenDaten
    betrieb: BetriebDaten
    technik: TechnikDaten
    wirkungen: list[WirkungDaten]
    partner: list[PartnerDaten]
    bilder: list[BildDaten]
    dokumente: list[DokumentDaten]
    kontakt: KontaktDaten
    website: str
    nachnutzungen: int = Field(description="Wie viele Kommunen etwas übernommen haben")
    lizenz_url: str


# --- reading ---


def fuer_daten(projekte: ProjektQuerySet) -> ProjektQuerySet:
    """With everything that the CSV export asks for, in a fixed number of queries."""
    beteiligungen = Beteiligung.objects.select_related("kommune__land")
    return projekte.select_related("handlungsfeld").prefetch_related(
        Prefetch("beteiligungen", beteiligungen), "weitere_handlungsfelder", "loesungstypen", "schlagwoerter"
    )


def in_reihenfolge(schluessel: Sequence[int], *, nur_kurz: bool = False) -> list[Projekt]:
    """Public projects by key, in the order given; `nur_kurz` without what `kurz` does not need."""
    projekte = rechte.oeffentliche().filter(pk__in=schluessel)
    gefunden = (projekte.fuer_karten() if nur_kurz else fuer_daten(projekte)).in_bulk()
    return [gefunden[eins] for eins in schluessel if eins in gefunden]


def oeffentliches(slug: str) -> Projekt | None:
    return (
        fuer_daten(rechte.oeffentliche())
        .annotate(nachnutzungszahl=Count("nachnutzungen", filter=Q(nachnutzungen__bestaetigt_am__isnull=False)))
        .prefetch_related("wirkungen", "partner", "bilder__projekt", "dokumente__projekt")
        .filter(slug=slug)
        .first()
    )


# --- shaping ---


def kurz(projekt: Projekt) -> dict[str, object]:
    return {
        "slug": projekt.slug,
        "url": adresse(projekt.get_absolute_url()),
        "daten_url": adresse(reverse("api:projekt", args=[projekt.slug])),
        "titel": projekt.titel,
        "kurzbeschreibung": projekt.kurzbeschreibung,
        "handlungsfeld": _merkmal(projekt.handlungsfeld),
        "phase": _wert(projekt, "phase"),
        "zustand": _wert(projekt, "zustand"),
        "kosten_einmalig": _wert(projekt, "kosten_einmalig"),
        "kommunen": [_kommune(b.kommune, b.federfuehrend) for b in projekt.beteiligungen.all()],
        "traeger": projekt.traeger,
        "bestaetigt_am": projekt.bestaetigt_am,
        "beispiel": projekt.ist_beispiel,
        "veroeffentlicht_am": projekt.veroeffentlicht_am,
        "geaendert_am": projekt.geaendert_am,
        "quelle": projekt.quelle,
        "quelle_url": projekt.quelle_url,
        "lizenz": projekt.lizenz,
    }


def voll(projekt: Projekt) -> dict[str, object]:
    """`projekt` comes from `oeffentliches`."""
    texte = ("ausgangslage", "loesung", "vorgehen", "ergebnis", "hindernisse", "lehren", "zustand_grund", "website")
    return {
        **kurz(projekt),
        **{name: getattr(projekt, name) for name in texte},
        "weitere_handlungsfelder": [_merkmal(feld) for feld in projekt.weitere_handlungsfelder.all()],
        "loesungstypen": [_merkmal(typ) for typ in projekt.loesungstypen.all()],
        "schlagwoerter": [wort.name for wort in projekt.schlagwoerter.all()],
        "zustand_bestaetigt_am": projekt.zustand_bestaetigt_am,
        "unbeantwortet_seit": projekt.unbeantwortet_seit,
        "kosten": {
            "einmalig": _wert(projekt, "kosten_einmalig"),
            "jaehrlich": _wert(projekt, "kosten_jaehrlich"),
            "basis": _wert(projekt, "kosten_basis"),
            "jahr": projekt.kosten_jahr,
            "personalaufwand": _wert(projekt, "personalaufwand"),
            "finanzierung": finanzierung(projekt),
            "foerderprogramm": projekt.foerderprogramm,
            "bestaetigt_am": projekt.kosten_bestaetigt_am,
        },
        "betrieb": {
            "durch": _wert(projekt, "betriebsmodell"),
            "hinweis": projekt.betriebsmodell_text,
            "vergabe": _wert(projekt, "vergabeweg"),
            "vergabe_monate": projekt.vergabe_monate,
            "cpv": projekt.cpv,
        },
        "technik": {
            "beschreibung": projekt.technik,
            "open_source": _wert(projekt, "open_source"),
            "software_lizenz": projekt.software_lizenz,
            "repository": projekt.repository,
        },
        **_beiwerk(projekt),
        "kontakt": {
            "stelle": projekt.kontakt_funktion,
            "frage_url": adresse(reverse("projekte:frage", args=[projekt.slug])),
            "bestaetigt_am": projekt.kontakt_bestaetigt_am,
        },
        "nachnutzungen": projekt.nachnutzungszahl,  # type: ignore[attr-defined]
        "lizenz_url": projekt.lizenz_url,
    }


def _beiwerk(projekt: Projekt) -> dict[str, object]:
    """What hangs on a project in tables of its own."""
    return {
        "wirkungen": [
            {
                "aussage": wirkung.aussage,
                "wert": None if wirkung.wert is None else float(wirkung.wert),
                "einheit": wirkung.einheit,
                "art": _wert(wirkung, "art"),
                "methode": wirkung.methode,
                "stand": wirkung.stand,
            }
            for wirkung in projekt.wirkungen.all()
        ],
        "partner": [
            {"name": partner.name, "rolle": partner.rolle, "art": _wert(partner, "art")}
            for partner in projekt.partner.all()
        ],
        "bilder": [
            {"url": adresse(bild.url_gross), "alternativtext": bild.alternativtext, "nachweis": bild.nachweis}
            for bild in projekt.bilder.all()
        ],
        "dokumente": [
            {"url": adresse(dokument.get_absolute_url()), "titel": dokument.titel, "art": _wert(dokument, "art")}
            for dokument in projekt.dokumente.all()
        ],
    }


def _wert(zeile: object, feld: str) -> dict[str, str] | None:
    code = getattr(zeile, feld)
    return {"code": code, "text": getattr(zeile, f"get_{feld}_display")()} if code else None


def finanzierung(projekt: Projekt) -> list[dict[str, str]]:
    return [{"code": code, "text": str(Foerderung(code).label)} for code in projekt.foerderung]


def _merkmal(merkmal: Merkmal) -> dict[str, str]:
    return {"code": merkmal.slug, "text": merkmal.name}


def _kommune(kommune: Kommune, federfuehrend: bool) -> dict[str, object]:
    return {
        "schluessel": kommune.schluessel,
        "name": kommune.name,
        "land": {"code": kommune.land.schluessel, "text": kommune.land.name},
        "groessenklasse": _wert(kommune, "groessenklasse"),
        "federfuehrend": federfuehrend,
        "url": adresse(kommune.get_absolute_url()),
    }
