"""Up to three projects side by side. Which ones stands in the address; nothing is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche.stand import nach_stand
from kompetenzzentrum.oberflaeche.texte import datum_lang

from .. import guetezeichen, kacheln, rechte, suche
from ..filters import IM_VERGLEICH_HOECHSTENS, als_abfrage
from ..models import Beteiligung, Foerderung, Projekt

VORSCHLAEGE = 3
OHNE_ANGABE = "keine Angabe"


@dataclass(frozen=True)
class Zeile:
    titel: str
    spalten: list[tuple[Projekt, SafeString]]
    verschieden: bool


def _ort(projekt: Projekt) -> str | SafeString:
    kommune = projekt.federfuehrung
    if kommune is None:
        return projekt.traeger
    return format_html('<a href="{}">{}</a>', kommune.get_absolute_url(), kommune.anzeigename)


def _land(projekt: Projekt) -> str:
    return projekt.federfuehrung.lage if projekt.federfuehrung else ""


def _groesse(projekt: Projekt) -> str:
    kommune = projekt.federfuehrung
    if kommune is None:
        return ""
    return kommune.get_groessenklasse_display() or kommune.typ


def _zustand(projekt: Projekt) -> str:
    text = projekt.get_zustand_display()
    return f"{text}: {projekt.zustand_grund}" if projekt.zustand_grund else text


def _namen(liste: Any) -> str:
    return ", ".join(str(eins) for eins in liste)


def _felder(projekt: Projekt) -> str:
    return _namen([projekt.handlungsfeld, *projekt.weitere_handlungsfelder.all()])


def _kostengrundlage(projekt: Projekt) -> str:
    return f"{projekt.get_kosten_basis_display()}, {projekt.kosten_jahr}" if projekt.kosten_basis else ""


def _foerderung(projekt: Projekt) -> str:
    return _namen(Foerderung(wert).label for wert in projekt.foerderung)


def _repository(projekt: Projekt) -> str | SafeString:
    if not projekt.repository:
        return ""
    return format_html('<a href="{}" rel="noopener">zum Quelltext</a>', projekt.repository)


def _wirkungen(projekt: Projekt) -> SafeString:
    """Each with how one knows: measured and expected are not the same."""
    return format_html_join(
        SafeString("<br>"),
        "{}{} ({})",
        (
            (wirkung.aussage, f": {wirkung.menge}" if wirkung.menge else "", wirkung.get_art_display())
            for wirkung in projekt.wirkungen.all()
        ),
    )


def _nachgenutzt(projekt: Projekt) -> str:
    anzahl: int = projekt.nachgenutzt  # type: ignore[attr-defined]  # annotated
    return f"{anzahl} {'Kommune' if anzahl == 1 else 'Kommunen'}" if anzahl else ""


def _am(tag: date | None) -> str:
    return datum_lang(tag) if tag else ""


ZEILEN: tuple[tuple[str, tuple[tuple[str, Callable[[Projekt], str]], ...]], ...] = (
    (
        "Ort",
        (
            ("Federführung", _ort),
            ("Kreis und Land", _land),
            ("Größe der Kommune", _groesse),
            ("Beteiligte Kommunen", lambda projekt: str(len(projekt.beteiligungen.all()) or "")),
        ),
    ),
    (
        "Lösung",
        (
            ("Handlungsfelder", _felder),
            ("Lösungstyp", lambda projekt: _namen(projekt.loesungstypen.all())),
            ("Phase", lambda projekt: projekt.get_phase_display()),
            ("Zustand", _zustand),
        ),
    ),
    (
        "Kosten und Aufwand",
        (
            ("Einmalige Kosten", lambda projekt: projekt.get_kosten_einmalig_display()),
            ("Jährliche Kosten", lambda projekt: projekt.get_kosten_jaehrlich_display()),
            ("Grundlage der Kosten", _kostengrundlage),
            ("Eigenes Personal", lambda projekt: projekt.get_personalaufwand_display()),
            ("Finanzierung", _foerderung),
            ("Förderprogramm", lambda projekt: projekt.foerderprogramm),
        ),
    ),
    (
        "Ergebnis",
        (
            ("Wirkung", _wirkungen),
            ("Nachgenutzt von", _nachgenutzt),
            ("Partner", lambda projekt: _namen(projekt.partner.all())),
        ),
    ),
    (
        "Technik und Betrieb",
        (
            ("Betrieb durch", lambda projekt: projekt.get_betriebsmodell_display()),
            ("Vergabe", lambda projekt: projekt.get_vergabeweg_display()),
            ("Technik", lambda projekt: projekt.technik),
            ("Open Source", lambda projekt: projekt.get_open_source_display()),
            ("Lizenz der Software", lambda projekt: projekt.software_lizenz),
            ("Quelltext", _repository),
        ),
    ),
    (
        "Verlässlichkeit",
        (
            ("Gütezeichen", lambda projekt: _namen(zeichen.name for zeichen in guetezeichen.von(projekt))),
            ("Kontaktstelle", lambda projekt: projekt.kontakt_funktion),
            ("Kosten bestätigt", lambda projekt: _am(projekt.kosten_bestaetigt_am)),
            ("Zustand bestätigt", lambda projekt: _am(projekt.zustand_bestaetigt_am)),
            ("Kontakt bestätigt", lambda projekt: _am(projekt.kontakt_bestaetigt_am)),
        ),
    ),
)
"""Groups of rows: what it is called, and how a project answers; an empty answer is „keine Angabe“."""


def _tabelle(projekte: list[Projekt]) -> list[tuple[str, list[Zeile]]]:
    gruppen = []
    for name, fragen in ZEILEN:
        zeilen = []
        for titel, antwort in fragen:
            antworten = [str(conditional_escape(antwort(projekt) or "")) for projekt in projekte]
            if any(antworten):
                werte = (SafeString(text or f'<span class="leise">{OHNE_ANGABE}</span>') for text in antworten)
                zeilen.append(Zeile(titel, list(zip(projekte, werte, strict=True)), len(set(antworten)) > 1))
        gruppen.append((name, zeilen))
    return [(name, zeilen) for name, zeilen in gruppen if zeilen]


def _gewaehlte(slugs: list[str]) -> list[Projekt]:
    """In the order of the address. A fixed number of queries."""
    beteiligungen = Beteiligung.objects.select_related("kommune__land", "kommune__kreis")
    gefunden = {
        projekt.slug: projekt
        for projekt in rechte.oeffentliche()
        .filter(slug__in=[slug for slug in slugs if "\0" not in slug])
        .select_related("handlungsfeld")
        .annotate(nachgenutzt=Count("nachnutzungen", filter=Q(nachnutzungen__bestaetigt_am__isnull=False)))
        .prefetch_related(
            "weitere_handlungsfelder", "loesungstypen", "wirkungen", "partner", Prefetch("beteiligungen", beteiligungen)
        )
    }
    return [gefunden[slug] for slug in slugs if slug in gefunden]


@nach_stand("projekte", "kommunen")
@require_safe
def vergleich(request: HttpRequest) -> HttpResponse:
    gefragt = list(dict.fromkeys(slug for slug in request.GET.getlist("p") if slug))
    projekte = _gewaehlte(gefragt[: IM_VERGLEICH_HOECHSTENS + 1])
    zu_viele, projekte = len(gefragt) > IM_VERGLEICH_HOECHSTENS, projekte[:IM_VERGLEICH_HOECHSTENS]
    slugs = [projekt.slug for projekt in projekte]
    gruppen = _tabelle(projekte) if len(projekte) > 1 else []
    return render(
        request,
        "projekte/vergleich.html",
        {
            "projekte": [(projekt, _adresse([s for s in slugs if s != projekt.slug])) for projekt in projekte],
            "gruppen": gruppen,
            "alles_anders": all(zeile.verschieden for _, zeilen in gruppen for zeile in zeilen),
            "abfrage": _adresse(slugs),
            "fehlend": not zu_viele and len(projekte) < len(gefragt),
            "zu_viele": zu_viele,
            "platz": IM_VERGLEICH_HOECHSTENS - len(projekte),
            "vorschlaege": _vorschlaege(projekte) if 0 < len(projekte) < IM_VERGLEICH_HOECHSTENS else "",
        },
    )


def _adresse(slugs: list[str]) -> str:
    return als_abfrage([("p", slug) for slug in slugs])


def _vorschlaege(projekte: list[Projekt]) -> SafeString:
    """Comparable ones that are not here yet, as cards whose link adds them."""
    hier = {projekt.pk for projekt in projekte}
    aehnliche = suche.aehnliche(projekte[0].pk, VORSCHLAEGE + len(hier))
    paare = [(pk, fassung) for pk, fassung in aehnliche if pk not in hier][:VORSCHLAEGE]
    dazu = "".join(f"p={projekt.slug}&amp;" for projekt in projekte)
    gezeichnet = ((SafeString(kacheln.gefuellt(kachel, dazu=dazu)),) for kachel in kacheln.gezeichnet(paare))
    return format_html_join("", "{}", gezeichnet)
