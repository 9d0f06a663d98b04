from dataclasses import dataclass
from typing import Self

from kompetenzzentrum.versand.mail import Mail

BEISPIEL_URL = "https://portal.example.org/beratung/anfragen/BEISPIEL/"


@dataclass(frozen=True, kw_only=True)
class Eingang(Mail):
    """The receipt. Like the other two it repeats nothing that was typed into the form, not even the name: nobody
    shall use it to send texts to strangers. And it carries the personal link and so is confidential.
    """

    art = "beratung.eingang"
    betreff = "Ihre Anfrage ist angekommen ({{ nummer }})"
    vorlage = "beratung/mails/eingang.txt"
    vertraulich = True

    nummer: str
    vorgang_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(nummer="B-00017", vorgang_url=BEISPIEL_URL)


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

    nummer: str
    beraterin: str
    antwort: str
    """Last word; may be empty."""
    vorgang_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            nummer="B-00017",
            beraterin="Miriam Osei",
            antwort="Schön, dass das Gespräch geholfen hat.",
            vorgang_url=BEISPIEL_URL,
        )
