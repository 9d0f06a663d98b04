from dataclasses import dataclass
from typing import Any, Self

from kompetenzzentrum.versand.mail import Mail
from kompetenzzentrum.versand.postausgang import adresse


@dataclass(frozen=True, kw_only=True)
class Wochenuebersicht(Mail):
    """What is new in somebody's saved searches. Carries addresses that pause them: emptied after sending."""

    art = "projekte.wochenuebersicht"
    betreff = "{{ betreffzeile }}"
    vorlage = "projekte/mails/wochenuebersicht.txt"
    vertraulich = True

    betreffzeile: str
    abschnitte: list[dict[str, Any]]
    """Per search: name, anzahl, weitere, liste_url, pausieren_url, treffer (titel, ort, satz, url, warum)."""
    verwalten_url: str

    @classmethod
    def beispiel(cls) -> Self:
        treffer = {
            "titel": "Freie Parkplätze auf einen Blick",
            "ort": "Musterstadt",
            "satz": "Sensoren melden, wo noch Platz ist; das spart Suchverkehr.",
            "url": adresse("/projekte/freie-parkplaetze/"),
            "warum": "enthält „Parkplätze“; Land: Hessen",
        }
        abschnitt = {
            "name": "Parken in Hessen",
            "anzahl": 1,
            "weitere": 0,
            "liste_url": adresse("/projekte/?q=parken&land=06"),
            "pausieren_url": adresse("/projekte/suchauftraege/pausieren/Beispielzugang/"),
            "treffer": [treffer],
        }
        return cls(
            betreffzeile="Ein neues Projekt zu Ihrer Suche „Parken in Hessen“",
            abschnitte=[abschnitt],
            verwalten_url=adresse("/projekte/suchauftraege/"),
        )
