from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kompetenzzentrum.schutz.tokens import neues_token

from .projekt import Projekt


class Nachfrage(models.Model):
    """A question to whoever looks after a project, answered by a link without a login (see `projekte.nachfrage`)."""

    class Anlass(models.TextChoices):
        JAHR = "jahr", "Stimmt das noch?"
        KONTAKT = "kontakt", "Kontakt gesucht"

    class Antwort(models.TextChoices):
        STIMMT = "stimmt", "Stimmt noch"
        GEAENDERT = "geaendert", "Hat sich geändert"
        BEENDET = "beendet", "Projekt beendet"
        KONTAKT = "kontakt", "Neuer Kontakt"

    projekt = models.ForeignKey(Projekt, on_delete=models.CASCADE, related_name="nachfragen")
    anlass = models.CharField("Anlass", max_length=7, choices=Anlass, default=Anlass.JAHR)
    token = models.CharField(max_length=40, unique=True, default=neues_token, editable=False)
    gestellt_am = models.DateTimeField("gestellt am", default=timezone.now)
    erinnert_am = models.DateTimeField("erinnert am", null=True, blank=True)
    antwort = models.CharField("Antwort", max_length=9, choices=Antwort, blank=True)
    beantwortet_am = models.DateTimeField("beantwortet am", null=True, blank=True)
    nachricht = models.TextField("Nachricht", blank=True)
    fuer_redaktion = models.BooleanField("für die Redaktion", default=False)
    """The editors have something to do: a change somebody reported, an end to look at, a contact to be found."""
    erledigt_am = models.DateTimeField("erledigt am", null=True, blank=True)

    class Meta:
        verbose_name = "Nachfrage"
        verbose_name_plural = "Nachfragen"
        ordering = ["-gestellt_am", "-pk"]
        indexes = [
            models.Index(
                fields=["gestellt_am"],
                condition=Q(fuer_redaktion=True, erledigt_am__isnull=True),
                name="nachfrage_zu_erledigen",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["projekt", "anlass"],
                condition=Q(beantwortet_am__isnull=True, erledigt_am__isnull=True),
                name="nachfrage_eine_offene",
            ),
            models.CheckConstraint(
                condition=Q(beantwortet_am__isnull=True, antwort="")
                | (Q(beantwortet_am__isnull=False) & ~Q(antwort="")),
                name="nachfrage_antwort_mit_datum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_anlass_display()} ({self.projekt})"

    @property
    def token_url(self) -> str:
        return reverse("projekte:nachfrage", args=[self.token])

    @property
    def ist_offen(self) -> bool:
        return self.beantwortet_am is None and self.erledigt_am is None
