import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone

from kompetenzzentrum.schutz.tokens import neues_token

from . import texte

RESERVIERTE_SLUGS = ("kalender", "karte", "merkliste", "neu", "vergleich")


def slug_pruefen(slug: str) -> None:
    if slug in RESERVIERTE_SLUGS:
        raise ValidationError("Diese Adresse ist für eine andere Seite reserviert.")


class Reihe(models.Model):
    """Events that belong together: who finds one full sees the other dates."""

    titel = models.CharField(max_length=200)
    slug = models.SlugField("Kurzname", max_length=80, unique=True)

    class Meta:
        verbose_name = "Reihe"
        verbose_name_plural = "Reihen"
        ordering = ["titel"]

    def __str__(self) -> str:
        return self.titel


class Anmeldestand(models.TextChoices):
    """Whether one can register; the labels are what people read."""

    ENTWURF = "entwurf", "Noch nicht veröffentlicht"
    ABGESAGT = "abgesagt", "Abgesagt"
    VORBEI = "vorbei", "Hat stattgefunden"
    GESCHLOSSEN = "geschlossen", "Anmeldung geschlossen"
    AUSGEBUCHT = "ausgebucht", "Ausgebucht"
    OFFEN = "offen", "Anmeldung offen"


class Teilnahme(models.TextChoices):
    """How one person takes part. Stored as said; what counts is `Veranstaltung.teilnahme_bei`."""

    VOR_ORT = "vor_ort", "vor Ort"
    ONLINE = "online", "online"


def _anzahl(anmeldungen: "AnmeldungQuerySet") -> Coalesce:
    """As a subquery for each event."""
    gezaehlt = (
        anmeldungen.filter(veranstaltung=models.OuterRef("pk"))
        .order_by()
        .values("veranstaltung")
        .annotate(anzahl=models.Count("pk"))
        .values("anzahl")
    )
    return Coalesce(models.Subquery(gezaehlt), 0)


class VeranstaltungQuerySet(models.QuerySet["Veranstaltung"]):
    def mit_belegung(self) -> Self:
        """Add `belegt`, the number of seats taken: `anmeldung.belegte_plaetze` as a query."""
        zaehlt = models.Q(teilnahme=Teilnahme.VOR_ORT) | ~models.Q(veranstaltung__modus=Veranstaltung.Modus.HYBRID)
        return self.annotate(belegt=_anzahl(Anmeldung.objects.angemeldet().filter(zaehlt)))

    def mit_angemeldeten(self) -> Self:
        """Add `angemeldete`, the number of people registered, with or without a seat on site."""
        return self.annotate(angemeldete=_anzahl(Anmeldung.objects.angemeldet()))

    def kommend(self, jetzt: datetime) -> Self:
        """Upcoming and running ones, the next first."""
        return self.filter(ende__gt=jetzt).order_by("beginn", "pk")

    def vergangen(self, jetzt: datetime) -> Self:
        return self.filter(ende__lte=jetzt).order_by("-beginn", "-pk")

    def offen(self, jetzt: datetime) -> Self:
        """Where one can still register, the next first: `Anmeldestand.OFFEN` as a query. With `belegt`."""
        return (
            self.mit_belegung()
            .filter(
                models.Q(plaetze=None)
                | models.Q(belegt__lt=models.F("plaetze"))
                | models.Q(modus=Veranstaltung.Modus.HYBRID),
                models.Q(anmeldeschluss=None) | models.Q(anmeldeschluss__gt=jetzt),
                zustand=Veranstaltung.Zustand.VEROEFFENTLICHT,
                beginn__gt=jetzt,
            )
            .order_by("beginn", "pk")
        )


class Veranstaltung(models.Model):
    class Format(models.TextChoices):
        WORKSHOP = "workshop", "Workshop"
        FORUM = "forum", "Regionalforum"
        KONFERENZ = "konferenz", "Konferenz"
        SPRECHSTUNDE = "sprechstunde", "Sprechstunde"

    class Modus(models.TextChoices):
        PRAESENZ = "praesenz", "vor Ort"
        ONLINE = "online", "online"
        HYBRID = "hybrid", "vor Ort und online"

    class Region(models.TextChoices):
        NORD = "nord", "Nord"
        MITTE = "mitte", "Mitte"
        OST = "ost", "Ost"
        SUED = "sued", "Süd"
        BUND = "bund", "bundesweit"

    class Zustand(models.TextChoices):
        ENTWURF = "entwurf", "Entwurf"
        VEROEFFENTLICHT = "veroeffentlicht", "veröffentlicht"
        ABGESAGT = "abgesagt", "abgesagt"

    titel = models.CharField(max_length=200)
    slug = models.SlugField(
        "Adresse",
        max_length=100,
        unique=True,
        validators=[slug_pruefen],
        help_text="Teil der Internetadresse; bleibt nach der Veröffentlichung, wie sie ist.",
    )
    reihe = models.ForeignKey(
        Reihe, verbose_name="Reihe", null=True, blank=True, on_delete=models.SET_NULL, related_name="veranstaltungen"
    )
    format = models.CharField(max_length=16, choices=Format)
    modus = models.CharField("Teilnahme", max_length=10, choices=Modus, default=Modus.PRAESENZ)
    region = models.CharField(max_length=6, choices=Region, default=Region.BUND)
    kurzbeschreibung = models.CharField(
        max_length=300, help_text="Ein bis zwei Sätze: für wen und was man davon mitnimmt."
    )
    beschreibung = models.TextField(blank=True, help_text="Markdown: Absätze, Listen, Zwischenüberschriften mit #.")
    beginn = models.DateTimeField(help_text="Ortszeit (Europe/Berlin).")
    ende = models.DateTimeField()
    ort_name = models.CharField("Haus, Raum", max_length=120, blank=True)
    strasse = models.CharField("Straße und Hausnummer", max_length=120, blank=True)
    plz = models.CharField("Postleitzahl", max_length=5, blank=True)
    ort = models.CharField(max_length=80, blank=True)
    kommune = models.ForeignKey(
        "kommunen.Kommune", null=True, blank=True, on_delete=models.PROTECT, related_name="veranstaltungen"
    )
    barrierefreiheit = models.TextField(
        "Hinweise zur Barrierefreiheit", blank=True, help_text="Zugang, Aufzug, Induktionsschleife, Untertitel …"
    )
    zugangslink = models.URLField(
        "Zugangslink",
        max_length=500,
        blank=True,
        help_text="Vertraulich: Nur wer zur Teilnahme online angemeldet ist, bekommt ihn, in der Bestätigung und im"
        " Kalendereintrag.",
    )
    plaetze = models.PositiveIntegerField(
        "Plätze",
        null=True,
        blank=True,
        help_text="Leer: unbegrenzt. Bei „vor Ort und online“ sind es die Plätze vor Ort, online ist immer Platz.",
    )
    anmeldeschluss = models.DateTimeField(null=True, blank=True, help_text="Leer: bis zum Beginn.")
    zustand = models.CharField(max_length=16, choices=Zustand, default=Zustand.ENTWURF, editable=False)
    absagegrund = models.CharField("Grund der Absage", max_length=300, blank=True, editable=False)
    handlungsfelder = models.ManyToManyField("projekte.Handlungsfeld", blank=True, related_name="veranstaltungen")
    projekte = models.ManyToManyField("projekte.Projekt", blank=True, related_name="veranstaltungen")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """UID of the calendar entry (RFC 7986 5.3): never changes, else calendars keep two entries."""
    sequenz = models.PositiveIntegerField(default=0, editable=False)
    """SEQUENCE of the calendar entry: rises when time, place or state changes, never falls."""
    ist_beispiel = models.BooleanField("Beispiel", default=False, help_text="Zeigt sichtbar „Beispiel“ an.")
    geaendert_am = models.DateTimeField(auto_now=True)

    objects = VeranstaltungQuerySet.as_manager()

    if TYPE_CHECKING:
        belegt: int
        angemeldete: int

    class Meta:
        verbose_name = "Veranstaltung"
        verbose_name_plural = "Veranstaltungen"
        ordering = ["-beginn"]
        indexes = [models.Index(fields=["ende", "beginn"], name="veranstaltung_zeit")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ende__gt=models.F("beginn")),
                name="veranstaltung_ende_nach_beginn",
                violation_error_message="Das Ende muss nach dem Beginn liegen.",
            ),
            models.CheckConstraint(
                condition=models.Q(anmeldeschluss=None) | models.Q(anmeldeschluss__lte=models.F("ende")),
                name="veranstaltung_anmeldeschluss_vor_ende",
                violation_error_message="Der Anmeldeschluss darf nicht nach dem Ende liegen.",
            ),
            models.CheckConstraint(
                condition=models.Q(modus="online") | ~models.Q(ort=""),
                name="veranstaltung_vor_ort_hat_ort",
                violation_error_message="Bitte nennen Sie den Ort, an dem die Veranstaltung stattfindet.",
            ),
            models.CheckConstraint(
                condition=~models.Q(slug__in=RESERVIERTE_SLUGS),
                name="veranstaltung_slug_nicht_reserviert",
                violation_error_message="Diese Adresse ist für eine andere Seite reserviert.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("veranstaltungen:detail", args=[self.slug])

    @property
    def zeitraum(self) -> str:
        return texte.zeitraum(self.beginn, self.ende)

    @property
    def wochentag_und_zeit(self) -> str:
        """Beside a date that is shown already."""
        return texte.wochentag_und_zeit(self.beginn, self.ende)

    @property
    def anschrift(self) -> str:
        """On one line; empty for a purely online event."""
        stadt = f"{self.plz} {self.ort}".strip()
        return ", ".join(teil for teil in (self.ort_name, self.strasse, stadt) if teil)

    @property
    def ist_hybrid(self) -> bool:
        return self.modus == self.Modus.HYBRID

    def teilnahme_bei(self, gewaehlt: str) -> Teilnahme:
        """What people chose counts only where there is a choice: the event may have changed since."""
        fest = {self.Modus.PRAESENZ: Teilnahme.VOR_ORT, self.Modus.ONLINE: Teilnahme.ONLINE}
        return fest.get(self.Modus(self.modus)) or Teilnahme(gewaehlt)

    @property
    def frei(self) -> int | None:
        """Free seats, None if unlimited. Needs the annotation of `mit_belegung()`."""
        return None if self.plaetze is None else max(self.plaetze - self.belegt, 0)

    @property
    def anmeldestand(self) -> Anmeldestand:
        """Needs the annotation of `mit_belegung()`."""
        return self.anmeldestand_bei(jetzt=timezone.now(), belegt=self.belegt)

    def anmeldestand_bei(self, *, jetzt: datetime, belegt: int, teilnahme: Teilnahme | None = None) -> Anmeldestand:
        """Without `teilnahme`: whether there is any way to take part. A hybrid event is full on site only."""
        if self.zustand == self.Zustand.ENTWURF:
            return Anmeldestand.ENTWURF
        if self.zustand == self.Zustand.ABGESAGT:
            return Anmeldestand.ABGESAGT
        if self.ende <= jetzt:
            return Anmeldestand.VORBEI
        if (self.anmeldeschluss or self.beginn) <= jetzt or self.beginn <= jetzt:
            return Anmeldestand.GESCHLOSSEN
        voll = self.plaetze is not None and belegt >= self.plaetze
        if voll and (not self.ist_hybrid or teilnahme == Teilnahme.VOR_ORT):
            return Anmeldestand.AUSGEBUCHT
        return Anmeldestand.OFFEN

    @property
    def platzhinweis(self) -> str:
        """The state of the seats in words. Needs the annotation of `mit_belegung()`."""
        stand = self.anmeldestand
        if stand != Anmeldestand.OFFEN:
            return str(stand.label)
        return texte.freie_plaetze_vor_ort(self.frei) if self.ist_hybrid else texte.freie_plaetze(self.frei)


class Programmpunkt(models.Model):
    veranstaltung = models.ForeignKey(Veranstaltung, on_delete=models.CASCADE, related_name="programm")
    beginn = models.DateTimeField()
    ende = models.DateTimeField()
    titel = models.CharField(max_length=200)
    beschreibung = models.CharField(max_length=500, blank=True)
    raum = models.CharField(max_length=80, blank=True)
    mitwirkende = models.CharField(
        max_length=300, blank=True, help_text="Namen und Funktionen, wie sie öffentlich stehen."
    )

    class Meta:
        verbose_name = "Programmpunkt"
        verbose_name_plural = "Programm"
        ordering = ["beginn", "raum", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ende__gt=models.F("beginn")),
                name="programmpunkt_ende_nach_beginn",
                violation_error_message="Das Ende muss nach dem Beginn liegen.",
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


class AnmeldungQuerySet(models.QuerySet["Anmeldung"]):
    def angemeldet(self) -> Self:
        return self.filter(zustand=Anmeldung.Zustand.ANGEMELDET)


class Anmeldung(models.Model):
    """One person, on site or online. Written only by `anmeldung.py` and `planung.py`, under the event's row lock."""

    class Zustand(models.TextChoices):
        ANGEMELDET = "angemeldet", "angemeldet"
        STORNIERT = "storniert", "storniert"

    veranstaltung = models.ForeignKey(Veranstaltung, on_delete=models.PROTECT, related_name="anmeldungen")
    token = models.CharField(max_length=64, unique=True, default=neues_token, editable=False)
    vorgang = models.UUIDField(default=uuid.uuid4, editable=False)
    """Comes from the form: tells a form sent twice from a second registration."""
    name = models.CharField(max_length=120)
    email = models.EmailField("E-Mail-Adresse")
    organisation = models.CharField("Behörde oder Organisation", max_length=160, blank=True)
    kommune = models.ForeignKey(
        "kommunen.Kommune", null=True, blank=True, on_delete=models.PROTECT, related_name="anmeldungen"
    )
    teilnahme = models.CharField("Teilnahme", max_length=8, choices=Teilnahme, default=Teilnahme.VOR_ORT)
    zugangsbedarf = models.TextField("Was die Person braucht", blank=True)
    zustand = models.CharField(max_length=12, choices=Zustand, default=Zustand.ANGEMELDET)
    angemeldet_am = models.DateTimeField("angemeldet am", default=timezone.now)
    storniert_am = models.DateTimeField("storniert am", null=True, blank=True)

    objects = AnmeldungQuerySet.as_manager()

    class Meta:
        verbose_name = "Anmeldung"
        verbose_name_plural = "Anmeldungen"
        ordering = ["-angemeldet_am", "-pk"]
        indexes = [models.Index(fields=["veranstaltung", "zustand"], name="anmeldung_belegung")]
        constraints = [
            models.UniqueConstraint(
                "veranstaltung",
                Lower("email"),
                condition=models.Q(zustand="angemeldet"),
                name="anmeldung_einmal_je_adresse",
            ),
            models.CheckConstraint(
                condition=models.Q(zustand="angemeldet", storniert_am=None)
                | models.Q(zustand="storniert", storniert_am__isnull=False),
                name="anmeldung_storno_hat_zeit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.veranstaltung}"

    @property
    def token_url(self) -> str:
        """Whoever knows it may cancel. Not get_absolute_url: Django offers that to people who know the number."""
        return reverse("anmeldungen:detail", args=[self.token])

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
