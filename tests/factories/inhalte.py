import factory
from django.utils import timezone

from kompetenzzentrum.inhalte.models import Meldung


class MeldungFactory(factory.django.DjangoModelFactory[Meldung]):
    class Meta:
        model = Meldung

    slug = factory.Sequence(lambda nummer: f"meldung-{nummer}")
    titel = factory.Sequence(lambda nummer: f"Meldung Nummer {nummer}")
    anreisser = "Ein Satz dazu."
    text = "Mehr dazu."
    veroeffentlicht_am = factory.LazyFunction(timezone.now)
