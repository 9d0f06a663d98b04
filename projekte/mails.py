"""Every mail of the catalogue; found by `versand` at the start."""

from .mails_einreichung import (
    EinreichungAngenommen,
    EinreichungEingegangen,
    EinreichungVerworfen,
    EinreichungWartet,
    EinreichungZurueck,
    ProjektArchiviert,
)
from .mails_nachfrage import KontaktGesucht, Nachgefragt
from .mails_nachnutzung import (
    NachnutzungEntschieden,
    NachnutzungGemeldet,
    RueckfrageBeantwortet,
    RueckfrageEingegangen,
    RueckfrageGestellt,
)
from .mails_wochenuebersicht import Wochenuebersicht

__all__ = [
    "EinreichungAngenommen",
    "EinreichungEingegangen",
    "EinreichungVerworfen",
    "EinreichungWartet",
    "EinreichungZurueck",
    "KontaktGesucht",
    "Nachgefragt",
    "NachnutzungEntschieden",
    "NachnutzungGemeldet",
    "ProjektArchiviert",
    "RueckfrageBeantwortet",
    "RueckfrageEingegangen",
    "RueckfrageGestellt",
    "Wochenuebersicht",
]
