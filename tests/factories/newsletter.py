from datetime import datetime
from typing import Any

import factory
from django.utils import timezone

from kompetenzzentrum.newsletter.darstellung import als_html, als_text
from kompetenzzentrum.newsletter.models import Abonnement, Ausgabe, Thema
from kompetenzzentrum.versand.models import Inhalt


class ThemaFactory(factory.django.DjangoModelFactory[Thema]):
    """The seeded one of that key, or a new one where a test with real commits has emptied the table."""

    class Meta:
        model = Thema
        django_get_or_create = ("slug",)

    slug = "beispiele"
    name = factory.LazyAttribute(lambda thema: thema.slug.title())
    beschreibung = "Worum es geht."


class AbonnementFactory(factory.django.DjangoModelFactory[Abonnement]):
    """Active; `AbonnementFactory(zustand=…, themen=[…])`."""

    class Meta:
        model = Abonnement
        skip_postgeneration_save = True

    email = factory.Sequence(lambda nummer: f"leserin.{nummer}@example.org")
    zustand = Abonnement.Zustand.AKTIV

    @factory.lazy_attribute
    def bestaetigt_am(self: Any) -> datetime | None:
        return None if self.zustand == Abonnement.Zustand.UNBESTAETIGT else timezone.now()

    @factory.lazy_attribute
    def abgemeldet_am(self: Any) -> datetime | None:
        return timezone.now() if self.zustand == Abonnement.Zustand.ABGEMELDET else None

    @factory.post_generation
    def themen(self: Any, create: bool, wert: list[Thema] | None, **kwargs: object) -> None:
        if wert:
            self.themen.set(wert)


class AusgabeFactory(factory.django.DjangoModelFactory[Ausgabe]):
    """A draft."""

    class Meta:
        model = Ausgabe
        skip_postgeneration_save = True

    titel = factory.Sequence(lambda nummer: f"Ausgabe Nummer {nummer}")
    slug = factory.Sequence(lambda nummer: f"ausgabe-nummer-{nummer}")
    anreisser = "Was diesmal drinsteht."
    text = "Guten Tag,\n\n## Neu im Katalog\n\nMehr dazu [im Katalog](/projekte/)."

    @factory.post_generation
    def themen(self: Any, create: bool, wert: list[Thema] | None, **kwargs: object) -> None:
        if wert:
            self.themen.set(wert)


class VersendeteAusgabeFactory(AusgabeFactory):
    zustand = Ausgabe.Zustand.VERSENDET
    versendet_am = factory.LazyFunction(timezone.now)
    empfaenger = 1

    @factory.lazy_attribute
    def inhalt(self: Any) -> Inhalt:
        entwurf = Ausgabe(titel=self.titel, slug=self.slug, anreisser=self.anreisser, text=self.text)
        return Inhalt.objects.create(betreff=self.titel, text=als_text(entwurf), html=als_html(entwurf))
