from datetime import date, timedelta
from typing import Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from .groessenklassen import Groessenklasse
from .maildomains import behoerdlich
from .textkennzeichen import KREISFREI, TYPEN


class Land(models.Model):
    """The 16 Länder, seeded by migration: they are there before any register is loaded."""

    schluessel = models.CharField("Schlüssel", max_length=2, unique=True)
    name = models.CharField(max_length=40)
    kuerzel = models.CharField("Kürzel", max_length=2, unique=True)

    class Meta:
        verbose_name = "Land"
        verbose_name_plural = "Länder"
        ordering = ["schluessel"]

    def __str__(self) -> str:
        return self.name


class Art(models.TextChoices):
    GEMEINDE = "gemeinde", "Stadt oder Gemeinde"
    VERBAND = "verband", "Gemeindeverband"
    KREIS = "kreis", "Kreis"


class Verstaedterung(models.TextChoices):
    """Degree of urbanisation as the register gives it."""

    DICHT = "01", "dicht besiedelt"
    MITTEL = "02", "mittlere Besiedlungsdichte"
    GERING = "03", "gering besiedelt"


class KommuneQuerySet(models.QuerySet["Kommune"]):
    def gueltig(self) -> Self:
        return self.filter(aufgeloest_am__isnull=True)

    def waehlbar(self) -> Self:
        """What can be listed, chosen and counted: valid, and no gemeindefreies Gebiet."""
        return self.gueltig().filter(gemeindefrei=False)

    def mit_wort_im_namen(self, wort: str) -> Self:
        """A word of the name begins so. `wort` must be folded (see `namen.falten`): letters and digits only."""
        return self.filter(suchname__regex=rf" {wort}.*\|")

    def mit_eltern(self) -> Self:
        return self.select_related("land", "kreis")


class Kommune(models.Model):
    """A municipality, an association of municipalities or a county.

    A kreisfreie Stadt is one row of art GEMEINDE without `kreis`; its county key leads to it. Rows are never
    deleted: what is dissolved stays, marked, because projects and requests point to it.
    """

    schluessel = models.CharField("Schlüssel", max_length=9)
    """AGS (8 digits), a Verband's key (9), a Kreis' key (5). Unique while valid."""
    ars = models.CharField("Regionalschlüssel", max_length=12)
    """ARS: 12 digits for a Gemeinde; a Verband and a Kreis have their own key here."""
    art = models.CharField(max_length=8, choices=Art)
    textkennzeichen = models.CharField("Textkennzeichen", max_length=2, blank=True)
    name = models.CharField("amtlicher Name", max_length=200)
    kurzname = models.CharField(max_length=200)
    anzeigename = models.CharField(max_length=300)
    """The short name; with its Kreis where several share it."""
    sortiername = models.CharField(max_length=300)
    suchname = models.CharField(max_length=500)
    land = models.ForeignKey(Land, on_delete=models.PROTECT, related_name="kommunen", db_index=False)
    kreis = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="im_kreis")
    verband = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="mitglieder")
    sitz = models.CharField("Sitz der Verwaltung", max_length=50, blank=True)
    einwohner = models.PositiveIntegerField(default=0)
    flaeche_ha = models.PositiveIntegerField("Fläche in Hektar", null=True, blank=True)
    plz = models.CharField("Postleitzahl des Sitzes", max_length=5, blank=True)
    mehrere_plz = models.BooleanField("hat mehrere Postleitzahlen", default=False)
    lon = models.FloatField("Längengrad", null=True, blank=True)
    lat = models.FloatField("Breitengrad", null=True, blank=True)
    groessenklasse = models.CharField("Größenklasse", max_length=2, choices=Groessenklasse, blank=True)
    """By population; a Kreis has none."""
    verstaedterung = models.CharField("Grad der Verstädterung", max_length=2, choices=Verstaedterung, blank=True)
    gemeindefrei = models.BooleanField("gemeindefreies Gebiet", default=False)
    aufgeloest_am = models.DateField("aufgelöst, gemeldet zum", null=True, blank=True)
    """The Gebietsstand of the first register that no longer holds it."""
    nachfolger = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="vorgaenger")
    nachfolger_vorschlag = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Vorschlag",
        db_index=False,
    )
    """Found by the importer (same Land, same name); a person decides."""

    objects = KommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "Kommune"
        verbose_name_plural = "Kommunen"
        ordering = ["sortiername", "schluessel"]
        # Written in bulk, so no index twice: pattern ones serve equality and beginning, the second one the Land, too.
        indexes = [
            models.Index(fields=["sortiername"], name="kommune_sortiert"),
            models.Index(fields=["land", "sortiername"], name="kommune_land_sortiert"),
            models.Index(fields=["schluessel"], opclasses=["varchar_pattern_ops"], name="kommune_schluessel"),
            models.Index(fields=["ars"], opclasses=["varchar_pattern_ops"], name="kommune_ars"),
            models.Index(fields=["plz"], opclasses=["varchar_pattern_ops"], name="kommune_plz"),
            GinIndex(fields=["suchname"], opclasses=["gin_trgm_ops"], name="kommune_suchname"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["schluessel"],
                condition=Q(aufgeloest_am__isnull=True),
                name="kommune_schluessel_einmalig",
                violation_error_message="Diesen Schlüssel trägt schon eine andere gültige Kommune.",
            ),
            models.CheckConstraint(
                condition=Q(art="gemeinde", schluessel__regex=r"^\d{8}$")
                | Q(art="verband", schluessel__regex=r"^\d{9}$")
                | Q(art="kreis", schluessel__regex=r"^\d{5}$"),
                name="kommune_schluessel_passt_zur_art",
                violation_error_message="Eine Gemeinde hat 8 Ziffern, ein Verband 9, ein Kreis 5.",
            ),
            models.CheckConstraint(
                condition=Q(nachfolger__isnull=True) | Q(aufgeloest_am__isnull=False) & ~Q(nachfolger=F("id")),
                name="kommune_nachfolger_nur_aufgeloest",
                violation_error_message="Einen Nachfolger hat nur, was aufgelöst ist, und niemals sich selbst.",
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True) | Q(lon__range=(5, 16), lat__range=(47, 56)),
                name="kommune_liegt_in_deutschland",
                violation_error_message="Die Koordinaten liegen nicht in Deutschland.",
            ),
        ]

    def __str__(self) -> str:
        return self.anzeigename

    def get_absolute_url(self) -> str:
        return reverse("kommunen:detail", args=[self.schluessel])

    @property
    def typ(self) -> str:
        """Stadt, Markt, Große Kreisstadt, Amt, Landkreis …"""
        return typbezeichnung(self.textkennzeichen, self.art)

    @property
    def bestand_bis(self) -> date | None:
        """The last day on which it may have existed: the register of the day after no longer holds it."""
        return self.aufgeloest_am - timedelta(days=1) if self.aufgeloest_am else None

    @property
    def kreisfrei(self) -> bool:
        return self.textkennzeichen in KREISFREI

    @property
    def lage(self) -> str:
        """Where it is, in words: "Hochtaunuskreis, Hessen". Needs `mit_eltern()`."""
        return lagezeile(self.kreis.kurzname if self.kreis else "", self.land.name)

    @property
    def zusatz(self) -> str:
        """The line below its name in choices: "Stadt · Hochtaunuskreis, Hessen · 55.329 Einwohner"."""
        return zusatzzeile(self.typ, self.lage, self.einwohner)


def typbezeichnung(textkennzeichen: str, art: str) -> str:
    return TYPEN.get(textkennzeichen) or Art(art).label


def lagezeile(kreis: str, land: str) -> str:
    return f"{kreis}, {land}" if kreis else land


def zusatzzeile(typ: str, lage: str, einwohner: int) -> str:
    teile = [typ, lage]
    if einwohner:
        teile.append(f"{einwohner:,} Einwohner".replace(",", "."))
    return " · ".join(teile)


class Vergleich(models.Model):
    """A comparable municipality, found at import, with the reason in words."""

    kommune = models.ForeignKey(Kommune, on_delete=models.CASCADE, related_name="vergleiche")
    andere = models.ForeignKey(Kommune, on_delete=models.CASCADE, related_name="+")
    rang = models.PositiveSmallIntegerField()
    grund = models.CharField(max_length=200)

    class Meta:
        verbose_name = "Vergleich"
        verbose_name_plural = "Vergleiche"
        ordering = ["kommune", "rang"]
        constraints = [models.UniqueConstraint(fields=["kommune", "rang"], name="vergleich_rang_einmalig")]

    def __str__(self) -> str:
        return f"{self.kommune} und {self.andere}"


class MitgliedschaftQuerySet(models.QuerySet["Mitgliedschaft"]):
    def gueltig(self) -> Self:
        """Confirmed, and if by an address, as long as the account still has it."""
        adresse = EmailAddress.objects.filter(user=OuterRef("nutzer"), email=OuterRef("adresse"), verified=True)
        return self.filter(Q(weg=Mitgliedschaft.Weg.TEAM) | Exists(adresse), zustand=Mitgliedschaft.Zustand.BESTAETIGT)

    def offen(self) -> Self:
        return self.filter(zustand=Mitgliedschaft.Zustand.BEANTRAGT)


class Mitgliedschaft(models.Model):
    """A person works for a municipality and may write in its name. Changed through `mitgliedschaft.py`."""

    class Zustand(models.TextChoices):
        BEANTRAGT = "beantragt", "wird geprüft"
        BESTAETIGT = "bestaetigt", "bestätigt"
        BEENDET = "beendet", "beendet"

    class Weg(models.TextChoices):
        TEAM = "team", "vom Kompetenzzentrum bestätigt"
        DOMAIN = "domain", "über die dienstliche E-Mail-Adresse bestätigt"

    nutzer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mitgliedschaften")
    kommune = models.ForeignKey(Kommune, on_delete=models.PROTECT, related_name="mitgliedschaften")
    zustand = models.CharField(max_length=10, choices=Zustand, default=Zustand.BEANTRAGT)
    weg = models.CharField(max_length=6, choices=Weg, default=Weg.TEAM)
    funktion = models.CharField("Aufgabe in der Verwaltung", max_length=200, blank=True)
    adresse = models.EmailField("bestätigt durch", blank=True)
    """The address whose domain the register knows; empty where the centre confirmed."""
    beantragt_am = models.DateTimeField("beantragt am", default=timezone.now)
    bestaetigt_am = models.DateTimeField("bestätigt am", null=True, blank=True)
    bestaetigt_von = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    endet_am = models.DateTimeField("beendet am", null=True, blank=True)

    objects = MitgliedschaftQuerySet.as_manager()

    class Meta:
        verbose_name = "Mitgliedschaft"
        verbose_name_plural = "Mitgliedschaften"
        ordering = ["beantragt_am", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nutzer", "kommune"],
                condition=~Q(zustand="beendet"),
                name="mitgliedschaft_einmal_je_kommune",
                violation_error_message="Diese Mitgliedschaft gibt es schon.",
            ),
            models.CheckConstraint(
                condition=Q(zustand="beendet", endet_am__isnull=False) | ~Q(zustand="beendet") & Q(endet_am=None),
                name="mitgliedschaft_beendet_mit_datum",
            ),
            models.CheckConstraint(
                condition=Q(zustand="bestaetigt", bestaetigt_am__isnull=False) | ~Q(zustand="bestaetigt"),
                name="mitgliedschaft_bestaetigt_mit_datum",
            ),
            models.CheckConstraint(
                condition=Q(weg="domain") & ~Q(adresse="") | Q(weg="team", adresse=""),
                name="mitgliedschaft_domain_mit_adresse",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nutzer} ({self.kommune})"


class Maildomain(models.Model):
    """An official mail domain: whoever has a confirmed address there, or below it, works for the municipality."""

    kommune = models.ForeignKey(Kommune, on_delete=models.PROTECT, related_name="maildomains", verbose_name="Kommune")
    domain = models.CharField(
        max_length=253,
        unique=True,
        validators=[behoerdlich],
        help_text="Der Teil nach dem @-Zeichen, zum Beispiel goerlitz.de. Unterdomains gelten mit.",
        error_messages={"unique": "Diese Domain gehört schon zu einer anderen Kommune."},
    )

    class Meta:
        verbose_name = "dienstliche Maildomain"
        verbose_name_plural = "dienstliche Maildomains"
        ordering = ["domain"]
        constraints = [
            models.CheckConstraint(
                condition=Q(domain__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
                name="maildomain_klein",
                violation_error_message="Bitte schreiben Sie nur die Domain, in kleinen Buchstaben: goerlitz.de",
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class RegisterstandQuerySet(models.QuerySet["Registerstand"]):
    def aktueller(self) -> "Registerstand | None":
        """The register that is in force."""
        return self.filter(ergaenzung=False).order_by("-id").first()

    def ergaenzungen(self, seit: "Registerstand") -> Self:
        """Older files read afterwards, for coordinates only."""
        return self.filter(ergaenzung=True, id__gt=seit.id)


class Registerstand(models.Model):
    """One reading of a register file: its date, its source, what it changed."""

    stand = models.DateField("Gebietsstand")
    datei = models.CharField(max_length=200)
    format = models.CharField(max_length=40)
    ergaenzung = models.BooleanField("nur Koordinaten und Verstädterung", default=False)
    beispiel = models.BooleanField("mitgelieferte Auswahl", default=False)
    eingelesen_am = models.DateTimeField("eingelesen am", auto_now_add=True)
    gemeinden = models.PositiveIntegerField(default=0)
    verbaende = models.PositiveIntegerField("Verbände", default=0)
    kreise = models.PositiveIntegerField(default=0)
    neu = models.PositiveIntegerField(default=0)
    umbenannt = models.PositiveIntegerField(default=0)
    geaendert = models.PositiveIntegerField("geändert", default=0)
    aufgeloest = models.PositiveIntegerField("aufgelöst", default=0)

    objects = RegisterstandQuerySet.as_manager()

    class Meta:
        verbose_name = "Registerstand"
        verbose_name_plural = "Registerstände"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.format}, {self.stand:%d.%m.%Y}"

    @property
    def quelle(self) -> str:
        return quellenvermerk(self.stand)

    @property
    def auswahl(self) -> str:
        """Says that only the shipped selection is loaded; empty with the whole register."""
        return f"Geladen ist nur eine Auswahl von {self.gemeinden} Gemeinden." if self.beispiel else ""


def quellenvermerk(stand: date) -> str:
    """The note the source asks for."""
    return f"© Statistisches Bundesamt (Destatis), GV-ISys, Gebietsstand {stand:%d.%m.%Y}"
