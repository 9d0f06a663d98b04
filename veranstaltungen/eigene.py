"""How it stands with a registration and with those who share its mailbox: what the personal page shows and offers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from . import eintrittskarte, rechte
from .models import KLEINE_KOMMUNE_UNTER, Anmeldestand, Anmeldung, Veranstaltung
from .warteliste import Warteplatz, gemeinsam, warteplatz

Zustand = Anmeldung.Zustand


class Karte(NamedTuple):
    anmeldung: Anmeldung
    bild: SafeString


@dataclass(frozen=True)
class Lage:
    anmeldung: Anmeldung
    personen: list[Anmeldung]
    """She herself first, then those who share her mailbox."""
    jetzt: datetime

    kleine_unter = KLEINE_KOMMUNE_UNTER

    @classmethod
    def lesen(cls, anmeldung: Anmeldung) -> "Lage":
        weitere = gemeinsam(anmeldung).exclude(pk=anmeldung.pk).select_related("kommune", "kontakt").order_by("pk")
        for eine in weitere:
            eine.veranstaltung = anmeldung.veranstaltung
        return cls(anmeldung, [anmeldung, *weitere], timezone.now())

    @property
    def veranstaltung(self) -> Veranstaltung:
        return self.anmeldung.veranstaltung

    @cached_property
    def stand(self) -> Anmeldestand:
        return self.veranstaltung.anmeldestand_bei(jetzt=self.jetzt, belegt=0)

    @property
    def ist_abgesagt(self) -> bool:
        return self.stand == Anmeldestand.ABGESAGT

    @property
    def ist_vorbei(self) -> bool:
        return self.stand == Anmeldestand.VORBEI

    @property
    def laeuft(self) -> bool:
        """It takes place or still will."""
        return not self.ist_abgesagt and not self.ist_vorbei

    @property
    def steht_bevor(self) -> bool:
        return self.laeuft and self.veranstaltung.beginn > self.jetzt

    def _im_zustand(self, *zustaende: str) -> list[Anmeldung]:
        return [person for person in self.personen if person.zustand in zustaende]

    @cached_property
    def begleitung(self) -> list[Anmeldung]:
        return self.personen[1:]

    @cached_property
    def angemeldete(self) -> list[Anmeldung]:
        return self._im_zustand(Zustand.ANGEMELDET)

    @cached_property
    def angebote(self) -> list[Anmeldung]:
        return [person for person in self.personen if self.steht_bevor and person.angebot_gilt(self.jetzt)]

    @cached_property
    def frist(self) -> datetime | None:
        """The first one, where seats were offered one after the other."""
        return min((person.angebot_bis for person in self.angebote if person.angebot_bis), default=None)

    @cached_property
    def wartende(self) -> list[Anmeldung]:
        return self._im_zustand(Zustand.WARTEND)

    @cached_property
    def verfallene(self) -> list[Anmeldung]:
        """Also those whose time is up and whom the clockwork has not looked at yet."""
        abgelaufen = [person for person in self._im_zustand(Zustand.ANGEBOTEN) if person not in self.angebote]
        return abgelaufen + self._im_zustand(Zustand.VERFALLEN)

    @cached_property
    def warteplatz(self) -> Warteplatz:
        """Of the first who waits."""
        return warteplatz(self.wartende[0])

    @property
    def wieder_anstellbar(self) -> bool:
        anmeldbar = self.stand in (Anmeldestand.OFFEN, Anmeldestand.WARTELISTE)
        return anmeldbar and self.veranstaltung.warteliste and bool(self.verfallene)

    @property
    def karten(self) -> Iterable[Karte]:
        """Tickets of those who come on site."""
        return [
            Karte(person, mark_safe(eintrittskarte.als_svg(person.einlasscode)))  # noqa: S308  (drawn by segno)
            for person in self.angemeldete
            if not person.ist_online
        ]

    @property
    def absagbare(self) -> list[Anmeldung]:
        return self._im_zustand(*Anmeldung.OFFENE) if self.laeuft else []

    @property
    def aenderbar(self) -> bool:
        return self.laeuft and self.anmeldung.zustand in Anmeldung.OFFENE

    @property
    def weitergebbar(self) -> bool:
        return self.laeuft and self.anmeldung.ist_angemeldet and not self.anmeldung.eingelassen_am

    @property
    def umbuchbar(self) -> bool:
        return self.steht_bevor and self.weitergebbar and self.veranstaltung.reihe_id is not None

    def andere_termine(self) -> list[Veranstaltung]:
        """Those of the series that are still to come, full ones too. With `belegt`."""
        menge = rechte.oeffentliche().filter(reihe=self.veranstaltung.reihe_id, beginn__gt=self.jetzt)
        menge = menge.filter(zustand=Veranstaltung.Zustand.VEROEFFENTLICHT).exclude(pk=self.veranstaltung.pk)
        return list(menge.mit_belegung().order_by("beginn", "pk"))

    @property
    def ueberschrift(self) -> str:
        if self.ist_abgesagt:
            return "Die Veranstaltung ist abgesagt"
        if self.ist_vorbei:
            return "Sie waren angemeldet" if self.angemeldete else "Die Veranstaltung ist vorbei"
        if self.angebote:
            anzahl = len(self.angebote)
            return "Ein Platz ist für Sie frei" if anzahl == 1 else f"{anzahl} Plätze sind für Sie frei"
        if self.angemeldete:
            return "Sie sind angemeldet" if self.anmeldung.ist_angemeldet else "Ihre Begleitung ist angemeldet"
        if self.wartende:
            return "Sie stehen auf der Warteliste"
        if self.verfallene:
            return "Die Frist ist um"
        gewartet = self.anmeldung.platz_seit is None
        return "Sie stehen nicht mehr auf der Warteliste" if gewartet else "Ihre Anmeldung ist storniert"
