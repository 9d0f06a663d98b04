from datetime import datetime
from typing import Any

import factory
from django.utils import timezone

from kompetenzzentrum.beratung.models import Anfrage, Beitrag, Notiz
from kompetenzzentrum.konten.models import Rolle
from tests.factories.konten import NutzerFactory


class BeraterinFactory(NutzerFactory):
    name = factory.Sequence(lambda nummer: f"Beraterin {nummer}")

    @factory.post_generation
    def rolle(self: Any, create: bool, wert: Rolle | None, **kwargs: object) -> None:
        self.rollenzuweisungen.create(rolle=wert or Rolle.BERATUNG)


class AnfrageFactory(factory.django.DjangoModelFactory[Anfrage]):
    """New; `AnfrageFactory(beraterin=…)` is in the hands of that person."""

    class Meta:
        model = Anfrage

    name = factory.Sequence(lambda nummer: f"Jana Beispiel {nummer}")
    email = factory.Sequence(lambda nummer: f"jana.{nummer}@example.org")
    nachricht = "Wie fangen wir am besten an?"
    beraterin = None
    zustand = factory.LazyAttribute(
        lambda anfrage: Anfrage.Zustand.IN_BEARBEITUNG if anfrage.beraterin else Anfrage.Zustand.NEU
    )

    @factory.lazy_attribute
    def geschlossen_am(self) -> datetime | None:
        return timezone.now() if self.zustand == Anfrage.Zustand.GESCHLOSSEN else None  # type: ignore[attr-defined]


class BeitragFactory(factory.django.DjangoModelFactory[Beitrag]):
    class Meta:
        model = Beitrag

    anfrage = factory.SubFactory(AnfrageFactory)
    von = Beitrag.Von.KOMMUNE
    text = "Und noch etwas."


class NotizFactory(factory.django.DjangoModelFactory[Notiz]):
    class Meta:
        model = Notiz

    anfrage = factory.SubFactory(AnfrageFactory)
    text = "Nur für das Team."
