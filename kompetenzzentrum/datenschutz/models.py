import hashlib
from typing import Any

from django.db import models

FEHLER = "Fehler"
"""Stands in the result of a run in place of the number, for a model whose deletion failed."""


class Einwilligung(models.Model):
    """One step of a consent, provable by its wording (Art. 7 (1) DSGVO; BGH 10.02.2011, I ZR 164/09).

    Append-only: a trigger refuses UPDATE always, and DELETE outside the deletion run. No IP address.
    """

    class Schritt(models.TextChoices):
        ERBETEN = "erbeten", "erbeten"
        BESTAETIGT = "bestaetigt", "bestätigt"
        WIDERRUFEN = "widerrufen", "widerrufen"

    zweck = models.CharField(max_length=60)
    vorgang = models.UUIDField(db_index=True)
    """Joins the steps of one consent."""
    schritt = models.CharField(max_length=12, choices=Schritt)
    email = models.EmailField("E-Mail-Adresse")
    wortlaut = models.TextField()
    wortlaut_sha256 = models.CharField(max_length=64, editable=False)
    seite = models.CharField(max_length=200)
    """Address of the form, or how else the step was taken."""
    zeitpunkt = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Einwilligung"
        verbose_name_plural = "Einwilligungen"
        ordering = ["zeitpunkt", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["vorgang", "schritt"], name="einwilligung_schritt_einmal"),
        ]

    def __str__(self) -> str:
        return f"{self.zweck} {self.schritt} {self.zeitpunkt:%d.%m.%Y}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.wortlaut_sha256 = hashlib.sha256(self.wortlaut.encode()).hexdigest()
        super().save(force_insert=True)


class Loeschlauf(models.Model):
    """One nightly run: how many rows of each model were erased, or FEHLER."""

    tag = models.DateField(unique=True)
    beendet_am = models.DateTimeField(auto_now_add=True)
    ergebnis = models.JSONField(default=dict)

    class Meta:
        verbose_name = "Löschlauf"
        verbose_name_plural = "Löschläufe"
        ordering = ["-tag"]

    def __str__(self) -> str:
        return f"Löschlauf vom {self.tag:%d.%m.%Y}"

    @property
    def fehlgeschlagen(self) -> list[str]:
        return [modell for modell, anzahl in self.ergebnis.items() if anzahl == FEHLER]
