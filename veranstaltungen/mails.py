from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.urls import reverse

from kompetenzzentrum.versand.mail import Anhang, Mail
from kompetenzzentrum.versand.postausgang import adresse

from . import eintrittskarte, kalender
from .mails_danach import Nachbereitet  # noqa: F401  (found by `versand` through this module)
from .mails_warteliste import (  # noqa: F401  (the mails are found by `versand` through this module)
    Angebot,
    AngebotVerfallen,
    AufWarteliste,
    Ausgetragen,
    SchonAufWarteliste,
    Veranstaltungsangaben,
)
from .models import Anmeldung, Programmpunkt


@dataclass(frozen=True, kw_only=True)
class Terminangaben(Veranstaltungsangaben):
    """About a seat that is or was booked: with what belongs into the calendar."""

    methode: ClassVar[str] = "REQUEST"

    ort: str
    kalendereintrag: str
    """The whole .ics file; empty where none belongs to the mail."""

    @staticmethod
    def _angaben(anmeldung: Anmeldung) -> dict[str, Any]:
        return {
            **Veranstaltungsangaben._angaben(anmeldung),
            "ort": anmeldung.ort,
            "kalendereintrag": kalender.persoenlich(anmeldung).decode(),
        }

    @staticmethod
    def _beispielangaben() -> dict[str, Any]:
        return {
            **Veranstaltungsangaben._beispielangaben(),
            "ort": "Bürgerhaus, Musterstraße 1, 12345 Musterstadt",
            "kalendereintrag": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
        }

    def anhaenge(self) -> list[Anhang]:
        if not self.kalendereintrag:
            return []
        return [Anhang("termin.ics", self.kalendereintrag.encode(), f"text/calendar; method={self.methode}")]


def _absage(anmeldung: Anmeldung) -> str:
    """Takes the entry out of the calendar. Empty for a companion: her contact may still come and keeps the entry."""
    return kalender.absage(anmeldung).decode() if anmeldung.postfach == anmeldung.pk else ""


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
            anmeldung_url=adresse(anmeldung.zugang_url),
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
class MitKarten(MitZugang):
    """Carries the tickets of everybody who shares the mailbox, as QR codes for the door."""

    anzahl: int = 1
    einlasscodes: list[str] = field(default_factory=list)

    @classmethod
    def zu(cls, anmeldung: Anmeldung, *, einlasscodes: Sequence[str] | None = None) -> Self:
        codes = [anmeldung.einlasscode] if einlasscodes is None else list(einlasscodes)
        karten = [] if anmeldung.ist_online else codes
        return cls(**vars(MitZugang.zu(anmeldung)), anzahl=len(codes), einlasscodes=karten)

    @classmethod
    def beispiel(cls) -> Self:
        return cls(**vars(MitZugang.beispiel()), einlasscodes=["7KQWM2PHXA"])

    def anhaenge(self) -> list[Anhang]:
        karten = [
            Anhang(f"eintrittskarte-{code}.png", eintrittskarte.als_png(code), "image/png")
            for code in self.einlasscodes
        ]
        return super().anhaenge() + karten


@dataclass(frozen=True, kw_only=True)
class Bestaetigung(MitKarten, Mail):
    art = "veranstaltungen.bestaetigung"
    betreff = "{% if anzahl > 1 %}Ihre {{ anzahl }} Plätze sind{% else %}Ihr Platz ist{% endif %} gebucht: {{ titel }}"
    vorlage = "veranstaltungen/mails/bestaetigung.txt"
    vertraulich = True

    programm: list[str] = field(default_factory=list)
    """The sessions she chose, with their time: the team's words, not hers."""
    von_anderen: bool = False
    """The seat was handed on to her."""

    @classmethod
    def zu(cls, anmeldung: Anmeldung, *, einlasscodes: Sequence[str] | None = None, von_anderen: bool = False) -> Self:
        gewaehlt = Programmpunkt.objects.filter(programmwahlen__anmeldung=anmeldung, entfaellt=False)
        return cls(
            **vars(MitKarten.zu(anmeldung, einlasscodes=einlasscodes)),
            programm=[f"{punkt.titel}, {punkt.wann}" for punkt in gewaehlt],
            von_anderen=von_anderen,
        )

    @classmethod
    def beispiel(cls) -> Self:
        programm = ["Werkstatt: Daten teilen, 3. Mai 2027, 13:00 bis 14:30 Uhr"]
        return cls(**vars(MitKarten.beispiel()), programm=programm)


@dataclass(frozen=True, kw_only=True)
class Umgebucht(MitKarten, Mail):
    """To another date of the series. The old entry leaves the calendar with the second file."""

    art = "veranstaltungen.umgebucht"
    betreff = "Umgebucht: {{ titel }}"
    vorlage = "veranstaltungen/mails/umgebucht.txt"
    vertraulich = True

    vorher: str
    alter_eintrag: str
    """Empty for a companion: in the calendar stands the person whose mailbox it is."""

    @classmethod
    def zu_beiden(cls, alt: Anmeldung, neu: Anmeldung, *, einlasscodes: Sequence[str]) -> Self:
        return cls(
            **vars(MitKarten.zu(neu, einlasscodes=einlasscodes)),
            vorher=alt.veranstaltung.zeitraum,
            alter_eintrag=_absage(alt),
        )

    @classmethod
    def beispiel(cls) -> Self:
        angaben = MitKarten.beispiel()
        return cls(**vars(angaben), vorher="26. April 2027, 10:00 bis 16:00 Uhr", alter_eintrag=angaben.kalendereintrag)

    def anhaenge(self) -> list[Anhang]:
        alt = Anhang("bisheriger-termin.ics", self.alter_eintrag.encode(), "text/calendar; method=CANCEL")
        return [*super().anhaenge(), *([alt] if self.alter_eintrag else [])]


@dataclass(frozen=True, kw_only=True)
class Teilnahmewechsel(MitKarten, Mail):
    """On site instead of online, or the other way round."""

    art = "veranstaltungen.teilnahmewechsel"
    betreff = "Sie nehmen jetzt {% if einlasscodes %}vor Ort{% else %}online{% endif %} teil: {{ titel }}"
    vorlage = "veranstaltungen/mails/teilnahmewechsel.txt"
    vertraulich = True


@dataclass(frozen=True, kw_only=True)
class SchonAngemeldet(MitZugang, Mail):
    art = "veranstaltungen.schon_angemeldet"
    betreff = "Sie sind schon angemeldet: {{ titel }}"
    vorlage = "veranstaltungen/mails/schon_angemeldet.txt"
    vertraulich = True

    begleitung: bool = False
    """Others were named along with her: they are not registered."""

    @classmethod
    def zu(cls, anmeldung: Anmeldung, *, begleitung: bool = False) -> Self:
        return cls(**vars(MitZugang.zu(anmeldung)), begleitung=begleitung)

    @classmethod
    def beispiel(cls) -> Self:
        return cls(**vars(MitZugang.beispiel()), begleitung=True)


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
    betreff = (
        "{% if anzahl > 1 %}{{ anzahl }} Plätze sind{% else %}{% if begleitung %}Ein{% else %}Ihr{% endif %} Platz ist"
        "{% endif %} storniert: {{ titel }}"
    )
    vorlage = "veranstaltungen/mails/storno.txt"
    methode = "CANCEL"

    anzahl: int
    begleitung: bool
    """Somebody whom the reader registered along."""

    @classmethod
    def zu(cls, anmeldung: Anmeldung, *, anzahl: int = 1) -> Self:
        begleitung = anmeldung.postfach != anmeldung.pk
        angaben = cls._angaben(anmeldung) | {"kalendereintrag": _absage(anmeldung)}
        return cls(**angaben, anzahl=anzahl, begleitung=begleitung)

    @classmethod
    def beispiel(cls) -> Self:
        return cls(**cls._beispielangaben(), anzahl=2, begleitung=False)


@dataclass(frozen=True, kw_only=True)
class Absage(Terminangaben, Mail):
    """The centre cancels the event."""

    art = "veranstaltungen.absage"
    betreff = "Abgesagt: {{ titel }}"
    vorlage = "veranstaltungen/mails/absage.txt"
    methode = "CANCEL"

    grund: str
    termine_url: str
    gewartet: bool = False
    """Had no seat: there is nothing in the calendar."""

    @classmethod
    def zu(cls, anmeldung: Anmeldung) -> Self:
        gewartet = not anmeldung.ist_angemeldet
        angaben = cls._angaben(anmeldung) | ({"kalendereintrag": ""} if gewartet else {})
        grund = anmeldung.veranstaltung.absagegrund
        return cls(**angaben, grund=grund, termine_url=cls._termine_url(), gewartet=gewartet)

    @classmethod
    def beispiel(cls) -> Self:
        return cls(**cls._beispielangaben(), grund="Die Referentin ist erkrankt.", termine_url=cls._termine_url())

    @staticmethod
    def _termine_url() -> str:
        return adresse(reverse("veranstaltungen:liste"))


@dataclass(frozen=True, kw_only=True)
class Uebergeben(Terminangaben, Mail):
    """To the person who handed her seat to a colleague."""

    art = "veranstaltungen.uebergeben"
    betreff = "{% if begleitung %}Ein Platz ist{% else %}Ihr Platz ist{% endif %} weitergegeben: {{ titel }}"
    vorlage = "veranstaltungen/mails/uebergeben.txt"
    mit_antwortadresse = True
    methode = "CANCEL"

    begleitung: bool
    """The seat was that of somebody whom the reader registered along."""

    @classmethod
    def zu(cls, anmeldung: Anmeldung) -> Self:
        angaben = cls._angaben(anmeldung) | {"kalendereintrag": _absage(anmeldung)}
        return cls(**angaben, begleitung=anmeldung.postfach != anmeldung.pk)

    @classmethod
    def beispiel(cls) -> Self:
        return cls(**cls._beispielangaben(), begleitung=False)


@dataclass(frozen=True, kw_only=True)
class Rundschreiben(Mail):
    """What the team writes to a selection: the text is in the shared `Inhalt`, nothing in it names the others."""

    art = "veranstaltungen.rundschreiben"
    betreff = "{{ inhalt.betreff }}"
    vorlage = "veranstaltungen/mails/rundschreiben.txt"
    vorlage_html = "veranstaltungen/mails/rundschreiben.html"
    mit_antwortadresse = True

    titel: str
    zeitraum: str
    veranstaltung_url: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            titel="Regionalforum Nord",
            zeitraum="3. Mai 2027, 10:00 bis 16:00 Uhr",
            veranstaltung_url=adresse("/veranstaltungen/regionalforum-nord/"),
        )
