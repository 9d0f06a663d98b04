import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from veranstaltungen import texte

from .anmeldung import Anmeldung, AnmeldungQuerySet
from .begriffe import KLEINE_KOMMUNE_UNTER, Anmeldestand, Teilnahme
from .programm import Programmpunkt

RESERVIERTE_SLUGS = ("bescheinigungen", "kalender", "karte", "merkliste", "neu", "schreibtisch", "vergleich")


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


def _anzahl(anmeldungen: AnmeldungQuerySet) -> Coalesce:
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
        """Add `belegt`, the number of seats taken, and how many `kleine` of these belong to small municipalities."""
        zaehlt = models.Q(teilnahme=Teilnahme.VOR_ORT) | ~models.Q(veranstaltung__modus=Veranstaltung.Modus.HYBRID)
        belegte = Anmeldung.objects.mit_platz().filter(zaehlt)
        return self.annotate(belegt=_anzahl(belegte), kleine=_anzahl(belegte.kleiner_kommunen()))

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
        KONGRESS = "kongress", "Kongress"
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
    urspruenglicher_beginn = models.DateTimeField("ursprünglicher Beginn", null=True, blank=True, editable=False)
    """As it was published first, if it has been moved since."""
    ganztaegig = models.BooleanField(
        "ganztägig", default=False, help_text="Im Kalender steht dann nur der Tag, ohne Uhrzeit."
    )
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
    warteliste = models.BooleanField(
        default=True, help_text="Wer keinen Platz mehr bekommt, kann sich auf die Warteliste setzen."
    )
    angebot_stunden = models.PositiveSmallIntegerField(
        "Frist für ein Angebot",
        default=48,
        validators=[MinValueValidator(1)],
        help_text="Stunden, die jemand von der Warteliste Zeit hat, einen frei gewordenen Platz anzunehmen.",
    )
    hoechstens_je_kommune = models.PositiveSmallIntegerField(
        "Höchstens je Kommune", null=True, blank=True, help_text="Plätze für eine Kommune. Leer: keine Grenze."
    )
    hoechstens_bis = models.DateTimeField(
        "gilt bis", null=True, blank=True, help_text="Danach sind alle freien Plätze für alle da."
    )
    plaetze_kleine = models.PositiveIntegerField(
        "Für kleine Kommunen reserviert",
        null=True,
        blank=True,
        help_text=f"Plätze nur für Kommunen unter {KLEINE_KOMMUNE_UNTER:,} Einwohnern. Leer: keine.".replace(",", "."),
    )
    kleine_bis = models.DateTimeField(
        "reserviert bis", null=True, blank=True, help_text="Danach sind alle freien Plätze für alle da."
    )
    ist_vorlage = models.BooleanField(
        "Vorlage", default=False, editable=False, help_text="Bleibt ein Entwurf; neue Veranstaltungen entstehen daraus."
    )
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
        kleine: int
        angemeldete: int
        wartende: int

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
            models.CheckConstraint(
                condition=models.Q(ist_vorlage=False) | models.Q(zustand="entwurf"),
                name="veranstaltung_vorlage_bleibt_entwurf",
                violation_error_message="Eine Vorlage wird nie veröffentlicht.",
            ),
            models.CheckConstraint(
                condition=models.Q(hoechstens_je_kommune=None, hoechstens_bis=None)
                | models.Q(hoechstens_je_kommune__gt=0, hoechstens_bis__isnull=False),
                name="veranstaltung_hoechstens_hat_ende",
                violation_error_message="Zur Grenze je Kommune gehört ein Tag, bis zu dem sie gilt.",
            ),
            models.CheckConstraint(
                condition=models.Q(plaetze_kleine=None, kleine_bis=None)
                | models.Q(plaetze_kleine__gt=0, kleine_bis__isnull=False, plaetze__gte=models.F("plaetze_kleine")),
                name="veranstaltung_kleine_haben_ende",
                violation_error_message="Zu den reservierten Plätzen gehört ein Tag, bis zu dem sie reserviert sind,"
                " und es dürfen nicht mehr sein als Plätze insgesamt.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("veranstaltungen:detail", args=[self.slug])

    @property
    def zeitraum(self) -> str:
        return texte.zeitraum(self.beginn, self.ende, ganztaegig=self.ganztaegig)

    @property
    def wochentag_und_zeit(self) -> str:
        """Beside a date that is shown already."""
        return texte.wochentag_und_zeit(self.beginn, self.ende, ganztaegig=self.ganztaegig)

    @property
    def anschrift(self) -> str:
        """On one line; empty for a purely online event."""
        stadt = f"{self.plz} {self.ort}".strip()
        return ", ".join(teil for teil in (self.ort_name, self.strasse, stadt) if teil)

    @property
    def ist_vorbei(self) -> bool:
        return self.zustand == self.Zustand.VEROEFFENTLICHT and self.ende <= timezone.now()

    @property
    def ist_hybrid(self) -> bool:
        return self.modus == self.Modus.HYBRID

    def grenze_gilt(self, jetzt: datetime) -> bool:
        """At most so many seats for one municipality."""
        return self.hoechstens_bis is not None and jetzt < self.hoechstens_bis

    def reserve_gilt(self, jetzt: datetime) -> bool:
        """A share of the seats is kept for small municipalities."""
        return self.kleine_bis is not None and jetzt < self.kleine_bis

    @property
    def platzregeln(self) -> list[str]:
        """How free seats are shared out, in sentences; empty when first come first served is all there is to it."""
        jetzt, regeln = timezone.now(), []
        if self.hoechstens_je_kommune and self.hoechstens_bis and self.grenze_gilt(jetzt):
            regeln.append(texte.hoechstens_je_kommune(self.hoechstens_je_kommune, self.hoechstens_bis))
        if self.plaetze_kleine and self.kleine_bis and self.reserve_gilt(jetzt):
            regeln.append(texte.reserviert_fuer_kleine(self.plaetze_kleine, KLEINE_KOMMUNE_UNTER, self.kleine_bis))
        return regeln

    def teilnahme_bei(self, gewaehlt: str) -> Teilnahme:
        """What people chose counts only where there is a choice: the event may have changed since."""
        fest = {self.Modus.PRAESENZ: Teilnahme.VOR_ORT, self.Modus.ONLINE: Teilnahme.ONLINE}
        return fest.get(self.Modus(self.modus)) or Teilnahme(gewaehlt)

    @cached_property
    def waehlbares_programm(self) -> list[Programmpunkt]:
        """The sessions one chooses from. `verzeichnis.alle` has read them already."""
        return list(self.programm.waehlbare())

    @property
    def frei(self) -> int | None:
        """Free seats, None if unlimited. Needs the annotation of `mit_belegung()`."""
        return None if self.plaetze is None else max(self.plaetze - self.belegt, 0)

    @property
    def frei_fuer_alle(self) -> int | None:
        """`frei` without those that are kept for small municipalities just now."""
        if self.frei is None or not self.reserve_gilt(timezone.now()):
            return self.frei
        return max(self.frei - max((self.plaetze_kleine or 0) - self.kleine, 0), 0)

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
            return Anmeldestand.WARTELISTE if self.warteliste else Anmeldestand.AUSGEBUCHT
        return Anmeldestand.OFFEN

    @property
    def platzhinweis(self) -> str:
        """The state of the seats in words. Needs the annotation of `mit_belegung()`."""
        stand = self.anmeldestand
        if stand != Anmeldestand.OFFEN:
            return str(stand.label)
        if self.frei and not self.frei_fuer_alle:
            return texte.freie_plaetze_fuer_kleine(self.frei, vor_ort=self.ist_hybrid)
        return texte.freie_plaetze_vor_ort(self.frei) if self.ist_hybrid else texte.freie_plaetze(self.frei)
