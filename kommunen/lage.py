"""Where municipalities lie and how many each Land has: what the maps are drawn from."""

from django.db.models import Count, Q
from django.urls import reverse

from kompetenzzentrum.oberflaeche.karte import Punkt

from .models import Art, Kommune, KommuneQuerySet, Land


def gemeinden_je_land() -> dict[str, tuple[int, str]]:
    """Land key → number of municipalities and the address that lists them."""
    adresse = reverse("kommunen:liste")
    gezaehlt = Q(kommunen__art=Art.GEMEINDE, kommunen__aufgeloest_am__isnull=True, kommunen__gemeindefrei=False)
    return {
        land.schluessel: (land.anzahl, f"{adresse}?land={land.schluessel}&typ=orte")
        for land in Land.objects.annotate(anzahl=Count("kommunen", filter=gezaehlt))
    }


def punkte(menge: KommuneQuerySet) -> list[Punkt]:
    """Larger dots for Mittelstädte and Großstädte. Without address: ten thousand links help nobody."""
    groesse = {"11": 3, "12": 3, "21": 2, "22": 2}
    return [
        Punkt(lon, lat, groesse=groesse.get(klasse, 1))
        for lon, lat, klasse in menge.filter(art=Art.GEMEINDE).values_list("lon", "lat", "groessenklasse")
        if lon is not None and lat is not None
    ]


def alle_punkte() -> list[Punkt]:
    return punkte(Kommune.objects.waehlbar().order_by())


def staedtische_punkte(ab_einwohner: int) -> list[Punkt]:
    """For small maps: fewer dots already show the country."""
    return punkte(Kommune.objects.waehlbar().filter(einwohner__gte=ab_einwohner).order_by())
