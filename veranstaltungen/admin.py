from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kommunen.felder import KommuneFeld, MitKommune
from kompetenzzentrum.konten.admin import RollenRechte
from kompetenzzentrum.konten.models import Rolle
from projekte import rechte as projekt_rechte

from . import planung
from .admin_mediathek import MediumAdmin  # noqa: F401  (registers itself)
from .anmeldung import stornieren
from .models import Anmeldung, Programmpunkt, Raum, Reihe, Veranstaltung, VeranstaltungQuerySet


class VeranstaltungForm(MitKommune, forms.ModelForm):
    kommune = KommuneFeld(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["kommune"] = self.instance.kommune

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or {}
        beides_gueltig = daten.keys() >= planung.BELEGUNG
        if self.instance.pk and beides_gueltig and not planung.BELEGUNG.isdisjoint(self.changed_data):
            planung.plaetze_pruefen(self.instance.pk, plaetze=daten["plaetze"], modus=daten["modus"])
        return daten


class AbsageForm(forms.Form):
    grund = forms.CharField(
        label="Grund",
        max_length=300,
        help_text="Steht öffentlich auf der Seite und in der E-Mail an alle Angemeldeten.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProgrammInline(RollenRechte, admin.StackedInline):
    rollen = (Rolle.VERANSTALTUNGSTEAM,)
    model = Programmpunkt
    fields = [("beginn", "ende"), ("titel", "raum"), "beschreibung", "mitwirkende"]
    extra = 0

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "raum":  # its own rooms, not those of every event
            eigene = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            kwargs["queryset"] = Raum.objects.filter(veranstaltung=eigene)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Reihe)
class ReiheAdmin(RollenRechte, admin.ModelAdmin):
    rollen = (Rolle.VERANSTALTUNGSTEAM,)
    list_display = ["titel"]
    prepopulated_fields = {"slug": ["titel"]}


@admin.register(Veranstaltung)
class VeranstaltungAdmin(RollenRechte, admin.ModelAdmin):
    rollen = (Rolle.VERANSTALTUNGSTEAM,)
    form = VeranstaltungForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = [ProgrammInline]
    actions = ["veroeffentlichen", "absagen"]
    list_display = ["titel", "beginn", "zustand", "format", "region", "belegung"]
    list_filter = ["zustand", "format", "region", "modus"]
    search_fields = ["titel", "ort"]
    date_hierarchy = "beginn"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "titel", "slug", "zustand", "reihe", "format", "region", "kurzbeschreibung", "beschreibung",
                ],
            },
        ),
        (
            "Zeit und Ort",
            {
                "description": "Ändern Sie hier etwas an einer veröffentlichten Veranstaltung, bekommen alle"
                " Angemeldeten sofort eine E-Mail mit dem neuen Kalendereintrag.",
                "fields": [
                    ("beginn", "ende"), "modus", "ort_name", "strasse", ("plz", "ort"), "kommune", "barrierefreiheit",
                    "zugangslink",
                ],
            },
        ),
        ("Anmeldung", {"fields": ["plaetze", "anmeldeschluss"]}),
        ("Themen", {"fields": ["handlungsfelder", "projekte", "ist_beispiel"]}),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> "VeranstaltungQuerySet":
        return Veranstaltung.objects.mit_belegung().mit_angemeldeten()

    def get_readonly_fields(self, request: HttpRequest, obj: Veranstaltung | None = None) -> list[str]:
        fest = obj and obj.zustand != Veranstaltung.Zustand.ENTWURF
        return ["zustand", "slug"] if fest else ["zustand"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Veranstaltung | None = None) -> Any:
        return {} if "slug" in self.get_readonly_fields(request, obj) else {"slug": ["titel"]}

    def has_delete_permission(self, request: HttpRequest, obj: Veranstaltung | None = None) -> bool:
        """What was public is cancelled, never deleted."""
        entwurf = obj is not None and obj.zustand == Veranstaltung.Zustand.ENTWURF
        return entwurf and self._darf(request)

    def formfield_for_manytomany(
        self, db_field: "models.ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        # In German and without JavaScript, unlike filter_horizontal; autocomplete would ask for rights on projects.
        if db_field.name == "projekte":
            kwargs["queryset"] = projekt_rechte.oeffentliche().order_by("titel")
            kwargs["widget"] = forms.SelectMultiple(attrs={"size": 12})
        elif db_field.name == "handlungsfelder":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Veranstaltung, form: Any, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            return
        spalten = {feld.name for feld in Veranstaltung._meta.concrete_fields}
        planung.aendern(obj.pk, **{feld: form.cleaned_data[feld] for feld in spalten & set(form.changed_data)})

    @admin.display(description="Anmeldungen")
    def belegung(self, obj: Veranstaltung) -> SafeString:
        plaetze = "unbegrenzt" if obj.plaetze is None else obj.plaetze
        liste = reverse("admin:veranstaltungen_anmeldung_changelist")
        zahlen = f"{obj.belegt} von {plaetze}"
        if obj.ist_hybrid:
            zahlen += f" vor Ort, {obj.angemeldete - obj.belegt} online"
        return format_html('<a href="{}?veranstaltung__id__exact={}">{}</a>', liste, obj.pk, zahlen)

    @admin.action(description="Veröffentlichen")
    def veroeffentlichen(self, request: HttpRequest, queryset: "QuerySet[Veranstaltung]") -> None:
        for veranstaltung in queryset:
            try:
                planung.veroeffentlichen(veranstaltung.pk)
            except ValidationError as fehler:
                self.message_user(request, " ".join(fehler.messages), messages.WARNING)
            else:
                self.message_user(request, f"„{veranstaltung}“ ist veröffentlicht.", messages.SUCCESS)

    @admin.action(description="Absagen …")
    def absagen(self, request: HttpRequest, queryset: "QuerySet[Veranstaltung]") -> HttpResponse | None:
        """Asks for the reason first, then tells everybody who is registered."""
        form = AbsageForm(request.POST if "bestaetigt" in request.POST else None)
        if not form.is_valid():
            kontext = {
                **self.admin_site.each_context(request),
                "title": "Veranstaltung absagen",
                "opts": self.opts,
                "veranstaltungen": queryset,
                "form": form,
                "auswahlname": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "veranstaltungen/verwaltung/absagen.html", kontext)
        for veranstaltung in queryset:
            try:
                planung.absagen(veranstaltung.pk, grund=form.cleaned_data["grund"])
            except ValidationError as fehler:
                self.message_user(request, " ".join(fehler.messages), messages.WARNING)
            else:
                text = f"„{veranstaltung}“ ist abgesagt, {veranstaltung.angemeldete} Angemeldete bekommen eine E-Mail."
                self.message_user(request, text, messages.SUCCESS)
        return None


@admin.register(Anmeldung)
class AnmeldungAdmin(RollenRechte, admin.ModelAdmin):
    """To look up, search and cancel; people write their own data."""

    rollen = (Rolle.VERANSTALTUNGSTEAM,)
    actions = ["als_storniert"]
    list_display = [
        "name", "email", "organisation", "kommune", "veranstaltung", "art_der_teilnahme", "zustand", "angemeldet_am",
    ]  # fmt: skip
    list_filter = ["zustand", ("veranstaltung", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["veranstaltung", "kommune"]
    search_fields = ["name", "email", "organisation", "kommune__name"]
    fields = [
        "veranstaltung", "art_der_teilnahme", "zustand", "name", "email", "organisation", "kommune", "zugangsbedarf",
        "angemeldet_am", "storniert_am",
    ]  # fmt: skip
    readonly_fields = ["art_der_teilnahme"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Teilnahme", ordering="teilnahme")
    def art_der_teilnahme(self, obj: Anmeldung) -> str:
        return str(obj.veranstaltung.teilnahme_bei(obj.teilnahme).label)

    @admin.action(description="Stornieren (die Person bekommt eine E-Mail)")
    def als_storniert(self, request: HttpRequest, queryset: "QuerySet[Anmeldung]") -> None:
        storniert = [stornieren(anmeldung) for anmeldung in queryset if anmeldung.ist_angemeldet]
        self.message_user(request, f"{len(storniert)} storniert, die Plätze sind wieder frei.", messages.SUCCESS)
