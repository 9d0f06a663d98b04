"""Random sequences of everything that can happen to seats, and after each step what must always hold."""

import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory
from tests.factories.veranstaltungen import ProgrammpunktFactory, ReiheFactory, VeranstaltungFactory
from veranstaltungen.anmeldung import (
    AnmeldungAbgelehnt,
    Begleitung,
    PunktVoll,
    SchonDabei,
    angaben_aendern,
    anmelden,
    stornieren,
    uebergeben,
)
from veranstaltungen.models import Anmeldung, Programmpunkt, Veranstaltung
from veranstaltungen.plaetze import Belegung
from veranstaltungen.planung import aendern
from veranstaltungen.umbuchung import umbuchen
from veranstaltungen.warteliste import (
    AngebotAbgelaufen,
    ablehnen,
    annehmen,
    verfallen_lassen,
    wieder_anstellen,
    zu_pruefen,
)

pytestmark = pytest.mark.django_db

SCHRITTE = 50
NEIN = (AnmeldungAbgelehnt, AngebotAbgelaufen, PunktVoll, SchonDabei, ValidationError)
"""What the portal may answer; the last one to the team, who may take no seat away from anybody."""


class Probe:
    """Two dates of a series, one with rules of fair share and a session, and people who do what they like."""

    def __init__(self, saat: int) -> None:
        self.zufall = random.Random(saat)  # noqa: S311
        jetzt = timezone.now()
        reihe = ReiheFactory()
        self.termine = [
            VeranstaltungFactory(
                reihe=reihe,
                plaetze=3,
                hybrid=bool(saat % 2),
                hoechstens_je_kommune=2,
                hoechstens_bis=jetzt + timedelta(days=4),
                plaetze_kleine=1,
                kleine_bis=jetzt + timedelta(days=6),
                angebot_stunden=24,
            ),
            VeranstaltungFactory(reihe=reihe, plaetze=2, angebot_stunden=24),
        ]
        self.punkt: Programmpunkt = ProgrammpunktFactory(veranstaltung=self.termine[0], waehlbar=True, plaetze=2)
        self.kommunen: list[Kommune | None] = [
            KommuneFactory(einwohner=900),
            KommuneFactory(einwohner=90_000),
            KommuneFactory(einwohner=50_000),
            None,
        ]
        self.adressen = [f"person.{nummer}@example.org" for nummer in range(14)]

    def eine(self) -> Anmeldung:
        return self.zufall.choice(list(Anmeldung.objects.order_by("pk")))

    def termin(self) -> Veranstaltung:
        return Veranstaltung.objects.get(pk=self.zufall.choice(self.termine).pk)

    def anmelden(self) -> None:
        termin = self.termin()
        adressen = self.zufall.sample(self.adressen, 4)
        anmelden(
            veranstaltung_id=termin.pk,
            name="Person",
            email=adressen[0],
            vorgang=uuid.uuid4(),
            kommune=self.zufall.choice(self.kommunen),
            teilnahme=self.zufall.choice(["vor_ort", "vor_ort", "online"]),
            begleitung=[
                Begleitung("Begleitung", self.zufall.choice(["", adresse]))
                for adresse in adressen[1 : self.zufall.choice([1, 1, 2, 3])]
            ],
            programmpunkte=self.zufall.choice([[], [self.punkt.pk]])
            if termin.pk == self.punkt.veranstaltung_id
            else [],
            warteliste=self.zufall.random() < 0.8,
        )

    def absagen(self) -> None:
        stornieren(self.eine(), mit_begleitung=self.zufall.random() < 0.5)

    def annehmen(self) -> None:
        annehmen(self.eine())

    def ablehnen(self) -> None:
        ablehnen(self.eine())

    def wieder(self) -> None:
        wieder_anstellen(self.eine())

    def wechseln(self) -> None:
        eine = self.eine()
        angaben_aendern(
            eine,
            teilnahme=self.zufall.choice(["vor_ort", "online"]),
            bedarfe=[],
            zugangsbedarf="",
            programmpunkte=[self.punkt.pk] if eine.veranstaltung_id == self.punkt.veranstaltung_id else [],
            antworten={},
        )

    def weitergeben(self) -> None:
        uebergeben(self.eine(), name="Andere", email=self.zufall.choice(self.adressen))

    def umbuchen(self) -> None:
        umbuchen(self.eine(), nach=self.termin().pk, mit_begleitung=self.zufall.random() < 0.5)

    def vergroessern(self) -> None:
        aendern(self.termin().pk, plaetze=self.zufall.randint(2, 7))

    def schritte(self) -> list[Callable[[], None]]:
        haeufig = [self.anmelden] * 5 + [self.annehmen] * 4
        haeufig += [self.absagen] * 3
        return [
            *haeufig, self.ablehnen, self.wieder, self.wechseln, self.weitergeben, self.umbuchen, self.vergroessern,
        ]  # fmt: skip


def pruefen(probe: Probe, jetzt: datetime) -> None:
    for termin in Veranstaltung.objects.filter(pk__in=[termin.pk for termin in probe.termine]):
        belegung = Belegung.zaehlen(termin, jetzt)
        assert termin.plaetze is not None
        assert belegung.belegt <= termin.plaetze
        wartende = list(termin.anmeldungen.wartend().select_related("kommune"))
        frei_fuer = [eine for eine in wartende if belegung.reicht(1, eine.kommune)]
        assert frei_fuer == [], "a seat is free for somebody who waits"
        adressen = [eine.email for eine in termin.anmeldungen.offen() if eine.email]
        assert len(adressen) == len(set(adressen)), "one address, two open registrations"
    gewaehlt = probe.punkt.programmwahlen.filter(anmeldung__zustand__in=Anmeldung.MIT_PLATZ)
    assert gewaehlt.count() <= 2
    _reihenfolge_pruefen(probe)


def _reihenfolge_pruefen(probe: Probe) -> None:
    """Among those of one municipality, for whom the same rules hold, nobody overtakes: whom a seat was offered at all
    stands before all who still wait."""
    for termin in probe.termine:
        for kommune in probe.kommunen:
            gleiche = termin.anmeldungen.filter(kommune=kommune)
            wartende = [eine.wartet_seit for eine in gleiche.wartend() if eine.wartet_seit]
            angebotene = [eine.wartet_seit for eine in gleiche.filter(zustand="angeboten") if eine.wartet_seit]
            if wartende and angebotene:
                assert max(angebotene) <= min(wartende), "somebody was overtaken"


@pytest.mark.parametrize("saat", range(4))
def test_whatever_people_do_the_promises_hold(saat: int) -> None:
    jetzt = timezone.now()
    with time_machine.travel(jetzt, tick=False) as uhr:
        probe = Probe(saat)
        probe.anmelden()
        geschehen = 0
        for _ in range(SCHRITTE):
            uhr.shift(timedelta(hours=probe.zufall.choice([0, 0, 1, 5]), seconds=1))
            for pk in zu_pruefen(timezone.now()):
                verfallen_lassen(pk, timezone.now())
            try:
                probe.zufall.choice(probe.schritte())()
                geschehen += 1
            except NEIN:
                pass
            pruefen(probe, timezone.now())
    assert geschehen > SCHRITTE / 3
    assert Anmeldung.objects.filter(wartet_seit__isnull=False).exists()
    assert Nachricht.objects.filter(art="veranstaltungen.angebot").exists()
