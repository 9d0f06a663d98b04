"""Forty example projects. Written once: what someone changes afterwards stays."""

import logging
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kommunen.models import Kommune
from kompetenzzentrum.schutz.hochladen import mit_dateien
from projekte import pflege
from projekte.dateien import bild_fuellen, dokument_fuellen
from projekte.models import (
    BESTAETIGUNGEN,
    Bild,
    Dokument,
    Handlungsfeld,
    Loesungstyp,
    Partner,
    Projekt,
    Schlagwort,
    Wirkung,
)

from .dateien import balken, pdf

logger = logging.getLogger(__name__)

DATEN = Path(__file__).parent / "daten" / "projekte.toml"
EIGENE = (
    "feld", "weitere", "typen", "kommune", "beteiligte", "veroeffentlicht_vor_tagen", "bestaetigt_vor_tagen",
    "schlagwoerter", "wirkungen", "partner", "bilder", "dokumente",
)  # fmt: skip


def _datei() -> dict[str, Any]:
    return tomllib.loads(DATEN.read_text(encoding="utf-8"))


def lesen() -> list[dict[str, Any]]:
    angaben: list[dict[str, Any]] = _datei()["projekt"]
    return angaben


def anlegen(jetzt: datetime) -> None:
    vorhanden = set(Projekt.objects.values_list("slug", flat=True))
    felder = {feld.slug: feld for feld in Handlungsfeld.objects.all()}
    typen = {typ.slug: typ for typ in Loesungstyp.objects.all()}
    for slug, name in _datei()["schlagwoerter"].items():
        Schlagwort.objects.get_or_create(slug=slug, defaults={"name": name})
    for angabe in lesen():
        if angabe["slug"] not in vorhanden:
            with mit_dateien():
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
    tag = (jetzt - timedelta(days=angabe["bestaetigt_vor_tagen"])).date()
    pflege.speichern(
        Projekt(
            **{name: wert for name, wert in angabe.items() if name not in EIGENE},
            handlungsfeld=felder[angabe["feld"]],
            ist_beispiel=True,
            veroeffentlicht_am=jetzt - timedelta(days=angabe["veroeffentlicht_vor_tagen"]),
            **dict.fromkeys(BESTAETIGUNGEN, tag),
        ),
        federfuehrung=gefunden.get(angabe.get("kommune", "")),
        beteiligte=[gefunden[wert] for wert in angabe.get("beteiligte", []) if wert in gefunden],
        weitere_handlungsfelder=[felder[slug] for slug in angabe["weitere"]],
        loesungstypen=[typen[slug] for slug in angabe["typen"]],
        schlagwoerter=list(Schlagwort.objects.filter(slug__in=angabe["schlagwoerter"])),
        wirkungen=[Wirkung(**wirkung) for wirkung in angabe["wirkungen"]],
        partner=[Partner(**partner) for partner in angabe.get("partner", [])],
        bilder=[
            bild_fuellen(Bild(alternativtext=bild["alternativtext"], nachweis=bild["nachweis"]), balken(bild["werte"]))
            for bild in angabe.get("bilder", [])
        ],
        dokumente=[
            dokument_fuellen(Dokument(titel=dokument["titel"], art=dokument["art"]), pdf(dokument["zeilen"]))
            for dokument in angabe.get("dokumente", [])
        ],
        anlass="Beispiel",
    )
