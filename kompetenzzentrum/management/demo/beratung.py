"""Requests in every state. People are invented; the questions are neutral and name no shortcoming of a real town."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kommunen.models import Kommune
from kompetenzzentrum.beratung.models import Anfrage, Beitrag, Notiz
from kompetenzzentrum.konten.models import Nutzer
from projekte.models import Handlungsfeld

DATEN = Path(__file__).parent / "daten" / "beratung.toml"


def anlegen(jetzt: datetime) -> None:
    """Rows as they would stand after their steps: the workflows would date everything today."""
    felder = {feld.slug: feld for feld in Handlungsfeld.objects.all()}
    team = {person.email: person for person in Nutzer.objects.filter(email__startswith="beratung")}
    for eintrag in tomllib.loads(DATEN.read_text())["anfragen"]:
        if not Anfrage.objects.filter(email=eintrag["email"]).exists():
            _anfrage(eintrag, jetzt, felder, team)


def _anfrage(
    eintrag: dict[str, Any], jetzt: datetime, felder: dict[str, Handlungsfeld], team: dict[str, Nutzer]
) -> None:
    schritte = eintrag.get("verlauf", [])
    eingang = _vor(jetzt, eintrag["tage"])
    zuletzt = _vor(jetzt, schritte[-1]["tage"]) if schritte else eingang
    anfrage = Anfrage.objects.create(
        name=eintrag["name"],
        email=eintrag["email"],
        kommune=Kommune.objects.waehlbar().filter(schluessel=eintrag.get("kommune", "")).first(),
        handlungsfeld=felder.get(eintrag.get("handlungsfeld", "")),
        nachricht=eintrag["nachricht"].strip(),
        zustand=eintrag["zustand"],
        beraterin=team.get(eintrag.get("beraterin", "")),
        eingegangen_am=eingang,
        aktiv_am=zuletzt,
        geschlossen_am=zuletzt if eintrag["zustand"] == Anfrage.Zustand.GESCHLOSSEN else None,
        version=len(schritte) + 1,
    )
    for schritt in schritte:
        werte = {"anfrage": anfrage, "text": schritt["text"].strip(), "angelegt_am": _vor(jetzt, schritt["tage"])}
        if schritt["art"] == "notiz":
            Notiz.objects.create(**werte, beraterin=anfrage.beraterin)
        elif schritt["art"] == "antwort":
            Beitrag.objects.create(**werte, von=Beitrag.Von.BERATUNG, beraterin=anfrage.beraterin)
        else:
            Beitrag.objects.create(**werte, von=Beitrag.Von.KOMMUNE)


def _vor(jetzt: datetime, tage: float) -> datetime:
    return jetzt - timedelta(days=tage)
