from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from kompetenzzentrum.konten.admin import RollenRechte
from kompetenzzentrum.konten.models import Rolle

from . import nachfolge
from .maildomains import gefaltet
from .models import Kommune, Maildomain, Registerstand
from .suche import suchen


class NachfolgerForm(forms.ModelForm):
    class Meta:
        model = Kommune
        fields = ["nachfolger"]

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or {}
        if daten.get("nachfolger"):
            nachfolge.pruefen(kommune=self.instance, nachfolger=daten["nachfolger"])
        return daten


class NurAufgeloeste(admin.SimpleListFilter):
    title = "Gültigkeit"
    parameter_name = "gueltig"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("nein", "aufgelöst"), ("offen", "aufgelöst, noch ohne Nachfolger")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Kommune]") -> "QuerySet[Kommune]":
        if self.value() == "nein":
            return queryset.filter(aufgeloest_am__isnull=False)
        if self.value() == "offen":
            return queryset.filter(aufgeloest_am__isnull=False, nachfolger__isnull=True)
        return queryset


@admin.register(Kommune)
class KommuneAdmin(RollenRechte, admin.ModelAdmin):
    """The register is read from the official file; a person only decides who follows a dissolved municipality."""

    rollen = (Rolle.REDAKTION,)
    form = NachfolgerForm
    list_display = [
        "anzeigename",
        "schluessel",
        "land",
        "aufgeloest_am",
        "nachfolger",
        "nachfolger_vorschlag",
    ]
    list_select_related = ["land", "nachfolger", "nachfolger_vorschlag"]
    list_filter = [NurAufgeloeste, "art", "land"]
    search_fields = ["schluessel", "suchname"]
    autocomplete_fields = ["nachfolger"]
    actions = ["vorschlag_uebernehmen"]
    readonly_fields = [
        "name", "schluessel", "ars", "art", "land", "kreis", "verband", "einwohner", "aufgeloest_am",
        "nachfolger_vorschlag",
    ]  # fmt: skip
    fields = (*readonly_fields, "nachfolger")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Kommune]", search_term: str
    ) -> tuple["QuerySet[Kommune]", bool]:
        """As everywhere: umlauts folded, best hits first, also by key."""
        return (suchen(search_term, Kommune.objects.filter(pk__in=queryset)) if search_term else queryset), False

    def save_model(self, request: HttpRequest, obj: Kommune, form: Any, change: bool) -> None:
        nachfolge.bestimmen(kommune=obj, nachfolger=obj.nachfolger)

    @admin.action(description="Vorgeschlagenen Nachfolger übernehmen")
    def vorschlag_uebernehmen(self, request: HttpRequest, queryset: "QuerySet[Kommune]") -> None:
        anzahl = 0
        for kommune in queryset.filter(nachfolger_vorschlag__isnull=False).select_related("nachfolger_vorschlag"):
            try:
                nachfolge.bestimmen(kommune=kommune, nachfolger=kommune.nachfolger_vorschlag)
                anzahl += 1
            except ValidationError as fehler:
                self.message_user(request, fehler.messages[0], messages.ERROR)
        self.message_user(request, f"{anzahl} Vorschläge übernommen.")


@admin.register(Registerstand)
class RegisterstandAdmin(RollenRechte, admin.ModelAdmin):
    rollen = (Rolle.REDAKTION,)
    list_display = [
        "stand",
        "format",
        "datei",
        "eingelesen_am",
        "neu",
        "umbenannt",
        "geaendert",
        "aufgeloest",
    ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DomainFeld(forms.CharField):
    def to_python(self, value: Any) -> str:
        return gefaltet(super().to_python(value) or "")


class MaildomainForm(forms.ModelForm):
    class Meta:
        model = Maildomain
        fields = ["domain", "kommune"]
        field_classes = {"domain": DomainFeld}


@admin.register(Maildomain)
class MaildomainAdmin(RollenRechte, admin.ModelAdmin):
    rollen = (Rolle.REDAKTION,)
    form = MaildomainForm
    list_display = ["domain", "kommune"]
    list_select_related = ["kommune"]
    search_fields = ["domain", "kommune__suchname"]
    autocomplete_fields = ["kommune"]
