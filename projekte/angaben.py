"""What a complete entry tells: one list, asked of the stored entry (`guetezeichen`) and of what is typed
(`vollstaendigkeit`).

From the operation on also what it costs each year and who runs it: plans that end with the funding are what readers of
such collections complain about most.
"""

from dataclasses import dataclass

from .models import Phase

IM_BETRIEB = (Phase.BETRIEB, Phase.TRANSFER)


@dataclass(frozen=True)
class Angabe:
    name: str
    felder: tuple[str, ...]
    """One of them is enough."""
    ab_betrieb: bool = False


ANGABEN = (
    Angabe("Ausgangslage", ("ausgangslage",)),
    Angabe("Lösung", ("loesung",)),
    Angabe("Vorgehen", ("vorgehen",)),
    Angabe("Ergebnis", ("ergebnis",)),
    Angabe("Hindernisse oder Lehren", ("hindernisse", "lehren")),
    Angabe("Phase", ("phase",)),
    Angabe("einmalige Kosten", ("kosten_einmalig",)),
    Angabe("Aufwand an eigenem Personal", ("personalaufwand",)),
    Angabe("Finanzierung", ("foerderung",)),
    Angabe("Kontaktstelle", ("kontakt_funktion", "kontakt_email")),
    Angabe("jährliche Kosten (ab dem Betrieb)", ("kosten_jaehrlich",), ab_betrieb=True),
    Angabe("wer es betreibt (ab dem Betrieb)", ("betriebsmodell",), ab_betrieb=True),
)
