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
from .beitrag import Anlage, Anmerkung, Einreichung, EinreichungQuerySet, Fassung
from .merken import Merkeintrag, Suchauftrag
from .merkmale import Handlungsfeld, Loesungstyp, Merkmal, Schlagwort
from .nachfrage import Nachfrage
from .nachnutzung import Nachnutzung, NachnutzungQuerySet, Nachnutzungsart, Nachnutzungszustand
from .projekt import (
    BESTAETIGUNGEN,
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
from .steckbrief import Bild, Dokument, Partner, Wirkung
from .suche import Suchdokument, Suchwort, Synonymgruppe

__all__ = [
    "Synonymgruppe",
    "Suchwort",
    "Suchdokument",
    "Anlage",
    "Anmerkung",
    "Einreichung",
    "EinreichungQuerySet",
    "Fassung",
    "BESTAETIGUNGEN",
    "Beteiligung",
    "Betriebsmodell",
    "Bild",
    "Dokument",
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
    "Nachfrage",
    "Nachnutzung",
    "NachnutzungQuerySet",
    "Nachnutzungsart",
    "Nachnutzungszustand",
    "Offenheit",
    "Partner",
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
    "Wirkung",
    "ZUSTAENDE_MIT_GRUND",
    "ZUSTANDSZEICHEN",
    "Zustand",
    "slug_frei",
]
