import factory

from kompetenzzentrum.schutz.tokens import neues_token
from projekte.models import Importvorschau, Suchauftrag
from tests.factories.kommunen import KommuneFactory
from tests.factories.konten import NutzerFactory


class SuchauftragFactory(factory.django.DjangoModelFactory[Suchauftrag]):
    class Meta:
        model = Suchauftrag

    nutzer = factory.SubFactory(NutzerFactory)
    name = "Parken"
    abfrage = factory.Sequence(lambda nummer: f"q=parken{nummer}")
    beschreibung = "Suchwörter: „parken“"
    sammeltoken = factory.LazyFunction(neues_token)


class ImportvorschauFactory(factory.django.DjangoModelFactory[Importvorschau]):
    class Meta:
        model = Importvorschau

    nutzer = factory.SubFactory(NutzerFactory)
    kommune = factory.SubFactory(KommuneFactory)
    dateiname = "projekte.csv"
    zeilen = factory.LazyFunction(
        lambda: [{"nummer": 2, "titel": "Rufbus", "inhalt": {}, "einwaende": [], "fehlt": []}]
    )
