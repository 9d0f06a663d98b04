from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class Rolle(models.TextChoices):
    BERATUNG = "beratung", "Beratung"
    REDAKTION = "redaktion", "Redaktion"
    VERANSTALTUNGSTEAM = "veranstaltungsteam", "Veranstaltungsteam"
    DATENSCHUTZ = "datenschutz", "Datenschutz"
    BETRIEB = "betrieb", "Betrieb"


class NutzerManager(BaseUserManager["Nutzer"]):
    def create_user(self, email: str, password: str | None = None, **felder: Any) -> "Nutzer":
        nutzer = self.model(email=self.normalize_email(email).lower(), **felder)
        nutzer.set_password(password)
        nutzer.save()
        return nutzer

    def create_superuser(self, email: str, password: str | None = None, **felder: Any) -> "Nutzer":
        """For `manage.py createsuperuser`: a person with the role Betrieb."""
        nutzer = self.create_user(email, password, **felder)
        nutzer.rollenzuweisungen.create(rolle=Rolle.BETRIEB)
        return nutzer

    def get_by_natural_key(self, username: str | None) -> "Nutzer":
        return self.get(email__iexact=username or "")


class Nutzer(AbstractBaseUser):
    """A person with a login. What she may do follows from her roles alone, see `rechte.py`."""

    email = models.EmailField("E-Mail-Adresse")
    name = models.CharField("Name", max_length=120, blank=True)
    is_active = models.BooleanField("darf sich anmelden", default=True)
    angelegt_am = models.DateTimeField("angelegt am", default=timezone.now, editable=False)

    objects = NutzerManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "Nutzerin oder Nutzer"
        verbose_name_plural = "Nutzerinnen und Nutzer"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="nutzer_email_einmalig",
                violation_error_message="Mit dieser E-Mail-Adresse gibt es schon ein Konto.",
            ),
            # allauth looks for the small letters.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="nutzer_email_klein"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Applied by `clean()`, so forms lower the address too."""
        return str(super().normalize_username(username)).lower()

    @cached_property
    def rollen(self) -> frozenset[str]:
        """Read this through `rechte.hat_rolle`."""
        if not self.is_active:
            return frozenset()
        return frozenset(self.rollenzuweisungen.values_list("rolle", flat=True))

    # What Django's admin asks of a user; the answer for each model is given by `konten.admin.RollenRechte`.
    @property
    def is_staff(self) -> bool:
        return bool(self.rollen & {Rolle.REDAKTION, Rolle.VERANSTALTUNGSTEAM, Rolle.DATENSCHUTZ, Rolle.BETRIEB})

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return Rolle.BETRIEB in self.rollen

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class Rollenzuweisung(models.Model):
    nutzer = models.ForeignKey(Nutzer, on_delete=models.CASCADE, related_name="rollenzuweisungen")
    rolle = models.CharField(max_length=20, choices=Rolle)
    seit = models.DateField(auto_now_add=True)

    class Meta:
        verbose_name = "Rolle"
        verbose_name_plural = "Rollen"
        constraints = [models.UniqueConstraint(fields=["nutzer", "rolle"], name="rolle_einmal_je_person")]

    def __str__(self) -> str:
        return self.get_rolle_display()
