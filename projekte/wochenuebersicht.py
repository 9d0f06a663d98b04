"""The weekly mail: what is new in a person's saved searches, and why each project is in it.

A week ends on Monday at six, Berlin time, whichever hour UTC that is. The mail goes out from seven on: by then every
publication of that week is committed. Each search remembers up to when it was told, so a run that was missed is made up
for, a second one at the same time finds nothing to do, and the key of the mail carries the week.
"""

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import adresse, einreihen

from . import daten, suchauftrag, suche
from .filters import ProjektFilter
from .mails_wochenuebersicht import Wochenuebersicht
from .models import Projekt, Suchauftrag

logger = logging.getLogger(__name__)

BIS_STUNDE, AB_STUNDE = 6, 7
TREFFER_HOECHSTENS = 10
"""In one mail for one search; the rest is a link."""
GEPRUEFT_HOECHSTENS = 500
"""The newest hits among which the new ones are looked for."""
WOERTER_HOECHSTENS = 5
TEXTFELDER = (
    "titel", "kurzbeschreibung", "ausgangslage", "loesung", "vorgehen", "ergebnis", "hindernisse", "lehren", "technik",
)  # fmt: skip
HOECHSTDAUER_SEKUNDEN = 240
"""One call ends before the worker's time limit; the next one goes on with the rest."""


def stichtag(jetzt: datetime) -> datetime:
    """The end of the last week whose mail may go out."""
    ort = timezone.localtime(jetzt)
    montag = ort - timedelta(days=ort.weekday())
    ab = montag.replace(hour=AB_STUNDE, minute=0, second=0, microsecond=0)
    if ort < ab:
        montag -= timedelta(days=7)
    return montag.replace(hour=BIS_STUNDE, minute=0, second=0, microsecond=0)


def versenden(jetzt: datetime | None = None) -> int:
    """Queue one mail for each person with something new. Returns how many."""
    bis = stichtag(jetzt or timezone.now())
    schluss = time.monotonic() + HOECHSTDAUER_SEKUNDEN
    anzahl = 0
    for person in _faellige(bis):
        if time.monotonic() > schluss:
            break
        try:
            anzahl += _fuer(person, bis)
        except Exception:
            # Whatever is wrong with one search: the others must get their mail.
            logger.exception("Wochenübersicht für Konto %s ging nicht", person.pk)
    return anzahl


def _faellige(bis: datetime) -> Iterator[Nutzer]:
    auftraege = Suchauftrag.objects.filter(pausiert_am=None, geprueft_bis__lt=bis)
    yield from Nutzer.objects.filter(is_active=True, pk__in=auftraege.values("nutzer")).order_by("pk").iterator()


def _fuer(person: Nutzer, bis: datetime) -> bool:
    """One person, one transaction: told and remembered together, or neither."""
    with transaction.atomic():
        faellig = Suchauftrag.objects.filter(nutzer=person, pausiert_am=None, geprueft_bis__lt=bis)
        auftraege = list(faellig.select_for_update())
        if not auftraege:
            return False
        abschnitte = [abschnitt for auftrag in auftraege if (abschnitt := _abschnitt(auftrag, bis))]
        for auftrag in auftraege:
            auftrag.geprueft_bis = bis
        Suchauftrag.objects.bulk_update(auftraege, ["geprueft_bis", "fehlt"])
        if not abschnitte:
            return False
        einreihen(
            Wochenuebersicht(
                betreffzeile=_betreff(abschnitte),
                abschnitte=abschnitte,
                verwalten_url=adresse(reverse("projekte:suchauftraege")),
            ),
            an=person.email,
            schluessel=f"suchauftrag:{person.pk}:{timezone.localtime(bis):%G-W%V}",
            prioritaet=Nachricht.Prioritaet.MASSE,
            abmelden_url=adresse(reverse("projekte:suchauftraege_abmelden", args=[auftraege[0].sammeltoken])),
        )
        return True


def _betreff(abschnitte: list[dict[str, Any]]) -> str:
    anzahl = sum(abschnitt["anzahl"] for abschnitt in abschnitte)
    neues = "Ein neues Projekt" if anzahl == 1 else f"{anzahl} neue Projekte"
    return f"{neues} zu Ihr{'er Suche „' + abschnitte[0]['name'] + '“' if len(abschnitte) == 1 else 'en Suchen'}"


def _abschnitt(auftrag: Suchauftrag, bis: datetime) -> dict[str, Any] | None:
    gefragt = suchauftrag.als_filter(auftrag)
    auftrag.fehlt = ", ".join(gefragt.unbekannt)[:300]
    if auftrag.fehlt:
        return None
    ergebnis = suche.suchen(replace(gefragt.auswahl, sortierung=suche.NEUESTE), anzahl=GEPRUEFT_HOECHSTENS)
    neu = Q(veroeffentlicht_am__gt=auftrag.geprueft_bis, veroeffentlicht_am__lte=bis)
    neue = set(Projekt.objects.filter(neu, pk__in=ergebnis.schluessel).values_list("pk", flat=True))
    if not neue:
        return None
    gezeigt = [eins for eins in ergebnis.schluessel if eins in neue][:TREFFER_HOECHSTENS]
    return {
        "name": auftrag.name,
        "anzahl": len(neue),
        "weitere": len(neue) - len(gezeigt),
        "liste_url": adresse(f"{reverse('projekte:liste')}?{auftrag.abfrage}"),
        "pausieren_url": adresse(reverse("projekte:suchauftrag_abmelden", args=[auftrag.token])),
        "treffer": [_treffer(projekt, gefragt, ergebnis.marken) for projekt in daten.in_reihenfolge(gezeigt)],
    }


def _treffer(projekt: Projekt, gefragt: ProjektFilter, marken: suche.Marken) -> dict[str, str]:
    ort = projekt.federfuehrung.anzeigename if projekt.federfuehrung else projekt.traeger
    return {
        "titel": projekt.titel,
        "ort": ort,
        "satz": projekt.kurzbeschreibung,
        "url": adresse(projekt.get_absolute_url()),
        "warum": "; ".join(warum(projekt, gefragt, marken)),
    }


# --- why it is a hit ---


def warum(projekt: Projekt, gefragt: ProjektFilter, marken: suche.Marken) -> list[str]:
    """The words it holds and the filters it meets, in words."""
    gruende = []
    if woerter := _woerter(projekt, marken):
        gruende.append("enthält " + ", ".join(f"„{wort}“" for wort in woerter))
    for facette in gefragt.facetten:
        if gewaehlt := gefragt.merkmale.get(facette.name):
            erfuellt = [facette.optionen[code] for code in _codes(projekt, facette.name) if code in gewaehlt]
            gruende.append(f"{facette.titel}: {', '.join(dict.fromkeys(erfuellt))}")
    if gefragt.kommune:
        gruende.append(f"Kommune: {gefragt.kommune}")
    return gruende or ["neu im Verzeichnis"]


def _woerter(projekt: Projekt, marken: suche.Marken) -> list[str]:
    """As they stand in the project, compounds and inflections included."""
    kommunen = [f"{b.kommune.anzeigename} {b.kommune.land.name}" for b in projekt.beteiligungen.all()]
    merkmale = (projekt.weitere_handlungsfelder, projekt.loesungstypen, projekt.schlagwoerter)
    namen = [projekt.handlungsfeld.name, *(merkmal.name for liste in merkmale for merkmal in liste.all())]
    texte = [getattr(projekt, feld) for feld in TEXTFELDER]
    markiert = suche.hervorheben(" · ".join([*texte, *kommunen, *namen]), marken)
    gefunden = {unescape(wort).casefold(): unescape(wort) for wort in re.findall(r"<mark>(.*?)</mark>", markiert)}
    return list(gefunden.values())[:WOERTER_HOECHSTENS]


def _codes(projekt: Projekt, facette: str) -> list[str]:
    """What the project, or one of its municipalities, has in this facet."""
    kommunen = [beteiligung.kommune for beteiligung in projekt.beteiligungen.all()]
    werte: dict[str, list[str]] = {
        "handlungsfeld": [feld.slug for feld in (projekt.handlungsfeld, *projekt.weitere_handlungsfelder.all())],
        "loesungstyp": [typ.slug for typ in projekt.loesungstypen.all()],
        "land": [kommune.land.schluessel for kommune in kommunen],
        "groesse": [kommune.groessenklasse for kommune in kommunen],
        "raum": [kommune.verstaedterung for kommune in kommunen],
        "phase": [projekt.phase],
        "kosten": [projekt.kosten_einmalig],
        "jaehrlich": [projekt.kosten_jaehrlich],
        "aufwand": [projekt.personalaufwand],
        "foerderung": projekt.foerderung,
        "offen": [projekt.open_source],
    }
    return werte[facette]
