"""The list as a file: the same parameters as the page."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche.ansichten import zu_viele_anfragen
from kompetenzzentrum.oberflaeche.stand import nach_stand
from kompetenzzentrum.schutz import begrenzung

from .. import export, suche
from ..filters import ProjektFilter

WARTEN = 300
"""Seconds; the window of the limit."""


@require_safe
@nach_stand("projekte", "kommunen")
def liste(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    if begrenzung.ueberschritten("tabelle", begrenzung.absender(request)):
        return zu_viele_anfragen(request, WARTEN)
    ergebnis = suche.suchen(ProjektFilter(request.GET).auswahl, anzahl=export.HOECHSTENS)
    return export.als_csv(ergebnis.schluessel, dateiname=export.dateiname())
