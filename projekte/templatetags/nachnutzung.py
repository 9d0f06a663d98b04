"""Reuse on the pages of projects and municipalities. Each tag has a fixed number of queries."""

from typing import Any

from django import template
from django.db.models import Q
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kommunen.models import Kommune
from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.fragmente import fragment
from kompetenzzentrum.oberflaeche.vorrat import Vorrat
from projekte import netz, rechte
from projekte.models import Nachnutzung, Projekt

register = template.Library()

JE_PROJEKT = 60
JE_KOMMUNE = 10
"""Rows of the table; the page of the network has them all."""
BOEGEN_JE_KOMMUNE = 100


@register.simple_tag(takes_context=True)
def nachnutzung_von(context: Context, projekt: Projekt) -> SafeString:
    """Who took it over: tree, map and effort. One query after a change of the catalogue, one for what was not drawn
    before."""
    nummern = stand.zur_anfrage(context["request"])
    bestaetigte = BESTAETIGTE.holen(nummern["projekte"]).get(projekt.pk, ())
    schluessel = (projekt.pk, projekt.fassung, bestaetigte, nummern["kommunen"])
    return fragment("nachnutzung", schluessel, lambda: _von_projekt(projekt, bool(bestaetigte)))


def _bestaetigte() -> dict[int, tuple[int, ...]]:
    """Key of a project → its reuses, each with the version of the own entry that came of it, if there is one."""
    gefunden: dict[int, tuple[int, ...]] = {}
    zeilen = Nachnutzung.objects.bestaetigt().order_by("pk")
    for projekt, pk, fassung in zeilen.values_list("projekt", "pk", "eigenes_projekt__fassung"):
        gefunden[projekt] = (*gefunden.get(projekt, ()), pk, fassung or 0)
    return gefunden


BESTAETIGTE = Vorrat(_bestaetigte)


def _von_projekt(projekt: Projekt, nachgenutzt: bool) -> str:
    menge = netz.mit_allem(rechte.oeffentliche_nachnutzungen().filter(projekt=projekt))
    alle = list(menge.order_by("bestaetigt_am", "pk")[: JE_PROJEKT + 1]) if nachgenutzt else []
    gezeigt = alle[:JE_PROJEKT]
    boegen = netz.boegen_von(gezeigt)
    kontext = {
        "projekt": projekt,
        "anzahl": len(gezeigt),
        "zeilen": netz.zeilen(netz.baum(gezeigt)),
        "boegen": boegen,
        "punkte": netz.enden(boegen, netz.ohne_gebende(gezeigt)),
        "mehr": len(alle) > JE_PROJEKT,
    }
    return render_to_string("projekte/nachnutzung_von.html", kontext)


@register.inclusion_tag("projekte/gegeben_und_genommen.html")
def gegeben_und_genommen(kommune: Kommune) -> dict[str, Any]:
    """What a municipality gave and took: map and table. One query without any, otherwise two."""
    menge = netz.mit_allem(rechte.oeffentliche_nachnutzungen().filter(Q(kommune=kommune) | Q(von=kommune)))
    alle = list(menge.order_by("-bestaetigt_am", "-pk")[:BOEGEN_JE_KOMMUNE])
    gegeben = [zeile for zeile in alle if zeile.von_id == kommune.pk]
    genommen = [zeile for zeile in alle if zeile.kommune_id == kommune.pk]
    boegen = netz.boegen_von(gegeben, art="gegeben") + netz.boegen_von(genommen, art="genommen")
    anzahl = menge.count() if len(alle) == BOEGEN_JE_KOMMUNE else len(alle)
    gezeigt = len(gegeben[:JE_KOMMUNE]) + len(genommen[:JE_KOMMUNE])
    return {
        "kommune": kommune,
        "boegen": boegen,
        "punkte": netz.enden(boegen, netz.ohne_gebende(genommen)),
        "gegeben": gegeben[:JE_KOMMUNE],
        "genommen": genommen[:JE_KOMMUNE],
        "anzahl": anzahl,
        "mehr": anzahl > gezeigt,
    }
