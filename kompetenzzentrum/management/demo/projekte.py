"""Forty example projects. Written once: what someone changes afterwards stays."""

import logging
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kommunen.models import Kommune
from projekte import pflege
from projekte.models import Handlungsfeld, Loesungstyp, Projekt

logger = logging.getLogger(__name__)

DATEN = Path(__file__).parent / "daten" / "projekte.toml"
EIGENE = ("feld", "weitere", "typen", "kommune", "beteiligte", "veroeffentlicht_vor_tagen", "bestaetigt_vor_tagen")


def lesen() -> list[dict[str, Any]]:
    angaben: list[dict[str, Any]] = tomllib.loads(DATEN.read_text(encoding="utf-8"))["projekt"]
    return angaben


def anlegen(jetzt: datetime) -> None:
    vorhanden = set(Projekt.objects.values_list("slug", flat=True))
    felder = {feld.slug: feld for feld in Handlungsfeld.objects.all()}
    typen = {typ.slug: typ for typ in Loesungstyp.objects.all()}
    for angabe in lesen():
        if angabe["slug"] not in vorhanden:
            _projekt_anlegen(angabe, jetzt, felder, typen)


def _projekt_anlegen(
    angabe: dict[str, Any], jetzt: datetime, felder: dict[str, Handlungsfeld], typen: dict[str, Loesungstyp]
) -> None:
    schluessel = [angabe["kommune"]] if "kommune" in angabe else []
    kommunen = Kommune.objects.waehlbar().filter(schluessel__in=schluessel + angabe.get("beteiligte", []))
    gefunden = {kommune.schluessel: kommune for kommune in kommunen}
    if fehlend := [wert for wert in schluessel if wert not in gefunden]:
        logger.warning("Beispielprojekt %s ausgelassen: Kommune %s fehlt im Register", angabe["slug"], fehlend[0])
        return
    pflege.speichern(
        Projekt(
            **{name: wert for name, wert in angabe.items() if name not in EIGENE},
            handlungsfeld=felder[angabe["feld"]],
            ist_beispiel=True,
            veroeffentlicht_am=jetzt - timedelta(days=angabe["veroeffentlicht_vor_tagen"]),
            bestaetigt_am=(jetzt - timedelta(days=angabe["bestaetigt_vor_tagen"])).date(),
        ),
        federfuehrung=gefunden.get(angabe.get("kommune", "")),
        beteiligte=[gefunden[wert] for wert in angabe.get("beteiligte", []) if wert in gefunden],
        weitere_handlungsfelder=[felder[slug] for slug in angabe["weitere"]],
        loesungstypen=[typen[slug] for slug in angabe["typen"]],
    )
