"""The advisors' desk: the list of requests and the page of a case."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.konten.rechte import rolle_noetig

from . import zuweisung
from .anfrage import Konflikt, abschliessen, antworten, notieren
from .filters import AnfrageFilter
from .forms import ZURUECK_IN_DEN_EINGANG, FallForm
from .models import Anfrage, AnfrageQuerySet
from .rechte import darf_antworten, sichtbare_anfragen
from .verlauf import interner_verlauf

JE_SEITE = 25
ANSICHTEN = {"neu": "Neu", "meine": "Meine", "offen": "Alle offenen", "geschlossen": "Abgeschlossen"}
SPALTEN = {
    "eingang": "Eingang",
    "kommune": "Kommune",
    "handlungsfeld": "Handlungsfeld",
    "aktiv": "Letzter Beitrag",
}


class Unvollstaendig(Exception):
    """Something is missing for this step: the field and what to say beside it."""

    def __init__(self, feld: str, meldung: str) -> None:
        super().__init__(meldung)
        self.feld = feld


@require_safe
@rolle_noetig(Rolle.BERATUNG)
def schreibtisch(request: HttpRequest) -> HttpResponse:
    person: Nutzer = request.user  # type: ignore[assignment]
    ansicht = request.GET.get("ansicht", "neu")
    if ansicht not in ANSICHTEN:
        ansicht = "neu"
    alle = sichtbare_anfragen(person)
    # Who waits longest comes first; what is closed, last closed first.
    vorgabe = "-geschlossen_am" if ansicht == "geschlossen" else "aktiv_am"
    anfragen = ausschnitt(alle, ansicht, person).select_related(
        "kommune__land", "kommune__kreis", "handlungsfeld", "beraterin"
    )
    gefiltert = AnfrageFilter(request.GET, queryset=anfragen.order_by(vorgabe, "pk"))
    seite = Paginator(gefiltert.qs, JE_SEITE).get_page(request.GET.get("seite"))
    werte = {
        "ansichten": _ansichten(alle, ansicht, person),
        "ansicht": ansicht,
        "filter": gefiltert,
        "gefiltert": any(request.GET.get(name) for name in ("q", "land", "handlungsfeld")),
        "spalten": _spalten(request.GET.get("sort", "")),
        "page_obj": seite,
    }
    return render(request, "beratung/schreibtisch.html", werte)


@rolle_noetig(Rolle.BERATUNG)
def fall(request: HttpRequest, pk: int) -> HttpResponse:
    person: Nutzer = request.user  # type: ignore[assignment]
    anfrage = _laden(person, pk)
    form = FallForm(request.POST or None, zustaendig=anfrage.beraterin, initial={"version": anfrage.version})
    if form.is_valid():
        aktion = AKTIONEN.get(request.POST.get("aktion", ""))
        try:
            if aktion is None:
                raise Konflikt("Bitte nutzen Sie einen der Knöpfe.")
            meldung, verbraucht = aktion(anfrage, person, form)
        except Unvollstaendig as fehler:
            form.add_error(fehler.feld, str(fehler))
        except Konflikt as konflikt:
            form.add_error(None, str(konflikt))
        else:
            messages.success(request, meldung)
            return _weiter(request, anfrage, form, verbraucht)
    if form.is_bound:
        anfrage = _laden(person, pk)
        form.auf_stand(anfrage.version)
    return _fallseite(request, anfrage, form)


def _laden(person: Nutzer, pk: int) -> Anfrage:
    anfragen = sichtbare_anfragen(person).select_related(
        "kommune__land", "kommune__kreis", "handlungsfeld", "projekt", "beraterin"
    )
    return get_object_or_404(anfragen, pk=pk)


def _fallseite(request: HttpRequest, anfrage: Anfrage, form: FallForm) -> HttpResponse:
    werte = {
        "anfrage": anfrage,
        "form": form,
        "verlauf": interner_verlauf(anfrage),
        "darf_antworten": darf_antworten(request.user, anfrage),
    }
    return render(request, "beratung/fall.html", werte)


def _weiter(request: HttpRequest, anfrage: Anfrage, form: FallForm, verbraucht: set[str]) -> HttpResponse:
    """To a fresh page; but a text that this step did not use stays on the screen."""
    rest = {
        feld: form.cleaned_data[feld]
        for feld in ("antwort", "notiz")
        if feld not in verbraucht and form.cleaned_data[feld]
    }
    if not rest:
        return redirect(anfrage)
    anfrage = _laden(request.user, anfrage.pk)  # type: ignore[arg-type]
    neues = FallForm(zustaendig=anfrage.beraterin, initial={**rest, "version": anfrage.version})
    return _fallseite(request, anfrage, neues)


def _uebernehmen(anfrage: Anfrage, person: Nutzer, form: FallForm) -> tuple[str, set[str]]:
    zuweisung.uebernehmen(anfrage, durch=person)
    return "Die Anfrage gehört jetzt Ihnen.", set()


def _antworten(anfrage: Anfrage, person: Nutzer, form: FallForm) -> tuple[str, set[str]]:
    if not form.cleaned_data["antwort"]:
        raise Unvollstaendig("antwort", "Bitte schreiben Sie eine Antwort.")
    antworten(anfrage, durch=person, text=form.cleaned_data["antwort"], version=form.cleaned_data["version"])
    return f"Ihre Antwort ist gespeichert und geht an {anfrage.email}.", {"antwort"}


def _abschliessen(anfrage: Anfrage, person: Nutzer, form: FallForm) -> tuple[str, set[str]]:
    abschliessen(anfrage, durch=person, text=form.cleaned_data["antwort"], version=form.cleaned_data["version"])
    return f"Der Vorgang ist abgeschlossen. {anfrage.name} bekommt Bescheid.", {"antwort"}


def _notieren(anfrage: Anfrage, person: Nutzer, form: FallForm) -> tuple[str, set[str]]:
    if not form.cleaned_data["notiz"]:
        raise Unvollstaendig("notiz", "Bitte schreiben Sie etwas in die Notiz.")
    notieren(anfrage, durch=person, text=form.cleaned_data["notiz"])
    return "Die Notiz ist gespeichert.", {"notiz"}


def _abgeben(anfrage: Anfrage, person: Nutzer, form: FallForm) -> tuple[str, set[str]]:
    wahl = form.cleaned_data["an"]
    if not wahl:
        raise Unvollstaendig("an", "Bitte wählen Sie, wer sich kümmern soll.")
    an = None if wahl == ZURUECK_IN_DEN_EINGANG else form.team[wahl]
    zuweisung.abgeben(anfrage, durch=person, an=an, version=form.cleaned_data["version"])
    return (f"{an} kümmert sich jetzt darum." if an else "Die Anfrage liegt wieder im Eingang."), set()


AKTIONEN: dict[str, Callable[[Anfrage, Nutzer, FallForm], tuple[str, set[str]]]] = {
    "uebernehmen": _uebernehmen,
    "antworten": _antworten,
    "abschliessen": _abschliessen,
    "notieren": _notieren,
    "abgeben": _abgeben,
}


def _bedingung(ansicht: str, person: Nutzer) -> Q:
    offen = ~Q(zustand=Anfrage.Zustand.GESCHLOSSEN)
    return {
        "neu": offen & Q(beraterin=None),  # also when its advisor's account is gone
        "meine": offen & Q(beraterin=person),
        "offen": offen,
        "geschlossen": ~offen,
    }[ansicht]


def ausschnitt(alle: AnfrageQuerySet, ansicht: str, person: Nutzer) -> AnfrageQuerySet:
    return alle.filter(_bedingung(ansicht, person))


def _ansichten(alle: AnfrageQuerySet, aktiv: str, person: Nutzer) -> list[dict[str, Any]]:
    """The tabs with their numbers, in one query."""
    anzahlen = alle.aggregate(**{name: Count("pk", filter=_bedingung(name, person)) for name in ANSICHTEN})
    return [
        {"name": name, "titel": titel, "anzahl": anzahlen[name], "aktiv": name == aktiv}
        for name, titel in ANSICHTEN.items()
    ]


def _spalten(sort: str) -> list[dict[str, str]]:
    """Heads that sort: once up, once more down."""
    spalten = []
    for name, titel in SPALTEN.items():
        richtung = {name: "ascending", f"-{name}": "descending"}.get(sort, "none")
        ziel = f"-{name}" if richtung == "ascending" else name
        spalten.append({"titel": titel, "richtung": richtung, "sort": ziel})
    return spalten
