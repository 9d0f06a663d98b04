"""The versions of an entry: its content in the form of a submission, kept after every change."""

from decimal import Decimal
from typing import Any

from django.db.models import Max

from kompetenzzentrum.konten.models import Nutzer

from .models import Fassung, Projekt

TEXTFELDER = (
    "titel", "kurzbeschreibung", "ausgangslage", "loesung", "vorgehen", "ergebnis", "hindernisse", "lehren", "phase",
    "zustand", "zustand_grund", "kosten_einmalig", "kosten_jaehrlich", "kosten_basis", "personalaufwand",
    "foerderprogramm", "betriebsmodell", "betriebsmodell_text", "vergabeweg", "cpv", "technik", "open_source",
    "software_lizenz", "repository", "kontakt_funktion", "kontakt_email", "website",
)  # fmt: skip
ZAHLFELDER = ("kosten_jahr", "vergabe_monate")


def abbild(projekt: Projekt) -> dict[str, Any]:
    """What a submission would say that describes the entry as it is. Ten queries."""
    weitere = [b.kommune for b in projekt.beteiligungen.select_related("kommune") if not b.federfuehrend]
    return {
        **{feld: getattr(projekt, feld) for feld in TEXTFELDER},
        **{feld: str(wert) if (wert := getattr(projekt, feld)) is not None else "" for feld in ZAHLFELDER},
        "handlungsfeld": projekt.handlungsfeld.slug,
        "weitere_handlungsfelder": list(projekt.weitere_handlungsfelder.values_list("slug", flat=True)),
        "loesungstypen": list(projekt.loesungstypen.values_list("slug", flat=True)),
        "foerderung": list(projekt.foerderung),
        "beteiligte": "\n".join(f"{kommune} ({kommune.schluessel})" for kommune in weitere),
        "wirkungen": [
            {
                "aussage": wirkung.aussage,
                "wert": _zahl(wirkung.wert),
                "einheit": wirkung.einheit,
                "art": wirkung.art,
                "methode": wirkung.methode,
                "stand": f"{wirkung.stand:%d.%m.%Y}" if wirkung.stand else "",
            }
            for wirkung in projekt.wirkungen.all()
        ],
        "partner": [{"name": p.name, "rolle": p.rolle, "art": p.art} for p in projekt.partner.all()],
        "schlagwoerter": list(projekt.schlagwoerter.values_list("slug", flat=True)),
        "schlagwort_vorschlag": "",
        "bilder": list(projekt.bilder.values("kennung", "alternativtext", "nachweis")),
        "dokumente": list(projekt.dokumente.values("kennung", "titel", "art")),
    }


def _zahl(wert: Decimal | None) -> str:
    """As people type it: no zeros behind a whole number, a comma."""
    if wert is None:
        return ""
    return f"{wert:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{wert:f}" else f"{wert:f}"


def festhalten(projekt: Projekt, *, von: Nutzer | None = None, anlass: str = "") -> Fassung | None:
    """Keep the entry as it stands now, in the caller's transaction; None if nothing differs from the last version."""
    inhalt = abbild(Projekt.objects.get(pk=projekt.pk))
    letzte = projekt.fassungen.order_by("-nummer").first()
    if letzte and letzte.inhalt == inhalt:
        return None
    nummer = (projekt.fassungen.aggregate(letzte=Max("nummer"))["letzte"] or 0) + 1
    return Fassung.objects.create(projekt=projekt, nummer=nummer, inhalt=inhalt, von=von, anlass=anlass)


def erste_festhalten(projekt: Projekt) -> None:
    """Before the first change of an entry that nobody kept: it came by import."""
    if projekt.pk and not projekt.fassungen.exists():
        festhalten(projekt, anlass="Stand vor der ersten Änderung")
