from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.urls import reverse

from kompetenzzentrum.versand.mail import Mail
from kompetenzzentrum.versand.postausgang import adresse

from .models import Anmeldung


@dataclass(frozen=True, kw_only=True)
class Nachbereitet(Mail):
    """To each mailbox whose people were there: certificates, and how to say how it was."""

    art = "veranstaltungen.nachbereitet"
    betreff = "Danke, dass Sie dabei waren: {{ titel }}"
    vorlage = "veranstaltungen/mails/nachbereitet.txt"
    vertraulich = True

    titel: str
    zeitraum: str
    veranstaltung_url: str
    zugaenge: list[dict[str, str]]
    """For each person the address of her certificate and of her feedback form."""

    @classmethod
    def zu(cls, gruppe: Sequence[Anmeldung]) -> Self:
        veranstaltung = gruppe[0].veranstaltung
        return cls(
            titel=veranstaltung.titel,
            zeitraum=veranstaltung.zeitraum,
            veranstaltung_url=adresse(veranstaltung.get_absolute_url()),
            zugaenge=[_zugang(anmeldung.token) for anmeldung in gruppe],
        )

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            titel="Regionalforum Nord",
            zeitraum="3. Mai 2027, 10:00 bis 16:00 Uhr",
            veranstaltung_url=adresse("/veranstaltungen/regionalforum-nord/"),
            zugaenge=[_zugang("Beispielzugang"), _zugang("Zweitzugang")],
        )


def _zugang(token: str) -> dict[str, str]:
    return {
        "bescheinigung": adresse(reverse("anmeldungen:bescheinigung", args=[token])),
        "rueckmeldung": adresse(reverse("anmeldungen:rueckmeldung", args=[token])),
    }
