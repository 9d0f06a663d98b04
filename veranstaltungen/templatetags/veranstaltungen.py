"""Events on the pages of other rooms: each tag costs at most one query after a change and shows what everybody
may see."""

from typing import Any

from django import template
from django.db.models import Q
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.fragmente import fragment
from kompetenzzentrum.oberflaeche.vorrat import Vorrat
from projekte.models import Projekt
from veranstaltungen import rechte
from veranstaltungen.models import Veranstaltung, VeranstaltungQuerySet
from veranstaltungen.texte import PLAETZE_ALT_HOECHSTENS

register = template.Library()

HOECHSTENS = 5
VORLAGE = "veranstaltungen/termine.html"


def _kommende() -> VeranstaltungQuerySet:
    return rechte.oeffentliche().mit_belegung().kommend(timezone.now())


def _termine(menge: VeranstaltungQuerySet, anzahl: int) -> dict[str, Any]:
    return {"veranstaltungen": list(menge[:anzahl]), "ebene": 3}


@register.inclusion_tag(VORLAGE)
def naechste_veranstaltungen(anzahl: int = 3) -> dict[str, Any]:
    return _termine(_kommende().filter(zustand=Veranstaltung.Zustand.VEROEFFENTLICHT), anzahl)


@register.simple_tag
def termin(veranstaltung: Veranstaltung, ebene: int) -> SafeString:
    """An event in a list. Needs the annotation of `mit_belegung()`."""
    stand = (veranstaltung.anmeldestand, veranstaltung.platzhinweis)
    schluessel = (veranstaltung.pk, veranstaltung.geaendert_am, *stand, ebene)
    werte = {"veranstaltung": veranstaltung, "ebene": ebene}
    return fragment("termin", schluessel, lambda: render_to_string("veranstaltungen/termin.html", werte))


def _orte() -> frozenset[int]:
    """Where something takes place: municipalities, with their Kreis and Verband."""
    felder = ("kommune", "kommune__kreis", "kommune__verband")
    return frozenset(pk for zeile in _kommende().values_list(*felder) for pk in zeile if pk)


def _besprochene() -> frozenset[int]:
    """Projects that an event is about."""
    return frozenset(pk for pk in _kommende().values_list("projekte", flat=True) if pk)


ORTE, BESPROCHENE = Vorrat(_orte), Vorrat(_besprochene)


@register.simple_tag(takes_context=True)
def veranstaltungen_in(context: Context, kommune: int) -> SafeString:
    """Upcoming events in the municipality of that key; in a Kreis or Verband those of its members too."""
    ort = Q(kommune=kommune) | Q(kommune__kreis=kommune) | Q(kommune__verband=kommune)
    return _bei(context, "veranstaltungen_in", kommune, ORTE, ort)


@register.simple_tag(takes_context=True)
def veranstaltungen_zu(context: Context, projekt: Projekt) -> SafeString:
    """Upcoming events about a project."""
    return _bei(context, "veranstaltungen_zu", projekt.pk, BESPROCHENE, Q(projekte=projekt.pk))


def _bei(context: Context, name: str, pk: int, bekannte: Vorrat[frozenset[int]], bedingung: Q) -> SafeString:
    """Most municipalities and projects have none: that is known without a query."""
    nummern = stand.zur_anfrage(context["request"])
    nummer = (nummern["kommunen"], nummern["veranstaltungen"])
    if pk not in bekannte.holen(nummer):
        return SafeString()
    stand.hoechstens(context["request"], PLAETZE_ALT_HOECHSTENS)

    def erzeugen() -> str:
        return render_to_string(f"veranstaltungen/{name}.html", _termine(_kommende().filter(bedingung), HOECHSTENS))

    return fragment(name, (pk, *nummer), erzeugen, takt=PLAETZE_ALT_HOECHSTENS)
