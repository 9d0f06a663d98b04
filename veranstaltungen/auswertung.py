"""Numbers for the event team: one event as it stands, and all events of a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q

from kommunen.groessenklassen import Groessenklasse

from .models import Anmeldung, Programmpunkt, Teilnahme, Veranstaltung

Zustand = Anmeldung.Zustand

OHNE_KOMMUNE: Final = "ohne Kommune"


@dataclass(frozen=True)
class Zeile:
    """One row of a table with a bar; `anteil` is of the longest bar, in percent."""

    name: str
    anzahl: int
    anteil: int
    zusatz: str = ""
    wartend: int = 0
    plaetze: int | None = None


def balken(werte: Iterable[tuple[str, int]]) -> list[Zeile]:
    paare = list(werte)
    groesster = max((anzahl for _, anzahl in paare), default=0) or 1
    return [Zeile(name, anzahl, round(100 * anzahl / groesster)) for name, anzahl in paare]


# --- one event ---


def zahlen(veranstaltung: Veranstaltung) -> dict[str, int]:
    """How many are in which state, take up a seat, take part online and were there: one query."""
    je_stand = {zustand.value: Count("pk", filter=Q(zustand=zustand)) for zustand in Zustand}
    vor_ort = Q(teilnahme=Teilnahme.VOR_ORT) if veranstaltung.ist_hybrid else Q()
    dabei = Q(zustand=Zustand.ANGEMELDET)
    return veranstaltung.anmeldungen.aggregate(
        **je_stand,
        belegt=Count("pk", filter=Q(zustand__in=Anmeldung.MIT_PLATZ) & vor_ort),
        online=Count("pk", filter=dabei & Q(teilnahme=Teilnahme.ONLINE)),
        da=Count("pk", filter=dabei & Q(eingelassen_am__isnull=False)),
        mit_bedarf=Count("pk", filter=dabei & (~Q(bedarfe=[]) | ~Q(zugangsbedarf=""))),
        kommunen=Count("kommune", filter=dabei, distinct=True),
    )


def nach_punkten(veranstaltung: Veranstaltung) -> list[Zeile]:
    """Sessions that are chosen, with how many have a seat and how many of those who wait wish for one."""
    mit_platz = Q(programmwahlen__anmeldung__zustand__in=Anmeldung.MIT_PLATZ)
    wartend = Q(programmwahlen__anmeldung__zustand=Zustand.WARTEND)
    punkte = list(
        Programmpunkt.objects.filter(veranstaltung=veranstaltung, waehlbar=True)
        .annotate(dabei=Count("programmwahlen", filter=mit_platz), wuensche=Count("programmwahlen", filter=wartend))
        .order_by("beginn", "strang__position", "pk")
    )
    groesster = max((max(punkt.plaetze or 0, punkt.dabei) for punkt in punkte), default=0) or 1
    return [
        Zeile(
            punkt.titel, punkt.dabei, round(100 * punkt.dabei / (punkt.plaetze or groesster)),
            zusatz=punkt.wann, wartend=punkt.wuensche, plaetze=punkt.plaetze,
        )
        for punkt in punkte
    ]  # fmt: skip


def nach_groesse(veranstaltung: Veranstaltung) -> list[Zeile]:
    gezaehlt = _gruppiert(veranstaltung, "kommune__groessenklasse")
    paare = [
        (f"{klasse.label} ({klasse.spanne})", gezaehlt[klasse.value])
        for klasse in Groessenklasse
        if gezaehlt.get(klasse.value)
    ]
    kreise = gezaehlt.get("", 0)
    return balken([*paare, *((("Kreis oder Verband", kreise),) if kreise else ()), *_ohne(gezaehlt)])


def nach_land(veranstaltung: Veranstaltung) -> list[Zeile]:
    gezaehlt = _gruppiert(veranstaltung, "kommune__land__name")
    paare = sorted((name, anzahl) for name, anzahl in gezaehlt.items() if name)
    return balken([*paare, *_ohne(gezaehlt)])


def _gruppiert(veranstaltung: Veranstaltung, feld: str) -> dict[str | None, int]:
    gruppen = veranstaltung.anmeldungen.angemeldet().order_by().values_list(feld).annotate(Count("pk"))
    return dict(gruppen)


def _ohne(gezaehlt: dict[str | None, int]) -> list[tuple[str, int]]:
    return [(OHNE_KOMMUNE, gezaehlt[None])] if gezaehlt.get(None) else []


def bedarfe(veranstaltung: Veranstaltung) -> list[Zeile]:
    """What the team has to prepare, as numbers; who needs it stands in the list."""
    dabei = Q(zustand=Zustand.ANGEMELDET)
    gezaehlt = veranstaltung.anmeldungen.aggregate(
        **{bedarf.value: Count("pk", filter=dabei & Q(bedarfe__contains=[bedarf])) for bedarf in Anmeldung.Bedarf},
        worte=Count("pk", filter=dabei & ~Q(zugangsbedarf="")),
    )
    paare = [(str(bedarf.label), gezaehlt[bedarf.value]) for bedarf in Anmeldung.Bedarf]
    return [zeile for zeile in balken([*paare, ("in eigenen Worten", gezaehlt["worte"])]) if zeile.anzahl]


# --- several events ---


@dataclass
class Stand:
    """One event of the overview."""

    veranstaltung: Veranstaltung
    angemeldet: int = 0
    angeboten: int = 0
    wartend: int = 0
    belegt: int = 0
    online: int = 0
    da: int = 0
    mit_bedarf: int = 0
    hinweise: list[str] = field(default_factory=list)

    @property
    def frei(self) -> int | None:
        plaetze = self.veranstaltung.plaetze
        return None if plaetze is None else max(plaetze - self.belegt, 0)


BALD = timedelta(days=14)
ZU_VEROEFFENTLICHEN = timedelta(weeks=8)


def staende(veranstaltungen: Sequence[Veranstaltung], jetzt: datetime) -> list[Stand]:
    """Two queries, however many events."""
    dabei, gefragt = Q(zustand=Zustand.ANGEMELDET), ~Q(bedarfe=[]) | ~Q(zugangsbedarf="")
    zaehlt = Q(teilnahme=Teilnahme.VOR_ORT) | ~Q(veranstaltung__modus=Veranstaltung.Modus.HYBRID)
    gezaehlt: dict[int, dict[str, Any]] = {}
    for zeile in (
        Anmeldung.objects.filter(veranstaltung__in=veranstaltungen)
        .order_by()
        .values("veranstaltung")
        .annotate(
            angemeldet=Count("pk", filter=dabei),
            angeboten=Count("pk", filter=Q(zustand=Zustand.ANGEBOTEN)),
            wartend=Count("pk", filter=Q(zustand=Zustand.WARTEND)),
            belegt=Count("pk", filter=Q(zustand__in=Anmeldung.MIT_PLATZ) & zaehlt),
            online=Count("pk", filter=dabei & Q(teilnahme=Teilnahme.ONLINE)),
            da=Count("pk", filter=dabei & Q(eingelassen_am__isnull=False)),
            mit_bedarf=Count("pk", filter=dabei & gefragt),
        )
    ):
        werte: dict[str, Any] = dict(zeile)
        gezaehlt[werte.pop("veranstaltung")] = werte
    alle = [Stand(veranstaltung, **gezaehlt.get(veranstaltung.pk, {})) for veranstaltung in veranstaltungen]
    for stand in alle:
        stand.hinweise = list(_hinweise(stand, jetzt))
    return alle


def _hinweise(stand: Stand, jetzt: datetime) -> Iterable[str]:
    """What somebody should look at, in the order of urgency."""
    eine = stand.veranstaltung
    if eine.ist_vorlage or eine.zustand == Veranstaltung.Zustand.ABGESAGT:
        return
    if eine.zustand == Veranstaltung.Zustand.ENTWURF:
        yield from _hinweise_zum_entwurf(eine, jetzt)
    elif eine.ende <= jetzt:
        if stand.angemeldet and not stand.da:
            yield "Niemand ist als anwesend vermerkt: Ohne Vermerk gibt es keine Teilnahmebescheinigung."
    else:
        yield from _hinweise_zum_bevorstehenden(stand, jetzt)


def _hinweise_zum_entwurf(eine: Veranstaltung, jetzt: datetime) -> Iterable[str]:
    if eine.beginn <= jetzt:
        yield "Der Termin ist vorbei, die Veranstaltung war nie veröffentlicht."
    elif eine.beginn <= jetzt + ZU_VEROEFFENTLICHEN:
        tage = (eine.beginn - jetzt).days
        wann = f"in {tage} Tagen" if tage > 1 else "in weniger als zwei Tagen"
        yield f"Noch nicht veröffentlicht, beginnt {wann}."


def _hinweise_zum_bevorstehenden(stand: Stand, jetzt: datetime) -> Iterable[str]:
    eine = stand.veranstaltung
    bald = eine.beginn <= jetzt + BALD
    if bald and eine.modus != Veranstaltung.Modus.PRAESENZ and not eine.zugangslink:
        yield "Der Zugangslink fehlt."
    if stand.wartend and stand.frei:
        wer = "1 Person wartet" if stand.wartend == 1 else f"{stand.wartend} Personen warten"
        yield f"{wer}, obwohl Plätze frei sind ({stand.frei}): Eine Vergaberegel hält sie zurück."
    elif stand.wartend:
        yield f"{stand.wartend} auf der Warteliste."
    if bald and stand.mit_bedarf:
        yield f"{stand.mit_bedarf} mit Bedarf an Barrierefreiheit."
