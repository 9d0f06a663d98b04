"""Seats: locking, counting, and who may take a free one.

Locks are taken in one order: Veranstaltung (several by ascending key), then Anmeldung. Whoever counts seats, of the
event or of a session, holds the event's row lock and reads again after it got it; whoever shrinks the capacity
(`planung.py`) takes the same lock.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, F, Q

from kommunen.models import Art, Kommune

from .models import KLEINE_KOMMUNE_UNTER, Anmeldung, AnmeldungQuerySet, Programmpunkt, Teilnahme, Veranstaltung


def sperren(veranstaltung_id: int) -> Veranstaltung:
    """The event, read anew under its row lock. Call inside a transaction."""
    return Veranstaltung.objects.select_for_update(of=("self",)).get(pk=veranstaltung_id)


def gesperrt(anmeldung: Anmeldung) -> Anmeldung:
    """The registration, read anew under its event's lock and its own.

    Raises Anmeldung.DoesNotExist if it was deleted, or handed on since it was read: the old address opens nothing more.
    """
    veranstaltung = sperren(anmeldung.veranstaltung_id)
    menge = Anmeldung.objects.select_for_update(of=("self",)).select_related("kontakt", "kommune")
    neu = menge.get(pk=anmeldung.pk, token=anmeldung.token)
    neu.veranstaltung = veranstaltung
    return neu


def austragen(anmeldung: Anmeldung, jetzt: datetime) -> None:
    """Call under the lock. What was asked of this person and chosen by her goes at once."""
    anmeldung.zustand, anmeldung.storniert_am, anmeldung.angebot_bis = Anmeldung.Zustand.STORNIERT, jetzt, None
    anmeldung.bedarfe, anmeldung.zugangsbedarf = [], ""
    anmeldung.save(update_fields=["zustand", "storniert_am", "angebot_bis", "bedarfe", "zugangsbedarf"])
    anmeldung.programmwahlen.all().delete()
    anmeldung.antworten.all().delete()


def ist_klein(kommune: Kommune | None) -> bool:
    """A town, or an Amt or Verbandsgemeinde, below 20,000 inhabitants."""
    return kommune is not None and kommune.art != Art.KREIS and kommune.einwohner < KLEINE_KOMMUNE_UNTER


def _zaehlende(veranstaltung: Veranstaltung) -> AnmeldungQuerySet:
    """At a hybrid event only those who come take up a seat; online there is always room."""
    menge: AnmeldungQuerySet = veranstaltung.anmeldungen.mit_platz()
    return menge.filter(teilnahme=Teilnahme.VOR_ORT) if veranstaltung.ist_hybrid else menge


class Zahlen(NamedTuple):
    belegt: int = 0
    """Seats taken: registered and offered; at a hybrid event those on site."""
    kleine: int = 0
    """How many of these belong to small municipalities."""
    wartende: int = 0


NIEMAND = Zahlen()

# By hand, since nearly every page and every registration asks it: Django takes longer to write it than PostgreSQL to
# answer. What is small says `AnmeldungQuerySet.kleiner_kommunen`.
_ZAEHLEN = """
SELECT a.veranstaltung_id, a.zustand, a.teilnahme, count(*), count(*) FILTER (WHERE k.einwohner < %s AND k.art <> %s)
FROM veranstaltungen_anmeldung a LEFT JOIN kommunen_kommune k ON k.id = a.kommune_id
WHERE a.veranstaltung_id = ANY(%s) AND a.zustand = ANY(%s)
GROUP BY 1, 2, 3
"""


def zaehlen(veranstaltungen: Iterable[Veranstaltung]) -> dict[int, Zahlen]:
    """Seats taken and people waiting now, of each of them: one query.

    Binding only under the lock, and as a statement of its own: a subquery of the locking one sees older rows.
    """
    hybride = {eine.pk: eine.ist_hybrid for eine in veranstaltungen}
    with connection.cursor() as cursor:
        cursor.execute(_ZAEHLEN, [KLEINE_KOMMUNE_UNTER, Art.KREIS, list(hybride), list(Anmeldung.OFFENE)])
        zeilen = cursor.fetchall()
    gezaehlt = dict.fromkeys(hybride, NIEMAND)
    for pk, zustand, teilnahme, anzahl, darunter_kleine in zeilen:
        belegt, kleine, wartende = gezaehlt[pk]
        if zustand == Anmeldung.Zustand.WARTEND:
            wartende += anzahl
        elif teilnahme == Teilnahme.VOR_ORT or not hybride[pk]:
            belegt, kleine = belegt + anzahl, kleine + darunter_kleine
        gezaehlt[pk] = Zahlen(belegt, kleine, wartende)
    return gezaehlt


@dataclass
class Belegung:
    """The seats of one event, counted under its lock; `nehmen` keeps count of what is given away since."""

    veranstaltung: Veranstaltung
    jetzt: datetime
    belegt: int
    kleine: int
    wartende: int
    """When they were counted."""
    je_kommune: Counter[int] = field(default_factory=Counter)
    """Counted only while a rule needs it."""

    @classmethod
    def zaehlen(cls, veranstaltung: Veranstaltung, jetzt: datetime) -> "Belegung":
        belegung = cls(veranstaltung, jetzt, **zaehlen([veranstaltung])[veranstaltung.pk]._asdict())
        if veranstaltung.grenze_gilt(jetzt):
            gruppen = _zaehlende(veranstaltung).order_by().values_list("kommune").annotate(Count("pk"))
            belegung.je_kommune = Counter({pk: anzahl for pk, anzahl in gruppen if pk})
        return belegung

    @property
    def voll(self) -> bool:
        """No seat for anybody."""
        return self.veranstaltung.plaetze is not None and self.belegt >= self.veranstaltung.plaetze

    def frei(self, kommune: Kommune | None) -> int | None:
        """Seats that this municipality may take now; None: without limit."""
        veranstaltung = self.veranstaltung
        if veranstaltung.plaetze is None:
            frei = None
        else:
            frei = veranstaltung.plaetze - self.belegt
            if veranstaltung.reserve_gilt(self.jetzt) and not ist_klein(kommune):
                frei -= max((veranstaltung.plaetze_kleine or 0) - self.kleine, 0)
            frei = max(frei, 0)
        if kommune and veranstaltung.grenze_gilt(self.jetzt):
            rest = max((veranstaltung.hoechstens_je_kommune or 0) - self.je_kommune[kommune.pk], 0)
            frei = rest if frei is None else min(frei, rest)
        return frei

    def kommune_voll(self, kommune: Kommune | None) -> bool:
        """It holds as many seats as one municipality may have for the time being."""
        veranstaltung = self.veranstaltung
        if kommune is None or not veranstaltung.grenze_gilt(self.jetzt):
            return False
        return self.je_kommune[kommune.pk] >= (veranstaltung.hoechstens_je_kommune or 0)

    def reicht(self, anzahl: int, kommune: Kommune | None) -> bool:
        frei = self.frei(kommune)
        return frei is None or frei >= anzahl

    def nehmen(self, kommune: Kommune | None) -> None:
        self.belegt += 1
        if kommune:
            self.je_kommune[kommune.pk] += 1
        if ist_klein(kommune):
            self.kleine += 1


def volle_punkte(
    veranstaltung: Veranstaltung, gewuenscht: Collection[int], *, anzahl: int = 1, ausser: Anmeldung | None = None
) -> list[Programmpunkt]:
    """Those of the wished sessions in which so many more do not fit; call under the event's lock."""
    if not gewuenscht:
        return []
    begrenzt = Programmpunkt.objects.filter(veranstaltung=veranstaltung, pk__in=gewuenscht, plaetze__isnull=False)
    zaehlt = Q(programmwahlen__anmeldung__zustand__in=Anmeldung.MIT_PLATZ)
    if ausser:
        zaehlt &= ~Q(programmwahlen__anmeldung=ausser)
    belegt = Count("programmwahlen", filter=zaehlt)
    return list(begrenzt.annotate(belegt=belegt).filter(belegt__gt=F("plaetze") - anzahl).order_by("beginn", "pk"))
