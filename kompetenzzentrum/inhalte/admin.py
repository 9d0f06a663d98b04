from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from kompetenzzentrum.konten.admin import RollenRechte
from kompetenzzentrum.konten.models import Rolle

from .models import Meldung, Seite


@admin.register(Seite)
class SeiteAdmin(RollenRechte, admin.ModelAdmin):
    """Which pages there are is fixed by their addresses: editors change words, they neither add nor delete."""

    rollen = (Rolle.REDAKTION,)
    list_display = ["titel", "adresse", "stand", "fehlende_angaben"]
    fields = ["adresse", "titel", "beschreibung", "text", "stand"]
    readonly_fields = ["adresse"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Adresse")
    def adresse(self, seite: Seite) -> str:
        return format_html('<a href="{0}">{0}</a>', seite.get_absolute_url())

    @admin.display(description="fehlende Angaben")
    def fehlende_angaben(self, seite: Seite) -> str:
        return ", ".join(seite.platzhalter) or "keine"


@admin.register(Meldung)
class MeldungAdmin(RollenRechte, admin.ModelAdmin):
    rollen = (Rolle.REDAKTION,)
    list_display = ["titel", "veroeffentlicht_am", "geaendert_am", "ist_beispiel"]
    list_filter = ["ist_beispiel"]
    fields = ["titel", "slug", "anreisser", "text", "veroeffentlicht_am"]
    date_hierarchy = "veroeffentlicht_am"
    search_fields = ["titel", "anreisser"]
    prepopulated_fields = {"slug": ["titel"]}
