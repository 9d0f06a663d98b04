"""Curated vocabularies."""

from django.db import models


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


class Schlagwort(Merkmal):
    class Meta(Merkmal.Meta):
        verbose_name = "Schlagwort"
        verbose_name_plural = "Schlagwörter"
