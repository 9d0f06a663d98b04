from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from kompetenzzentrum.konten.admin import RollenRechte
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.schutz.hochladen import BildFeld, PdfFeld, mit_dateien

from . import dateien, nachfrage, pflege
from .models import (
    Beteiligung,
    Bild,
    Dokument,
    Foerderung,
    Handlungsfeld,
    Loesungstyp,
    Merkmal,
    Partner,
    Projekt,
    ProjektQuerySet,
    Schlagwort,
    Synonymgruppe,
    Wirkung,
)

GRUPPEN: list[tuple[str | None, Any]] = [
    (None, {"fields": ["titel", "kurzbeschreibung", "slug"]}),
    ("Einordnung", {"fields": ["handlungsfeld", "weitere_handlungsfelder", "loesungstypen", "schlagwoerter"]}),
    ("Stand des Projekts", {"fields": ["phase", "zustand", "zustand_grund", "zustand_bestaetigt_am"]}),
    ("Beschreibung", {"fields": ["ausgangslage", "loesung", "vorgehen", "ergebnis", "hindernisse", "lehren"]}),
    (
        "Kosten und Aufwand",
        {
            "fields": [
                "kosten_einmalig", "kosten_jaehrlich", "kosten_basis", "kosten_jahr", "kosten_bestaetigt_am",
                "personalaufwand", "foerderung", "foerderprogramm",
            ]
        },
    ),
    (
        "Betrieb und Technik",
        {
            "fields": [
                "betriebsmodell", "betriebsmodell_text", "vergabeweg", "vergabe_monate", "cpv", "technik",
                "open_source", "software_lizenz", "repository",
            ]
        },
    ),
    ("Wer", {"fields": ["traeger", "kontakt_funktion", "kontakt_email", "kontakt_bestaetigt_am", "website"]}),
    ("Herkunft", {"fields": ["quelle", "quelle_url", "lizenz", "ist_beispiel"]}),
]  # fmt: skip
IM_VERZEICHNIS: list[Any] = [
    "veroeffentlicht_am", "archiviert_am", "geaendert_am", "bestaetigt_am", "unbeantwortet_seit", "kontakt_gestoert_am",
]  # fmt: skip


def _adresse(label: str) -> forms.URLField:
    return forms.URLField(label=label, max_length=500, required=False, assume_scheme="https")


class ProjektForm(forms.ModelForm):
    website = _adresse("Website")
    quelle_url = _adresse("Adresse der Quelle")
    repository = _adresse("Quelltext")
    foerderung = forms.MultipleChoiceField(
        label="Finanzierung", choices=Foerderung.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Projekt
        fields = [feld for _, gruppe in GRUPPEN for feld in gruppe["fields"]]
        # Short lists that are chosen from without JavaScript, too.
        widgets = {
            "kurzbeschreibung": forms.Textarea(attrs={"rows": 2}),
            "weitere_handlungsfelder": forms.CheckboxSelectMultiple,
            "loesungstypen": forms.CheckboxSelectMultiple,
            "schlagwoerter": forms.CheckboxSelectMultiple,
            "betriebsmodell_text": forms.Textarea(attrs={"rows": 2}),
            "technik": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Leer lassen: Die Adresse entsteht dann aus dem Titel."

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or pflege.freier_slug(self.cleaned_data.get("titel", ""))

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or self.cleaned_data
        if daten.get("handlungsfeld") and "weitere_handlungsfelder" in daten:
            try:
                pflege.felder_pruefen(daten["handlungsfeld"], daten["weitere_handlungsfelder"])
            except forms.ValidationError as fehler:
                self.add_error("weitere_handlungsfelder", fehler)
        return daten


class BeteiligungFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        angaben = [getattr(form, "cleaned_data", {}) for form in self.forms]
        fuehrt = any(angabe.get("federfuehrend") and not angabe.get("DELETE") for angabe in angaben)
        if not fuehrt and not self.instance.traeger:
            raise forms.ValidationError(pflege.OHNE_VERANTWORTUNG)


class BeteiligungInline(RollenRechte, admin.TabularInline):
    model = Beteiligung
    formset = BeteiligungFormSet
    rollen = (Rolle.REDAKTION,)
    autocomplete_fields = ["kommune"]
    fields = ["kommune", "federfuehrend"]
    extra = 1


class WirkungInline(RollenRechte, admin.TabularInline):
    model = Wirkung
    rollen = (Rolle.REDAKTION,)
    extra = 0


class PartnerInline(RollenRechte, admin.TabularInline):
    model = Partner
    rollen = (Rolle.REDAKTION,)
    extra = 0


class DateiForm(forms.ModelForm):
    """A file is chosen once: another one is another row with another address."""

    fehlt = "Bitte wählen Sie eine Datei."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["datei_neu"].disabled = True
            self.fields["datei_neu"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or self.cleaned_data
        if not (self.instance.pk or daten.get("datei_neu") or "datei_neu" in self.errors):
            self.add_error("datei_neu", self.fehlt)
        return daten

    def save(self, commit: bool = True) -> Any:
        if inhalt := self.cleaned_data.get("datei_neu"):
            self.fuellen(inhalt)
        return super().save(commit)

    def fuellen(self, inhalt: Any) -> None:
        raise NotImplementedError


class BildForm(DateiForm):
    datei_neu = BildFeld(label="Bild", required=False, help_text="JPEG, PNG oder WebP, höchstens 12 MB.")

    class Meta:
        model = Bild
        fields = ["alternativtext", "nachweis", "reihenfolge"]

    def fuellen(self, inhalt: Any) -> None:
        dateien.bild_fuellen(self.instance, inhalt)


class DokumentForm(DateiForm):
    datei_neu = PdfFeld(label="PDF", required=False, help_text="Höchstens 20 MB.")

    class Meta:
        model = Dokument
        fields = ["titel", "art", "reihenfolge"]

    def fuellen(self, inhalt: Any) -> None:
        dateien.dokument_fuellen(self.instance, inhalt)


class BildInline(RollenRechte, admin.TabularInline):
    model = Bild
    form = BildForm
    rollen = (Rolle.REDAKTION,)
    extra = 0
    max_num = dateien.BILDER_HOECHSTENS


class DokumentInline(RollenRechte, admin.TabularInline):
    model = Dokument
    form = DokumentForm
    rollen = (Rolle.REDAKTION,)
    extra = 0
    max_num = dateien.DOKUMENTE_HOECHSTENS


class Veroeffentlichungsstand(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("entwurf", "Entwurf"), ("veroeffentlicht", "veröffentlicht"), ("archiviert", "archiviert")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        bedingungen = {
            "entwurf": Q(veroeffentlicht_am=None, archiviert_am=None),
            "veroeffentlicht": Q(veroeffentlicht_am__isnull=False, archiviert_am=None),
            "archiviert": Q(archiviert_am__isnull=False),
        }
        return queryset.filter(bedingungen.get(self.value() or "", Q()))


class Pflegestand(admin.SimpleListFilter):
    """What needs somebody to look after it."""

    title = "Pflege"
    parameter_name = "pflege"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("unbeantwortet", "Nachfrage unbeantwortet"),
            ("gestoert", "Kontakt nicht erreichbar"),
            ("ohne", "ohne E-Mail-Adresse"),
        ]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        bedingungen = {
            "unbeantwortet": Q(unbeantwortet_seit__isnull=False),
            "gestoert": Q(kontakt_gestoert_am__isnull=False),
            "ohne": Q(kontakt_email=""),
        }
        return queryset.filter(bedingungen.get(self.value() or "", Q()))


@admin.register(Projekt)
class ProjektAdmin(RollenRechte, admin.ModelAdmin):
    rollen = (Rolle.REDAKTION,)
    form = ProjektForm
    inlines = [BeteiligungInline, WirkungInline, PartnerInline, BildInline, DokumentInline]
    list_display = ["titel", "handlungsfeld", "phase", "zustand", "bestaetigt_am", "im_verzeichnis"]
    list_filter = [Veroeffentlichungsstand, Pflegestand, "handlungsfeld", "phase", "zustand", "ist_beispiel"]
    list_select_related = ["handlungsfeld"]
    search_fields = ["titel", "slug", "traeger", "quelle_url"]
    ordering = ["-geaendert_am"]
    actions = ["veroeffentlichen", "archivieren", "bestaetigen", "nachfragen", "kontakt_melden"]
    readonly_fields = IM_VERZEICHNIS
    fieldsets = [*GRUPPEN, ("Im Verzeichnis", {"fields": IM_VERZEICHNIS})]

    @admin.display(description="im Verzeichnis", boolean=True)
    def im_verzeichnis(self, projekt: Projekt) -> bool:
        return projekt.ist_veroeffentlicht

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with mit_dateien():
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Projekt, form: Any, change: bool) -> None:
        """Everything is written together, in `save_related`."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        projekt, je_modell = form.instance, {formset.model: formset for formset in formsets}
        beteiligte = _zeilen(je_modell[Beteiligung])
        pflege.speichern(
            projekt,
            federfuehrung=next((zeile.kommune for zeile in beteiligte if zeile.federfuehrend), None),
            beteiligte=[zeile.kommune for zeile in beteiligte],
            weitere_handlungsfelder=form.cleaned_data["weitere_handlungsfelder"],
            loesungstypen=form.cleaned_data["loesungstypen"],
            schlagwoerter=form.cleaned_data["schlagwoerter"],
            wirkungen=_zeilen(je_modell[Wirkung]),
            partner=_zeilen(je_modell[Partner]),
            bilder=_zeilen(je_modell[Bild]),
            dokumente=_zeilen(je_modell[Dokument]),
            von=cast(Nutzer, request.user),
            anlass="In der Verwaltung geändert",
        )

    @admin.action(description="Ausgewählte Projekte veröffentlichen")
    def veroeffentlichen(self, request: HttpRequest, queryset: ProjektQuerySet) -> None:
        self.message_user(request, f"Veröffentlicht: {pflege.veroeffentlichen(queryset)}")

    @admin.action(description="Ausgewählte Projekte archivieren")
    def archivieren(self, request: HttpRequest, queryset: ProjektQuerySet) -> None:
        self.message_user(request, f"Archiviert: {pflege.archivieren(queryset)}")

    @admin.action(description="Angaben der ausgewählten Projekte heute bestätigen")
    def bestaetigen(self, request: HttpRequest, queryset: ProjektQuerySet) -> None:
        for projekt in queryset:
            pflege.bestaetigen(projekt)
        self.message_user(request, f"Bestätigt: {len(queryset)}")

    @admin.action(description="Bei den Zuständigen jetzt nachfragen, ob alles noch stimmt")
    def nachfragen(self, request: HttpRequest, queryset: ProjektQuerySet) -> None:
        gestellt = sum(bool(nachfrage.stellen(projekt)) for projekt in queryset)
        self.message_user(
            request,
            f"Nachgefragt: {gestellt} von {len(queryset)}. Nicht gefragt wird, wo niemand bekannt oder eine Frage"
            " noch offen ist.",
        )

    @admin.action(description="Kontakt nicht erreichbar: neue Kontaktstelle suchen")
    def kontakt_melden(self, request: HttpRequest, queryset: ProjektQuerySet) -> None:
        self.message_user(request, f"Neue Kontaktstelle gesucht: {nachfrage.kontakt_gestoert(queryset)}")


def _zeilen(formset: Any) -> list[Any]:
    """The rows as they shall be; collects on the way what Django's history wants to know."""
    formset.save(commit=False)
    return [
        form.instance
        for form in formset.forms
        if form not in formset.deleted_forms and (form.instance.pk or form.has_changed())
    ]


class MerkmalAdmin(RollenRechte, admin.ModelAdmin):
    rollen = (Rolle.REDAKTION,)
    list_display = ["name", "slug", "reihenfolge"]

    def get_readonly_fields(self, request: HttpRequest, obj: Merkmal | None = None) -> list[str]:
        return ["slug"] if obj else []  # stands in addresses and in the style sheet

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        pflege.umbenannt(obj)


admin.site.register([Handlungsfeld, Loesungstyp, Schlagwort], MerkmalAdmin)


@admin.register(Synonymgruppe)
class SynonymgruppeAdmin(RollenRechte, admin.ModelAdmin):
    """In force with the next search: synonyms work at the question, no project has to be indexed anew."""

    rollen = (Rolle.REDAKTION,)
    list_display = ["begriffe", "richtung"]
    list_filter = ["richtung"]
    search_fields = ["begriffe"]
