from .anmeldung import Anmeldung, AnmeldungQuerySet, Antwort, Frage, Programmwahl
from .begriffe import KLEINE_KOMMUNE_UNTER, Anmeldestand, Teilnahme
from .danach import Bescheinigung, Medium, Rueckmeldung
from .einlass import Einlass
from .erinnerung import Erinnerung
from .programm import Aussteller, Mitwirkende, Programmfassung, Programmpunkt, Raum, Strang
from .veranstaltung import (
    RESERVIERTE_SLUGS,
    Reihe,
    Veranstaltung,
    VeranstaltungQuerySet,
    slug_pruefen,
)

__all__ = [
    "KLEINE_KOMMUNE_UNTER",
    "RESERVIERTE_SLUGS",
    "Anmeldestand",
    "Anmeldung",
    "AnmeldungQuerySet",
    "Antwort",
    "Aussteller",
    "Bescheinigung",
    "Einlass",
    "Erinnerung",
    "Frage",
    "Medium",
    "Mitwirkende",
    "Programmfassung",
    "Programmpunkt",
    "Programmwahl",
    "Raum",
    "Reihe",
    "Rueckmeldung",
    "Strang",
    "Teilnahme",
    "Veranstaltung",
    "VeranstaltungQuerySet",
    "slug_pruefen",
]
