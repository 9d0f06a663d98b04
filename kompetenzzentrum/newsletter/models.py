import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from kompetenzzentrum.schutz.tokens import neues_token
from kompetenzzentrum.versand.models import Inhalt


class Thema(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    beschreibung = models.CharField(max_length=200)
    reihenfolge = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "Thema"
        verbose_name_plural = "Themen"
        ordering = ["reihenfolge", "name"]

    def __str__(self) -> str:
        return self.name


class AbonnementQuerySet(models.QuerySet["Abonnement"]):
    def aktiv(self) -> Self:
        return self.filter(zustand=Abonnement.Zustand.AKTIV)

    def zu_adresse(self, email: str) -> Self:
        """The one running subscription of an address, if there is one."""
        return self.exclude(zustand=Abonnement.Zustand.ABGEMELDET).filter(email__iexact=email)


class Abonnement(models.Model):
    """One subscription from order to end. Whoever comes back gets a new row with a consent of its own."""

    class Zustand(models.TextChoices):
        UNBESTAETIGT = "unbestaetigt", "noch nicht bestätigt"
        AKTIV = "aktiv", "aktiv"
        ABGEMELDET = "abgemeldet", "abgemeldet"

    email = models.EmailField("E-Mail-Adresse", blank=True)
    email_hmac = models.CharField(max_length=64, blank=True)
    """Takes the address's place after anonymisation: only with the secret key can one tell whether an address
    was subscribed, for the proof that it was signed off."""
    zustand = models.CharField(max_length=14, choices=Zustand, default=Zustand.UNBESTAETIGT)
    themen = models.ManyToManyField(Thema, blank=True, related_name="abonnements")
    """None chosen means all."""
    token = models.CharField(max_length=40, unique=True, default=neues_token, editable=False)
    """For signing off: stands in every issue, so whoever gets one forwarded has it too."""
    bestaetigungstoken = models.CharField(max_length=40, unique=True, default=neues_token, editable=False)
    """Only ever in mails to the owner alone: proves that she reads this address."""
    vorgang = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Joins the steps of the consent."""
    angelegt_am = models.DateTimeField(default=timezone.now)
    bestaetigt_am = models.DateTimeField(null=True, blank=True)
    abgemeldet_am = models.DateTimeField(null=True, blank=True)

    objects = AbonnementQuerySet.as_manager()

    class Meta:
        verbose_name = "Abonnement"
        verbose_name_plural = "Abonnements"
        ordering = ["-angelegt_am", "-pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(zustand="abgemeldet"), name="abonnement_email_einmal"),
            models.CheckConstraint(
                condition=Q(zustand="unbestaetigt", bestaetigt_am=None, abgemeldet_am=None)
                | Q(zustand="aktiv", bestaetigt_am__isnull=False, abgemeldet_am=None)
                | Q(zustand="abgemeldet", abgemeldet_am__isnull=False),
                name="abonnement_zustand_und_daten",
            ),
            models.CheckConstraint(
                condition=(~Q(email="") & Q(email_hmac="")) | Q(email="", zustand="abgemeldet"),
                name="abonnement_adresse_oder_anonym",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email or 'anonymisiert'} ({self.get_zustand_display()})"


class AusgabeQuerySet(models.QuerySet["Ausgabe"]):
    def versendet(self) -> Self:
        return self.filter(zustand=Ausgabe.Zustand.VERSENDET)


class Ausgabe(models.Model):
    class Zustand(models.TextChoices):
        ENTWURF = "entwurf", "Entwurf"
        VERSENDET = "versendet", "versendet"

    titel = models.CharField("Titel", max_length=120)
    """Also the subject of the mail."""
    slug = models.SlugField(max_length=140, unique=True, editable=False)
    anreisser = models.CharField("Anreißer", max_length=200, blank=True)
    """One or two sentences: mail programs show them beside the subject, the archive below the title."""
    text = models.TextField("Text")
    """Markdown, sections by headings."""
    themen = models.ManyToManyField(Thema, blank=True, related_name="ausgaben")
    """None chosen means: for everybody."""
    zustand = models.CharField(max_length=10, choices=Zustand, default=Zustand.ENTWURF)
    inhalt = models.OneToOneField(Inhalt, null=True, blank=True, editable=False, on_delete=models.PROTECT)
    """What was sent, frozen."""
    empfaenger = models.PositiveIntegerField("Empfänger", default=0, editable=False)
    ist_beispiel = models.BooleanField("Beispiel", default=False, editable=False)
    """Made for demonstration."""
    angelegt_am = models.DateTimeField(default=timezone.now)
    geaendert_am = models.DateTimeField(default=timezone.now)
    versendet_am = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Rises with every change: nobody overwrites or sends what she has not seen."""

    objects = AusgabeQuerySet.as_manager()

    class Meta:
        verbose_name = "Ausgabe"
        verbose_name_plural = "Ausgaben"
        ordering = ["-versendet_am", "-angelegt_am", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(zustand="entwurf", versendet_am=None, inhalt=None)
                | Q(zustand="versendet", versendet_am__isnull=False, inhalt__isnull=False),
                name="ausgabe_versendet_mit_inhalt",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("newsletter:ausgabe", args=[self.slug])

    @property
    def ist_entwurf(self) -> bool:
        return self.zustand == self.Zustand.ENTWURF
