from datetime import timedelta

import factory
from django.utils import timezone

from veranstaltungen.bescheinigung import neuer_code
from veranstaltungen.models import (
    Anmeldung,
    Aussteller,
    Bescheinigung,
    Frage,
    Medium,
    Mitwirkende,
    Programmpunkt,
    Raum,
    Reihe,
    Strang,
    Veranstaltung,
)


class ReiheFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reihe

    titel = factory.Sequence(lambda n: f"Reihe {n}")
    slug = factory.Sequence(lambda n: f"reihe-{n}")


class VeranstaltungFactory(factory.django.DjangoModelFactory):
    """A published workshop in four weeks with 30 seats."""

    class Meta:
        model = Veranstaltung

    titel = factory.Sequence(lambda n: f"Workshop Offene Daten {n}")
    slug = factory.Sequence(lambda n: f"workshop-offene-daten-{n}")
    format = Veranstaltung.Format.WORKSHOP
    kurzbeschreibung = "Für alle, die in ihrer Kommune Daten veröffentlichen wollen."
    beginn = factory.LazyFunction(
        lambda: timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=28)
    )
    ende = factory.LazyAttribute(lambda veranstaltung: veranstaltung.beginn + timedelta(hours=6))
    ort_name = "Rathaus"
    strasse = "Marktplatz 1"
    plz = "12345"
    ort = "Musterstadt"
    plaetze = 30
    zustand = Veranstaltung.Zustand.VEROEFFENTLICHT

    class Params:
        hybrid = factory.Trait(modus=Veranstaltung.Modus.HYBRID, zugangslink="https://konferenz.example.org/raum-2")
        vergangen = factory.Trait(
            beginn=factory.LazyFunction(lambda: timezone.now().replace(microsecond=0) - timedelta(days=10))
        )
        online = factory.Trait(
            modus=Veranstaltung.Modus.ONLINE,
            ort_name="",
            strasse="",
            plz="",
            ort="",
            zugangslink="https://konferenz.example.org/raum-1",
        )


class ProgrammpunktFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programmpunkt

    veranstaltung = factory.SubFactory(VeranstaltungFactory)
    titel = factory.Sequence(lambda n: f"Vortrag {n}")
    beginn = factory.LazyAttribute(lambda punkt: punkt.veranstaltung.beginn)
    ende = factory.LazyAttribute(lambda punkt: punkt.beginn + timedelta(minutes=45))


class AnmeldungFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Anmeldung

    veranstaltung = factory.SubFactory(VeranstaltungFactory)
    name = factory.Sequence(lambda n: f"Mira Beispiel {n}")
    email = factory.Sequence(lambda n: f"mira.{n}@example.org")


class FrageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Frage

    veranstaltung = factory.SubFactory(VeranstaltungFactory)
    text = factory.Sequence(lambda n: f"Welche Software nutzen Sie? ({n})")
    zweck = "Damit die Beispiele zu Ihnen passen"


class RaumFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Raum

    veranstaltung = factory.SubFactory(VeranstaltungFactory)
    name = factory.Sequence(lambda n: f"Saal {n}")


class StrangFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Strang

    veranstaltung = factory.SubFactory(VeranstaltungFactory)
    name = factory.Sequence(lambda n: f"Strang {n}")
    position = factory.Sequence(lambda n: n % 1000)


class MitwirkendeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mitwirkende

    veranstaltung = factory.SubFactory(VeranstaltungFactory)
    name = factory.Sequence(lambda n: f"Dr. Ada Beispiel {n}")
    slug = factory.Sequence(lambda n: f"ada-beispiel-{n}")


class AusstellerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Aussteller

    veranstaltung = factory.SubFactory(VeranstaltungFactory)
    name = factory.Sequence(lambda n: f"Rechenzentrum Muster {n}")
    slug = factory.Sequence(lambda n: f"rechenzentrum-{n}")
    kurz = "Fachverfahren für kleine Kommunen."


class MediumFactory(factory.django.DjangoModelFactory):
    """Published: a film at another provider, with its transcript."""

    class Meta:
        model = Medium

    titel = factory.Sequence(lambda n: f"Vortrag im Film {n}")
    slug = factory.Sequence(lambda n: f"vortrag-im-film-{n}")
    art = Medium.Art.FILM
    kurzbeschreibung = "Wie eine kleine Stadt ihre Sensoren betreibt."
    externe_adresse = "https://video.example.org/1"
    anbieter = "Videohaus Beispiel"
    transkript = "Guten Tag. Heute zeigen wir, wie es geht."
    veroeffentlicht_am = factory.LazyFunction(timezone.now)


class BescheinigungFactory(factory.django.DjangoModelFactory):
    """Of somebody who was there ten days ago."""

    class Meta:
        model = Bescheinigung

    anmeldung = factory.SubFactory(
        AnmeldungFactory, veranstaltung__vergangen=True, eingelassen_am=factory.SelfAttribute("veranstaltung.beginn")
    )
    veranstaltung = factory.SelfAttribute("anmeldung.veranstaltung")
    code = factory.LazyFunction(neuer_code)
