from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from projekte.models import Nachnutzung, Rueckfrage
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import ProjektFactory


class NachnutzungFactory(DjangoModelFactory):
    """Confirmed, taken from the leading municipality."""

    class Meta:
        model = Nachnutzung

    projekt = factory.SubFactory(ProjektFactory)
    kommune = factory.SubFactory(KommuneFactory)
    von = factory.LazyAttribute(lambda o: o.projekt.federfuehrung)
    art = "uebernahme"
    zustand = "laufend"
    bestaetigt_am = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class RueckfrageFactory(DjangoModelFactory):
    class Meta:
        model = Rueckfrage

    projekt = factory.SubFactory(ProjektFactory)
    art = "frage"
    name = "Jana Feldmann"
    email = factory.Sequence(lambda nummer: f"jana{nummer}@example.org")
    frage = "Wie haben Sie den Standort gefunden?"
