"""The list of participants: what is searched, filtered and sorted, and the same as an Excel file."""

import io
from collections.abc import Iterable
from functools import cached_property
from typing import Any, cast

import django_filters
import xlsxwriter
from django import forms
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.choices import flatten_choices

from kommunen.groessenklassen import Groessenklasse
from kommunen.models import Land

from .betreuung import nicht_erreicht
from .models import Anmeldung, AnmeldungQuerySet, Antwort, Frage, Programmpunkt, Programmwahl, Teilnahme, Veranstaltung

JEDER_BEDARF = "irgendeiner"
OHNE_KOMMUNE = "ohne"
GEFILTERT = ("q", "stand", "teilnahme", "punkt", "land", "groesse", "bedarf", "antwort", "da")
"""What the links of one selection carry along: list, print, Excel and mail show the same people."""


class AuswahlForm(forms.Form):
    freiwillig_markieren = False


def _wahl(bezeichnung: str, leer: str, choices: Any, **kwargs: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=bezeichnung, empty_label=leer, choices=choices, **kwargs)


class TeilnehmendeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="Suchen",
        method="nach_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": "100"}),
    )
    stand = _wahl("Stand", "alle, die dabei sind oder warten", (), method="nach_stand")
    teilnahme = _wahl("Teilnahme", "vor Ort oder online", Teilnahme.choices)
    punkt = django_filters.ModelChoiceFilter(
        label="Programmpunkt", field_name="programmpunkte", queryset=Programmpunkt.objects.none(), empty_label="alle"
    )
    land = django_filters.ModelChoiceFilter(
        label="Land", field_name="kommune__land", queryset=Land.objects.order_by("name"), empty_label="alle"
    )
    groesse = _wahl(
        "Größe der Kommune",
        "alle",
        [*((klasse.value, klasse.label) for klasse in Groessenklasse), (OHNE_KOMMUNE, "ohne Kommune")],
        method="nach_groesse",
    )
    bedarf = _wahl(
        "Bedarf", "alle", [(JEDER_BEDARF, "irgendein Bedarf"), *Anmeldung.Bedarf.choices], method="nach_bedarf"
    )
    antwort = _wahl("Antwort", "alle", (), method="nach_antwort")
    da = _wahl("Anwesenheit", "alle", [("ja", "war da"), ("nein", "nicht vermerkt")], method="nach_anwesenheit")
    sort = django_filters.OrderingFilter(
        label="Sortierung",
        fields=[
            ("name", "name"),
            ("kommune__sortiername", "kommune"),
            ("angemeldet_am", "angemeldet"),
            ("zustand", "stand"),
        ],
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Anmeldung
        fields: list[str] = []
        form = AuswahlForm

    ALLE = "alle"
    NICHT_ERREICHT = "nicht-erreicht"

    def __init__(self, data: Any, *, veranstaltung: Veranstaltung) -> None:
        super().__init__(data, queryset=_menge(veranstaltung))
        self.veranstaltung = veranstaltung
        punkte = Programmpunkt.objects.filter(veranstaltung=veranstaltung, waehlbar=True)
        self.filters["punkt"].queryset = punkte
        self.filters["stand"].extra["choices"] = [
            *Anmeldung.Zustand.choices,
            (self.NICHT_ERREICHT, "Bestätigung nicht zustellbar"),
            (self.ALLE, "alle, auch Stornierte"),
        ]
        self.filters["antwort"].extra["choices"] = _antworten_zur_wahl(veranstaltung)
        if not veranstaltung.ist_hybrid:
            del self.filters["teilnahme"]
        if not punkte:
            del self.filters["punkt"]
        if not self.filters["antwort"].extra["choices"]:
            del self.filters["antwort"]

    @cached_property
    def nicht_erreicht(self) -> set[int]:
        return nicht_erreicht(self.veranstaltung)

    @property
    def auswahl(self) -> "QuerySet[Anmeldung]":
        """What the parameters that make sense leave; the others filter nothing."""
        self.form.is_valid()
        menge = self.queryset.all()
        for name, wert in self.form.cleaned_data.items():
            menge = self.filters[name].filter(menge, wert)
        if not self.form.cleaned_data.get("stand"):
            menge = menge.offen()
        return menge if self.form.cleaned_data.get("sort") else menge.order_by("name", "pk")

    @property
    def aktive(self) -> list[str]:
        """In words, for the print-out and the mail."""
        felder = ((name, self.form[name]) for name in GEFILTERT if self.form.cleaned_data.get(name))
        return [f"{feld.label}: {self._in_worten(name)}" for name, feld in felder]

    def _in_worten(self, name: str) -> str:
        wert = self.form.cleaned_data[name]
        feld = self.form.fields[name]
        if isinstance(feld, forms.ModelChoiceField) or not isinstance(feld, forms.ChoiceField):
            return str(wert)
        return str(dict(flatten_choices(cast(Any, feld.choices)))[wert])

    def nach_text(self, menge: AnmeldungQuerySet, name: str, wert: str) -> AnmeldungQuerySet:
        """Every word somewhere: person, address, authority, municipality, or the code on the ticket."""
        for wort in wert.replace("\0", "").split()[:8]:
            menge = menge.filter(
                Q(name__icontains=wort)
                | Q(email__icontains=wort)
                | Q(organisation__icontains=wort)
                | Q(kommune__anzeigename__icontains=wort)
                | Q(einlasscode=wort.upper())
            )
        return menge

    def nach_stand(self, menge: AnmeldungQuerySet, name: str, wert: str) -> AnmeldungQuerySet:
        if wert == self.NICHT_ERREICHT:
            return menge.filter(pk__in=self.nicht_erreicht)
        return menge if wert == self.ALLE else menge.filter(zustand=wert)

    def nach_groesse(self, menge: AnmeldungQuerySet, name: str, wert: str) -> AnmeldungQuerySet:
        return menge.filter(kommune=None) if wert == OHNE_KOMMUNE else menge.filter(kommune__groessenklasse=wert)

    def nach_bedarf(self, menge: AnmeldungQuerySet, name: str, wert: str) -> AnmeldungQuerySet:
        if wert == JEDER_BEDARF:
            return menge.exclude(bedarfe=[], zugangsbedarf="")
        return menge.filter(bedarfe__contains=[wert])

    def nach_antwort(self, menge: AnmeldungQuerySet, name: str, wert: str) -> AnmeldungQuerySet:
        frage, _, antwort = wert.partition(":")
        passende = Antwort.objects.filter(frage=int(frage))
        if antwort:
            passende = passende.filter(wert=antwort)
        return menge.filter(pk__in=passende.values("anmeldung"))

    def nach_anwesenheit(self, menge: AnmeldungQuerySet, name: str, wert: str) -> AnmeldungQuerySet:
        return menge.filter(eingelassen_am__isnull=wert == "nein")


def _menge(veranstaltung: Veranstaltung) -> AnmeldungQuerySet:
    menge: AnmeldungQuerySet = veranstaltung.anmeldungen.select_related("kommune__land", "kontakt")
    wahlen = Programmwahl.objects.select_related("programmpunkt").order_by("programmpunkt__beginn", "pk")
    return menge.prefetch_related(Prefetch("programmwahlen", queryset=wahlen))


def _antworten_zur_wahl(veranstaltung: Veranstaltung) -> list[tuple[str, list[tuple[str, str]]]]:
    """Questions as groups; of free texts only whether there is one."""
    gruppen = []
    gegeben = Antwort.objects.filter(frage__veranstaltung=veranstaltung).exclude(frage__art=Frage.Art.TEXT)
    werte: dict[int, list[str]] = {}
    for frage_id, wert in gegeben.order_by("wert").values_list("frage", "wert").distinct():
        werte.setdefault(frage_id, []).append(wert)
    for frage in veranstaltung.fragen.all():
        einzelne = [(f"{frage.pk}:{wert}", f"{frage.text} {wert}") for wert in werte.get(frage.pk, ())]
        gruppen.append((frage.text, [(f"{frage.pk}:", f"{frage.text} (beantwortet)"), *einzelne]))
    return gruppen


# --- Excel ---

KOPF = (
    "Name", "E-Mail", "Behörde oder Organisation", "Kommune", "Land", "Einwohner", "Teilnahme", "Stand",
    "angemeldet am", "war da", "angemeldet von", "Programmpunkte",
)  # fmt: skip
BREITEN = (28, 32, 32, 26, 22, 12, 12, 22, 18, 10, 28, 50)


def als_excel(veranstaltung: Veranstaltung, anmeldungen: "QuerySet[Anmeldung]", *, mit_bedarf: bool) -> bytes:
    """Every cell a string or a number, never a formula: people type their names themselves.

    Access needs only `mit_bedarf`: whoever prints badges does not need them.
    """
    fragen = list(veranstaltung.fragen.all())
    antworten = _antworten(anmeldungen) if fragen else {}
    ziel = io.BytesIO()
    mappe_optionen = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(ziel, mappe_optionen) as mappe:
        fett = mappe.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3EEF0"})
        blatt = mappe.add_worksheet("Teilnehmende")
        blatt.freeze_panes(1, 1)
        kopf = [*KOPF, *(frage.text for frage in fragen), *(("Bedarf", "In eigenen Worten") if mit_bedarf else ())]
        for spalte, text in enumerate(kopf):
            blatt.write_string(0, spalte, text, fett)
            blatt.set_column(spalte, spalte, BREITEN[spalte] if spalte < len(BREITEN) else 30)
        for nummer, anmeldung in enumerate(anmeldungen, start=1):
            zellen = [*_zellen(anmeldung, veranstaltung), *(antworten.get((anmeldung.pk, f.pk), "") for f in fragen)]
            if mit_bedarf:
                zellen += [_bedarf(anmeldung), anmeldung.zugangsbedarf]
            _schreiben(blatt, nummer, zellen)
        blatt.autofilter(0, 0, max(len(anmeldungen), 1), len(kopf) - 1)
    return ziel.getvalue()


def _schreiben(blatt: Any, nummer: int, zellen: Iterable[str | int]) -> None:
    for spalte, wert in enumerate(zellen):
        if isinstance(wert, int):
            blatt.write_number(nummer, spalte, wert)
        else:
            blatt.write_string(nummer, spalte, wert)


def _zellen(anmeldung: Anmeldung, veranstaltung: Veranstaltung) -> list[str | int]:
    kommune = anmeldung.kommune
    return [
        anmeldung.name,
        anmeldung.email,
        anmeldung.organisation,
        str(kommune or ""),
        kommune.land.name if kommune else "",
        kommune.einwohner if kommune else "",
        str(veranstaltung.teilnahme_bei(anmeldung.teilnahme).label),
        str(anmeldung.get_zustand_display()),
        f"{timezone.localtime(anmeldung.angemeldet_am):%d.%m.%Y, %H:%M}",
        "ja" if anmeldung.eingelassen_am else "",
        anmeldung.kontakt.name if anmeldung.kontakt else "",
        "; ".join(wahl.programmpunkt.titel for wahl in anmeldung.programmwahlen.all()),
    ]


def _bedarf(anmeldung: Anmeldung) -> str:
    return "; ".join(str(Anmeldung.Bedarf(wert).label) for wert in anmeldung.bedarfe)


def _antworten(anmeldungen: "QuerySet[Anmeldung]") -> dict[tuple[int, int], str]:
    zeilen = Antwort.objects.filter(anmeldung__in=anmeldungen.order_by().values("pk"))
    return {(anmeldung, frage): wert for anmeldung, frage, wert in zeilen.values_list("anmeldung", "frage", "wert")}
