"""Several projects from one file, between upload and confirmation."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.schutz.tokens import neues_token


class Importvorschau(models.Model):
    """The checked rows of an uploaded file. They become drafts when their owner confirms, once."""

    token = models.CharField(max_length=40, unique=True, default=neues_token, editable=False)
    nutzer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="importvorschauen")
    kommune = models.ForeignKey(Kommune, on_delete=models.CASCADE, related_name="+")
    dateiname = models.CharField(max_length=200)
    zeilen = models.JSONField(default=list)
    """Per row: `nummer`, `titel`, `inhalt` as for an Einreichung, `einwaende` (pairs of column and text), and what is
    still to be added before it can be handed in (`fehlt`)."""
    ohne_spalten = models.JSONField(default=list)
    """Headings of the file that are no column of ours."""
    angelegt_am = models.DateTimeField(default=timezone.now, editable=False)
    anzahl = models.PositiveSmallIntegerField(default=0, editable=False)
    """How many drafts it became."""
    uebernommen_am = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "Importvorschau"
        verbose_name_plural = "Importvorschauen"

    def __str__(self) -> str:
        return self.dateiname
