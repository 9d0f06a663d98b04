"""Films, slides and pictures on other pages: each tag costs at most one query after a change."""

from typing import Any

from django import template
from django.db.models import Q
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.fragmente import fragment
from kompetenzzentrum.oberflaeche.vorrat import Vorrat
from projekte.models import Projekt
from veranstaltungen import rechte
from veranstaltungen.models import Medium, Veranstaltung

register = template.Library()

HOECHSTENS = 6
SYMBOLE = {
    Medium.Art.FILM: "film",
    Medium.Art.FOLIEN: "presentation",
    Medium.Art.BILD: "image",
    Medium.Art.DOKUMENT: "file-text",
}


@register.inclusion_tag("veranstaltungen/mediathek/kachel.html")
def medium(medium: Medium, ebene: int) -> dict[str, Any]:
    """A card. Load the media with their event."""
    return {"medium": medium, "ebene": ebene, "symbolname": SYMBOLE[Medium.Art(medium.art)]}


def _besprochene() -> frozenset[int]:
    return frozenset(rechte.oeffentliche_medien().exclude(projekte=None).values_list("projekte", flat=True))


def _dokumentierte() -> frozenset[int]:
    return frozenset(rechte.oeffentliche_medien().exclude(veranstaltung=None).values_list("veranstaltung", flat=True))


PROJEKTE, VERANSTALTUNGEN = Vorrat(_besprochene), Vorrat(_dokumentierte)


@register.simple_tag(takes_context=True)
def medien_zu(context: Context, projekt: Projekt) -> SafeString:
    """What speaks of a project."""
    return _bei(context, "medien_zu", projekt.pk, PROJEKTE, Q(projekte=projekt.pk), "")


@register.simple_tag(takes_context=True)
def medien_von(context: Context, veranstaltung: Veranstaltung) -> SafeString:
    """What an event left behind."""
    bedingung = Q(veranstaltung=veranstaltung.pk)
    return _bei(context, "medien_von", veranstaltung.pk, VERANSTALTUNGEN, bedingung, veranstaltung.slug)


def _bei(
    context: Context, name: str, pk: int, bekannte: Vorrat[frozenset[int]], bedingung: Q, alle_von: str
) -> SafeString:
    """Most projects and events have none: that is known without a query."""
    nummer = stand.zur_anfrage(context["request"])["veranstaltungen"]
    if pk not in bekannte.holen(nummer):
        return SafeString()

    def erzeugen() -> str:
        medien = list(rechte.oeffentliche_medien().filter(bedingung).select_related("veranstaltung")[: HOECHSTENS + 1])
        werte = {"medien": medien[:HOECHSTENS], "mehr": len(medien) > HOECHSTENS, "alle_von": alle_von}
        return render_to_string(f"veranstaltungen/mediathek/{name}.html", werte)

    return fragment(name, (pk, nummer), erzeugen)
