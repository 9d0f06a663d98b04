"""What is seen at the doors: how many came, who is found by name, and the list that a phone keeps for a dead spot."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from .einlass import Lage, code_aus, ohne_platz, ort_der_tuer
from .models import Anmeldung, AnmeldungQuerySet, Einlass, Teilnahme, Veranstaltung


@dataclass(frozen=True)
class Zahlen:
    erwartet: int
    da: int
    doppelte: int


def zahlen(veranstaltung: Veranstaltung) -> Zahlen:
    vor_ort = gaeste(veranstaltung).angemeldet()
    werte = vor_ort.order_by().aggregate(
        erwartet=models.Count("pk"), da=models.Count("pk", filter=models.Q(eingelassen_am__isnull=False))
    )
    return Zahlen(**werte, doppelte=doppelte(veranstaltung).count())


def gaeste(veranstaltung: Veranstaltung) -> AnmeldungQuerySet:
    menge = veranstaltung.anmeldungen.select_related("kommune")
    return menge.filter(teilnahme=Teilnahme.VOR_ORT) if veranstaltung.ist_hybrid else menge


def suchen(veranstaltung: Veranstaltung, text: str) -> AnmeldungQuerySet:
    """Every word somewhere in name, organisation or municipality; or the whole code. Without the cancelled."""
    code = code_aus(text)
    bedingung = models.Q()
    for wort in text.split():
        bedingung &= (
            models.Q(name__icontains=wort)
            | models.Q(organisation__icontains=wort)
            | models.Q(kommune__name__icontains=wort)
        )
    menge = veranstaltung.anmeldungen.select_related("kommune")
    return menge.filter(models.Q(einlasscode=code) | (bedingung & models.Q(zustand__in=Anmeldung.OFFENE))).order_by(
        "name", "pk"
    )


def doppelte(veranstaltung: Veranstaltung) -> "models.QuerySet[Einlass]":
    """Tickets that came a second time, the latest first, each with what let it in (`erste`)."""
    erste = Einlass.objects.filter(art=Einlass.Art.EINGELASSEN).order_by("erfasst_am", "pk")
    menge = Einlass.objects.filter(anmeldung__veranstaltung=veranstaltung, art=Einlass.Art.DOPPELT)
    return menge.select_related("anmeldung__kommune").prefetch_related(
        models.Prefetch("anmeldung__einlaesse", queryset=erste, to_attr="eingelassen_durch")
    )


def liste(veranstaltung: Veranstaltung) -> Sequence[dict[str, object]]:
    """What a phone keeps for a dead spot: of those who have no seat only ticket and state, no name."""
    menge = veranstaltung.anmeldungen.select_related("kommune").order_by("name", "pk")
    letzte = Einlass.objects.filter(anmeldung=models.OuterRef("pk"), art=Einlass.Art.EINGELASSEN)
    menge = menge.annotate(tuer=models.Subquery(letzte.order_by("-erfasst_am", "-pk").values("tuer")[:1]))
    return [_zeile(veranstaltung, eine) for eine in menge]


def _zeile(veranstaltung: Veranstaltung, eine: "Anmeldung") -> dict[str, object]:
    eine.veranstaltung = veranstaltung
    hindernis = ohne_platz(eine)
    kurz = {"id": eine.pk, "code": eine.einlasscode, "alt": eine.fruehere_codes}
    if hindernis and hindernis.lage == Lage.STORNIERT:
        return {**kurz, "lage": hindernis.lage, "satz": hindernis.satz}
    return {
        **kurz,
        "name": eine.name,
        "zusatz": zusatz(eine),
        "lage": hindernis.lage if hindernis else "",
        "satz": hindernis.satz if hindernis else "",
        "da": eine.eingelassen_am.isoformat() if eine.eingelassen_am else "",
        "tuer": ort_der_tuer(getattr(eine, "tuer", "") or "") if eine.eingelassen_am else "",
    }


def zusatz(eine: Anmeldung) -> str:
    """Beside the name, to tell two of one name apart."""
    return ", ".join(teil for teil in (eine.organisation, str(eine.kommune or "")) if teil)
