from django.db import models


class Erinnerung(models.Model):
    """When everybody of one event is to be reminded. Recomputed when the event moves, see `erinnerung.py`."""

    class Art(models.TextChoices):
        WOCHE = "woche", "eine Woche vorher"
        VORTAG = "vortag", "am Tag vorher"
        HEUTE = "heute", "am selben Tag"

    veranstaltung = models.ForeignKey(
        "veranstaltungen.Veranstaltung", on_delete=models.CASCADE, related_name="erinnerungen"
    )
    art = models.CharField(max_length=8, choices=Art)
    faellig_am = models.DateTimeField("fällig am")
    erledigt_am = models.DateTimeField("erledigt am", null=True, blank=True)

    class Meta:
        verbose_name = "Erinnerung"
        verbose_name_plural = "Erinnerungen"
        ordering = ["faellig_am"]
        indexes = [
            models.Index(fields=["faellig_am"], condition=models.Q(erledigt_am=None), name="erinnerung_offen"),
        ]
        constraints = [models.UniqueConstraint(fields=["veranstaltung", "art"], name="erinnerung_einmal_je_art")]

    def __str__(self) -> str:
        return f"{self.veranstaltung_id}: {self.get_art_display()}"
