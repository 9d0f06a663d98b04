from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from kommunen.models import Kommune
from projekte import suche
from projekte.models import Beteiligung, Handlungsfeld, Loesungstyp, Phase, Projekt
from tests.factories.kommunen import KommuneFactory


class HandlungsfeldFactory(DjangoModelFactory):
    """The seeded one of that key, or a new one where a test with real commits has emptied the table."""

    class Meta:
        model = Handlungsfeld
        django_get_or_create = ("slug",)

    slug = "mobilitaet"
    name = factory.LazyAttribute(lambda feld: feld.slug.title())


class LoesungstypFactory(DjangoModelFactory):
    class Meta:
        model = Loesungstyp
        django_get_or_create = ("slug",)

    slug = "app"
    name = factory.LazyAttribute(lambda typ: typ.slug.title())


class ProjektFactory(DjangoModelFactory):
    """A published project led by `federfuehrung` (made if not given; None needs a `traeger`), ready for the search."""

    class Meta:
        model = Projekt
        skip_postgeneration_save = True

    titel = factory.Sequence(lambda nummer: f"Mitfahrbank {nummer}")
    slug = factory.Sequence(lambda nummer: f"mitfahrbank-{nummer}")
    kurzbeschreibung = "Wer mitfahren will, setzt sich hin und wird mitgenommen."
    handlungsfeld = factory.SubFactory(HandlungsfeldFactory)
    phase = Phase.BETRIEB
    veroeffentlicht_am = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

    @factory.post_generation
    def federfuehrung(self, create: bool, extracted: Kommune | None, **kwargs: Any) -> None:
        kommune = extracted if extracted or self.traeger else KommuneFactory(**kwargs)
        if kommune:
            Beteiligung.objects.create(projekt=self, kommune=kommune, federfuehrend=True)

    @factory.post_generation
    def beteiligte(self, create: bool, extracted: Iterable[Kommune] | None, **kwargs: Any) -> None:
        for kommune in extracted or ():
            Beteiligung.objects.create(projekt=self, kommune=kommune)

    @factory.post_generation
    def weitere(self, create: bool, extracted: Iterable[Handlungsfeld] | None, **kwargs: Any) -> None:
        self.weitere_handlungsfelder.set(extracted or ())

    @factory.post_generation
    def typen(self, create: bool, extracted: Iterable[Loesungstyp] | None, **kwargs: Any) -> None:
        self.loesungstypen.set(extracted or ())

    @factory.post_generation
    def suchindex(self, create: bool, extracted: None, **kwargs: Any) -> None:
        suche.ableiten([self.pk])
