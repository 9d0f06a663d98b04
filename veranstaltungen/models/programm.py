from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from veranstaltungen import texte


class Raum(models.Model):
    veranstaltung = models.ForeignKey("veranstaltungen.Veranstaltung", on_delete=models.CASCADE, related_name="raeume")
    name = models.CharField(max_length=80)
    hinweis = models.CharField("So kommt man hin", max_length=200, blank=True)

    class Meta:
        verbose_name = "Raum"
        verbose_name_plural = "Räume"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["veranstaltung", "name"], name="raum_einmal")]

    def __str__(self) -> str:
        return self.name


class Strang(models.Model):
    """What runs beside something else: a column of the programme."""

    veranstaltung = models.ForeignKey(
        "veranstaltungen.Veranstaltung", on_delete=models.CASCADE, related_name="straenge"
    )
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "Strang"
        verbose_name_plural = "Stränge"
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["veranstaltung", "name"], name="strang_einmal")]

    def __str__(self) -> str:
        return self.name


class Mitwirkende(models.Model):
    """Somebody on stage, with a page of her own at this event."""

    veranstaltung = models.ForeignKey(
        "veranstaltungen.Veranstaltung", on_delete=models.CASCADE, related_name="mitwirkende"
    )
    name = models.CharField(max_length=120)
    slug = models.SlugField("Adresse", max_length=120)
    funktion = models.CharField("Funktion und Einrichtung", max_length=200, blank=True)
    text = models.TextField("Über die Person", blank=True, help_text="Markdown. Nur, was öffentlich stehen darf.")

    class Meta:
        verbose_name = "Mitwirkende Person"
        verbose_name_plural = "Mitwirkende"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["veranstaltung", "slug"], name="mitwirkende_adresse")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("veranstaltungen:mitwirkende", args=[self.veranstaltung.slug, self.slug])


class Aussteller(models.Model):
    veranstaltung = models.ForeignKey(
        "veranstaltungen.Veranstaltung", on_delete=models.CASCADE, related_name="aussteller"
    )
    name = models.CharField(max_length=120)
    slug = models.SlugField("Adresse", max_length=120)
    kurz = models.CharField("In einem Satz", max_length=200)
    text = models.TextField("Was es am Stand gibt", blank=True, help_text="Markdown.")
    stand = models.CharField("Stand", max_length=40, blank=True, help_text="Zum Beispiel: Foyer, Stand 7.")
    webseite = models.URLField("Internetadresse", blank=True)

    class Meta:
        verbose_name = "Aussteller"
        verbose_name_plural = "Aussteller"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["veranstaltung", "slug"], name="aussteller_adresse")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("veranstaltungen:aussteller", args=[self.veranstaltung.slug, self.slug])


class ProgrammpunktQuerySet(models.QuerySet["Programmpunkt"]):
    def waehlbare(self) -> Self:
        """What people choose at registration."""
        return self.filter(waehlbar=True, entfaellt=False).select_related("raum")


class Programmpunkt(models.Model):
    veranstaltung = models.ForeignKey(
        "veranstaltungen.Veranstaltung", on_delete=models.CASCADE, related_name="programm"
    )
    beginn = models.DateTimeField()
    ende = models.DateTimeField()
    titel = models.CharField(max_length=200)
    beschreibung = models.CharField(max_length=500, blank=True)
    raum = models.ForeignKey(Raum, null=True, blank=True, on_delete=models.SET_NULL, related_name="programm")
    strang = models.ForeignKey(Strang, null=True, blank=True, on_delete=models.SET_NULL, related_name="programm")
    mitwirkende = models.CharField(
        max_length=300, blank=True, help_text="Namen und Funktionen, wie sie öffentlich stehen."
    )
    sprechende = models.ManyToManyField(
        Mitwirkende, verbose_name="Mitwirkende mit eigener Seite", blank=True, related_name="programm"
    )
    waehlbar = models.BooleanField(
        "wird gewählt", default=False, help_text="Wer sich anmeldet, sagt, ob sie oder er zu diesem Punkt kommt."
    )
    plaetze = models.PositiveIntegerField(
        "Plätze", null=True, blank=True, help_text="Nur für Punkte, die gewählt werden. Leer: unbegrenzt."
    )
    entfaellt = models.BooleanField(
        "entfällt",
        default=False,
        help_text="Bleibt mit diesem Hinweis im Programm stehen. Wer den Punkt gewählt hat, erfährt es, sobald Sie das"
        " Programm bekannt geben.",
    )

    objects = ProgrammpunktQuerySet.as_manager()

    class Meta:
        verbose_name = "Programmpunkt"
        verbose_name_plural = "Programm"
        ordering = ["beginn", "strang__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ende__gt=models.F("beginn")),
                name="programmpunkt_ende_nach_beginn",
                violation_error_message="Das Ende muss nach dem Beginn liegen.",
            ),
            models.CheckConstraint(
                condition=models.Q(plaetze=None) | models.Q(waehlbar=True),
                name="programmpunkt_plaetze_nur_wenn_waehlbar",
                violation_error_message="Eigene Plätze hat nur ein Programmpunkt, der gewählt wird.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    @property
    def tag(self) -> date:
        return timezone.localdate(self.beginn)

    @property
    def uhrzeiten(self) -> str:
        return texte.uhrzeiten(self.beginn, self.ende)

    @property
    def wann(self) -> str:
        """With its day, for places where the day is not told by what stands around it."""
        return texte.zeitraum(self.beginn, self.ende)


class Programmfassung(models.Model):
    """The programme as it was announced: what comes later is compared with it, so people hear what matters to them."""

    veranstaltung = models.ForeignKey(
        "veranstaltungen.Veranstaltung", on_delete=models.CASCADE, related_name="programmfassungen"
    )
    nummer = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    bekannt_seit = models.DateTimeField("bekannt seit", default=timezone.now)
    inhalt = models.JSONField()
    """Session key (as text) → title, begin and end (ISO 8601), room, whether people choose it, whether it is off."""

    class Meta:
        verbose_name = "Programmfassung"
        verbose_name_plural = "Programmfassungen"
        ordering = ["-nummer"]
        constraints = [models.UniqueConstraint(fields=["veranstaltung", "nummer"], name="programmfassung_nummer")]

    def __str__(self) -> str:
        return f"Fassung {self.nummer}"
