"""What the search keeps in the database: the words, the documents made of them, and the editors' synonyms."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from .projekt import Projekt

SYNONYME_MINDESTENS = 2


class Suchwort(models.Model):
    """A word of the catalogue, stemmed and split once. Written by `suche.ableiten()`, never taken away."""

    wort = models.CharField(max_length=60, unique=True)
    """Folded: lower case, no umlauts."""
    anzeige = models.CharField(max_length=60)
    """As it was first written, for „gemeint ist …“."""
    stamm = models.CharField(max_length=60)
    teile = ArrayField(models.CharField(max_length=60), default=list)
    """Stems of the parts of a compound word, in order; empty if it is none."""

    class Meta:
        verbose_name = "Suchwort"
        verbose_name_plural = "Suchwörter"

    def __str__(self) -> str:
        return self.anzeige


class Suchdokument(models.Model):
    """A project as the search sees it. Numbers are keys of Suchwort, as little-endian uint32."""

    projekt = models.OneToOneField(Projekt, on_delete=models.CASCADE, primary_key=True, related_name="suchdokument")
    woerter = models.BinaryField()
    """Each word once: all numbers, then as many bytes with the weighted frequencies (see `dokumente.MASS`)."""
    folge = models.BinaryField()
    """The words in order, 0 between two sections; for phrases."""

    class Meta:
        verbose_name = "Suchdokument"
        verbose_name_plural = "Suchdokumente"

    def __str__(self) -> str:
        return f"Suchdokument {self.pk}"


class Synonymgruppe(models.Model):
    class Richtung(models.TextChoices):
        BEIDE = "beide", "jeder Begriff findet alle anderen"
        HIN = "hin", "nur der erste Begriff findet die anderen"

    begriffe = models.CharField(
        "Begriffe",
        max_length=500,
        unique=True,
        help_text="Durch Kommas getrennt, auch aus mehreren Wörtern: „IoT, Internet der Dinge, Sensorik“.",
    )
    richtung = models.CharField("Richtung", max_length=5, choices=Richtung, default=Richtung.BEIDE)

    class Meta:
        verbose_name = "Synonymgruppe"
        verbose_name_plural = "Synonymgruppen"
        ordering = ["begriffe"]

    def __str__(self) -> str:
        return self.begriffe

    def clean(self) -> None:
        if len(self.liste()) < SYNONYME_MINDESTENS:
            raise ValidationError({"begriffe": "Bitte nennen Sie mindestens zwei Begriffe, durch Komma getrennt."})

    def liste(self) -> list[str]:
        return [begriff for teil in self.begriffe.split(",") if (begriff := teil.strip())]
