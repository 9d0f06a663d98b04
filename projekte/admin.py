from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from kompetenzzentrum.konten.admin import RollenRechte
from kompetenzzentrum.konten.models import Rolle

from . import pflege, suche
from .models import Beteiligung, Handlungsfeld, Loesungstyp, Merkmal, Projekt, ProjektQuerySet

GRUPPEN: list[tuple[str | None, Any]] = [
    (None, {"fields": ["titel", "kurzbeschreibung", "slug"]}),
    ("Einordnung", {"fields": ["handlungsfeld", "weitere_handlungsfelder", "loesungstypen"]}),
    ("Stand des Projekts", {"fields": ["phase", "zustand", "zustand_grund", "bestaetigt_am"]}),
    ("Beschreibung", {"fields": ["ausgangslage", "loesung", "vorgehen", "ergebnis"]}),
    ("Kosten", {"fields": ["kosten_einmalig", "kosten_jaehrlich", "kosten_basis", "kosten_jahr"]}),
    ("Wer", {"fields": ["traeger", "kontakt_funktion", "kontakt_email", "website"]}),
    ("Herkunft", {"fields": ["quelle", "quelle_url", "lizenz", "ist_beispiel"]}),
]


def _adresse(label: str) -> forms.URLField:
    return forms.URLField(label=label, max_length=500, required=False, assume_scheme="https")


class ProjektForm(forms.ModelForm):
    website = _adresse("Website")
    quelle_url = _adresse("Adresse der Quelle")

    class Meta:
        model = Projekt
        fields = [feld for _, gruppe in GRUPPEN for feld in gruppe["fields"]]
        # Short lists that are chosen from without JavaScript, too.
        widgets = {
            "kurzbeschreibung": forms.Textarea(attrs={"rows": 2}),
            "weitere_handlungsfelder": forms.CheckboxSelectMultiple,
            "loesungstypen": forms.CheckboxSelectMultiple,
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
    extra = 1


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


@admin.register(Projekt)
class ProjektAdmin(RollenRechte, admin.ModelAdmin):
    rollen = (Rolle.REDAKTION,)
    form = ProjektForm
    inlines = [BeteiligungInline]
    list_display = ["titel", "handlungsfeld", "phase", "zustand", "bestaetigt_am", "im_verzeichnis"]
    list_filter = [Veroeffentlichungsstand, "handlungsfeld", "phase", "zustand", "ist_beispiel"]
    list_select_related = ["handlungsfeld"]
    search_fields = ["titel", "slug", "traeger", "quelle_url"]
    ordering = ["-geaendert_am"]
    actions = ["veroeffentlichen", "archivieren"]
    readonly_fields = ["veroeffentlicht_am", "archiviert_am", "geaendert_am"]
    fieldsets = [*GRUPPEN, ("Im Verzeichnis", {"fields": ["veroeffentlicht_am", "archiviert_am", "geaendert_am"]})]

    @admin.display(description="im Verzeichnis", boolean=True)
    def im_verzeichnis(self, projekt: Projekt) -> bool:
        return projekt.ist_veroeffentlicht

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        suche.ableiten([form.instance.pk])

    @admin.action(description="Ausgewählte Projekte veröffentlichen")
    def veroeffentlichen(self, request: HttpRequest, queryset: ProjektQuerySet) -> None:
        self.message_user(request, f"Veröffentlicht: {pflege.veroeffentlichen(queryset)}")

    @admin.action(description="Ausgewählte Projekte archivieren")
    def archivieren(self, request: HttpRequest, queryset: ProjektQuerySet) -> None:
        self.message_user(request, f"Archiviert: {pflege.archivieren(queryset)}")


class MerkmalAdmin(RollenRechte, admin.ModelAdmin):
    rollen = (Rolle.REDAKTION,)
    list_display = ["name", "slug", "reihenfolge"]

    def get_readonly_fields(self, request: HttpRequest, obj: Merkmal | None = None) -> list[str]:
        return ["slug"] if obj else []  # stands in addresses and in the style sheet

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        pflege.umbenannt(obj)


admin.site.register([Handlungsfeld, Loesungstyp], MerkmalAdmin)
