"""Several projects from one file: template, upload, preview, confirmation."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kommunen.felder import KommuneFeld
from kommunen.mitgliedschaft import kommunen_von
from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.konten.rechte import Person

from .. import einreichung, rechte, sammelimport, sammelvorlage
from ..einlesen.datei import Unlesbar
from ..models import Importvorschau

JE_SEITE = 50
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DateiForm(forms.Form):
    datei = forms.FileField(
        label="Ausgefüllte Tabelle",
        help_text=f"Excel (.xlsx) oder CSV, höchstens {sammelvorlage.BYTES_HOECHSTENS // (1024 * 1024)} MB und"
        f" {sammelvorlage.ZEILEN_HOECHSTENS} Projekte.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "Bitte wählen Sie die ausgefüllte Tabelle aus.",
            "empty": "Die Datei ist leer.",
            "missing": "Bitte wählen Sie die ausgefüllte Tabelle aus.",
        },
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rechte.darf_bearbeiten(person):
            self.fields["kommune"] = KommuneFeld(help_text="Für welche Kommune? Name oder Postleitzahl des Rathauses.")
        else:
            self.fields["kommune"] = forms.ModelChoiceField(
                label="Kommune",
                queryset=kommunen_von(person),
                to_field_name="schluessel",
                empty_label=None,
                help_text="Für welche Kommune sind die Projekte?",
                error_messages={"invalid_choice": "Bitte wählen Sie eine Kommune, deren Mitglied Sie sind."},
            )
        self.order_fields(["kommune", "datei"])

    def clean_datei(self) -> UploadedFile:
        datei: UploadedFile = self.cleaned_data["datei"]
        if (datei.size or 0) > sammelvorlage.BYTES_HOECHSTENS:
            raise forms.ValidationError(
                f"Die Datei ist größer als {sammelvorlage.BYTES_HOECHSTENS // (1024 * 1024)} MB."
                " Bitte teilen Sie die Projekte auf mehrere Dateien auf."
            )
        return datei


@require_safe
def vorlage_csv(request: HttpRequest) -> HttpResponse:
    return _datei(sammelvorlage.als_csv(), "text/csv; charset=utf-8", "projekte-vorlage.csv")


@require_safe
def vorlage_xlsx(request: HttpRequest) -> HttpResponse:
    return _datei(sammelvorlage.als_excel(), EXCEL, "projekte-vorlage.xlsx")


def _datei(inhalt: bytes, typ: str, name: str) -> HttpResponse:
    return HttpResponse(inhalt, content_type=typ, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hochladen(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    if not rechte.darf_bearbeiten(person) and not kommunen_von(person).exists():
        return render(request, "projekte/sammelimport_ohne_kommune.html")
    form = DateiForm(request.POST or None, request.FILES or None, person=person)
    if form.is_valid():
        try:
            vorschau = sammelimport.vorschau_anlegen(
                nutzer=person,
                kommune=form.cleaned_data["kommune"],
                inhalt=form.cleaned_data["datei"].read(),
                dateiname=form.cleaned_data["datei"].name,
            )
        except Unlesbar as grund:
            form.add_error("datei", str(grund))
        else:
            return redirect("projekte:sammelvorschau", vorschau.token)
    return render(request, "projekte/sammelimport.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def vorschau(request: HttpRequest, token: str) -> HttpResponse:
    eine = Importvorschau.objects.select_related("kommune").filter(token=token, nutzer=_person(request)).first()
    if eine is None:
        raise Http404
    konflikt = ""
    if request.method == "POST":
        try:
            sammelimport.uebernehmen(eine)
        except einreichung.Konflikt as grund:
            konflikt = str(grund)
        else:
            return redirect(request.path)
    gute = sum(not zeile["einwaende"] for zeile in eine.zeilen)
    # What needs work comes first.
    zeilen = sorted(eine.zeilen, key=lambda zeile: (not zeile["einwaende"], zeile["nummer"]))
    blatt = Paginator(zeilen, JE_SEITE).get_page(request.GET.get("seite"))
    werte = {
        "vorschau": eine,
        "gute": gute,
        "fehlerhafte": len(eine.zeilen) - gute,
        "konflikt": konflikt,
        "page_obj": blatt,
        "zeilen": _mit_angaben(list(blatt.object_list)),
    }
    return render(request, "projekte/sammelvorschau.html", werte, status=409 if konflikt else 200)


def _mit_angaben(zeilen: list[dict[str, Any]]) -> list[tuple[dict[str, Any], list[tuple[str, str]]]]:
    """Each row with what was read from it, by column and in words: so a column that slipped is seen."""
    spalten = sammelvorlage.spalten()

    def angaben(inhalt: dict[str, Any]) -> list[tuple[str, str]]:
        return [(spalte.kopf, spalte.in_worten(wert)) for spalte in spalten if (wert := inhalt.get(spalte.name))]

    return [(zeile, angaben(zeile["inhalt"])) for zeile in zeilen]


def _person(request: HttpRequest) -> Nutzer:
    assert isinstance(request.user, Nutzer)  # noqa: S101  (for the type checker: login_required saw to it)
    return request.user
