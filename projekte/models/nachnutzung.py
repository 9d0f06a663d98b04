"""Who took something over from whom: the links of the network."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.schutz.tokens import neues_token

from .auswahl import Kostenbasis
from .projekt import Projekt

TEXT_HOECHSTENS = 2000
PERSONENTAGE_HOECHSTENS = 100_000
EUR_HOECHSTENS = 1_000_000_000

# As stated at the time: after a boundary change `kommune` and `von` hold today's municipality.
_NEHMENDE = Coalesce("kommune_frueher", "kommune")
_GEBENDE = Coalesce("von_frueher", "von")


class Nachnutzungsart(models.TextChoices):
    BEISPIEL = "beispiel", "als Beispiel genommen"
    AUSTAUSCH = "austausch", "im Austausch gelernt"
    GEMEINSAM = "gemeinsam", "gemeinsam weiterentwickelt"
    UEBERNAHME = "uebernahme", "Lösung übernommen"


class Nachnutzungszustand(models.TextChoices):
    GEPLANT = "geplant", "geplant"
    LAUFEND = "laufend", "im Einsatz"
    BEENDET = "beendet", "beendet"


class NachnutzungQuerySet(models.QuerySet["Nachnutzung"]):
    def bestaetigt(self) -> Self:
        """Confirmed by the giving side or the editors: what everybody sees, and what a quality mark counts."""
        return self.filter(bestaetigt_am__isnull=False)


class Nachnutzung(models.Model):
    """A municipality took something from a project: once for each project, from one giver, never in a circle."""

    projekt = models.ForeignKey(Projekt, on_delete=models.CASCADE, related_name="nachnutzungen", verbose_name="Projekt")
    kommune = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="nachnutzungen", verbose_name="nachnutzende Kommune"
    )
    kommune_frueher = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    """As which municipality it was reported, if that one was dissolved since; see `gebietswechsel.py`."""
    von = models.ForeignKey(
        Kommune,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="weitergaben",
        verbose_name="übernommen von",
    )
    """The leading municipality, another participant, or one that took it before; None: from a `traeger`."""
    von_frueher = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    art = models.CharField("Art", max_length=10, choices=Nachnutzungsart)
    zustand = models.CharField("Stand", max_length=8, choices=Nachnutzungszustand)
    grund = models.CharField("Grund des Endes", max_length=300, blank=True)
    was = models.TextField(
        "Was wurde übernommen, was geändert?", blank=True, validators=[MaxLengthValidator(TEXT_HOECHSTENS)]
    )
    personentage = models.PositiveIntegerField(
        "Aufwand in Personentagen", null=True, blank=True, validators=[MaxValueValidator(PERSONENTAGE_HOECHSTENS)]
    )
    eur = models.PositiveIntegerField(
        "Ausgaben in Euro", null=True, blank=True, validators=[MaxValueValidator(EUR_HOECHSTENS)]
    )
    """Gross, external spending until the start of operation."""
    aufwand_jahr = models.PositiveSmallIntegerField(
        "Jahr des Aufwands", null=True, blank=True, validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    aufwand_basis = models.CharField("Grundlage des Aufwands", max_length=10, choices=Kostenbasis, blank=True)
    eigenes_projekt = models.ForeignKey(
        Projekt,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="entstanden_aus",
        verbose_name="eigener Eintrag",
    )
    gemeldet_von = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    gemeldet_am = models.DateTimeField("gemeldet am", default=timezone.now)
    bestaetigt_am = models.DateTimeField("bestätigt am", null=True, blank=True)
    widersprochen_am = models.DateTimeField("widersprochen am", null=True, blank=True)
    token = models.CharField(max_length=40, unique=True, default=neues_token, editable=False)
    """Opens the page on which the giving side confirms; new with every new giver."""

    objects = NachnutzungQuerySet.as_manager()

    if TYPE_CHECKING:
        kommune_id: int
        von_id: int | None

    class Meta:
        verbose_name = "Nachnutzung"
        verbose_name_plural = "Nachnutzungen"
        ordering = ["-gemeldet_am", "-pk"]
        indexes = [models.Index(fields=["-bestaetigt_am", "-id"], name="nachnutzung_neueste")]
        constraints = [
            models.UniqueConstraint(
                F("projekt"),
                _NEHMENDE,
                name="nachnutzung_einmal_je_kommune",
                violation_error_message="Diese Nachnutzung ist schon eingetragen.",
            ),
            models.CheckConstraint(
                condition=Q(von=None) | ~Q(Exact(_GEBENDE, _NEHMENDE)),
                name="nachnutzung_nicht_von_sich_selbst",
                violation_error_message="Eine Kommune kann nichts von sich selbst übernehmen.",
            ),
            models.CheckConstraint(
                condition=~Q(zustand="beendet") | ~Q(grund=""),
                name="nachnutzung_beendet_mit_grund",
                violation_error_message="Bitte sagen Sie, warum die Nachnutzung beendet ist.",
            ),
            models.CheckConstraint(
                condition=Q(personentage=None, eur=None) | Q(aufwand_jahr__isnull=False) & ~Q(aufwand_basis=""),
                name="nachnutzung_aufwand_mit_jahr_und_basis",
                violation_error_message="Zum Aufwand gehören ein Jahr und die Grundlage.",
            ),
            models.CheckConstraint(
                condition=Q(bestaetigt_am=None) | Q(widersprochen_am=None),
                name="nachnutzung_bestaetigt_oder_widersprochen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kommune}: {self.projekt}"

    @property
    def token_url(self) -> str:
        return reverse("projekte:nachnutzung_bestaetigen", args=[self.token])

    @property
    def aendern_url(self) -> str:
        return reverse("projekte:nachnutzung_aendern", args=[self.projekt.slug, self.kommune.schluessel])

    @property
    def hat_aufwand(self) -> bool:
        return self.personentage is not None or self.eur is not None
