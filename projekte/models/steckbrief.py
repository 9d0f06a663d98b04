"""What hangs on a project: effect claims, partners, pictures, documents."""

import secrets
from typing import Any

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.urls import reverse

from kompetenzzentrum.oberflaeche.texte import geld, zahl

from .projekt import Projekt


def ablage() -> Any:
    """Public files; still only the view hands them out, because a project may not be published (any more)."""
    return storages["oeffentlich"]


def neue_kennung() -> str:
    """128 random bits: nobody finds a file by guessing, and its name says nothing about who uploaded it."""
    return secrets.token_hex(16)


class Wirkung(models.Model):
    """One claim about the effect of a project, and how one knows."""

    class Art(models.TextChoices):
        GEMESSEN = "gemessen", "gemessen"
        GESCHAETZT = "geschaetzt", "geschätzt"
        ERWARTET = "erwartet", "erwartet"

    projekt = models.ForeignKey(Projekt, on_delete=models.CASCADE, related_name="wirkungen")
    aussage = models.CharField("Wirkung", max_length=200, help_text="Ein Satz: Was hat sich verändert?")
    wert = models.DecimalField("Wert", max_digits=14, decimal_places=2, null=True, blank=True)
    einheit = models.CharField("Einheit", max_length=60, blank=True, help_text="Zum Beispiel „Fahrten im Monat“.")
    art = models.CharField("woher bekannt", max_length=10, choices=Art)
    methode = models.CharField(
        "Methode", max_length=300, blank=True, help_text="Wie wurde gemessen oder geschätzt, im Vergleich wozu?"
    )
    stand = models.DateField("Stand", null=True, blank=True)

    class Meta:
        verbose_name = "Wirkung"
        verbose_name_plural = "Wirkungen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(art="gemessen") | (~Q(methode="") & Q(wert__isnull=False, stand__isnull=False)),
                name="wirkung_gemessen_mit_methode",
                violation_error_message="Zu einer gemessenen Wirkung gehören Wert, Methode und Datum der Messung.",
            ),
            models.CheckConstraint(
                condition=Q(wert__isnull=True) | ~Q(einheit=""),
                name="wirkung_wert_mit_einheit",
                violation_error_message="Zu einem Wert gehört seine Einheit.",
            ),
        ]

    def __str__(self) -> str:
        return self.aussage

    @property
    def menge(self) -> str:
        """ "1.250 Fahrten im Monat"; decimals only where there are any, cents in full."""
        if self.wert is None:
            return ""
        if self.einheit == "€":
            return geld(self.wert)
        ganz = self.wert == self.wert.to_integral_value()
        return f"{zahl(int(self.wert) if ganz else self.wert.normalize())} {self.einheit}"


class Partner(models.Model):
    """Who helped, if it is not a Kommune."""

    class Art(models.TextChoices):
        WIRTSCHAFT = "wirtschaft", "Unternehmen"
        KOMMUNAL = "kommunal", "kommunales Unternehmen oder Rechenzentrum"
        WISSENSCHAFT = "wissenschaft", "Hochschule oder Forschung"
        ZIVILGESELLSCHAFT = "zivilgesellschaft", "Verein oder Initiative"
        BEHOERDE = "behoerde", "Behörde"

    projekt = models.ForeignKey(Projekt, on_delete=models.CASCADE, related_name="partner")
    name = models.CharField("Name", max_length=160)
    rolle = models.CharField("Rolle im Projekt", max_length=160, blank=True)
    art = models.CharField("Art", max_length=17, choices=Art, blank=True)

    class Meta:
        verbose_name = "Partner"
        verbose_name_plural = "Partner"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["projekt", "name"],
                name="partner_einmal_je_projekt",
                violation_error_message="Dieser Partner ist schon genannt.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Bild(models.Model):
    """A picture in two widths, written anew without metadata (see `projekte.dateien`)."""

    projekt = models.ForeignKey(Projekt, on_delete=models.CASCADE, related_name="bilder")
    kennung = models.CharField(max_length=32, unique=True, default=neue_kennung, editable=False)
    gross = models.FileField(storage=ablage, editable=False)
    klein = models.FileField(storage=ablage, editable=False)
    breite = models.PositiveSmallIntegerField(editable=False)
    hoehe = models.PositiveSmallIntegerField(editable=False)
    """Pixels of `gross`: the page keeps the place free while the picture loads."""
    alternativtext = models.CharField(
        "Bildbeschreibung", max_length=300, help_text="Was ist zu sehen? Für alle, die das Bild nicht sehen können."
    )
    nachweis = models.CharField("Bildnachweis", max_length=160, help_text="Wer hat es gemacht, unter welcher Lizenz?")
    reihenfolge = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Bild"
        verbose_name_plural = "Bilder"
        ordering = ["reihenfolge", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(alternativtext="") & ~Q(nachweis=""),
                name="bild_beschrieben",
                violation_error_message="Ein Bild braucht eine Beschreibung und einen Nachweis.",
            )
        ]

    def __str__(self) -> str:
        return self.alternativtext

    @property
    def url_gross(self) -> str:
        return reverse("projekte:bild", args=[self.projekt.slug, self.kennung, "gross"])

    @property
    def url_klein(self) -> str:
        return reverse("projekte:bild", args=[self.projekt.slug, self.kennung, "klein"])


class Dokument(models.Model):
    """A PDF that others may use: served as attachment only."""

    class Art(models.TextChoices):
        KONZEPT = "konzept", "Konzept"
        LEISTUNG = "leistung", "Leistungsbeschreibung"
        RECHT = "recht", "Satzung, Vertrag oder Muster"
        AUSWERTUNG = "auswertung", "Auswertung"
        ANLEITUNG = "anleitung", "Anleitung"
        SONSTIGES = "sonstiges", "Dokument"

    projekt = models.ForeignKey(Projekt, on_delete=models.CASCADE, related_name="dokumente")
    kennung = models.CharField(max_length=32, unique=True, default=neue_kennung, editable=False)
    datei = models.FileField(storage=ablage, editable=False)
    groesse = models.PositiveIntegerField(editable=False)
    """Bytes."""
    titel = models.CharField("Titel", max_length=160)
    art = models.CharField("Art", max_length=10, choices=Art, default=Art.SONSTIGES)
    reihenfolge = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Dokument"
        verbose_name_plural = "Dokumente"
        ordering = ["reihenfolge", "pk"]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("projekte:dokument", args=[self.projekt.slug, self.kennung])
