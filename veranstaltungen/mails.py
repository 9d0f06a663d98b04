from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.urls import reverse

from kompetenzzentrum.versand.mail import Anhang, Mail
from kompetenzzentrum.versand.postausgang import adresse

from . import kalender
from .models import Anmeldung


@dataclass(frozen=True, kw_only=True)
class Terminangaben:
    """What every mail about an event says, frozen when it is queued.

    Nothing that was typed into the form, not even the name: the address is not confirmed, and nobody shall use the
    form to send texts to strangers.
    """

    methode: ClassVar[str] = "REQUEST"

    titel: str
    zeitraum: str
    ort: str
    veranstaltung_url: str
    kalendereintrag: str
    """The whole .ics file."""

    @staticmethod
    def _angaben(anmeldung: Anmeldung) -> dict[str, Any]:
        veranstaltung = anmeldung.veranstaltung
        return {
            "titel": veranstaltung.titel,
            "zeitraum": veranstaltung.zeitraum,
            "ort": anmeldung.ort,
            "veranstaltung_url": adresse(veranstaltung.get_absolute_url()),
            "kalendereintrag": kalender.persoenlich(anmeldung).decode(),
        }

    @staticmethod
    def _beispielangaben() -> dict[str, Any]:
        return {
            "titel": "Regionalforum Nord",
            "zeitraum": "3. Mai 2027, 10:00 bis 16:00 Uhr",
            "ort": "Bürgerhaus, Musterstraße 1, 12345 Musterstadt",
            "veranstaltung_url": adresse("/veranstaltungen/regionalforum-nord/"),
            "kalendereintrag": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
        }

    def anhaenge(self) -> list[Anhang]:
        return [Anhang("termin.ics", self.kalendereintrag.encode(), f"text/calendar; method={self.methode}")]


@dataclass(frozen=True, kw_only=True)
class MitZugang(Terminangaben):
    """Carries the personal address, and the join link for whoever takes part online."""

    anmeldung_url: str
    zugangslink: str
    mit_wahl: bool
    """Whether one can choose between on site and online."""

    @classmethod
    def zu(cls, anmeldung: Anmeldung) -> Self:
        return cls(
            **cls._angaben(anmeldung),
            anmeldung_url=adresse(anmeldung.token_url),
            zugangslink=anmeldung.veranstaltung.zugangslink if anmeldung.ist_online else "",
            mit_wahl=anmeldung.veranstaltung.ist_hybrid,
        )

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            **cls._beispielangaben(),
            anmeldung_url=adresse("/anmeldungen/Beispielzugang/"),
            zugangslink="https://konferenz.example.org/raum",
            mit_wahl=True,
        )


@dataclass(frozen=True, kw_only=True)
class Bestaetigung(MitZugang, Mail):
    art = "veranstaltungen.bestaetigung"
    betreff = "Ihr Platz ist gebucht: {{ titel }}"
    vorlage = "veranstaltungen/mails/bestaetigung.txt"
    vertraulich = True


@dataclass(frozen=True, kw_only=True)
class SchonAngemeldet(MitZugang, Mail):
    art = "veranstaltungen.schon_angemeldet"
    betreff = "Sie sind schon angemeldet: {{ titel }}"
    vorlage = "veranstaltungen/mails/schon_angemeldet.txt"
    vertraulich = True


@dataclass(frozen=True, kw_only=True)
class Aenderung(MitZugang, Mail):
    """Time or place changed."""

    art = "veranstaltungen.aenderung"
    betreff = "Geändert: {{ titel }}"
    vorlage = "veranstaltungen/mails/aenderung.txt"
    vertraulich = True


@dataclass(frozen=True, kw_only=True)
class Stornobestaetigung(Terminangaben, Mail):
    art = "veranstaltungen.storno"
    betreff = "Ihre Anmeldung ist storniert: {{ titel }}"
    vorlage = "veranstaltungen/mails/storno.txt"
    methode = "CANCEL"

    @classmethod
    def zu(cls, anmeldung: Anmeldung) -> Self:
        return cls(**cls._angaben(anmeldung))

    @classmethod
    def beispiel(cls) -> Self:
        return cls(**cls._beispielangaben())


@dataclass(frozen=True, kw_only=True)
class Absage(Terminangaben, Mail):
    """The centre cancels the event."""

    art = "veranstaltungen.absage"
    betreff = "Abgesagt: {{ titel }}"
    vorlage = "veranstaltungen/mails/absage.txt"
    methode = "CANCEL"

    grund: str
    termine_url: str

    @classmethod
    def zu(cls, anmeldung: Anmeldung) -> Self:
        return cls(**cls._angaben(anmeldung), grund=anmeldung.veranstaltung.absagegrund, termine_url=cls._termine_url())

    @classmethod
    def beispiel(cls) -> Self:
        return cls(**cls._beispielangaben(), grund="Die Referentin ist erkrankt.", termine_url=cls._termine_url())

    @staticmethod
    def _termine_url() -> str:
        return adresse(reverse("veranstaltungen:liste"))
