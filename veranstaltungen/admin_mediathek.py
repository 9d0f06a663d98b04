"""The Mediathek in the admin: for editors and the event team."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from kompetenzzentrum.konten.admin import RollenRechte
from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.schutz.hochladen import FILM_BYTES_HOECHSTENS, MB, vtt_pruefen
from projekte import rechte as projekt_rechte
from projekte.models.steckbrief import neue_kennung

from . import mediathek
from .models import Medium, Programmpunkt, Veranstaltung

ANGABEN = "video/mp4,video/webm,application/pdf,image/jpeg,image/png,image/webp"


class MediumForm(forms.ModelForm):
    datei = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": ANGABEN}),
        help_text=f"Film: MP4 (H.264) oder WebM, bis {FILM_BYTES_HOECHSTENS // MB} MB. Folien und Dokument: PDF. Bild:"
        " JPEG, PNG oder WebP. Leer lassen, um die bisherige Datei zu behalten.",
    )
    externe_adresse = forms.URLField(
        label="Adresse bei einem anderen Anbieter",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Wird erst nach einem zweiten Klick geladen. Die Seite nennt davor den Anbieter.",
    )
    untertitel = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
        help_text="WebVTT. Nötig für jeden Film, der bei uns liegt.",
    )

    class Meta:
        model = Medium
        fields = (
            "titel", "slug", "art", "kurzbeschreibung", "datei", "externe_adresse", "anbieter", "dauer_minuten",
            "lizenz", "untertitel", "transkript", "alternativtext", "veranstaltung", "programmpunkt", "projekte",
            "ist_beispiel",
        )  # fmt: skip
        help_texts = {
            "programmpunkt": "Steht zur Wahl, sobald die Veranstaltung gespeichert ist.",
            "transkript": "Was gesprochen wird und zu sehen ist, als Text. Nötig für jeden Film.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "programmpunkt" in self.fields:
            punkte = Programmpunkt.objects.filter(veranstaltung=self.instance.veranstaltung_id)
            self.fields["programmpunkt"].queryset = punkte  # type: ignore[attr-defined]

    def clean_untertitel(self) -> Any:
        datei = self.cleaned_data["untertitel"]
        return ContentFile(vtt_pruefen(datei), f"{neue_kennung()}.vtt") if isinstance(datei, UploadedFile) else datei

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or {}
        art, datei = daten.get("art"), daten.get("datei")
        if not art or not datei:
            return daten
        if isinstance(datei, UploadedFile):
            try:
                geprueft = mediathek.pruefen(art, datei)
            except ValidationError as fehler:
                self.add_error("datei", fehler)
            else:
                mediathek.uebernehmen(self.instance, geprueft)
                daten["datei"] = geprueft.datei
        elif self.instance.dateiart not in mediathek.ENDUNGEN[Medium.Art(art)]:
            self.add_error("datei", "Die bisherige Datei passt nicht zu dieser Art. Bitte laden Sie die passende hoch.")
        return daten


@admin.register(Medium)
class MediumAdmin(RollenRechte, admin.ModelAdmin):
    rollen = (Rolle.VERANSTALTUNGSTEAM, Rolle.REDAKTION)
    form = MediumForm
    actions = ["veroeffentlichen", "zurueckziehen"]
    list_display = ["titel", "art", "veranstaltung", "veroeffentlicht_am"]
    list_filter = ["art", ("veroeffentlicht_am", admin.EmptyFieldListFilter)]
    list_select_related = ["veranstaltung"]
    search_fields = ["titel"]
    readonly_fields = ["veroeffentlicht_am"]
    prepopulated_fields = {"slug": ["titel"]}
    fieldsets = [
        (None, {"fields": ["titel", "slug", "art", "kurzbeschreibung", "veroeffentlicht_am"]}),
        ("Inhalt", {"fields": ["datei", "externe_adresse", "anbieter", "dauer_minuten", "lizenz"]}),
        ("Für alle", {"fields": ["untertitel", "transkript", "alternativtext"]}),
        ("Gehört zu", {"fields": ["veranstaltung", "programmpunkt", "projekte", "ist_beispiel"]}),
    ]

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "veranstaltung":
            kwargs["queryset"] = Veranstaltung.objects.filter(ist_vorlage=False).order_by("-beginn")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "models.ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs["queryset"] = projekt_rechte.oeffentliche().order_by("titel")
        kwargs["widget"] = forms.SelectMultiple(attrs={"size": 12})
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.action(description="Veröffentlichen")
    def veroeffentlichen(self, request: HttpRequest, queryset: "QuerySet[Medium]") -> None:
        for medium in queryset:
            try:
                mediathek.veroeffentlichen(medium)
            except ValidationError as fehler:
                self.message_user(request, f"„{medium}“: {' '.join(fehler.messages)}", messages.WARNING)
            else:
                self.message_user(request, f"„{medium}“ ist veröffentlicht.", messages.SUCCESS)

    @admin.action(description="Zurückziehen")
    def zurueckziehen(self, request: HttpRequest, queryset: "QuerySet[Medium]") -> None:
        for medium in queryset:
            mediathek.zurueckziehen(medium)
        self.message_user(request, f"{len(queryset)} zurückgezogen.", messages.SUCCESS)
