import uuid

from django.db import models
from django.utils import timezone


class Einlass(models.Model):
    """One movement at a door, never changed. What counts now is `Anmeldung.eingelassen_am`."""

    class Art(models.TextChoices):
        EINGELASSEN = "eingelassen", "eingelassen"
        DOPPELT = "doppelt", "war schon da"
        ZURUECK = "zurueck", "zurückgenommen"

    anmeldung = models.ForeignKey("veranstaltungen.Anmeldung", on_delete=models.CASCADE, related_name="einlaesse")
    vorgang = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    """Made on the phone: what a dead spot made it send twice counts once."""
    art = models.CharField(max_length=12, choices=Art)
    tuer = models.CharField("Tür", max_length=40, blank=True)
    grund = models.CharField(max_length=80, blank=True)
    """Why it was taken back."""
    geschehen_am = models.DateTimeField("geschehen am", default=timezone.now)
    """Earlier than `erfasst_am` if the phone was offline."""
    erfasst_am = models.DateTimeField("erfasst am", auto_now_add=True)

    class Meta:
        verbose_name = "Einlass"
        verbose_name_plural = "Einlass"
        ordering = ["-erfasst_am", "-pk"]

    def __str__(self) -> str:
        return f"{self.anmeldung_id}: {self.get_art_display()}"
