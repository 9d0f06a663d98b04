"""Events on the pages of other rooms: each tag costs one query and shows what everybody may see."""

from typing import Any

from django import template
from django.db.models import Q
from django.utils import timezone

from kommunen.models import Kommune
from projekte.models import Projekt
from veranstaltungen import rechte
from veranstaltungen.models import Veranstaltung, VeranstaltungQuerySet

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


@register.inclusion_tag("veranstaltungen/veranstaltungen_in.html")
def veranstaltungen_in(kommune: Kommune) -> dict[str, Any]:
    """Upcoming events in a municipality; in a Kreis or Verband those of its members too."""
    ort = Q(kommune=kommune.pk) | Q(kommune__kreis=kommune.pk) | Q(kommune__verband=kommune.pk)
    return _termine(_kommende().filter(ort), HOECHSTENS)


@register.inclusion_tag("veranstaltungen/veranstaltungen_zu.html")
def veranstaltungen_zu(projekt: Projekt) -> dict[str, Any]:
    """Upcoming events about a project."""
    return _termine(_kommende().filter(projekte=projekt.pk), HOECHSTENS)
