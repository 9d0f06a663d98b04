import secrets
import uuid
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from kommunen.models import Art
from kompetenzzentrum.schutz.tokens import neues_token

from .begriffe import KLEINE_KOMMUNE_UNTER, Teilnahme

CODEZEICHEN = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that look alike on paper: no 0/O, no 1/I/L."""
EINLASSCODE_LAENGE = 10


def neuer_einlasscode() -> str:
    """About 49 random bits. It opens nothing but the door, and only in the hands of the team."""
    return "".join(secrets.choice(CODEZEICHEN) for _ in range(EINLASSCODE_LAENGE))


class AnmeldungQuerySet(models.QuerySet["Anmeldung"]):
    def angemeldet(self) -> Self:
        return self.filter(zustand=Anmeldung.Zustand.ANGEMELDET)

    def mit_platz(self) -> Self:
        """Who takes up a seat: an offered one is held until it is answered."""
        return self.filter(zustand__in=Anmeldung.MIT_PLATZ)

    def offen(self) -> Self:
        """Registered, offered or waiting: the states that count as "already here"."""
        return self.filter(zustand__in=Anmeldung.OFFENE)

    def anzuschreiben(self) -> Self:
        """One for each mailbox: of a group whose mail goes to the same person the first. Nobody without any."""
        postfach = models.Case(
            models.When(email="", then=models.F("kontakt_id")), default="pk", output_field=models.BigIntegerField()
        )
        mit_post = self.exclude(email="", kontakt=None).order_by().annotate(brief_an=postfach)
        erste = mit_post.values("brief_an").annotate(erste=models.Min("pk")).values("erste")
        return self.filter(pk__in=erste).select_related("kontakt")

    def kleiner_kommunen(self) -> Self:
        """As `plaetze.ist_klein` for one."""
        return self.filter(kommune__einwohner__lt=KLEINE_KOMMUNE_UNTER).exclude(kommune__art=Art.KREIS)

    def wartend(self) -> Self:
        """The waiting list, first come first."""
        return self.filter(zustand=Anmeldung.Zustand.WARTEND).order_by("wartet_seit", "pk")


class Anmeldung(models.Model):
    """One person, on site or online. Written by the workflows alone: under the event's row lock where a seat is given
    or freed (`plaetze.py`), at the doors under her own (`einlass.py`)."""

    class Zustand(models.TextChoices):
        WARTEND = "wartend", "auf der Warteliste"
        ANGEBOTEN = "angeboten", "Platz angeboten"
        ANGEMELDET = "angemeldet", "angemeldet"
        STORNIERT = "storniert", "storniert"
        VERFALLEN = "verfallen", "Angebot verfallen"

    class Bedarf(models.TextChoices):
        """Access needs that the team can prepare for; anything else is said in words."""

        GEBAERDENSPRACHE = "gebaerdensprache", "Gebärdensprache"
        SCHRIFT = "schrift", "Schriftdolmetschen oder Untertitel"
        SITZPLATZ = "sitzplatz", "ein bestimmter Sitzplatz, zum Beispiel vorn"
        WEG = "weg", "ein Weg ohne Stufen"

    class Herkunft(models.TextChoices):
        FORMULAR = "formular", "selbst angemeldet"
        TEAM = "team", "vom Team eingetragen"
        TUER = "tuer", "an der Tür aufgenommen"

    MIT_PLATZ = (Zustand.ANGEMELDET, Zustand.ANGEBOTEN)
    OFFENE = (*MIT_PLATZ, Zustand.WARTEND)

    veranstaltung = models.ForeignKey(
        "veranstaltungen.Veranstaltung", on_delete=models.PROTECT, related_name="anmeldungen"
    )
    token = models.CharField(max_length=64, unique=True, default=neues_token, editable=False)
    vorgang = models.UUIDField(default=uuid.uuid4, editable=False)
    """Comes from the form: tells a form sent twice from a second registration."""
    name = models.CharField(max_length=120)
    email = models.EmailField("E-Mail-Adresse", blank=True)
    kontakt = models.ForeignKey(
        "self",
        verbose_name="angemeldet von",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="begleitung",
    )
    """Who registered this person along with herself, and gets the mails of those without an address."""
    organisation = models.CharField("Behörde oder Organisation", max_length=160, blank=True)
    kommune = models.ForeignKey(
        "kommunen.Kommune", null=True, blank=True, on_delete=models.PROTECT, related_name="anmeldungen"
    )
    teilnahme = models.CharField("Teilnahme", max_length=8, choices=Teilnahme, default=Teilnahme.VOR_ORT)
    bedarfe = ArrayField(
        models.CharField(max_length=16, choices=Bedarf), verbose_name="Bedarf", default=list, blank=True
    )
    zugangsbedarf = models.TextField("Was die Person braucht", blank=True)
    einlasscode = models.CharField("Einlasscode", max_length=10, unique=True, default=neuer_einlasscode, editable=False)
    """On the ticket. Not the token: whoever sees the QR code must not be able to cancel."""
    fruehere_codes = ArrayField(
        models.CharField(max_length=10), verbose_name="frühere Einlasscodes", default=list, blank=True, editable=False
    )
    """Of tickets that ended when the seat was handed on: the door says so, instead of "unknown"."""
    herkunft = models.CharField(max_length=8, choices=Herkunft, default=Herkunft.FORMULAR)
    zustand = models.CharField(max_length=12, choices=Zustand, default=Zustand.ANGEMELDET)
    angemeldet_am = models.DateTimeField("angemeldet am", default=timezone.now)
    platz_seit = models.DateTimeField("Platz seit", null=True, blank=True, default=timezone.now)
    """Since when she is registered; from the waiting list later than `angemeldet_am`."""
    wartet_seit = models.DateTimeField("wartet seit", null=True, blank=True)
    """Her place in the line; kept while a seat is offered."""
    angebot_bis = models.DateTimeField("Angebot bis", null=True, blank=True)
    storniert_am = models.DateTimeField("storniert am", null=True, blank=True)
    eingelassen_am = models.DateTimeField("eingelassen am", null=True, blank=True)
    """Was there: for the certificate. Every movement at the doors is an `Einlass`."""
    rueckmeldung_gegeben = models.BooleanField("Rückmeldung gegeben", default=False)
    """That she gave feedback: neither which nor when, the time alone would lead to it."""

    programmpunkte = models.ManyToManyField(
        "veranstaltungen.Programmpunkt", through="Programmwahl", related_name="angemeldete"
    )

    objects = AnmeldungQuerySet.as_manager()

    class Meta:
        verbose_name = "Anmeldung"
        verbose_name_plural = "Anmeldungen"
        ordering = ["-angemeldet_am", "-pk"]
        indexes = [
            models.Index(fields=["veranstaltung", "zustand"], name="anmeldung_belegung"),
            models.Index(fields=["angebot_bis"], condition=models.Q(zustand="angeboten"), name="anmeldung_angebot"),
        ]
        constraints = [
            models.UniqueConstraint(
                "veranstaltung",
                Lower("email"),
                condition=models.Q(zustand__in=("angemeldet", "angeboten", "wartend")) & ~models.Q(email=""),
                name="anmeldung_einmal_je_adresse",
            ),
            models.CheckConstraint(
                condition=models.Q(zustand="storniert", storniert_am__isnull=False)
                | (~models.Q(zustand="storniert") & models.Q(storniert_am=None)),
                name="anmeldung_storno_hat_zeit",
            ),
            models.CheckConstraint(
                condition=models.Q(zustand="angeboten", angebot_bis__isnull=False)
                | (~models.Q(zustand="angeboten") & models.Q(angebot_bis=None)),
                name="anmeldung_angebot_hat_frist",
            ),
            models.CheckConstraint(
                condition=~models.Q(zustand__in=("angeboten", "wartend")) | models.Q(wartet_seit__isnull=False),
                name="anmeldung_wartende_haben_rang",
            ),
            models.CheckConstraint(
                condition=~models.Q(zustand="angemeldet") | models.Q(platz_seit__isnull=False),
                name="anmeldung_platz_hat_zeit",
            ),
            models.CheckConstraint(
                condition=~models.Q(email="") | models.Q(kontakt__isnull=False) | ~models.Q(herkunft="formular"),
                name="anmeldung_ist_erreichbar",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.veranstaltung}"

    @property
    def token_url(self) -> str:
        """Whoever knows it may cancel. Not get_absolute_url: Django offers that to people who know the number."""
        return reverse("anmeldungen:detail", args=[self.token])

    @property
    def post_an(self) -> str:
        """Where mails about this person go; empty for who came without one through the door."""
        return self.email or (self.kontakt.email if self.kontakt else "")

    @property
    def postfach(self) -> int:
        """Key of the person whose mailbox hers is: those without an address belong to who registered them."""
        return self.pk if self.email or not self.kontakt_id else self.kontakt_id

    @property
    def zugang_url(self) -> str:
        """The personal page that mails lead to: that of the person who gets them."""
        return self.kontakt.token_url if self.kontakt and not self.email else self.token_url

    def angebot_gilt(self, jetzt: datetime) -> bool:
        return self.zustand == self.Zustand.ANGEBOTEN and self.angebot_bis is not None and self.angebot_bis > jetzt

    @property
    def ist_angemeldet(self) -> bool:
        return self.zustand == self.Zustand.ANGEMELDET

    @property
    def ist_online(self) -> bool:
        """Gets the join link instead of the street address."""
        return self.veranstaltung.teilnahme_bei(self.teilnahme) == Teilnahme.ONLINE

    @property
    def ort(self) -> str:
        """Where this person takes part, on one line."""
        return "online" if self.ist_online else self.veranstaltung.anschrift


class Programmwahl(models.Model):
    """One person in one session that is chosen. Written under the event's row lock.

    A session that somebody chose is cancelled (`entfaellt`), never deleted: else nobody would know whom to tell.
    """

    anmeldung = models.ForeignKey(Anmeldung, on_delete=models.CASCADE, related_name="programmwahlen")
    programmpunkt = models.ForeignKey(
        "veranstaltungen.Programmpunkt", on_delete=models.PROTECT, related_name="programmwahlen"
    )

    class Meta:
        verbose_name = "Programmwahl"
        verbose_name_plural = "Programmwahlen"
        constraints = [models.UniqueConstraint(fields=["anmeldung", "programmpunkt"], name="programmwahl_einmal")]

    def __str__(self) -> str:
        return f"{self.anmeldung_id} in {self.programmpunkt_id}"


class Frage(models.Model):
    """What the team asks at registration, with the reason, and when the answer goes."""

    class Art(models.TextChoices):
        TEXT = "text", "Freitext"
        JA_NEIN = "ja_nein", "Ja oder nein"
        AUSWAHL = "auswahl", "eine von mehreren Antworten"

    veranstaltung = models.ForeignKey("veranstaltungen.Veranstaltung", on_delete=models.CASCADE, related_name="fragen")
    text = models.CharField("Frage", max_length=200)
    art = models.CharField("Antwort als", max_length=8, choices=Art, default=Art.TEXT)
    optionen = models.TextField("Antworten zur Auswahl", blank=True, help_text="Eine je Zeile.")
    pflicht = models.BooleanField("muss beantwortet werden", default=False)
    zweck = models.CharField(max_length=200, help_text="Wozu Sie das wissen müssen. Steht neben der Frage.")
    loeschen_nach_tagen = models.PositiveSmallIntegerField(
        "löschen nach", default=14, help_text="Tage nach der Veranstaltung, höchstens 60. Steht neben der Frage."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "Frage"
        verbose_name_plural = "Fragen"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(loeschen_nach_tagen__lte=60),
                name="frage_loeschen_bald",
                violation_error_message="Antworten werden spätestens 60 Tage nach der Veranstaltung gelöscht.",
            ),
            models.CheckConstraint(
                condition=~models.Q(art="auswahl") | ~models.Q(optionen=""),
                name="frage_auswahl_hat_antworten",
                violation_error_message="Bitte nennen Sie die Antworten zur Auswahl, eine je Zeile.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Who answered was told a purpose and promised a day. Under the event's lock nobody answers meanwhile."""
        vorher = Frage.objects.filter(pk=self.pk).first()
        if vorher is None or not vorher.antworten.exists():
            return
        fehler = {}
        if self.zweck.strip() != vorher.zweck.strip():
            fehler["zweck"] = (
                "Diese Frage ist schon beantwortet, und zwar für den Zweck, der daneben stand:"
                f" „{vorher.zweck.rstrip('.')}“. Für einen anderen Zweck stellen Sie bitte eine neue Frage."
            )
        if self.loeschen_nach_tagen is not None and self.loeschen_nach_tagen > vorher.loeschen_nach_tagen:
            fehler["loeschen_nach_tagen"] = (
                f"Wer schon geantwortet hat, dem haben wir {vorher.loeschen_nach_tagen} Tage zugesagt. Länger geht"
                " nicht mehr, kürzer jederzeit."
            )
        if fehler:
            raise ValidationError(fehler)

    @property
    def antworten_zur_wahl(self) -> list[str]:
        return [zeile.strip() for zeile in self.optionen.splitlines() if zeile.strip()]


class Antwort(models.Model):
    anmeldung = models.ForeignKey(Anmeldung, on_delete=models.CASCADE, related_name="antworten")
    frage = models.ForeignKey(Frage, on_delete=models.CASCADE, related_name="antworten")
    wert = models.TextField(max_length=1000)

    class Meta:
        verbose_name = "Antwort"
        verbose_name_plural = "Antworten"
        constraints = [models.UniqueConstraint(fields=["anmeldung", "frage"], name="antwort_einmal")]

    def __str__(self) -> str:
        return self.wert
