"""Questions to the owner of a project. Nobody learns an address from us."""

import uuid

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.schutz.tokens import neues_token

from .projekt import Projekt

FRAGE_HOECHSTENS = 1500
"""Characters: half a page, enough for a question and too little for advertising."""
ANTWORT_HOECHSTENS = 8000


class Rueckfrage(models.Model):
    """One question and its answer. The asker and the owner each have a page of their own, opened by a token."""

    class Art(models.TextChoices):
        FRAGE = "frage", "eine Frage stellen"
        AUSTAUSCH = "austausch", "einen Austausch, zum Beispiel ein Gespräch"

    projekt = models.ForeignKey(Projekt, on_delete=models.CASCADE, related_name="rueckfragen")
    art = models.CharField(max_length=10, choices=Art)
    name = models.CharField("Name", max_length=120)
    email = models.EmailField("E-Mail-Adresse")
    """Of the asker; shown to nobody, the answer goes there."""
    kommune = models.ForeignKey(Kommune, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    frage = models.TextField("Frage", validators=[MaxLengthValidator(FRAGE_HOECHSTENS)])
    antwort = models.TextField("Antwort", blank=True, validators=[MaxLengthValidator(ANTWORT_HOECHSTENS)])
    gestellt_am = models.DateTimeField(default=timezone.now)
    beantwortet_am = models.DateTimeField(null=True, blank=True)
    beim_zentrum = models.BooleanField(default=False)
    """Nobody could be reached: the centre looks for the answer."""
    vorgang = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """The form it came from: the same form sent twice is one question."""
    token = models.CharField(max_length=40, unique=True, default=neues_token, editable=False)
    """Opens the asker's page."""
    antworttoken = models.CharField(max_length=40, unique=True, default=neues_token, editable=False)
    """Opens the owner's page."""

    class Meta:
        verbose_name = "Rückfrage"
        verbose_name_plural = "Rückfragen"
        ordering = ["-gestellt_am", "-pk"]
        indexes = [models.Index(fields=["gestellt_am"], name="rueckfrage_gestellt")]
        constraints = [
            models.CheckConstraint(
                condition=Q(antwort="", beantwortet_am=None) | ~Q(antwort="") & Q(beantwortet_am__isnull=False),
                name="rueckfrage_antwort_mit_datum",
            ),
        ]

    def __str__(self) -> str:
        return f"Rückfrage zu {self.projekt}"

    @property
    def token_url(self) -> str:
        return reverse("projekte:rueckfrage", args=[self.token])

    @property
    def antwort_url(self) -> str:
        return reverse("projekte:rueckfrage_antworten", args=[self.antworttoken])


class Fragenstopp(models.Model):
    """The owner wants no more questions about this project."""

    projekt = models.OneToOneField(Projekt, on_delete=models.CASCADE, related_name="fragenstopp")
    seit = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "Fragenstopp"
        verbose_name_plural = "Fragenstopps"

    def __str__(self) -> str:
        return f"Fragenstopp: {self.projekt}"
