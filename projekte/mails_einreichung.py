"""Mails of the way from a draft to a published entry. They go to members and editors only."""

from dataclasses import dataclass
from typing import Self

from kompetenzzentrum.versand.mail import Mail

BEISPIEL_TITEL = "Mitfahrbank mit Anzeige"
BEISPIEL_URL = "https://portal.example.org/projekte/einreichungen/BEISPIEL/"


@dataclass(frozen=True, kw_only=True)
class EinreichungEingegangen(Mail):
    art = "projekte.einreichung_eingegangen"
    betreff = "Eingereicht: {{ titel }}"
    vorlage = "projekte/mails/einreichung_eingegangen.txt"

    titel: str
    url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(titel=BEISPIEL_TITEL, url=BEISPIEL_URL)


@dataclass(frozen=True, kw_only=True)
class EinreichungWartet(Mail):
    """To the editors."""

    art = "projekte.einreichung_wartet"
    betreff = "Zu prüfen: {{ titel }}"
    vorlage = "projekte/mails/einreichung_wartet.txt"

    titel: str
    kommune: str
    url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            titel=BEISPIEL_TITEL, kommune="Görlitz", url="https://portal.example.org/projekte/pruefung/BEISPIEL/"
        )


@dataclass(frozen=True, kw_only=True)
class EinreichungZurueck(Mail):
    art = "projekte.einreichung_zurueck"
    betreff = "Mit Anmerkungen zurück: {{ titel }}"
    vorlage = "projekte/mails/einreichung_zurueck.txt"

    titel: str
    antwort: str
    """A word on the whole; may be empty."""
    anmerkungen: list[list[str]]
    """Pairs of the field's name and the remark."""
    url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            titel=BEISPIEL_TITEL,
            antwort="Ein schönes Projekt. Zwei Dinge fehlen noch.",
            anmerkungen=[["Ergebnis", "Wie viele Fahrten kommen im Monat zustande?"]],
            url=BEISPIEL_URL,
        )


@dataclass(frozen=True, kw_only=True)
class EinreichungAngenommen(Mail):
    art = "projekte.einreichung_angenommen"
    betreff = "Veröffentlicht: {{ titel }}"
    vorlage = "projekte/mails/einreichung_angenommen.txt"

    titel: str
    antwort: str
    """A word from the editors; may be empty."""
    url: str
    geaendert: bool
    """A published entry was changed; otherwise it is new."""

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            titel=BEISPIEL_TITEL,
            antwort="Besonders die Lehren helfen anderen.",
            url="https://portal.example.org/projekte/mitfahrbank/",
            geaendert=False,
        )


@dataclass(frozen=True, kw_only=True)
class EinreichungVerworfen(Mail):
    art = "projekte.einreichung_verworfen"
    betreff = "Nicht übernommen: {{ titel }}"
    vorlage = "projekte/mails/einreichung_verworfen.txt"

    titel: str
    grund: str
    url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(titel=BEISPIEL_TITEL, grund="Dieses Projekt steht schon im Katalog.", url=BEISPIEL_URL)


@dataclass(frozen=True, kw_only=True)
class ProjektArchiviert(Mail):
    """To the members of the leading municipality."""

    art = "projekte.archiviert"
    betreff = "Aus dem Katalog genommen: {{ titel }}"
    vorlage = "projekte/mails/archiviert.txt"

    titel: str
    grund: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(titel=BEISPIEL_TITEL, grund="Die Mitfahrbank wurde durch ein anderes Angebot abgelöst.")
