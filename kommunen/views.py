from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.karte import Punkt
from kompetenzzentrum.oberflaeche.stand import nach_stand

from . import lage, suche, verzeichnis
from .filters import TYPEN, KommuneFilter
from .gebietswechsel import LAENGSTE_KETTE
from .groessenklassen import Groessenklasse
from .models import Art, Kommune, KommuneQuerySet, Registerstand, Vergleich
from .rechte import sichtbar

JE_SEITE = 25
VORSCHLAEGE = 10
GROESSTE_MITGLIEDER = 10


@method_decorator(nach_stand("kommunen"), name="dispatch")
class Liste(ListView):
    template_name = "kommunen/liste.html"
    context_object_name = "kommunen"
    paginate_by = JE_SEITE
    page_kwarg = "seite"

    def get_queryset(self) -> KommuneQuerySet:
        self.filter = KommuneFilter(self.request.GET, queryset=Kommune.objects.waehlbar().mit_eltern())
        return self.filter.qs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kontext = super().get_context_data(**kwargs)
        werte = self.filter.form.cleaned_data if self.filter.form.is_bound else {}  # without the unknown ones
        return kontext | {
            "filter": self.filter,
            "anzahl": kontext["paginator"].count,
            "aktiv": _aktive_filter(werte),
            "stand": Registerstand.objects.aktueller(),
            "sortierung": "beste Treffer zuerst" if werte.get("name") else "nach Namen sortiert",
        }


def _aktive_filter(werte: dict[str, Any]) -> dict[str, str]:
    """Name of the filter → its value in words, for the chips that take it away again."""
    worte = {
        "name": f"„{werte['name']}“" if werte.get("name") else "",
        "land": str(werte.get("land") or ""),
        "kreis": str(werte.get("kreis") or ""),
        "verband": str(werte.get("verband") or ""),
        "groesse": Groessenklasse(werte["groesse"]).label if werte.get("groesse") else "",
        "typ": TYPEN[werte["typ"]] if werte.get("typ") else "",
    }
    return {name: wort for name, wort in worte.items() if wort}


@require_safe
@nach_stand("kommunen", "projekte", "veranstaltungen")
def detail(request: HttpRequest, schluessel: str) -> HttpResponse:
    """The profile. Other keys of the same municipality (ARS, a kreisfreie Stadt's Kreis, a dissolved one's) lead on."""
    nummer = stand.zur_anfrage(request)["kommunen"]
    pk = verzeichnis.aktuelles(nummer).nummern.get(schluessel)
    if pk is None:
        kommune = _nachschlagen(schluessel)
        ziel = _nachfolger(kommune)
        if ziel.schluessel != schluessel:
            antwort = HttpResponsePermanentRedirect(ziel.get_absolute_url())
            antwort["Cache-Control"] = "public, max-age=3600"  # a boundary reform may be corrected
            return antwort
        pk = kommune.pk
    profil = Profil(pk)
    spaet = SimpleLazyObject(lambda: profil.kommune)
    return render(request, "kommunen/detail.html", {"nr": pk, "kommune": spaet, "profil": profil})


def _nachschlagen(schluessel: str) -> Kommune:
    """Raises Http404. A valid one wins over a dissolved one."""
    if not schluessel.isdecimal() or not schluessel.isascii():
        raise Http404
    menge = sichtbar().select_related("land", "kreis", "verband", "nachfolger", "nachfolger_vorschlag")
    kandidaten: list[dict[str, str | None]] = [{"schluessel": schluessel}]
    if len(schluessel) == 12:
        kandidaten.append({"ars": schluessel})
    if len(schluessel) == 5:
        kandidaten.append({"schluessel": f"{schluessel}000", "kreis": None})
    for kandidat in kandidaten:
        if kommune := menge.filter(**kandidat).order_by(F("aufgeloest_am").desc(nulls_first=True)).first():
            return kommune
    raise Http404


def _nachfolger(kommune: Kommune) -> Kommune:
    for _ in range(LAENGSTE_KETTE):
        if kommune.aufgeloest_am is None or kommune.nachfolger is None:
            break
        kommune = kommune.nachfolger
    return kommune


class Profil:
    """What the page of a municipality is made of; looked up when a piece of it is made."""

    def __init__(self, pk: int) -> None:
        self.pk = pk

    @cached_property
    def kommune(self) -> Kommune:
        eltern = ("land", "kreis", "verband", "nachfolger_vorschlag")
        return Kommune.objects.select_related(*eltern).get(pk=self.pk)

    @cached_property
    def vergleiche(self) -> list[Vergleich]:
        return list(self.kommune.vergleiche.select_related("andere__land", "andere__kreis").order_by("rang"))

    @property
    def groessenklasse(self) -> Groessenklasse | None:
        return Groessenklasse(self.kommune.groessenklasse) if self.kommune.groessenklasse else None

    @property
    def hier(self) -> list[Punkt]:
        lon, lat = self.kommune.lon, self.kommune.lat
        return [Punkt(lon, lat, art="hier")] if lon is not None and lat is not None else []

    @property
    def lage_titel(self) -> str:
        return f"Lage von {self.kommune.kurzname} in Deutschland"

    @property
    def flaeche_km2(self) -> Decimal | None:
        return Decimal(self.kommune.flaeche_ha) / 100 if self.kommune.flaeche_ha else None

    @property
    def dichte(self) -> int | None:
        return round(self.kommune.einwohner / self.flaeche_km2) if self.flaeche_km2 else None

    @property
    def _eltern(self) -> str:
        return "kreis" if self.kommune.art == Art.KREIS else "verband"

    @cached_property
    def _mitglieder(self) -> KommuneQuerySet:
        if self.kommune.art == Art.GEMEINDE:
            return Kommune.objects.none()
        return Kommune.objects.waehlbar().filter(art=Art.GEMEINDE, **{self._eltern: self.kommune})

    @cached_property
    def mitglieder(self) -> list[Kommune]:
        """Of a Kreis or Verband: the largest."""
        return list(self._mitglieder.order_by("-einwohner", "schluessel")[:GROESSTE_MITGLIEDER])

    @cached_property
    def mitglieder_anzahl(self) -> int:
        return self._mitglieder.count()

    @property
    def alle_mitglieder(self) -> str:
        return f"{reverse('kommunen:liste')}?{self._eltern}={self.kommune.schluessel}&typ=orte"


@require_safe
@nach_stand("kommunen")
def karte(request: HttpRequest) -> HttpResponse:
    return render(request, "kommunen/karte.html", {"lage": Lage()})


class Lage:
    """Looked up when the map is drawn."""

    @cached_property
    def laender(self) -> dict[str, tuple[int, str]]:
        return lage.gemeinden_je_land()

    @cached_property
    def punkte(self) -> list[Punkt]:
        return lage.alle_punkte()

    @property
    def anzahl(self) -> int:
        return sum(anzahl for anzahl, _ in self.laender.values())


@require_safe
def vorschlaege(request: HttpRequest) -> JsonResponse:
    """Suggestions for the type-ahead: at most ten. Any input gives a list, odd input an empty one.

    With an empty list comes why, if it is because only the shipped selection is loaded.
    """
    text = request.GET.get("q", "")
    treffer = [
        {
            "wert": eintrag.schluessel,
            "text": eintrag.anzeigename,
            "zusatz": " · ".join(filter(None, [suche.hinweis_zur_plz(text, eintrag.plz), eintrag.zusatz])),
        }
        for eintrag in verzeichnis.aktuelles().finden(text, VORSCHLAEGE)
    ]
    hinweis = "" if treffer else suche.hinweis_zur_auswahl()
    return JsonResponse(
        {"treffer": treffer, "hinweis": hinweis},
        headers={"Cache-Control": "public, max-age=3600"},
        json_dumps_params={"ensure_ascii": False},
    )
