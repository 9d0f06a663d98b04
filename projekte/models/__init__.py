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
from .merkmale import Handlungsfeld, Loesungstyp, Merkmal, Schlagwort
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

__all__ = [
    "Beteiligung",
    "Betriebsmodell",
    "EinmaligeKosten",
    "Foerderung",
    "Handlungsfeld",
    "JaehrlicheKosten",
    "Kostenbasis",
    "LIZENZEN",
    "Loesungstyp",
    "Merkmal",
    "NACHFRAGEN_NACH",
    "Offenheit",
    "Personalaufwand",
    "Phase",
    "Projekt",
    "ProjektQuerySet",
    "RESERVIERTE_SLUGS",
    "Schlagwort",
    "Vergabeweg",
    "WEITERE_FELDER_HOECHSTENS",
    "ZUSTAENDE_MIT_GRUND",
    "ZUSTANDSZEICHEN",
    "Zustand",
    "slug_frei",
]
