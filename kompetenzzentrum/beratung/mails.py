from dataclasses import dataclass
from typing import Self

from kompetenzzentrum.versand.mail import Mail

BEISPIEL_URL = "https://portal.example.org/beratung/anfragen/BEISPIEL/"


@dataclass(frozen=True, kw_only=True)
class Eingang(Mail):
    """The receipt: carries the personal link, so it is confidential like all three."""

    art = "beratung.eingang"
    betreff = "Ihre Anfrage ist angekommen ({{ nummer }})"
    vorlage = "beratung/mails/eingang.txt"
    vertraulich = True

    name: str
    nummer: str
    nachricht: str
    vorgang_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            name="Jana Petersen",
            nummer="B-00017",
            nachricht="Wie haben andere kleine Gemeinden den digitalen Bauantrag eingeführt?",
            vorgang_url=BEISPIEL_URL,
        )


@dataclass(frozen=True, kw_only=True)
class Antwort(Mail):
    art = "beratung.antwort"
    betreff = "Antwort auf Ihre Anfrage ({{ nummer }})"
    vorlage = "beratung/mails/antwort.txt"
    vertraulich = True

    nummer: str
    beraterin: str
    antwort: str
    vorgang_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            nummer="B-00017",
            beraterin="Miriam Osei",
            antwort="Wir haben drei Gemeinden Ihrer Größe gefunden, die gern mit Ihnen sprechen.",
            vorgang_url=BEISPIEL_URL,
        )


@dataclass(frozen=True, kw_only=True)
class Abschluss(Mail):
    art = "beratung.abschluss"
    betreff = "Ihre Anfrage ist abgeschlossen ({{ nummer }})"
    vorlage = "beratung/mails/abschluss.txt"
    vertraulich = True

    name: str
    nummer: str
    beraterin: str
    antwort: str
    """Last word; may be empty."""
    vorgang_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            name="Jana Petersen",
            nummer="B-00017",
            beraterin="Miriam Osei",
            antwort="Schön, dass das Gespräch geholfen hat.",
            vorgang_url=BEISPIEL_URL,
        )
