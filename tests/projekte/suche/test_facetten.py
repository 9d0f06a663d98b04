"""Counts and hits against brute force over the same projects."""

import random
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest

from kommunen.models import Kommune
from projekte import suche
from projekte.models import Handlungsfeld, Projekt
from projekte.suche.facetten import FACETTEN, ORTSMERKMALE
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import HandlungsfeldFactory, LoesungstypFactory, ProjektFactory

pytestmark = pytest.mark.django_db
LAENDER, GROESSEN, RAEUME = ("05", "06", "14"), ("11", "40", "50"), ("01", "03")
WOERTER = ("Rufbus", "Chatbot", "Pegel")


@pytest.fixture
def kreis() -> Kommune:
    return KommuneFactory(art="kreis", schluessel="06434", landschluessel="06", groessenklasse="")


@pytest.fixture
def projekte(kreis: Kommune) -> list[Projekt]:
    zufall = random.Random(7)
    orte = [
        KommuneFactory(
            landschluessel=land, groessenklasse=groesse, verstaedterung=raum, kreis=kreis if land == "06" else None
        )
        for land, groesse, raum in product(LAENDER, GROESSEN, RAEUME)
    ] + [kreis]
    felder = [HandlungsfeldFactory(slug=slug) for slug in ("mobilitaet", "energie", "umwelt")]
    typen = [LoesungstypFactory(slug=slug) for slug in ("app", "sensorik")]
    for nummer in range(60):
        beteiligte = zufall.sample(orte, zufall.choice((1, 1, 2, 3)))
        feld, *weitere = zufall.sample(felder, zufall.choice((1, 2)))
        einmalig = zufall.choice(("", "K1", "K2"))
        ProjektFactory(
            titel=" ".join([*zufall.sample(WOERTER, 2), str(nummer)]),
            handlungsfeld=feld,
            weitere=weitere,
            typen=zufall.sample(typen, zufall.choice((0, 1, 2))),
            federfuehrung=beteiligte[0],
            beteiligte=beteiligte[1:],
            phase=zufall.choice(("", "P1", "P4")),
            kosten_einmalig=einmalig,
            kosten_basis="ist" if einmalig else "",
            kosten_jahr=2025 if einmalig else None,
            personalaufwand=zufall.choice(("", "A1")),
            foerderung=zufall.choice(([], ["bund"], ["land", "eu"])),
            open_source=zufall.choice(("", "ja")),
            veroeffentlicht_am=None if nummer % 10 == 0 else "2026-05-04T09:00+02:00",
        )
    return list(Projekt.objects.veroeffentlicht().prefetch_related("beteiligungen__kommune__land", "loesungstypen"))


def werte(projekt: Projekt, facette: str) -> set[str]:
    einfach = {"phase": "phase", "kosten": "kosten_einmalig", "jaehrlich": "kosten_jaehrlich"}
    einfach |= {"aufwand": "personalaufwand", "offen": "open_source"}
    if facette in einfach:
        return {getattr(projekt, einfach[facette])} - {""}
    if facette == "handlungsfeld":
        return {projekt.handlungsfeld.slug, *(feld.slug for feld in projekt.weitere_handlungsfelder.all())}
    if facette == "loesungstyp":
        return {typ.slug for typ in projekt.loesungstypen.all()}
    return set(projekt.foerderung)


def passende_orte(projekt: Projekt, merkmale: dict[str, set[str]], kommune: Kommune | None) -> Iterator[dict[str, str]]:
    for beteiligung in projekt.beteiligungen.all():
        ort = beteiligung.kommune
        angaben = {"land": ort.land.schluessel, "groesse": ort.groessenklasse, "raum": ort.verstaedterung}
        hier = kommune is None or kommune.pk in (ort.pk, ort.kreis_id, ort.verband_id)
        if hier and all(angaben[name] in merkmale[name] for name in ORTSMERKMALE if name in merkmale):
            yield angaben


def passt(projekt: Projekt, text: str, merkmale: dict[str, set[str]], kommune: Kommune | None) -> bool:
    eigene = all(merkmale[name] & werte(projekt, name) for name in merkmale if name not in ORTSMERKMALE)
    mit_ort = any(True for _ in passende_orte(projekt, merkmale, kommune))
    return text in projekt.titel and eigene and (mit_ort or not (kommune or set(ORTSMERKMALE) & merkmale.keys()))


def gezaehlt(
    projekte: Iterable[Projekt], facette: str, text: str, merkmale: dict[str, set[str]], kommune: Kommune | None
) -> dict[str, int]:
    uebrige = {name: optionen for name, optionen in merkmale.items() if name != facette}
    summen: dict[str, int] = {}
    for projekt in projekte:
        if not passt(projekt, text, uebrige, kommune):
            continue
        if facette in ORTSMERKMALE:
            hier = {ort[facette] for ort in passende_orte(projekt, uebrige, kommune)} - {""}
        else:
            hier = werte(projekt, facette)
        for wert in hier:
            summen[wert] = summen.get(wert, 0) + 1
    return summen


def zufaellige_auswahl(zufall: random.Random) -> dict[str, set[str]]:
    moeglich: dict[str, Any] = {
        "handlungsfeld": ("mobilitaet", "energie", "umwelt"),
        "loesungstyp": ("app", "sensorik"),
        "phase": ("P1", "P4"),
        "kosten": ("K1", "K2"),
        "aufwand": ("A1",),
        "foerderung": ("bund", "eu", "land"),
        "offen": ("ja", "gibtesnicht"),
        "land": LAENDER,
        "groesse": GROESSEN,
        "raum": RAEUME,
    }
    namen = zufall.sample(list(moeglich), zufall.choice((0, 1, 2, 2, 3)))
    return {name: set(zufall.sample(moeglich[name], zufall.randint(1, min(2, len(moeglich[name]))))) for name in namen}


def test_hits_and_counts_are_those_of_brute_force(projekte: list[Projekt], kreis: Kommune) -> None:
    zufall = random.Random(11)
    for durchgang in range(60):
        text = zufall.choice(("", *WOERTER))
        merkmale = zufaellige_auswahl(zufall)
        kommune = kreis if durchgang % 4 == 0 else None
        auswahl = suche.Auswahl(text, merkmale, kommune=kommune.pk if kommune else None)
        ergebnis = suche.suchen(auswahl, anzahl=100)
        erwartet = {projekt.pk for projekt in projekte if passt(projekt, text, merkmale, kommune)}
        assert set(ergebnis.schluessel) == erwartet, auswahl
        assert ergebnis.anzahl == len(erwartet)
        for facette in FACETTEN:
            assert ergebnis.facetten[facette] == gezaehlt(projekte, facette, text, merkmale, kommune), (
                auswahl,
                facette,
            )


def test_counts_stay_right_with_what_changed_since_the_index_was_built(projekte: list[Projekt]) -> None:
    suche.suchen(suche.Auswahl())
    energie = Handlungsfeld.objects.get(slug="energie")
    for projekt in projekte[:7]:
        Projekt.objects.filter(pk=projekt.pk).update(phase="P5", handlungsfeld=energie)
        projekt.phase, projekt.handlungsfeld = "P5", energie
    suche.ableiten([projekt.pk for projekt in projekte[:7]])
    ergebnis = suche.suchen(suche.Auswahl(merkmale={"land": {"06"}}), anzahl=100)
    for facette in FACETTEN:
        assert ergebnis.facetten[facette] == gezaehlt(projekte, facette, "", {"land": {"06"}}, None)


@pytest.mark.parametrize("sortierung", [suche.RELEVANZ, suche.NEUESTE, suche.BESTAETIGT, suche.TITEL])
@pytest.mark.usefixtures("projekte")
def test_pages_put_together_are_the_whole_list(sortierung: str) -> None:
    auswahl = suche.Auswahl("Rufbus", sortierung=sortierung)
    ganz = suche.suchen(auswahl, anzahl=100)
    seiten = [pk for von in range(0, ganz.anzahl, 7) for pk in suche.suchen(auswahl, von=von, anzahl=7).schluessel]
    assert seiten == ganz.schluessel
    assert len(set(seiten)) == ganz.anzahl > 7
