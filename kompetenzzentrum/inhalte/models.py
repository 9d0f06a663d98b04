import re
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone

PLATZHALTER = re.compile(r"\[\[([^\[\]]+)\]\]")
"""What only the operator of the portal can fill in, such as `[[Name der Stelle]]`."""


class Seite(models.Model):
    """The text of a page that the law demands; view and address stand in `urls.py`, editors change the words."""

    schluessel = models.SlugField("Adresse", max_length=40, unique=True, editable=False)
    titel = models.CharField("Titel", max_length=120)
    beschreibung = models.CharField(
        "Kurzbeschreibung",
        max_length=160,
        help_text="Ein Satz für Suchmaschinen und geteilte Links.",
    )
    text = models.TextField(
        "Text",
        help_text="In Markdown. Angaben, die noch fehlen, stehen in doppelten eckigen Klammern: [[Name der Stelle]].",
    )
    stand = models.DateField("Stand", default=timezone.localdate, help_text="Wann der Inhalt zuletzt geprüft wurde.")

    class Meta:
        verbose_name = "Rechtstext"
        verbose_name_plural = "Rechtstexte"
        ordering = ["titel"]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse(f"inhalte:{self.schluessel}")

    @property
    def platzhalter(self) -> list[str]:
        """Each gap once, in the order of the text."""
        return list(dict.fromkeys(PLATZHALTER.findall(self.text)))


class MeldungQuerySet(models.QuerySet["Meldung"]):
    def veroeffentlicht(self) -> Self:
        return self.filter(veroeffentlicht_am__lte=timezone.now())


class Meldung(models.Model):
    """A piece of news. Without a date it is a draft, with a future date it waits."""

    slug = models.SlugField("Adresse", max_length=100, unique=True)
    titel = models.CharField("Titel", max_length=120)
    anreisser = models.CharField("Anreißer", max_length=300, help_text="Ein bis zwei Sätze, wie sie in Listen stehen.")
    text = models.TextField("Text", help_text="In Markdown.")
    veroeffentlicht_am = models.DateTimeField(
        "veröffentlicht am",
        null=True,
        blank=True,
        help_text="Leer: Entwurf. Ein Zeitpunkt in der Zukunft: Die Meldung erscheint dann von selbst.",
    )
    geaendert_am = models.DateTimeField("geändert am", auto_now=True)
    ist_beispiel = models.BooleanField("Beispiel", default=False, editable=False)

    objects = MeldungQuerySet.as_manager()

    class Meta:
        verbose_name = "Meldung"
        verbose_name_plural = "Meldungen"
        ordering = ["-veroeffentlicht_am", "-pk"]
        indexes = [models.Index(fields=["-veroeffentlicht_am"], name="meldung_veroeffentlicht")]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("inhalte:meldung", args=[self.slug])

    @property
    def ist_entwurf(self) -> bool:
        return self.veroeffentlicht_am is None or self.veroeffentlicht_am > timezone.now()

    def clean(self) -> None:
        if self.slug == "feed":
            raise ValidationError({"slug": "Diese Adresse gehört dem Feed. Bitte wählen Sie eine andere."})
