from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche.stand import nach_stand

from .. import guetezeichen, rechte


@require_safe
@nach_stand("projekte")
def seite(request: HttpRequest) -> HttpResponse:
    werte = {
        "zeichen": guetezeichen.anzahlen(rechte.oeffentliche()),
        "angaben": list(guetezeichen.KRITERIEN),
    }
    return render(request, "projekte/guetezeichen.html", werte)
