from dataclasses import dataclass, replace
from typing import Any, Self

from kompetenzzentrum.oberflaeche.texte import datum_lang, uhrzeit
from kompetenzzentrum.versand.mail import Mail
from kompetenzzentrum.versand.postausgang import adresse

from .models import Anmeldung


@dataclass(frozen=True, kw_only=True)
class Veranstaltungsangaben:
    """What every mail about an event says, frozen when it is queued.

    Nothing that was typed into the form, not even the name: the address is not confirmed, and nobody shall use the
    form to send texts to strangers.
    """

    titel: str
    zeitraum: str
    veranstaltung_url: str

    @staticmethod
    def _angaben(anmeldung: Anmeldung) -> dict[str, Any]:
        veranstaltung = anmeldung.veranstaltung
        return {
            "titel": veranstaltung.titel,
            "zeitraum": veranstaltung.zeitraum,
            "veranstaltung_url": adresse(veranstaltung.get_absolute_url()),
        }

    @staticmethod
    def _beispielangaben() -> dict[str, Any]:
        return {
            "titel": "Regionalforum Nord",
            "zeitraum": "3. Mai 2027, 10:00 bis 16:00 Uhr",
            "veranstaltung_url": adresse("/veranstaltungen/regionalforum-nord/"),
        }


@dataclass(frozen=True, kw_only=True)
class MitPlatzzahl(Veranstaltungsangaben):
    """About so many seats of one mailbox, with the way to the personal page."""

    anzahl: int
    anmeldung_url: str

    @classmethod
    def zu(cls, anmeldung: Anmeldung, *, anzahl: int) -> Self:
        return cls(**cls._angaben(anmeldung), anzahl=anzahl, anmeldung_url=adresse(anmeldung.zugang_url))

    @classmethod
    def beispiel(cls) -> Self:
        return cls(**cls._beispielangaben(), anzahl=2, anmeldung_url=adresse("/anmeldungen/Beispielzugang/"))


@dataclass(frozen=True, kw_only=True)
class AufWarteliste(MitPlatzzahl, Mail):
    art = "veranstaltungen.warteliste"
    betreff = "Sie stehen auf der Warteliste: {{ titel }}"
    vorlage = "veranstaltungen/mails/warteliste.txt"
    vertraulich = True


@dataclass(frozen=True, kw_only=True)
class SchonAufWarteliste(Veranstaltungsangaben, Mail):
    """To an address that waits, or has an offer, and was registered once more."""

    art = "veranstaltungen.schon_auf_warteliste"
    betreff = "Sie stehen schon auf der Warteliste: {{ titel }}"
    vorlage = "veranstaltungen/mails/schon_auf_warteliste.txt"
    vertraulich = True

    anmeldung_url: str
    begleitung: bool = False
    """Others were named along with her: they do not wait."""

    @classmethod
    def zu(cls, anmeldung: Anmeldung, *, begleitung: bool = False) -> Self:
        angaben = cls._angaben(anmeldung)
        return cls(**angaben, anmeldung_url=adresse(anmeldung.zugang_url), begleitung=begleitung)

    @classmethod
    def beispiel(cls) -> Self:
        return cls(**cls._beispielangaben(), anmeldung_url=adresse("/anmeldungen/Beispielzugang/"), begleitung=True)


@dataclass(frozen=True, kw_only=True)
class Angebot(Veranstaltungsangaben, Mail):
    """A seat is free for somebody who waits."""

    art = "veranstaltungen.angebot"
    betreff = "{% if anzahl > 1 %}{{ anzahl }} Plätze sind{% else %}Ein Platz ist{% endif %} frei: {{ titel }}"
    vorlage = "veranstaltungen/mails/angebot.txt"
    vertraulich = True

    anzahl: int
    frist: str
    entfallen: list[str]
    """Chosen sessions that are full by now."""
    warten_noch: int
    """People of the same mailbox for whom there is no seat yet."""
    anmeldung_url: str

    @classmethod
    def zu(cls, anmeldung: Anmeldung, *, anzahl: int, entfallen: list[str], warten_noch: int) -> Self:
        frist = anmeldung.angebot_bis or anmeldung.veranstaltung.beginn
        return cls(
            **cls._angaben(anmeldung),
            anzahl=anzahl,
            frist=f"{datum_lang(frist)}, {uhrzeit(frist)}",
            entfallen=entfallen,
            warten_noch=warten_noch,
            anmeldung_url=adresse(anmeldung.zugang_url),
        )

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            **cls._beispielangaben(),
            anzahl=1,
            frist="28. April 2027, 14:30 Uhr",
            entfallen=["Workshop: Sensoren selbst bauen"],
            warten_noch=2,
            anmeldung_url=adresse("/anmeldungen/Beispielzugang/"),
        )


@dataclass(frozen=True, kw_only=True)
class AngebotVerfallen(MitPlatzzahl, Mail):
    art = "veranstaltungen.angebot_verfallen"
    betreff = "Die Frist ist um: {{ titel }}"
    vorlage = "veranstaltungen/mails/angebot_verfallen.txt"
    vertraulich = True

    @classmethod
    def beispiel(cls) -> Self:
        return replace(super().beispiel(), anzahl=1)


@dataclass(frozen=True, kw_only=True)
class Ausgetragen(Veranstaltungsangaben, Mail):
    """Left the waiting list, or declined an offer."""

    art = "veranstaltungen.ausgetragen"
    betreff = "Nicht mehr auf der Warteliste: {{ titel }}"
    vorlage = "veranstaltungen/mails/ausgetragen.txt"

    anzahl: int

    @classmethod
    def zu(cls, anmeldung: Anmeldung, *, anzahl: int) -> Self:
        return cls(**cls._angaben(anmeldung), anzahl=anzahl)

    @classmethod
    def beispiel(cls) -> Self:
        return cls(**cls._beispielangaben(), anzahl=1)
