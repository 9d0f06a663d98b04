from django.db import models


class Stand(models.Model):
    """The state of a room's public content as a number: see `stand.py`. Written by triggers only."""

    bereich = models.CharField(max_length=20, primary_key=True)
    fassung = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "Stand"
        verbose_name_plural = "Stände"
        ordering = ["bereich"]

    def __str__(self) -> str:
        return f"{self.bereich} {self.fassung}"
