"""Programme and questions of one event: a page with all of it, and a small form for each part."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from veranstaltungen import programmfassung, programmpflege
from veranstaltungen.forms.teile import ARTEN, Art, TeilForm
from veranstaltungen.models import Veranstaltung
from veranstaltungen.programm import nach_namen

from .gemeinsam import kontext, laden, nur_team


@require_safe
@nur_team
def teile(request: HttpRequest, pk: int) -> HttpResponse:
    veranstaltung = laden(request, pk)
    arten = [{"art": art, "teile": _alle(veranstaltung, art)} for art in ARTEN.values()]
    return render(request, "veranstaltungen/schreibtisch/teile.html", kontext(veranstaltung, "teile", arten=arten))


@nur_team
def bekanntgeben(request: HttpRequest, pk: int) -> HttpResponse:
    """What has changed since the last time, and how many will hear of it, before it goes out."""
    veranstaltung = laden(request, pk)
    konflikt = ""
    if request.method == "POST":
        try:
            fassung = programmfassung.bekanntgeben(pk)
        except ValidationError as fehler:
            konflikt = " ".join(fehler.messages)
        else:
            messages.success(request, f"Das Programm ist bekannt gegeben ({fassung}).")
            return redirect("schreibtisch:teile", pk=pk)
    werte = {
        "konflikt": konflikt,
        "letzte": veranstaltung.programmfassungen.first(),
        "unterschiede": programmfassung.unterschiede(veranstaltung),
        "empfaenger": programmfassung.empfaenger(veranstaltung),
    }
    return render(request, "veranstaltungen/schreibtisch/bekanntgeben.html", kontext(veranstaltung, "teile", **werte))


def _alle(veranstaltung: Veranstaltung, art: Art) -> Any:
    menge = getattr(veranstaltung, art.beziehung).all()
    if art.beziehung == "mitwirkende":
        return nach_namen(menge)
    return menge.select_related("raum", "strang") if art.beziehung == "programm" else menge


def _art(name: str) -> Art:
    if name not in ARTEN:
        raise Http404
    return ARTEN[name]


@nur_team
def teil_neu(request: HttpRequest, pk: int, art: str) -> HttpResponse:
    veranstaltung, welche = laden(request, pk), _art(art)
    form = welche.form(request.POST or None, veranstaltung=veranstaltung)
    return _bearbeiten(request, veranstaltung, welche, form)


@nur_team
def teil(request: HttpRequest, pk: int, art: str, teil: int) -> HttpResponse:
    veranstaltung, welche = laden(request, pk), _art(art)
    eines = get_object_or_404(getattr(veranstaltung, welche.beziehung), pk=teil)
    form = welche.form(request.POST or None, instance=eines, veranstaltung=veranstaltung)
    return _bearbeiten(request, veranstaltung, welche, form, eines)


def _bearbeiten(
    request: HttpRequest, veranstaltung: Veranstaltung, art: Art, form: TeilForm, eines: Any = None
) -> HttpResponse:
    if form.is_valid():
        try:
            gespeichert = programmpflege.speichern(form.instance, sprechende=form.cleaned_data.get("sprechende"))
        except ValidationError as fehler:
            form.add_error(None, fehler)
        else:
            messages.success(request, f"„{gespeichert}“ ist gespeichert.")
            if "noch" in request.POST:
                return redirect("schreibtisch:teil_neu", pk=veranstaltung.pk, art=art.name)
            return redirect("schreibtisch:teile", pk=veranstaltung.pk)
    werte = {"form": form, "art": art, "teil_pk": eines.pk if eines else None}
    return render(request, "veranstaltungen/schreibtisch/teil.html", kontext(veranstaltung, "teile", **werte))


@nur_team
def teil_loeschen(request: HttpRequest, pk: int, art: str, teil: int) -> HttpResponse:
    veranstaltung, welche = laden(request, pk), _art(art)
    eines = get_object_or_404(getattr(veranstaltung, welche.beziehung), pk=teil)
    if request.method == "POST":
        try:
            programmpflege.loeschen(eines)
        except ValidationError as fehler:
            messages.error(request, " ".join(fehler.messages))
        else:
            messages.success(request, f"„{eines}“ ist gelöscht.")
        return redirect("schreibtisch:teile", pk=pk)
    werte = {"art": welche, "teil": eines, "betroffene": programmpflege.betroffene(eines)}
    return render(request, "veranstaltungen/schreibtisch/teil_loeschen.html", kontext(veranstaltung, "teile", **werte))
