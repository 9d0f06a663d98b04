"""What a person with an account keeps: marked projects and saved searches."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from kompetenzzentrum.schutz.tokens import neues_token

from .projekt import Projekt


class Merkeintrag(models.Model):
    """A project on somebody's Merkliste."""

    nutzer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="merkeintraege")
    projekt = models.ForeignKey(Projekt, on_delete=models.CASCADE, related_name="merkeintraege")
    gemerkt_am = models.DateTimeField("gemerkt am", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "Eintrag der Merkliste"
        verbose_name_plural = "Einträge der Merkliste"
        ordering = ["-gemerkt_am", "-pk"]
        constraints = [models.UniqueConstraint(fields=["nutzer", "projekt"], name="merkeintrag_einmal")]

    def __str__(self) -> str:
        return f"{self.projekt} ({self.nutzer})"


class Suchauftrag(models.Model):
    """A saved search; what is new in it comes by mail once a week."""

    nutzer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suchauftraege")
    name = models.CharField("Name", max_length=80)
    abfrage = models.CharField(max_length=2000, blank=True)
    """The query string of the list, without page and order."""
    beschreibung = models.TextField("Suche", blank=True, editable=False)
    """The same in words."""
    fehlt = models.CharField(max_length=300, blank=True, editable=False)
    """Filters whose choice the catalogue no longer knows: without them it would find what nobody asked for, so
    nothing is told."""
    pausiert_am = models.DateTimeField("pausiert am", null=True, blank=True, editable=False)
    geprueft_bis = models.DateTimeField(default=timezone.now, editable=False)
    """Projects published until then have been reported, or were there when the search was saved."""
    token = models.CharField(max_length=40, unique=True, default=neues_token, editable=False)
    """Pauses this one search from its mail, without login."""
    sammeltoken = models.CharField(max_length=40, db_index=True, editable=False)
    """The same for all searches of one person: pauses them all."""
    angelegt_am = models.DateTimeField("angelegt am", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "Suchauftrag"
        verbose_name_plural = "Suchaufträge"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nutzer", "abfrage"],
                name="suchauftrag_einmal",
                violation_error_message="Diese Suche haben Sie schon gespeichert.",
            )
        ]
        indexes = [
            models.Index(fields=["geprueft_bis"], condition=models.Q(pausiert_am=None), name="suchauftrag_aktiv"),
        ]

    def __str__(self) -> str:
        return self.name
