from decimal import Decimal
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from kompetenzzentrum.oberflaeche.karte import Punkt

from . import lage, suche, verzeichnis
from .filters import TYPEN, KommuneFilter
from .gebietswechsel import LAENGSTE_KETTE
from .groessenklassen import Groessenklasse
from .models import Art, Kommune, KommuneQuerySet, Registerstand
from .rechte import sichtbar

JE_SEITE = 25
VORSCHLAEGE = 10
GROESSTE_MITGLIEDER = 10


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
def detail(request: HttpRequest, schluessel: str) -> HttpResponse:
    """The profile. Other keys of the same municipality (ARS, a kreisfreie Stadt's Kreis, a dissolved one's) lead on."""
    kommune = _nachschlagen(schluessel)
    ziel = _nachfolger(kommune)
    if ziel.schluessel != schluessel:
        antwort = HttpResponsePermanentRedirect(ziel.get_absolute_url())
        antwort["Cache-Control"] = "public, max-age=3600"  # a boundary reform may be corrected
        return antwort
    return render(request, "kommunen/detail.html", _profil(kommune))


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


def _profil(kommune: Kommune) -> dict[str, Any]:
    vergleiche = kommune.vergleiche.select_related("andere__land", "andere__kreis").order_by("rang")
    return {
        "kommune": kommune,
        "vergleiche": vergleiche,
        "groessenklasse": Groessenklasse(kommune.groessenklasse) if kommune.groessenklasse else None,
        "hier": [Punkt(kommune.lon, kommune.lat, art="hier")] if kommune.lon and kommune.lat else [],
        "lage_titel": f"Lage von {kommune.kurzname} in Deutschland",
        **_flaeche(kommune),
        **_mitglieder(kommune),
    }


def _flaeche(kommune: Kommune) -> dict[str, Any]:
    if not kommune.flaeche_ha:
        return {"flaeche_km2": None, "dichte": None}
    km2 = Decimal(kommune.flaeche_ha) / 100
    return {"flaeche_km2": km2, "dichte": round(kommune.einwohner / km2)}


def _mitglieder(kommune: Kommune) -> dict[str, Any]:
    """Of a Kreis or Verband: the largest members and how many there are."""
    if kommune.art == Art.GEMEINDE:
        return {"mitglieder": [], "mitglieder_anzahl": 0, "alle_mitglieder": ""}
    eltern = "kreis" if kommune.art == Art.KREIS else "verband"
    menge = Kommune.objects.waehlbar().filter(art=Art.GEMEINDE, **{eltern: kommune})
    groesste = list(menge.order_by("-einwohner", "schluessel")[:GROESSTE_MITGLIEDER])
    return {
        "mitglieder": groesste,
        "mitglieder_anzahl": menge.count(),
        "alle_mitglieder": f"{reverse('kommunen:liste')}?{eltern}={kommune.schluessel}&typ=orte",
    }


@require_safe
def karte(request: HttpRequest) -> HttpResponse:
    laender = lage.gemeinden_je_land()
    kontext = {
        "laender": laender,
        "punkte": lage.alle_punkte(),
        "anzahl": sum(anzahl for anzahl, _ in laender.values()),
    }
    return render(request, "kommunen/karte.html", kontext)


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
