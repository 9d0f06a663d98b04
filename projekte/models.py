from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche.texte import MONATE

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

# Addresses below /projekte/ that are pages of their own.
RESERVIERTE_SLUGS = ("neu", "merkliste", "vergleich", "karte", "kalender")
WEITERE_FELDER_HOECHSTENS = 2
NACHFRAGEN_NACH = timedelta(days=365)
LIZENZEN = {
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/deed.de",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/deed.de",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/deed.de",
    "dl-de/by-2-0": "https://www.govdata.de/dl-de/by-2-0",
    "dl-de/zero-2-0": "https://www.govdata.de/dl-de/zero-2-0",
}
"""Addresses of the texts of common licences, by the name that stands in `Projekt.lizenz`."""


class Phase(models.TextChoices):
    IDEE = "P1", "Idee"
    PROTOTYP = "P2", "Prototyp"
    PILOT = "P3", "Pilot"
    BETRIEB = "P4", "Betrieb"
    TRANSFER = "P5", "Transfer"


class Zustand(models.TextChoices):
    GEPLANT = "geplant", "geplant"
    LAUFEND = "laufend", "laufend"
    PAUSIERT = "pausiert", "pausiert"
    BEENDET = "beendet", "beendet"
    ABGEBROCHEN = "abgebrochen", "abgebrochen"
    ABGELOEST = "abgeloest", "abgelöst"


ZUSTAENDE_MIT_GRUND = (Zustand.BEENDET, Zustand.ABGEBROCHEN, Zustand.ABGELOEST)


ZUSTANDSZEICHEN = {
    Zustand.GEPLANT: "neu",
    Zustand.LAUFEND: "laufend",
    Zustand.PAUSIERT: "wartet",
    Zustand.BEENDET: "erledigt",
    Zustand.ABGEBROCHEN: "abgebrochen",
    Zustand.ABGELOEST: "erledigt",
}


class EinmaligeKosten(models.TextChoices):
    """Euro, gross, external spending until the start of operation."""

    K0 = "K0", "unter 5.000 €"
    K1 = "K1", "5.000 bis unter 25.000 €"
    K2 = "K2", "25.000 bis unter 100.000 €"
    K3 = "K3", "100.000 bis unter 500.000 €"
    K4 = "K4", "500.000 bis unter 2,5 Mio. €"
    K5 = "K5", "ab 2,5 Mio. €"


class JaehrlicheKosten(models.TextChoices):
    J0 = "J0", "unter 1.000 € im Jahr"
    J1 = "J1", "1.000 bis unter 10.000 € im Jahr"
    J2 = "J2", "10.000 bis unter 50.000 € im Jahr"
    J3 = "J3", "50.000 bis unter 200.000 € im Jahr"
    J4 = "J4", "ab 200.000 € im Jahr"


class Kostenbasis(models.TextChoices):
    IST = "ist", "tatsächliche Kosten"
    PLAN = "plan", "Plan"
    SCHAETZUNG = "schaetzung", "Schätzung"


class Merkmal(models.Model):
    """A word of a curated vocabulary."""

    slug = models.SlugField("Kennung", max_length=40, unique=True)
    name = models.CharField("Name", max_length=80, unique=True)
    reihenfolge = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        abstract = True
        ordering = ["reihenfolge", "name"]

    def __str__(self) -> str:
        return self.name


class Handlungsfeld(Merkmal):
    class Meta(Merkmal.Meta):
        verbose_name = "Handlungsfeld"
        verbose_name_plural = "Handlungsfelder"


class Loesungstyp(Merkmal):
    class Meta(Merkmal.Meta):
        verbose_name = "Lösungstyp"
        verbose_name_plural = "Lösungstypen"


def slug_frei(slug: str) -> None:
    if slug in RESERVIERTE_SLUGS:
        raise ValidationError("„%(slug)s“ ist die Adresse einer anderen Seite.", params={"slug": slug})


class ProjektQuerySet(models.QuerySet["Projekt"]):
    def veroeffentlicht(self) -> "ProjektQuerySet":
        return self.filter(veroeffentlicht_am__isnull=False, archiviert_am__isnull=True)

    def fuer_karten(self) -> "ProjektQuerySet":
        """Everything a card of a list shows, in two queries whatever the number of rows; the long texts stay out."""
        return (
            self.select_related("handlungsfeld")
            .defer("suchvektor", "ausgangslage", "loesung", "vorgehen", "ergebnis")
            .prefetch_related(models.Prefetch("beteiligungen", Beteiligung.objects.select_related("kommune__land")))
        )


class Projekt(models.Model):
    """An entry of the catalogue. Written through `pflege.py`, which keeps the search vector in step."""

    slug = models.SlugField("Adresse", max_length=120, unique=True, validators=[slug_frei])
    titel = models.CharField("Titel", max_length=160)
    kurzbeschreibung = models.CharField("Kurzbeschreibung", max_length=500, help_text="Ein Satz: Was hat wer davon?")
    ausgangslage = models.TextField("Ausgangslage", blank=True, help_text="Markdown")
    loesung = models.TextField("Lösung", blank=True, help_text="Markdown")
    vorgehen = models.TextField("Vorgehen", blank=True, help_text="Markdown")
    ergebnis = models.TextField("Ergebnis", blank=True, help_text="Markdown")

    handlungsfeld = models.ForeignKey(
        Handlungsfeld, on_delete=models.PROTECT, related_name="projekte", verbose_name="Handlungsfeld"
    )
    weitere_handlungsfelder = models.ManyToManyField(
        Handlungsfeld,
        related_name="weitere_projekte",
        blank=True,
        verbose_name="weitere Handlungsfelder",
        help_text=f"Höchstens {WEITERE_FELDER_HOECHSTENS}.",
    )
    loesungstypen = models.ManyToManyField(
        Loesungstyp, related_name="projekte", blank=True, verbose_name="Lösungstypen"
    )
    phase = models.CharField("Phase", max_length=2, choices=Phase, blank=True, help_text="Leer, wenn nicht bekannt.")
    zustand = models.CharField("Zustand", max_length=12, choices=Zustand, default=Zustand.LAUFEND)
    zustand_grund = models.CharField(
        "Grund",
        max_length=300,
        blank=True,
        help_text="Warum das Projekt beendet, abgebrochen oder abgelöst wurde.",
    )

    kosten_einmalig = models.CharField("einmalige Kosten", max_length=2, choices=EinmaligeKosten, blank=True)
    kosten_jaehrlich = models.CharField("jährliche Kosten", max_length=2, choices=JaehrlicheKosten, blank=True)
    kosten_basis = models.CharField("Grundlage der Kosten", max_length=10, choices=Kostenbasis, blank=True)
    kosten_jahr = models.PositiveSmallIntegerField(
        "Jahr der Kosten", null=True, blank=True, validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )

    kommunen = models.ManyToManyField(Kommune, through="Beteiligung", related_name="projekte")
    traeger = models.CharField(
        "Träger", max_length=300, blank=True, help_text="Wer das Projekt trägt, wenn es keine Kommune ist."
    )
    kontakt_funktion = models.CharField(
        "Kontaktstelle",
        max_length=160,
        blank=True,
        help_text="Eine Stelle, keine Person: „Stabsstelle Digitalisierung“.",
    )
    kontakt_email = models.EmailField("E-Mail-Adresse der Kontaktstelle", blank=True)
    website = models.URLField("Website", max_length=500, blank=True)

    quelle = models.CharField("Quelle", max_length=200, blank=True)
    quelle_url = models.URLField("Adresse der Quelle", max_length=500, blank=True)
    lizenz = models.CharField("Lizenz", max_length=80, blank=True)
    bestaetigt_am = models.DateField(
        "bestätigt am", null=True, blank=True, help_text="Wann zuletzt jemand die Angaben bestätigt hat, der es weiß."
    )
    ist_beispiel = models.BooleanField("Beispiel", default=False, help_text="Zur Demonstration angelegt.")

    veroeffentlicht_am = models.DateTimeField("veröffentlicht am", null=True, blank=True, editable=False)
    archiviert_am = models.DateTimeField("archiviert am", null=True, blank=True, editable=False)
    angelegt_am = models.DateTimeField("angelegt am", default=timezone.now, editable=False)
    geaendert_am = models.DateTimeField("geändert am", auto_now=True)
    # Both derived by `suche.ableiten()`.
    sortiertitel = models.CharField(max_length=320, editable=False, default="")
    suchvektor = SearchVectorField(null=True, editable=False)

    objects = ProjektQuerySet.as_manager()

    if TYPE_CHECKING:
        beteiligungen: RelatedManager["Beteiligung"]

    class Meta:
        verbose_name = "Projekt"
        verbose_name_plural = "Projekte"
        ordering = ["-veroeffentlicht_am", "-pk"]
        indexes = [
            GinIndex(fields=["suchvektor"], name="projekt_suchvektor"),
            models.Index(fields=["-veroeffentlicht_am", "-id"], name="projekt_neueste"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVIERTE_SLUGS),
                name="projekt_slug_nicht_reserviert",
                violation_error_message="Diese Adresse gehört einer anderen Seite.",
            ),
            models.CheckConstraint(
                condition=~Q(zustand__in=ZUSTAENDE_MIT_GRUND) | ~Q(zustand_grund=""),
                name="projekt_zustand_begruendet",
                violation_error_message=(
                    "Bitte nennen Sie den Grund, wenn ein Projekt beendet, abgebrochen oder abgelöst ist."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kosten_einmalig="", kosten_jaehrlich="")
                | (~Q(kosten_basis="") & Q(kosten_jahr__isnull=False)),
                name="projekt_kosten_mit_grundlage",
                violation_error_message="Zu den Kosten gehören ihre Grundlage und ein Jahr.",
            ),
            models.UniqueConstraint(
                fields=["quelle_url"],
                condition=~Q(quelle_url=""),
                name="projekt_quelle_einmalig",
                violation_error_message="Aus dieser Quelle gibt es schon ein Projekt.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("projekte:detail", args=[self.slug])

    @property
    def federfuehrung(self) -> Kommune | None:
        """The leading municipality; costs nothing where `beteiligungen` are prefetched."""
        return next((b.kommune for b in self.beteiligungen.all() if b.federfuehrend), None)

    @property
    def weitere_kommunen(self) -> list[Kommune]:
        return [b.kommune for b in self.beteiligungen.all() if not b.federfuehrend]

    @property
    def ist_veroeffentlicht(self) -> bool:
        return self.veroeffentlicht_am is not None and self.archiviert_am is None

    @property
    def zustandszeichen(self) -> str:
        """The shape beside the word: new, waiting, done, broken off."""
        return ZUSTANDSZEICHEN[Zustand(self.zustand)]

    @property
    def stand(self) -> str:
        """The age of the information, in two words."""
        if self.bestaetigt_am is None:
            return "Stand unbekannt"
        return f"Stand {MONATE[self.bestaetigt_am.month - 1]} {self.bestaetigt_am.year}"

    @property
    def ist_veraltet(self) -> bool:
        return self.bestaetigt_am is not None and self.bestaetigt_am < timezone.localdate() - NACHFRAGEN_NACH

    @property
    def lizenz_url(self) -> str:
        return LIZENZEN.get(self.lizenz, "")


class Beteiligung(models.Model):
    """A municipality takes part in a project. That a project without `traeger` has a leading one is held by the
    deferred trigger of migration 0002: it sees both tables at commit."""

    projekt = models.ForeignKey(Projekt, on_delete=models.CASCADE, related_name="beteiligungen")
    kommune = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="projektbeteiligungen", verbose_name="Kommune"
    )
    federfuehrend = models.BooleanField("federführend", default=False)

    class Meta:
        verbose_name = "beteiligte Kommune"
        verbose_name_plural = "beteiligte Kommunen"
        ordering = ["-federfuehrend", "kommune__sortiername"]
        constraints = [
            models.UniqueConstraint(
                fields=["projekt", "kommune"],
                name="beteiligung_einmal_je_kommune",
                violation_error_message="Diese Kommune ist schon genannt.",
            ),
            models.UniqueConstraint(
                fields=["projekt"],
                condition=Q(federfuehrend=True),
                name="beteiligung_eine_federfuehrung",
                violation_error_message="Nur eine Kommune kann federführend sein.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kommune} ({self.projekt})"
