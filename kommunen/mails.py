from dataclasses import dataclass
from typing import Self

from kompetenzzentrum.versand.mail import Mail

BEISPIEL_URL = "https://portal.example.org/kommunen/14626110/mitgliedschaft/"


@dataclass(frozen=True, kw_only=True)
class MitgliedschaftBeantragt(Mail):
    """To the editors. Who asked stands on their list only."""

    art = "kommunen.mitgliedschaft_beantragt"
    betreff = "Antrag auf Mitgliedschaft: {{ kommune }}"
    vorlage = "kommunen/mails/mitgliedschaft_beantragt.txt"

    kommune: str
    liste_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(kommune="Görlitz", liste_url="https://portal.example.org/kommunen/mitgliedschaften/")


@dataclass(frozen=True, kw_only=True)
class MitgliedschaftBestaetigt(Mail):
    art = "kommunen.mitgliedschaft_bestaetigt"
    betreff = "Sie sind jetzt Mitglied für {{ kommune }}"
    vorlage = "kommunen/mails/mitgliedschaft_bestaetigt.txt"

    kommune: str
    projekt_url: str
    seite_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(kommune="Görlitz", projekt_url="https://portal.example.org/projekte/neu/", seite_url=BEISPIEL_URL)


@dataclass(frozen=True, kw_only=True)
class MitgliedschaftAbgelehnt(Mail):
    art = "kommunen.mitgliedschaft_abgelehnt"
    betreff = "Ihr Antrag auf Mitgliedschaft für {{ kommune }}"
    vorlage = "kommunen/mails/mitgliedschaft_abgelehnt.txt"

    kommune: str
    grund: str
    kontakt_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            kommune="Görlitz",
            grund="Unter der angegebenen Stelle haben wir Sie nicht gefunden.",
            kontakt_url=BEISPIEL_URL,
        )


@dataclass(frozen=True, kw_only=True)
class MitgliedschaftEntzogen(Mail):
    art = "kommunen.mitgliedschaft_entzogen"
    betreff = "Ihre Mitgliedschaft für {{ kommune }} ist beendet"
    vorlage = "kommunen/mails/mitgliedschaft_entzogen.txt"

    kommune: str
    seite_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(kommune="Görlitz", seite_url=BEISPIEL_URL)
