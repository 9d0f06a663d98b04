import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from kompetenzzentrum.schutz.tokens import neues_token


class AnfrageQuerySet(models.QuerySet["Anfrage"]):
    def ruhend_seit(self, grenze: datetime) -> Self:
        """Closed, or without a word from anybody, since before the moment; not anonymised yet."""
        return self.exclude(email="").filter(Q(geschlossen_am__lt=grenze) | Q(geschlossen_am=None, aktiv_am__lt=grenze))


class Anfrage(models.Model):
    class Zustand(models.TextChoices):
        NEU = "neu", "neu"
        IN_BEARBEITUNG = "in_bearbeitung", "in Bearbeitung"
        WARTET = "wartet", "wartet auf Kommune"
        GESCHLOSSEN = "geschlossen", "abgeschlossen"

    token = models.CharField(max_length=40, unique=True, default=neues_token, editable=False)
    """Opens the asker's page. Staff pages use the number, so the token stays out of their histories."""
    vorgang = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """The form it came from: the same form sent twice is one request."""
    name = models.CharField("Name", max_length=120, blank=True)
    email = models.EmailField("E-Mail-Adresse", blank=True)
    """Empty after anonymisation."""
    kommune = models.ForeignKey(
        "kommunen.Kommune", null=True, blank=True, on_delete=models.PROTECT, related_name="anfragen"
    )
    handlungsfeld = models.ForeignKey(
        "projekte.Handlungsfeld", null=True, blank=True, on_delete=models.PROTECT, related_name="anfragen"
    )
    projekt = models.ForeignKey(
        "projekte.Projekt", null=True, blank=True, on_delete=models.SET_NULL, related_name="anfragen"
    )
    """The catalogue entry from whose page the request came."""
    nachricht = models.TextField("Nachricht", blank=True)
    zustand = models.CharField(max_length=16, choices=Zustand, default=Zustand.NEU)
    beraterin = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="anfragen"
    )
    eingegangen_am = models.DateTimeField(default=timezone.now)
    aktiv_am = models.DateTimeField(default=timezone.now)
    """Last word of either side."""
    geschlossen_am = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Rises with every change an advisor should have seen before she answers."""

    objects = AnfrageQuerySet.as_manager()

    class Meta:
        verbose_name = "Beratungsanfrage"
        verbose_name_plural = "Beratungsanfragen"
        ordering = ["-eingegangen_am", "-pk"]
        indexes = [
            models.Index(fields=["zustand", "-eingegangen_am"], name="anfrage_zustand"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(zustand="neu") | Q(beraterin=None), name="anfrage_neu_hat_keine_zustaendige"
            ),
            models.CheckConstraint(
                condition=Q(zustand="geschlossen", geschlossen_am__isnull=False)
                | (~Q(zustand="geschlossen") & Q(geschlossen_am=None)),
                name="anfrage_geschlossen_mit_datum",
            ),
        ]

    def __str__(self) -> str:
        return self.nummer

    def get_absolute_url(self) -> str:
        """The advisors' page."""
        return reverse("beratung:fall", args=[self.pk])

    @property
    def token_url(self) -> str:
        return reverse("beratung:vorgang", args=[self.token])

    @property
    def nummer(self) -> str:
        """For the telephone; opens nothing."""
        return f"B-{self.pk:05d}"

    @property
    def anriss(self) -> str:
        return Truncator(" ".join(self.nachricht.split())).words(12)

    @property
    def ist_offen(self) -> bool:
        return self.zustand != self.Zustand.GESCHLOSSEN


class Beitrag(models.Model):
    """One word of the conversation, seen by both sides. The first word is the request itself."""

    class Von(models.TextChoices):
        KOMMUNE = "kommune", "Kommune"
        BERATUNG = "beratung", "Beratung"

    anfrage = models.ForeignKey(Anfrage, on_delete=models.CASCADE, related_name="beitraege")
    von = models.CharField(max_length=10, choices=Von)
    beraterin = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField()
    angelegt_am = models.DateTimeField(default=timezone.now)
    vorgang = models.UUIDField(db_default=RandomUUID(), editable=False)
    """The form it came from: the same form sent twice is one word."""

    class Meta:
        verbose_name = "Beitrag"
        verbose_name_plural = "Beiträge"
        ordering = ["angelegt_am", "pk"]
        constraints = [models.UniqueConstraint(fields=["anfrage", "vorgang"], name="beitrag_einmal_je_formular")]

    def __str__(self) -> str:
        return Truncator(self.text).chars(60)


class Notiz(models.Model):
    """Internal: in no mail and on no page of the asker. A model of its own, so no filter can forget it."""

    anfrage = models.ForeignKey(Anfrage, on_delete=models.CASCADE, related_name="notizen")
    beraterin = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField()
    angelegt_am = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "Interne Notiz"
        verbose_name_plural = "Interne Notizen"
        ordering = ["angelegt_am", "pk"]

    def __str__(self) -> str:
        return Truncator(self.text).chars(60)
