"""Mails that keep entries alive. Discovered through `mails.py`."""

from dataclasses import dataclass
from typing import Self

from kompetenzzentrum.versand.mail import Mail

BEISPIEL_URL = "https://portal.example.org/projekte/nachfrage/BEISPIEL/"


@dataclass(frozen=True, kw_only=True)
class Nachgefragt(Mail):
    """The yearly question, and once more after three weeks. Its link answers without a login."""

    art = "projekte.nachgefragt"
    betreff = "{% if erinnerung %}Noch einmal: {% endif %}Stimmt Ihr Eintrag noch? {{ titel }}"
    vorlage = "projekte/mails/nachgefragt.txt"
    vorlage_html = "projekte/mails/nachgefragt.html"
    vertraulich = True

    titel: str
    zustand: str
    kosten: str
    """May be empty, as `kontakt`."""
    kontakt: str
    bestaetigt_am: str
    """In words; empty if nobody ever confirmed."""
    antwort_url: str
    projekt_url: str
    erinnerung: bool

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            titel="Mitfahrbank mit Anzeige",
            zustand="laufend",
            kosten="5.000 bis unter 25.000 €",
            kontakt="Stabsstelle Digitalisierung, digital@example.org",
            bestaetigt_am="12. Oktober 2025",
            antwort_url=BEISPIEL_URL,
            projekt_url="https://portal.example.org/projekte/mitfahrbank/",
            erinnerung=False,
        )


@dataclass(frozen=True, kw_only=True)
class KontaktGesucht(Mail):
    """To the members of the leading municipality, after mail to the contact came back."""

    art = "projekte.kontakt_gesucht"
    betreff = "Wer ist jetzt zuständig? {{ titel }}"
    vorlage = "projekte/mails/kontakt_gesucht.txt"
    vertraulich = True

    titel: str
    stelle: str
    """May be empty."""
    antwort_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(titel="Mitfahrbank mit Anzeige", stelle="Stabsstelle Digitalisierung", antwort_url=BEISPIEL_URL)
