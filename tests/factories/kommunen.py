from importlib import import_module

import factory
from django.utils import timezone

from kommunen.groessenklassen import Groessenklasse
from kommunen.models import Art, Kommune, Land, Maildomain, Mitgliedschaft
from kommunen.namen import falten, kern, kurzname, suchname
from tests.factories.konten import NutzerFactory

LAENDER = {zeile[0]: zeile[1:] for zeile in import_module("kommunen.migrations.0002_laender").LAENDER}


def land_mit(schluessel: str) -> Land:
    """One of the 16 that a migration seeds; tests with real commits empty that table for those after them."""
    name, kuerzel = LAENDER[schluessel]
    return Land.objects.get_or_create(schluessel=schluessel, defaults={"name": name, "kuerzel": kuerzel})[0]


class KommuneFactory(factory.django.DjangoModelFactory):
    """A town in Hesse: `KommuneFactory(name="Neustadt, Stadt", landschluessel="09", einwohner=12000)`."""

    class Meta:
        model = Kommune
        exclude = ("landschluessel",)

    landschluessel = "06"
    land = factory.LazyAttribute(lambda o: land_mit(o.landschluessel))
    art = Art.GEMEINDE
    textkennzeichen = "63"
    schluessel = factory.LazyAttributeSequence(lambda o, n: f"{o.landschluessel}{n:06d}")
    ars = factory.LazyAttribute(lambda o: f"{o.schluessel[:5]}0000{o.schluessel[5:]}")
    name = factory.Sequence(lambda n: f"Musterstadt {n}, Stadt")
    kurzname = factory.LazyAttribute(
        lambda o: kurzname(o.name, o.textkennzeichen, gemeinde=o.art == Art.GEMEINDE),
    )
    anzeigename = factory.SelfAttribute("kurzname")
    sortiername = factory.LazyAttribute(lambda o: falten(kern(o.name)))
    suchname = factory.LazyAttribute(lambda o: suchname(o.kurzname, o.name, o.kreis.kurzname if o.kreis else ""))
    kreis = None
    einwohner = 20_000
    groessenklasse = factory.LazyAttribute(
        lambda o: "" if o.art == Art.KREIS else Groessenklasse.von(o.einwohner),
    )
    plz = "61348"
    lon = 8.6
    lat = 50.2


class KreisFactory(KommuneFactory):
    art = Art.KREIS
    textkennzeichen = "44"
    schluessel = factory.LazyAttributeSequence(lambda o, n: f"{o.landschluessel}{n:03d}")
    ars = factory.SelfAttribute("schluessel")
    name = factory.Sequence(lambda n: f"Musterland {n}")
    plz = ""


class VerbandFactory(KommuneFactory):
    art = Art.VERBAND
    textkennzeichen = "53"
    schluessel = factory.LazyAttributeSequence(lambda o, n: f"{o.landschluessel}{n:07d}")
    ars = factory.SelfAttribute("schluessel")
    name = factory.Sequence(lambda n: f"Mustertal {n}")
    plz = ""


class MitgliedschaftFactory(factory.django.DjangoModelFactory[Mitgliedschaft]):
    """Confirmed by the centre; `MitgliedschaftFactory(zustand="beantragt")`."""

    class Meta:
        model = Mitgliedschaft

    nutzer = factory.SubFactory(NutzerFactory)
    kommune = factory.SubFactory(KommuneFactory)
    zustand = Mitgliedschaft.Zustand.BESTAETIGT
    funktion = "Digitalisierungsbeauftragte"
    bestaetigt_am = factory.LazyAttribute(lambda m: timezone.now() if m.zustand == "bestaetigt" else None)
    endet_am = factory.LazyAttribute(lambda m: timezone.now() if m.zustand == "beendet" else None)


class MaildomainFactory(factory.django.DjangoModelFactory[Maildomain]):
    class Meta:
        model = Maildomain

    kommune = factory.SubFactory(KommuneFactory)
    domain = factory.Sequence(lambda n: f"musterstadt{n}.example")
