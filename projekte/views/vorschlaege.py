"""Suggestions while somebody types into the search for projects."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.stand import nach_stand

from .. import suche


@nach_stand("projekte")
@require_safe
def vorschlaege(request: HttpRequest) -> JsonResponse:
    """In the form that vorschlag.js asks for. Any input gives a list, odd input an empty one."""
    gefunden = suche.vorschlagen(request.GET.get("q", ""), stand=stand.zur_anfrage(request)["projekte"])
    treffer = [{"wert": begriff, "text": begriff, "zusatz": art} for begriff, art in gefunden]
    return JsonResponse({"treffer": treffer}, json_dumps_params={"ensure_ascii": False})
