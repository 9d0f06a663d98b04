"""Films, slides and a picture of past examples, made when they are loaded; and the certificates of who was there."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from kompetenzzentrum.oberflaeche import pdf
from projekte.models import Projekt
from projekte.models.steckbrief import neue_kennung
from veranstaltungen import mediathek, nachbereitung
from veranstaltungen.models import Medium, Veranstaltung

from . import dateien

TEXTE = Path(__file__).parent / "daten" / "mediathek.toml"
FELDER = (
    "slug", "art", "titel", "kurzbeschreibung", "alternativtext", "externe_adresse", "anbieter", "dauer_minuten",
    "lizenz", "transkript",
)  # fmt: skip


def anlegen(jetzt: datetime) -> None:
    """What exists already, by its address, stays as it is."""
    with TEXTE.open("rb") as datei:
        eintraege = tomllib.load(datei)["medium"]
    for eintrag in eintraege:
        if not Medium.objects.filter(slug=eintrag["slug"]).exists():
            _anlegen(eintrag, jetzt)
    for veranstaltung_id in nachbereitung.faellige(jetzt):
        nachbereitung.nachbereiten(veranstaltung_id, jetzt)


def _anlegen(eintrag: dict[str, Any], jetzt: datetime) -> None:
    medium = Medium(
        veranstaltung=Veranstaltung.objects.filter(slug=eintrag["veranstaltung"]).first(),
        veroeffentlicht_am=jetzt - timedelta(days=eintrag["vor_tagen"]),
        ist_beispiel=True,
        **{feld: eintrag[feld] for feld in FELDER if feld in eintrag},
    )
    if folien := eintrag.get("folien"):
        werte = {"titel": medium.titel, "untertitel": eintrag["untertitel"], "folien": folien}
        inhalt = pdf.erzeugen("demo/folien.typ", werte)
        mediathek.uebernehmen(medium, mediathek.pruefen(medium.art, ContentFile(inhalt)))
        medium.transkript = "\n\n".join("\n".join([folie["titel"], *folie["punkte"]]) for folie in folien)
    if "balken" in eintrag:
        mediathek.uebernehmen(medium, _bild(eintrag["balken"], eintrag["balkenworte"]))
    medium.save()
    medium.projekte.set(Projekt.objects.filter(slug__in=eintrag.get("projekte", ())))


def _bild(werte: list[int], worte: list[str]) -> mediathek.Geprueft:
    bild, name = dateien.balken(werte, worte), neue_kennung()
    gross, klein = ContentFile(bild.gross, f"{name}-gross.webp"), ContentFile(bild.klein, f"{name}-klein.webp")
    return mediathek.Geprueft(gross, len(bild.gross), klein, bild.breite, bild.hoehe)
