"""What remains of an event: feedback, certificates, films and slides."""

import uuid
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone

from projekte.models.steckbrief import ablage

from .anmeldung import Anmeldung


class Rueckmeldung(models.Model):
    """Anonymous: no key leads to the person, and only the day is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Random: a running number would tell who answered in which order."""

    class Note(models.IntegerChoices):
        SEHR = 4, "sehr hilfreich"
        EHER = 3, "eher hilfreich"
        WENIG = 2, "wenig hilfreich"
        NICHT = 1, "nicht hilfreich"

    veranstaltung = models.ForeignKey(
        "veranstaltungen.Veranstaltung", on_delete=models.CASCADE, related_name="rueckmeldungen"
    )
    note = models.PositiveSmallIntegerField("Wie hilfreich war die Veranstaltung?", choices=Note)
    gut = models.TextField("Was hat Ihnen geholfen?", blank=True, max_length=2000)
    besser = models.TextField("Was sollen wir besser machen?", blank=True, max_length=2000)
    tag = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = "Rückmeldung"
        verbose_name_plural = "Rückmeldungen"
        ordering = ["-tag", "pk"]

    def __str__(self) -> str:
        return self.get_note_display()


class Bescheinigung(models.Model):
    """That somebody took part. Stays when the registration is deleted; then no key leads to the person any more."""

    veranstaltung = models.ForeignKey(
        "veranstaltungen.Veranstaltung", on_delete=models.CASCADE, related_name="bescheinigungen"
    )
    anmeldung = models.OneToOneField(
        Anmeldung, null=True, blank=True, on_delete=models.SET_NULL, related_name="bescheinigung"
    )
    code = models.CharField(max_length=32, unique=True, editable=False)
    ausgestellt_am = models.DateTimeField("ausgestellt am", default=timezone.now)

    class Meta:
        verbose_name = "Bescheinigung"
        verbose_name_plural = "Bescheinigungen"
        ordering = ["-ausgestellt_am"]

    def __str__(self) -> str:
        return self.code


class MediumQuerySet(models.QuerySet["Medium"]):
    def oeffentlich(self) -> Self:
        return self.filter(veroeffentlicht_am__isnull=False)


class Medium(models.Model):
    """Something of the Mediathek: a film, slides, a picture. Files are checked by `mediathek.py`."""

    class Art(models.TextChoices):
        FILM = "film", "Film"
        FOLIEN = "folien", "Folien"
        BILD = "bild", "Bild"
        DOKUMENT = "dokument", "Dokument"

    titel = models.CharField(max_length=200)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    art = models.CharField(max_length=8, choices=Art)
    kurzbeschreibung = models.CharField(max_length=300)
    veranstaltung = models.ForeignKey(
        "veranstaltungen.Veranstaltung", null=True, blank=True, on_delete=models.SET_NULL, related_name="medien"
    )
    programmpunkt = models.ForeignKey(
        "veranstaltungen.Programmpunkt", null=True, blank=True, on_delete=models.SET_NULL, related_name="medien"
    )
    projekte = models.ManyToManyField("projekte.Projekt", blank=True, related_name="medien")
    datei = models.FileField(upload_to="mediathek", storage=ablage, blank=True)
    klein = models.FileField(upload_to="mediathek", storage=ablage, blank=True, editable=False)
    """Of a picture: for lists."""
    breite = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    hoehe = models.PositiveSmallIntegerField("Höhe", null=True, blank=True, editable=False)
    """Pixels of a picture."""
    groesse = models.PositiveBigIntegerField("Größe", default=0, editable=False)
    """Bytes of `datei`."""
    externe_adresse = models.URLField(
        "Adresse bei einem anderen Anbieter",
        max_length=500,
        blank=True,
        help_text="Wird erst nach einem zweiten Klick geladen.",
    )
    anbieter = models.CharField(max_length=80, blank=True, help_text="Wer die Daten beim Ansehen bekommt.")
    untertitel = models.FileField(upload_to="mediathek", storage=ablage, blank=True)
    transkript = models.TextField(blank=True)
    alternativtext = models.CharField(
        max_length=300, blank=True, help_text="Was auf dem Bild zu sehen ist, für Menschen, die es nicht sehen."
    )
    dauer_minuten = models.PositiveSmallIntegerField("Dauer in Minuten", null=True, blank=True)
    lizenz = models.CharField(max_length=60, blank=True, help_text="Zum Beispiel: CC BY 4.0.")
    veroeffentlicht_am = models.DateTimeField("veröffentlicht am", null=True, blank=True, editable=False)
    ist_beispiel = models.BooleanField("Beispiel", default=False, help_text="Zeigt sichtbar „Beispiel“ an.")
    geaendert_am = models.DateTimeField(auto_now=True)

    objects = MediumQuerySet.as_manager()

    class Meta:
        verbose_name = "Medium"
        verbose_name_plural = "Mediathek"
        ordering = ["-veroeffentlicht_am", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(datei="") | ~models.Q(externe_adresse=""),
                name="medium_hat_quelle",
                violation_error_message="Bitte laden Sie eine Datei hoch oder nennen Sie eine Adresse.",
            ),
            models.CheckConstraint(
                condition=~models.Q(art="bild") | ~models.Q(alternativtext=""),
                name="medium_bild_hat_alternativtext",
                violation_error_message="Bitte beschreiben Sie, was auf dem Bild zu sehen ist.",
            ),
            models.CheckConstraint(
                condition=models.Q(externe_adresse="") | ~models.Q(anbieter=""),
                name="medium_extern_nennt_anbieter",
                violation_error_message="Bitte nennen Sie den Anbieter: Wer zusieht, muss ihn vorher kennen.",
            ),
            models.CheckConstraint(
                condition=~models.Q(art="film")
                | models.Q(veroeffentlicht_am=None)
                | (~models.Q(transkript="") & (models.Q(datei="") | ~models.Q(untertitel=""))),
                name="medium_film_fuer_alle",
                violation_error_message="Ein Film wird erst veröffentlicht, wenn er ein Transkript hat und, liegt er"
                " bei uns, Untertitel: So steht er allen offen, auch wer ihn nicht hört.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("mediathek:detail", args=[self.slug])

    def clean(self) -> None:
        if self.programmpunkt and self.programmpunkt.veranstaltung_id != self.veranstaltung_id:
            raise ValidationError({"programmpunkt": "Dieser Programmpunkt gehört zu einer anderen Veranstaltung."})
        if self.veroeffentlicht_am:
            self.veroeffentlichbar()

    def veroeffentlichbar(self) -> None:
        """Raises ValidationError. The database holds the same, as `medium_film_fuer_alle`."""
        fehlt = {}
        if self.art == self.Art.FILM and not self.transkript.strip():
            fehlt["transkript"] = "Ein veröffentlichter Film braucht ein Transkript: für alle, die ihn nicht hören."
        if self.art == self.Art.FILM and self.datei and not self.untertitel:
            fehlt["untertitel"] = "Ein veröffentlichter Film braucht Untertitel."
        if fehlt:
            raise ValidationError(fehlt)

    @property
    def dateiart(self) -> str:
        """mp4, webm, webp or pdf."""
        return (self.datei.name or "").rpartition(".")[2]
