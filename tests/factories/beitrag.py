from typing import Any

import factory
from django.utils import timezone

from projekte.models import Einreichung, Fassung
from tests.factories.kommunen import KommuneFactory
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory

VOLLSTAENDIG: dict[str, Any] = {
    "titel": "Mitfahrbank mit Anzeige",
    "kurzbeschreibung": "Wer mitfahren will, drückt einen Knopf und wird gesehen.",
    "handlungsfeld": "mobilitaet",
    "weitere_handlungsfelder": [],
    "loesungstypen": [],
    "phase": "P4",
    "zustand": "laufend",
    "ausgangslage": "Der Bus fährt zweimal am Tag.",
    "loesung": "Neben der Bank steht eine Anzeige.",
    "kosten_jaehrlich": "J1",
    "kosten_basis": "ist",
    "kosten_jahr": "2025",
    "betriebsmodell": "selbst",
    "kontakt_funktion": "Stabsstelle Digitalisierung",
}
"""Everything that a submission must say."""


class EinreichungFactory(factory.django.DjangoModelFactory[Einreichung]):
    """A complete draft of a member; `EinreichungFactory(zustand="eingereicht")`."""

    class Meta:
        model = Einreichung

    kommune = factory.SubFactory(KommuneFactory)
    von = factory.SubFactory(NutzerFactory)
    inhalt = factory.LazyFunction(lambda: {**VOLLSTAENDIG, "handlungsfeld": HandlungsfeldFactory().slug})
    eingereicht_am = factory.LazyAttribute(lambda e: None if e.zustand == "entwurf" else timezone.now())
    entschieden_am = factory.LazyAttribute(
        lambda e: timezone.now() if e.zustand in ("angenommen", "verworfen") else None
    )
    zustand = "entwurf"


class FassungFactory(factory.django.DjangoModelFactory[Fassung]):
    class Meta:
        model = Fassung

    projekt = factory.SubFactory(ProjektFactory)
    nummer = factory.Sequence(lambda nummer: nummer + 1)
    inhalt = factory.LazyFunction(lambda: {"titel": "Mitfahrbank", "kontakt_email": ""})
    von = factory.SubFactory(NutzerFactory)
