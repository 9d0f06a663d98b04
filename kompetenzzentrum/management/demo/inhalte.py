import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from kompetenzzentrum.inhalte.models import Meldung

TEXTE = Path(__file__).parent / "daten" / "inhalte.toml"


def anlegen(jetzt: datetime) -> None:
    """News, each some days old."""
    with TEXTE.open("rb") as datei:
        meldungen = tomllib.load(datei)["meldung"]
    for eintrag in meldungen:
        Meldung.objects.get_or_create(
            slug=eintrag["slug"],
            defaults={
                "titel": eintrag["titel"],
                "anreisser": eintrag["anreisser"],
                "text": eintrag["text"],
                "veroeffentlicht_am": jetzt - timedelta(days=eintrag["tage"]),
                "ist_beispiel": True,
            },
        )
