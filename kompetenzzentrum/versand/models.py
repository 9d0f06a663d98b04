from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone


class Inhalt(models.Model):
    """Frozen content that many messages share, such as one newsletter issue."""

    betreff = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    angelegt_am = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Sammelinhalt"
        verbose_name_plural = "Sammelinhalte"

    def __str__(self) -> str:
        return self.betreff


class NachrichtQuerySet(models.QuerySet["Nachricht"]):
    def faellig(self, jetzt: datetime) -> Self:
        return self.filter(zustand=Nachricht.Zustand.WARTET, faellig_ab__lte=jetzt).order_by(
            "prioritaet", "faellig_ab", "pk"
        )


class Nachricht(models.Model):
    """One mail to one recipient: the outbox. Rendered at sending, from this row alone."""

    class Zustand(models.TextChoices):
        WARTET = "wartet", "wartet"
        GESENDET = "gesendet", "gesendet"
        UNZUSTELLBAR = "unzustellbar", "unzustellbar"
        ZURUECKGEZOGEN = "zurueckgezogen", "zurückgezogen"

    class Prioritaet(models.IntegerChoices):
        SOFORT = 1, "sofort"
        NORMAL = 5, "normal"
        NACHRANGIG = 7, "nachrangig"
        MASSE = 9, "Massenversand"

    schluessel = models.CharField("Schlüssel", max_length=200, unique=True)
    """Says what this mail is about, such as `anmeldung:4711:bestaetigung`; the same key is never sent twice."""
    art = models.CharField(max_length=80)
    an = models.EmailField("an", blank=True)
    kontext = models.JSONField(default=dict, blank=True)
    inhalt = models.ForeignKey(Inhalt, null=True, blank=True, on_delete=models.PROTECT)
    abmelden_url = models.URLField(blank=True, max_length=300)
    """One-click unsubscribe address (RFC 8058) of a bulk mail."""
    prioritaet = models.PositiveSmallIntegerField("Priorität", choices=Prioritaet, default=Prioritaet.NORMAL)
    zustand = models.CharField(max_length=16, choices=Zustand, default=Zustand.WARTET)
    faellig_ab = models.DateTimeField("fällig ab", default=timezone.now)
    verfaellt_am = models.DateTimeField("verfällt am", null=True, blank=True)
    """From then on nobody wants to read it any more: what still waits is withdrawn."""
    versuche = models.PositiveSmallIntegerField(default=0)
    letzter_fehler = models.CharField(max_length=300, blank=True)
    angelegt_am = models.DateTimeField(auto_now_add=True)
    gesendet_am = models.DateTimeField(null=True, blank=True)

    objects = NachrichtQuerySet.as_manager()

    class Meta:
        verbose_name = "Nachricht"
        verbose_name_plural = "Nachrichten"
        ordering = ["-angelegt_am"]
        indexes = [
            models.Index(
                fields=["prioritaet", "faellig_ab", "id"],
                condition=models.Q(zustand="wartet"),
                name="nachricht_wartet",
            ),
        ]

    def __str__(self) -> str:
        return self.schluessel
