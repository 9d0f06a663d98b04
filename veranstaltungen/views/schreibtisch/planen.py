"""Creating, changing, publishing and cancelling one event."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kompetenzzentrum.oberflaeche import stand
from veranstaltungen import planung, rechte, vorlagen
from veranstaltungen.forms.schreibtisch import AbsageForm, KopieForm, SchreibtischForm, VorlageForm
from veranstaltungen.models import Veranstaltung
from veranstaltungen.rundschreiben import postfaecher

from .gemeinsam import kontext, laden, nur_team

ZULETZT = 12
"""Events that are offered for copying; every other one has the same button on its own page."""


@require_safe
@nur_team
def neu(request: HttpRequest) -> HttpResponse:
    """What it should be made from."""
    alle = rechte.verwaltete(request.user)
    werte = {
        "vorlagen": alle.filter(ist_vorlage=True).order_by("titel", "pk")[:100],
        "zuletzt": alle.filter(ist_vorlage=False).order_by("-geaendert_am", "-pk")[:ZULETZT],
    }
    return render(request, "veranstaltungen/schreibtisch/neu.html", werte)


@nur_team
def leer(request: HttpRequest) -> HttpResponse:
    form = SchreibtischForm(request.POST or None)
    if form.is_valid():
        with transaction.atomic():
            stand.sperren("veranstaltungen")
            if not form.cleaned_data["slug"]:
                form.instance.slug = vorlagen.freier_slug(form.instance.titel, form.instance.beginn)
            veranstaltung = form.save()
        messages.success(request, "Der Entwurf ist angelegt. Jetzt können Sie Programm und Fragen ergänzen.")
        return redirect("schreibtisch:teile", pk=veranstaltung.pk)
    return render(request, "veranstaltungen/schreibtisch/bearbeiten.html", {"form": form, "veranstaltung": None})


@nur_team
def bearbeiten(request: HttpRequest, pk: int) -> HttpResponse:
    veranstaltung = laden(request, pk)
    # Validation writes what was typed into the form's own copy; the page's head shows what is stored.
    form = SchreibtischForm(request.POST or None, instance=Veranstaltung.objects.get(pk=pk))
    if form.is_valid():
        try:
            _speichern(form)
        except ValidationError as fehler:
            form.add_error(None, fehler)
        else:
            messages.success(request, "Gespeichert.")
            return redirect("schreibtisch:bearbeiten", pk=pk)
    return render(
        request, "veranstaltungen/schreibtisch/bearbeiten.html", kontext(veranstaltung, "bearbeiten", form=form)
    )


@transaction.atomic
def _speichern(form: SchreibtischForm) -> None:
    daten = form.cleaned_data
    veranstaltung = planung.aendern(form.instance.pk, **{feld: daten[feld] for feld in form.geaendert})
    for feld in ("handlungsfelder", "projekte"):
        if feld in form.changed_data:
            getattr(veranstaltung, feld).set(daten[feld])


def _zur_uebersicht(ansicht: str) -> HttpResponse:
    return redirect(f"{reverse('schreibtisch:uebersicht')}?ansicht={ansicht}")


@nur_team
def kopieren(request: HttpRequest, pk: int) -> HttpResponse:
    """One new date, or several at once: a series."""
    quelle = laden(request, pk)
    form = KopieForm(request.POST or None, initial={"titel": quelle.titel})
    if form.is_valid():
        daten = form.cleaned_data
        entwuerfe = vorlagen.serie(
            pk,
            termine=daten["termine"],
            titel=daten["titel"],
            reihe_titel=daten["reihe_titel"],
            mit_mitwirkenden=daten["mit_mitwirkenden"],
        )
        if len(entwuerfe) == 1:
            messages.success(request, "Der Entwurf ist angelegt. Bitte prüfen Sie Text, Ort und Regeln.")
            return redirect("schreibtisch:bearbeiten", pk=entwuerfe[0].pk)
        messages.success(request, f"{len(entwuerfe)} Entwürfe sind angelegt. Bitte prüfen Sie jeden.")
        return _zur_uebersicht("entwurf")
    return render(request, "veranstaltungen/schreibtisch/kopieren.html", kontext(quelle, "kopieren", form=form))


@nur_team
def als_vorlage(request: HttpRequest, pk: int) -> HttpResponse:
    quelle = laden(request, pk)
    form = VorlageForm(request.POST or None, initial={"titel": quelle.titel})
    if form.is_valid():
        vorlage = vorlagen.als_vorlage_speichern(pk, titel=form.cleaned_data["titel"])
        messages.success(request, f"Die Vorlage „{vorlage}“ ist gespeichert.")
        return _zur_uebersicht("vorlage")
    return render(request, "veranstaltungen/schreibtisch/vorlage.html", kontext(quelle, "vorlage", form=form))


@nur_team
def veroeffentlichen(request: HttpRequest, pk: int) -> HttpResponse:
    veranstaltung = laden(request, pk)
    konflikt = ""
    if request.method == "POST":
        try:
            planung.veroeffentlichen(pk)
        except ValidationError as fehler:
            konflikt = " ".join(fehler.messages)
        else:
            messages.success(request, f"„{veranstaltung}“ ist veröffentlicht. Die Anmeldung ist offen.")
            return redirect("schreibtisch:live", pk=pk)
    werte: dict[str, Any] = {"konflikt": konflikt, "fehlt": _was_fehlt(veranstaltung)}
    return render(
        request, "veranstaltungen/schreibtisch/veroeffentlichen.html", kontext(veranstaltung, "live", **werte)
    )


def _mit_platzhalter(veranstaltung: Veranstaltung) -> bool:
    """„Ort eintragen“, „Bitte prüfen“: what templates say where the event itself has to."""
    texte = (veranstaltung.anschrift, veranstaltung.beschreibung, veranstaltung.barrierefreiheit)
    return any(wort in text.lower() for text in texte for wort in ("eintragen", "bitte prüfen"))


def _was_fehlt(veranstaltung: Veranstaltung) -> list[str]:
    """Nothing that forbids it, but worth a look before everybody reads it."""
    jetzt = timezone.now()
    pruefungen = (
        (veranstaltung.beginn <= jetzt, "Der Beginn liegt in der Vergangenheit."),
        (not veranstaltung.beschreibung, "Die Beschreibung ist leer."),
        (not veranstaltung.barrierefreiheit, "Es gibt keine Hinweise zur Barrierefreiheit."),
        (_mit_platzhalter(veranstaltung), "In Ort oder Texten steht noch ein Platzhalter aus der Vorlage."),
        (not veranstaltung.programm.exists(), "Es gibt noch kein Programm."),
        (
            veranstaltung.modus != Veranstaltung.Modus.PRAESENZ and not veranstaltung.zugangslink,
            "Der Zugangslink für die Teilnahme online fehlt.",
        ),
        (veranstaltung.plaetze is None, "Die Plätze sind nicht begrenzt."),
    )
    return [satz for fehlt, satz in pruefungen if fehlt]


@nur_team
def absagen(request: HttpRequest, pk: int) -> HttpResponse:
    veranstaltung = laden(request, pk)
    form = AbsageForm(request.POST or None)
    if form.is_valid():
        try:
            planung.absagen(pk, grund=form.cleaned_data["grund"])
        except ValidationError as fehler:
            form.add_error(None, " ".join(fehler.messages))
        else:
            messages.success(request, f"„{veranstaltung}“ ist abgesagt. Alle bekommen eine E-Mail.")
            return redirect("schreibtisch:live", pk=pk)
    betroffene = veranstaltung.anmeldungen.offen()
    werte = {"form": form, "personen": betroffene.count(), "postfaecher": len(postfaecher(betroffene))}
    return render(request, "veranstaltungen/schreibtisch/absagen.html", kontext(veranstaltung, "live", **werte))


@nur_team
def loeschen(request: HttpRequest, pk: int) -> HttpResponse:
    """Drafts and templates only: what was public is cancelled."""
    veranstaltung = get_object_or_404(
        rechte.verwaltete(request.user), pk=pk, zustand=Veranstaltung.Zustand.ENTWURF, anmeldungen=None
    )
    if request.method == "POST":
        with transaction.atomic():
            stand.sperren("veranstaltungen")
            veranstaltung.delete()
        messages.success(request, f"„{veranstaltung}“ ist gelöscht.")
        return redirect("schreibtisch:uebersicht")
    return render(request, "veranstaltungen/schreibtisch/loeschen.html", kontext(veranstaltung, "bearbeiten"))
