"""The catalogue: vocabularies, projects, and what grows around them."""

from .auswahl import (
    ZUSTAENDE_MIT_GRUND,
    ZUSTANDSZEICHEN,
    Betriebsmodell,
    EinmaligeKosten,
    Foerderung,
    JaehrlicheKosten,
    Kostenbasis,
    Offenheit,
    Personalaufwand,
    Phase,
    Vergabeweg,
    Zustand,
)
from .merken import Merkeintrag, Suchauftrag
from .merkmale import Handlungsfeld, Loesungstyp, Merkmal, Schlagwort
from .nachnutzung import Nachnutzung, NachnutzungQuerySet, Nachnutzungsart, Nachnutzungszustand
from .projekt import (
    LIZENZEN,
    NACHFRAGEN_NACH,
    RESERVIERTE_SLUGS,
    WEITERE_FELDER_HOECHSTENS,
    Beteiligung,
    Projekt,
    ProjektQuerySet,
    slug_frei,
)
from .rueckfrage import Fragenstopp, Rueckfrage
from .sammelimport import Importvorschau

__all__ = [
    "Beteiligung",
    "Betriebsmodell",
    "EinmaligeKosten",
    "Foerderung",
    "Fragenstopp",
    "Handlungsfeld",
    "Importvorschau",
    "JaehrlicheKosten",
    "Kostenbasis",
    "LIZENZEN",
    "Loesungstyp",
    "Merkeintrag",
    "Merkmal",
    "NACHFRAGEN_NACH",
    "Nachnutzung",
    "NachnutzungQuerySet",
    "Nachnutzungsart",
    "Nachnutzungszustand",
    "Offenheit",
    "Personalaufwand",
    "Phase",
    "Projekt",
    "ProjektQuerySet",
    "RESERVIERTE_SLUGS",
    "Rueckfrage",
    "Schlagwort",
    "Suchauftrag",
    "Vergabeweg",
    "WEITERE_FELDER_HOECHSTENS",
    "ZUSTAENDE_MIT_GRUND",
    "ZUSTANDSZEICHEN",
    "Zustand",
    "slug_frei",
]
