"""The list as a file: the same parameters as the page."""

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche.stand import nach_stand

from .. import export, suche
from ..filters import ProjektFilter


@require_safe
@nach_stand("projekte", "kommunen")  # type: ignore[arg-type]  # streamed: it only sets headers
def liste(request: HttpRequest) -> StreamingHttpResponse:
    ergebnis = suche.suchen(ProjektFilter(request.GET).auswahl, anzahl=export.HOECHSTENS)
    return export.als_csv(ergebnis.schluessel, dateiname=export.dateiname())
