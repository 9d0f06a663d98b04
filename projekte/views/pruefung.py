"""The editors' desk for submissions, and the page of one of them."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.konten.rechte import rolle_noetig

from .. import fakten
from .. import pruefung as ablauf
from ..einreichung import Konflikt, Unvollstaendig
from ..forms.beitrag import PruefungForm
from ..models import Einreichung
from ..rueckfrage import beim_zentrum
from ..schritte import BEZEICHNUNG, SCHRITTE
from ..unterschiede import Unterschied, in_worten, vokabeln, zwischen
from ..vollstaendigkeit import stand
from .anlagen import bilder_und_dokumente

JE_SEITE = 25
ANSICHTEN = {
    "eingereicht": ("Zu prüfen", Q(zustand=Einreichung.Zustand.EINGEREICHT)),
    "zurueck": ("Zurückgegeben", Q(zustand=Einreichung.Zustand.ZURUECK)),
    "entschieden": (
        "Entschieden",
        Q(zustand__in=[Einreichung.Zustand.ANGENOMMEN, Einreichung.Zustand.VERWORFEN]),
    ),
}


@require_safe
@rolle_noetig(Rolle.REDAKTION)
def schreibtisch(request: HttpRequest) -> HttpResponse:
    ansicht = request.GET.get("ansicht", "eingereicht")
    if ansicht not in ANSICHTEN:
        ansicht = "eingereicht"
    alle = Einreichung.objects.filter(eingereicht_am__isnull=False)
    anzahlen = alle.aggregate(**{name: Count("pk", filter=frage) for name, (_, frage) in ANSICHTEN.items()})
    # Who waits longest comes first; what is decided, last decided first.
    folge = "-entschieden_am" if ansicht == "entschieden" else "eingereicht_am"
    menge = alle.filter(ANSICHTEN[ansicht][1]).select_related("kommune__land", "von").order_by(folge, "pk")
    kontext = {
        "ansicht": ansicht,
        "ansichten": [
            {"name": name, "titel": titel, "anzahl": anzahlen[name], "aktiv": name == ansicht}
            for name, (titel, _) in ANSICHTEN.items()
        ],
        "fragen": beim_zentrum().count(),
        "page_obj": Paginator(menge, JE_SEITE).get_page(request.GET.get("seite")),
    }
    return render(request, "projekte/pruefung.html", kontext)


@require_http_methods(["GET", "HEAD", "POST"])
@rolle_noetig(Rolle.REDAKTION)
def eine(request: HttpRequest, token: str) -> HttpResponse:
    einreichung = _laden(token)
    form = PruefungForm(request.POST or None, initial={"version": einreichung.version})
    konflikt = ""
    if form.is_valid():
        try:
            return _entscheiden(request, einreichung, form)
        except Unvollstaendig as fehlt:
            texte = [f"{BEZEICHNUNG[feld]}: {' '.join(meldungen)}" for feld, meldungen in fehlt.maengel.items()]
            konflikt = "So lässt es sich nicht veröffentlichen. " + " ".join(texte)
        except Konflikt as fehler:
            konflikt = str(fehler)
        einreichung = _laden(token)
        form.data = _mit_version(form.data, einreichung.version)
    return _seite(request, einreichung, form, konflikt)


def _laden(token: str) -> Einreichung:
    menge = Einreichung.objects.filter(eingereicht_am__isnull=False)
    return get_object_or_404(menge.select_related("kommune__land", "kommune__kreis", "von", "projekt"), token=token)


def _mit_version(daten: Any, version: int) -> QueryDict:
    """Whoever has read why it failed may send again: the page shows the submission as it is now."""
    neu = cast(QueryDict, daten).copy()
    neu["version"] = str(version)
    return neu


def _entscheiden(request: HttpRequest, einreichung: Einreichung, form: PruefungForm) -> HttpResponse:
    durch, version = cast(Nutzer, request.user), form.cleaned_data["version"]
    aktion, antwort = request.POST.get("aktion"), form.cleaned_data["antwort"]
    if aktion != "zurueckgeben" and any(form.anmerkungen.values()):
        raise Konflikt(
            "Sie haben Anmerkungen geschrieben. Sie gehen nur beim Zurückgeben hinaus. Entschieden ist nichts."
        )
    if aktion == "annehmen":
        projekt = ablauf.annehmen(einreichung, durch=durch, version=version, antwort=antwort)
        messages.success(request, f"„{projekt.titel}“ ist veröffentlicht.")
        return redirect(projekt)
    if aktion == "zurueckgeben":
        ablauf.zurueckgeben(einreichung, durch=durch, version=version, anmerkungen=form.anmerkungen, antwort=antwort)
        messages.success(request, "Zurückgegeben. Die Anmerkungen gehen per E-Mail hinaus.")
    elif aktion == "verwerfen":
        ablauf.verwerfen(einreichung, durch=durch, version=version, grund=antwort)
        messages.success(request, "Verworfen. Der Grund geht per E-Mail hinaus.")
    else:
        raise Konflikt("Bitte nutzen Sie einen der Knöpfe.")
    return redirect("projekte:pruefung")


def _teile(inhalt: dict[str, Any], geaendert: dict[str, Unterschied], form: PruefungForm) -> list[Any]:
    """Of each step what is filled or changed and what is empty: name, value in words, difference, remark field."""
    worte = vokabeln()
    teile = []
    for schritt in SCHRITTE:
        angaben = [
            (BEZEICHNUNG[feld], in_worten(feld, inhalt.get(feld), worte), geaendert.get(feld), form[f"zu_{feld}"])
            for feld in schritt.felder
        ]
        gefuellt = [angabe for angabe in angaben if angabe[1] or angabe[2]]
        teile.append((schritt, gefuellt, [angabe for angabe in angaben if angabe not in gefuellt]))
    return teile


def _seite(request: HttpRequest, einreichung: Einreichung, form: PruefungForm, konflikt: str) -> HttpResponse:
    projekt = einreichung.projekt
    offen = einreichung.zustand == Einreichung.Zustand.EINGEREICHT
    inhalt = ablauf.zusammengefuehrt(einreichung, projekt) if projekt and offen else einreichung.inhalt
    bisher = ablauf.fassungen.abbild(projekt) if projekt and offen else {}
    geaendert = {unterschied.feld: unterschied for unterschied in zwischen(bisher, inhalt)} if bisher else {}
    kontext = {
        "einreichung": einreichung,
        "form": form,
        "konflikt": konflikt,
        "offen": offen,
        "stand": stand(inhalt),
        "bestaetigt": [fakt.name for name, fakt in fakten.FAKTEN.items() if name in einreichung.bestaetigt],
        "doppelt": ablauf.doppelt_geaendert(einreichung, projekt) if projekt and offen else [],
        "teile": _teile(inhalt, geaendert, form),
        "aenderung": bool(bisher),
        "anlagen": bilder_und_dokumente(einreichung, inhalt),
        "anmerkungen": [
            (BEZEICHNUNG.get(anmerkung.feld, anmerkung.feld), anmerkung) for anmerkung in einreichung.anmerkungen.all()
        ],
    }
    return render(request, "projekte/pruefung_eine.html", kontext, status=409 if konflikt else 200)
