"""A member of a municipality with submissions in every state that waits for somebody."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kommunen.models import Kommune, Maildomain, Mitgliedschaft
from kompetenzzentrum.konten.models import Nutzer, Rolle
from projekte.fakten import zusagen
from projekte.models import Einreichung

DATEN = Path(__file__).parent / "daten" / "beitrag.toml"


def anlegen(jetzt: datetime) -> None:
    """Rows as they would stand after their steps: the workflows would date everything today."""
    daten = tomllib.loads(DATEN.read_text(encoding="utf-8"))
    mitglied = daten["mitglied"]
    nutzer = Nutzer.objects.filter(email=mitglied["person"]).first()
    kommune = Kommune.objects.waehlbar().filter(schluessel=mitglied["kommune"]).first()
    if not nutzer or not kommune or nutzer.mitgliedschaften.exists():
        return
    redaktion = Nutzer.objects.filter(rollenzuweisungen__rolle=Rolle.REDAKTION).first()
    Maildomain.objects.get_or_create(domain=mitglied["domain"], defaults={"kommune": kommune})
    Mitgliedschaft.objects.create(
        nutzer=nutzer,
        kommune=kommune,
        funktion=mitglied["funktion"],
        zustand=Mitgliedschaft.Zustand.BESTAETIGT,
        beantragt_am=jetzt - timedelta(days=40),
        bestaetigt_am=jetzt - timedelta(days=39),
        bestaetigt_von=redaktion,
    )
    for angabe in daten["einreichung"]:
        _einreichung(angabe, nutzer, kommune, redaktion, jetzt - timedelta(days=angabe["tage"]))


def _einreichung(
    angabe: dict[str, Any], nutzer: Nutzer, kommune: Kommune, redaktion: Nutzer | None, am: datetime
) -> None:
    einreichung = Einreichung.objects.create(
        von=nutzer,
        kommune=kommune,
        zustand=angabe["zustand"],
        inhalt=angabe["inhalt"],
        antwort=angabe.get("antwort", ""),
        angelegt_am=am - timedelta(days=1),
        geaendert_am=am,
        eingereicht_am=None if angabe["zustand"] == Einreichung.Zustand.ENTWURF else am,
    )
    if einreichung.eingereicht_am:
        einreichung.bestaetigt = [zusage.schluessel for zusage in zusagen(einreichung)]
        einreichung.save(update_fields=["bestaetigt"])
    for feld, text in angabe.get("anmerkungen", {}).items():
        einreichung.anmerkungen.create(feld=feld, text=text, von=redaktion, angelegt_am=am)
