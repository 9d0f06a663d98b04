from django.http import HttpRequest, JsonResponse

from . import suche


def vorschlaege(request: HttpRequest) -> JsonResponse:
    """Suggestions for the type-ahead: at most ten. Any input gives a list, odd input an empty one."""
    text = request.GET.get("q", "")
    treffer = [
        {
            "wert": kommune.schluessel,
            "text": kommune.anzeigename,
            "zusatz": " · ".join(filter(None, [suche.hinweis_zur_plz(text, kommune), kommune.zusatz])),
        }
        for kommune in suche.vorschlaege(text)
    ]
    return JsonResponse(
        {"treffer": treffer},
        headers={"Cache-Control": "public, max-age=3600"},
        json_dumps_params={"ensure_ascii": False},
    )
