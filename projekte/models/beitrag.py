"""What members of a municipality write: submissions, the editors' remarks on them, and the versions of an entry."""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import storages
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.schutz.tokens import neues_token

from .projekt import Projekt
from .steckbrief import neue_kennung


def vertrauliche_ablage() -> Any:
    return storages["vertraulich"]


class EinreichungQuerySet(models.QuerySet["Einreichung"]):
    def offen(self) -> Self:
        """Still being written, or waiting for the editors."""
        return self.filter(zustand__in=[*Einreichung.SCHREIBBAR, Einreichung.Zustand.EINGEREICHT])


class Einreichung(models.Model):
    """A new entry, or changes to one, as somebody typed them. The published Projekt stays as it is until accepted.

    `inhalt` holds the form's fields by name: a string as typed, a list of strings where several may be chosen
    (vocabularies by slug, fixed lists by code), a list of such dicts for `wirkungen`, `partner`, `bilder` and
    `dokumente` (the last two name their file by `kennung`: an Anlage, or what the published entry has already);
    `beteiligte` is text, one municipality in a line. Fields and steps: `projekte/forms/einreichung.py`.
    """

    class Zustand(models.TextChoices):
        ENTWURF = "entwurf", "Entwurf"
        EINGEREICHT = "eingereicht", "eingereicht"
        ZURUECK = "zurueck", "zurück mit Anmerkungen"
        ANGENOMMEN = "angenommen", "veröffentlicht"
        VERWORFEN = "verworfen", "verworfen"

    SCHREIBBAR = (Zustand.ENTWURF, Zustand.ZURUECK)

    token = models.CharField(max_length=40, unique=True, default=neues_token, editable=False)
    projekt = models.ForeignKey(Projekt, on_delete=models.CASCADE, null=True, blank=True, related_name="einreichungen")
    """The entry to be changed; of a new one the entry it became."""
    kommune = models.ForeignKey(Kommune, on_delete=models.PROTECT, related_name="einreichungen")
    von = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="einreichungen"
    )
    zustand = models.CharField(max_length=11, choices=Zustand, default=Zustand.ENTWURF)
    inhalt = models.JSONField(default=dict, blank=True)
    grundlage = models.JSONField(default=dict, blank=True)
    """The entry's content when the work on it began: what changed there meanwhile is not written back."""
    bestaetigt = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    """What the author stood by when handing it in: keys of `fakten.FAKTEN`."""
    antwort = models.TextField("Antwort der Redaktion", blank=True)
    """Why it came back or was discarded, as a whole; what belongs to one field is an Anmerkung."""
    version = models.PositiveIntegerField(default=1)
    """Rises with every change: whoever decides has seen this one."""
    angelegt_am = models.DateTimeField("angelegt am", default=timezone.now)
    geaendert_am = models.DateTimeField("geändert am", default=timezone.now)
    eingereicht_am = models.DateTimeField("eingereicht am", null=True, blank=True)
    entschieden_am = models.DateTimeField("entschieden am", null=True, blank=True)

    objects = EinreichungQuerySet.as_manager()

    class Meta:
        verbose_name = "Einreichung"
        verbose_name_plural = "Einreichungen"
        ordering = ["-geaendert_am", "-pk"]
        indexes = [models.Index(fields=["zustand", "eingereicht_am"], name="einreichung_zustand")]
        constraints = [
            models.CheckConstraint(
                condition=Q(zustand__in=["entwurf", "verworfen"]) | Q(eingereicht_am__isnull=False),
                name="einreichung_eingereicht_mit_datum",
            ),
            models.CheckConstraint(
                condition=Q(zustand__in=["angenommen", "verworfen"], entschieden_am__isnull=False)
                | ~Q(zustand__in=["angenommen", "verworfen"]),
                name="einreichung_entschieden_mit_datum",
            ),
            models.UniqueConstraint(
                fields=["projekt", "kommune"],
                condition=Q(zustand__in=["entwurf", "eingereicht", "zurueck"]),
                name="einreichung_eine_offene_je_projekt",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("projekte:einreichung", args=[self.token])

    @property
    def titel(self) -> str:
        return str(self.inhalt.get("titel") or "").strip() or "Noch ohne Titel"

    @property
    def ist_schreibbar(self) -> bool:
        return self.zustand in self.SCHREIBBAR

    @property
    def zeichen(self) -> str:
        """The shape beside the word."""
        return {
            self.Zustand.ENTWURF: "laufend",
            self.Zustand.EINGEREICHT: "wartet",
            self.Zustand.ZURUECK: "neu",
            self.Zustand.ANGENOMMEN: "erledigt",
        }.get(self.Zustand(self.zustand), "abgebrochen")


class Anlage(models.Model):
    """A file of a submission. What is said about it stands in `Einreichung.inhalt` beside its `kennung`, so that it is
    compared, remarked on and merged like every other field. Written by `projekte.anlagen`.
    """

    einreichung = models.ForeignKey(Einreichung, on_delete=models.CASCADE, related_name="anlagen")
    kennung = models.CharField(max_length=32, unique=True, default=neue_kennung, editable=False)
    datei = models.FileField(storage=vertrauliche_ablage, editable=False)
    """A PDF, or the larger one of a picture's two files."""
    klein = models.FileField(storage=vertrauliche_ablage, blank=True, editable=False)
    breite = models.PositiveSmallIntegerField(null=True, editable=False)
    hoehe = models.PositiveSmallIntegerField(null=True, editable=False)
    """Pixels of the larger file."""
    groesse = models.PositiveIntegerField(editable=False)
    """Bytes of all its files."""

    class Meta:
        verbose_name = "Anlage"
        verbose_name_plural = "Anlagen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(klein="", breite=None, hoehe=None)
                | ~Q(klein="") & Q(breite__isnull=False, hoehe__isnull=False),
                name="anlage_bild_ganz",
            )
        ]

    def __str__(self) -> str:
        return self.kennung

    @property
    def ist_bild(self) -> bool:
        return bool(self.klein)


@receiver(post_delete, sender=Anlage)
def dateien_loeschen(sender: Any, instance: Anlage, **kwargs: Any) -> None:
    """However the row goes (removed, with its draft, at the end of its time): once that is certain, its files go."""
    for datei in (instance.datei, instance.klein):
        if datei:
            transaction.on_commit(lambda name=datei.name: vertrauliche_ablage().delete(name), robust=True)  # type: ignore[misc]


class Anmerkung(models.Model):
    """What an editor says about one field of a submission."""

    einreichung = models.ForeignKey(Einreichung, on_delete=models.CASCADE, related_name="anmerkungen")
    feld = models.CharField(max_length=40)
    text = models.TextField()
    von = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    angelegt_am = models.DateTimeField(default=timezone.now)
    erledigt = models.BooleanField(default=False)
    """Belongs to an earlier round: the text was submitted again since."""

    class Meta:
        verbose_name = "Anmerkung"
        verbose_name_plural = "Anmerkungen"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.feld}: {self.text[:60]}"


class Fassung(models.Model):
    """The content of an entry after a change; written by `fassungen.festhalten()`."""

    projekt = models.ForeignKey(Projekt, on_delete=models.CASCADE, related_name="fassungen")
    nummer = models.PositiveIntegerField()
    inhalt: Any = models.JSONField()
    von = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    am = models.DateTimeField(default=timezone.now)
    anlass = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        ordering = ["projekt", "-nummer"]
        constraints = [models.UniqueConstraint(fields=["projekt", "nummer"], name="fassung_nummer_einmalig")]

    def __str__(self) -> str:
        return f"{self.projekt}, Fassung {self.nummer}"
