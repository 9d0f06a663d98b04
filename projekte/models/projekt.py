from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche.texte import MONATE

from .auswahl import (
    ZUSTAENDE_MIT_GRUND,
    Betriebsmodell,
    EinmaligeKosten,
    Foerderung,
    JaehrlicheKosten,
    Kostenbasis,
    Offenheit,
    Personalaufwand,
    Phase,
    Vergabeweg,
    Zustand,
)
from .merkmale import Handlungsfeld, Loesungstyp, Schlagwort

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

# Addresses below /projekte/ that are pages of their own.
RESERVIERTE_SLUGS = (
    "neu",
    "merkliste",
    "vergleich",
    "karte",
    "kalender",
    "netz",
    "suchauftraege",
    "einreichungen",
    "pruefung",
    "nachfrage",
    "nachnutzung",
    "guetezeichen",
    "rueckfragen",
)
WEITERE_FELDER_HOECHSTENS = 2
NACHFRAGEN_NACH = timedelta(days=365)
BESTAETIGUNGEN = {
    "kosten_bestaetigt_am": ("kosten_einmalig", "kosten_jaehrlich"),
    "zustand_bestaetigt_am": ("zustand",),
    "kontakt_bestaetigt_am": ("kontakt_funktion", "kontakt_email"),
}
"""What ages differently is confirmed one by one; the age of the entry is that of the oldest. Where none of the fields
is filled, there is nothing to confirm and no date."""
LIZENZEN = {
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/deed.de",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/deed.de",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/deed.de",
    "dl-de/by-2-0": "https://www.govdata.de/dl-de/by-2-0",
    "dl-de/zero-2-0": "https://www.govdata.de/dl-de/zero-2-0",
}
"""Addresses of the texts of common licences, by the name that stands in `Projekt.lizenz`."""


def slug_frei(slug: str) -> None:
    if slug in RESERVIERTE_SLUGS:
        raise ValidationError("„%(slug)s“ ist die Adresse einer anderen Seite.", params={"slug": slug})


def stand_in_worten(bestaetigt_am: date | None) -> str:
    """The age of the information, in two words."""
    if bestaetigt_am is None:
        return "Stand unbekannt"
    return f"Stand {MONATE[bestaetigt_am.month - 1]} {bestaetigt_am.year}"


class ProjektQuerySet(models.QuerySet["Projekt"]):
    def veroeffentlicht(self) -> "ProjektQuerySet":
        return self.filter(veroeffentlicht_am__isnull=False, archiviert_am__isnull=True)

    def fuer_karten(self) -> "ProjektQuerySet":
        """Everything a card of a list shows, in two queries whatever the number of rows; the long texts stay out."""
        return (
            self.select_related("handlungsfeld")
            .defer("ausgangslage", "loesung", "vorgehen", "ergebnis")
            .prefetch_related(
                models.Prefetch("beteiligungen", Beteiligung.objects.select_related("kommune__land", "frueher"))
            )
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
    hindernisse = models.TextField(
        "Hindernisse", blank=True, help_text="Markdown. Was hat gebremst, und wie ging es trotzdem weiter?"
    )
    lehren = models.TextField("Lehren", blank=True, help_text="Markdown. Was würden Sie heute anders machen?")

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
    schlagwoerter = models.ManyToManyField(Schlagwort, related_name="projekte", blank=True, verbose_name="Schlagwörter")
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
    personalaufwand = models.CharField("Aufwand an eigenem Personal", max_length=2, choices=Personalaufwand, blank=True)
    foerderung = ArrayField(
        models.CharField(max_length=12, choices=Foerderung),
        verbose_name="Finanzierung",
        default=list,
        blank=True,
    )
    foerderprogramm = models.CharField("Förderprogramm", max_length=200, blank=True)
    betriebsmodell = models.CharField("Betrieb durch", max_length=15, choices=Betriebsmodell, blank=True)
    betriebsmodell_text = models.CharField(
        "zum Betrieb", max_length=500, blank=True, help_text="Wer betreibt es nach dem Ende der Förderung, womit?"
    )
    vergabeweg = models.CharField("Vergabe", max_length=15, choices=Vergabeweg, blank=True)
    vergabe_monate = models.PositiveSmallIntegerField("Dauer der Vergabe in Monaten", null=True, blank=True)
    cpv = models.CharField(
        "CPV-Code",
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^\d{8}(-\d)?$", "Ein CPV-Code hat 8 Ziffern und eine Prüfziffer: 48000000-8.")],
    )
    technik = models.CharField(
        "Technik", max_length=500, blank=True, help_text="Produkte, Standards und Schnittstellen."
    )
    open_source = models.CharField("Open Source", max_length=10, choices=Offenheit, blank=True)
    software_lizenz = models.CharField("Lizenz der Software", max_length=80, blank=True)
    repository = models.URLField("Quelltext", max_length=500, blank=True)

    kommunen = models.ManyToManyField(
        Kommune, through="Beteiligung", through_fields=("projekt", "kommune"), related_name="projekte"
    )
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
    kosten_bestaetigt_am = models.DateField("Kosten bestätigt am", null=True, blank=True)
    zustand_bestaetigt_am = models.DateField("Zustand bestätigt am", null=True, blank=True)
    kontakt_bestaetigt_am = models.DateField("Kontakt bestätigt am", null=True, blank=True)
    unbeantwortet_seit = models.DateField("unbeantwortet seit", null=True, blank=True, editable=False)
    """The yearly question went out and nobody answered in time: the entry is labelled and sinks."""
    kontakt_gestoert_am = models.DateField("Kontakt nicht erreichbar seit", null=True, blank=True, editable=False)
    """A mail to the contact came back: a new one is looked for."""
    ist_beispiel = models.BooleanField("Beispiel", default=False, help_text="Zur Demonstration angelegt.")

    veroeffentlicht_am = models.DateTimeField("veröffentlicht am", null=True, blank=True, editable=False)
    archiviert_am = models.DateTimeField("archiviert am", null=True, blank=True, editable=False)
    angelegt_am = models.DateTimeField("angelegt am", default=timezone.now, editable=False)
    geaendert_am = models.DateTimeField("geändert am", auto_now=True)
    fassung = models.BigIntegerField(default=0, editable=False)
    """Grows with every change, in the order of commits; part of ETags and of the keys of cached fragments."""
    guetezeichen = ArrayField(models.CharField(max_length=15), default=list, blank=True, editable=False)
    """What `guetezeichen.ableiten()` found; that of the last confirmation depends on the day and is added there."""
    # Derived by `suche.ableiten()`, as `fassung` is.
    sortiertitel = models.CharField(max_length=320, editable=False, default="")

    objects = ProjektQuerySet.as_manager()

    if TYPE_CHECKING:
        beteiligungen: RelatedManager["Beteiligung"]

    class Meta:
        verbose_name = "Projekt"
        verbose_name_plural = "Projekte"
        ordering = ["-veroeffentlicht_am", "-pk"]
        indexes = [
            models.Index(fields=["-veroeffentlicht_am", "-id"], name="projekt_neueste"),
            models.Index(fields=["fassung"], name="projekt_fassung"),
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
        """The others, each once: two that took part may have become one."""
        return [kommune for kommune in self._heutige if kommune != self.federfuehrung]

    @property
    def _heutige(self) -> dict[Kommune, None]:
        return dict.fromkeys(beteiligung.kommune for beteiligung in self.beteiligungen.all())

    @property
    def fruehere_kommunen(self) -> list[Kommune]:
        """As which since dissolved ones the participants started it; needs `frueher` in the prefetch."""
        return [beteiligung.frueher for beteiligung in self.beteiligungen.all() if beteiligung.frueher]

    @property
    def ist_veroeffentlicht(self) -> bool:
        return self.veroeffentlicht_am is not None and self.archiviert_am is None

    @property
    def stand(self) -> str:
        return stand_in_worten(self.bestaetigt_am)

    @property
    def ist_veraltet(self) -> bool:
        return self.bestaetigt_am is not None and self.bestaetigt_am < timezone.localdate() - NACHFRAGEN_NACH

    @property
    def finanzierung(self) -> str:
        return ", ".join(Foerderung(wert).label for wert in self.foerderung)

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
    frueher = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    """As which municipality it took part, if that one was dissolved since; see `gebietswechsel.py`."""
    federfuehrend = models.BooleanField("federführend", default=False)

    class Meta:
        verbose_name = "beteiligte Kommune"
        verbose_name_plural = "beteiligte Kommunen"
        ordering = ["-federfuehrend", "kommune__sortiername"]
        constraints = [
            # Two that took part and then became one are two rows still: the successor may be corrected.
            models.UniqueConstraint(
                F("projekt"),
                Coalesce("frueher", "kommune"),
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
