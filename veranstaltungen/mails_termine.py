"""Mails about dates: reminders, and what changed for those who wait or in the programme somebody chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from kompetenzzentrum.versand.mail import Mail
from kompetenzzentrum.versand.postausgang import adresse

from .mails_warteliste import Veranstaltungsangaben
from .models import Anmeldung

PERSOENLICH = "/anmeldungen/Beispielzugang/"


@dataclass(frozen=True, kw_only=True)
class Erinnerungsmail(Veranstaltungsangaben, Mail):
    """One for each mailbox."""

    art = "veranstaltungen.erinnerung"
    betreff = (
        "{% if wann == 'heute' %}Heute{% elif wann == 'vortag' %}Morgen{% else %}Bald ist es so weit{% endif %}:"
        " {{ titel }}"
    )
    vorlage = "veranstaltungen/mails/erinnerung.txt"
    vertraulich = True

    wann: str
    """A value of `Erinnerung.Art`."""
    anzahl: int
    ort: str
    """Where those of the mailbox who come on site go."""
    online: bool
    """Whether somebody of the mailbox takes part online."""
    zugangslink: str
    einlasscodes: list[str]
    anmeldung_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            **cls._beispielangaben(),
            wann="heute",
            anzahl=2,
            ort="Bürgerhaus, Musterstraße 1, 12345 Musterstadt",
            online=True,
            zugangslink="https://konferenz.example.org/raum",
            einlasscodes=["7KQWM2PHXA"],
            anmeldung_url=adresse(PERSOENLICH),
        )


@dataclass(frozen=True, kw_only=True)
class AenderungWartende(Veranstaltungsangaben, Mail):
    """Time or place changed, to who waits for a seat or has an offer: nothing is in the calendar yet."""

    art = "veranstaltungen.aenderung_wartende"
    betreff = "Geändert: {{ titel }}"
    vorlage = "veranstaltungen/mails/aenderung_wartende.txt"
    vertraulich = True

    ort: str
    anmeldung_url: str

    @classmethod
    def zu(cls, anmeldung: Anmeldung) -> Self:
        return cls(**cls._angaben(anmeldung), ort=anmeldung.ort, anmeldung_url=adresse(anmeldung.zugang_url))

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            **cls._beispielangaben(),
            ort="Bürgerhaus, Musterstraße 1, 12345 Musterstadt",
            anmeldung_url=adresse(PERSOENLICH),
        )


@dataclass(frozen=True, kw_only=True)
class ProgrammGeaendert(Veranstaltungsangaben, Mail):
    """What changed in the sessions that the readers of one mailbox chose, each a sentence."""

    art = "veranstaltungen.programm_geaendert"
    betreff = "Ihr Programm hat sich geändert: {{ titel }}"
    vorlage = "veranstaltungen/mails/programm_geaendert.txt"
    vertraulich = True

    aenderungen: list[str]
    anmeldung_url: str

    @classmethod
    def zu(cls, anmeldung: Anmeldung, aenderungen: Sequence[str]) -> Self:
        angaben: dict[str, Any] = cls._angaben(anmeldung)
        return cls(**angaben, aenderungen=list(aenderungen), anmeldung_url=adresse(anmeldung.zugang_url))

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            **cls._beispielangaben(),
            aenderungen=[
                "„Sensoren selbst bauen“ beginnt jetzt um 11:00 Uhr (bisher 10:00 Uhr).",
                "„Datenschutz im Alltag“ findet jetzt in „Saal 2“ statt (bisher „Saal 1“).",
            ],
            anmeldung_url=adresse(PERSOENLICH),
        )
