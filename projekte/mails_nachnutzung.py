"""Mails about reuse and about questions to an owner. Discovered through `mails.py`."""

from dataclasses import dataclass
from typing import Self

from kompetenzzentrum.versand.mail import Mail

BEISPIEL_URL = "https://portal.example.org/projekte/nachnutzung/BEISPIEL/"
FRAGE_URL = "https://portal.example.org/projekte/rueckfragen/BEISPIEL/"


@dataclass(frozen=True, kw_only=True)
class NachnutzungGemeldet(Mail):
    """To the giving side. What the reporter wrote stands on the page only."""

    art = "projekte.nachnutzung_gemeldet"
    betreff = "Bitte bestätigen: {{ kommune }} nutzt Ihr Projekt nach"
    vorlage = "projekte/mails/nachnutzung_gemeldet.txt"
    vertraulich = True

    projekt: str
    kommune: str
    von: str
    weise: str
    zustand: str
    seite_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            projekt="Mitfahrbank mit Anzeige",
            kommune="Görlitz",
            von="Biberach an der Riß",
            weise="Lösung übernommen",
            zustand="im Einsatz",
            seite_url=BEISPIEL_URL,
        )


@dataclass(frozen=True, kw_only=True)
class NachnutzungEntschieden(Mail):
    """To whoever reported it."""

    art = "projekte.nachnutzung_entschieden"
    betreff = "{% if stimmt %}Bestätigt{% else %}Nicht bestätigt{% endif %}: Nachnutzung von „{{ projekt }}“"
    vorlage = "projekte/mails/nachnutzung_entschieden.txt"

    projekt: str
    kommune: str
    stimmt: bool
    seite_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            projekt="Mitfahrbank mit Anzeige",
            kommune="Görlitz",
            stimmt=True,
            seite_url="https://portal.example.org/projekte/mitfahrbank-mit-anzeige/",
        )


@dataclass(frozen=True, kw_only=True)
class RueckfrageGestellt(Mail):
    """To the stored contact of the project, or to the editors: never to an address that the asker could choose.

    It carries what the asker wrote, as plain text and without links (the form refuses them)."""

    art = "projekte.rueckfrage_gestellt"
    betreff = "{% if austausch %}Bitte um Austausch{% else %}Eine Frage{% endif %} zu „{{ projekt }}“"
    vorlage = "projekte/mails/rueckfrage_gestellt.txt"
    vertraulich = True

    projekt: str
    name: str
    kommune: str
    """Empty if the asker named none."""
    austausch: bool
    frage: str
    antwort_url: str
    an_zentrum: str
    """Why the centre gets it: no contact ("ohne"), mails come back ("gestoert"), passed on ("abgegeben"); else ""."""

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            projekt="Mitfahrbank mit Anzeige",
            name="Jana Feldmann",
            kommune="Görlitz",
            austausch=False,
            frage="Wie haben Sie den Standort der ersten Bank gefunden?",
            antwort_url=FRAGE_URL,
            an_zentrum="",
        )


@dataclass(frozen=True, kw_only=True)
class RueckfrageEingegangen(Mail):
    """The receipt. It repeats nothing that was typed in: nobody shall send texts to strangers through it."""

    art = "projekte.rueckfrage_eingegangen"
    betreff = "Ihre Frage zu „{{ projekt }}“ ist unterwegs"
    vorlage = "projekte/mails/rueckfrage_eingegangen.txt"
    vertraulich = True

    projekt: str
    seite_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(projekt="Mitfahrbank mit Anzeige", seite_url=FRAGE_URL)


@dataclass(frozen=True, kw_only=True)
class RueckfrageBeantwortet(Mail):
    art = "projekte.rueckfrage_beantwortet"
    betreff = "Antwort auf Ihre Frage zu „{{ projekt }}“"
    vorlage = "projekte/mails/rueckfrage_beantwortet.txt"
    vertraulich = True

    projekt: str
    antwort: str
    seite_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            projekt="Mitfahrbank mit Anzeige",
            antwort="Wir haben gezählt, wo am meisten Menschen zusteigen. Rufen Sie uns gern an.",
            seite_url=FRAGE_URL,
        )
