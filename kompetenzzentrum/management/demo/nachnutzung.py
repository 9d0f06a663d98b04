"""Reuses of the example projects, confirmed. Written once, with the projects."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kommunen.models import Kommune
from projekte import suche
from projekte.models import Nachnutzung, Projekt

DATEN = Path(__file__).parent / "daten" / "nachnutzung.toml"


def lesen() -> list[dict[str, Any]]:
    angaben: list[dict[str, Any]] = tomllib.loads(DATEN.read_text(encoding="utf-8"))["nachnutzung"]
    return angaben


def anlegen(jetzt: datetime) -> None:
    """Rows as they would stand after their steps: the workflow would date everything today and send mails."""
    angaben = lesen()
    genannt = {angabe[feld] for angabe in angaben for feld in ("kommune", "von") if feld in angabe}
    kommunen = {k.schluessel: k for k in Kommune.objects.waehlbar().filter(schluessel__in=genannt)}
    beispiele = Projekt.objects.filter(ist_beispiel=True, nachnutzungen=None).prefetch_related("beteiligungen__kommune")
    projekte = {projekt.slug: projekt for projekt in beispiele}
    for angabe in angaben:
        projekt, kommune = projekte.get(angabe["projekt"]), kommunen.get(angabe["kommune"])
        if projekt and kommune:
            gemeldet = jetzt - timedelta(days=angabe["vor_tagen"])
            Nachnutzung.objects.create(
                projekt=projekt,
                kommune=kommune,
                von=kommunen.get(angabe["von"]) if "von" in angabe else projekt.federfuehrung,
                art=angabe["art"],
                zustand=angabe["zustand"],
                was=angabe["was"],
                gemeldet_am=gemeldet,
                bestaetigt_am=gemeldet + timedelta(days=2),
            )
    suche.ableiten([projekt.pk for projekt in projekte.values()])
