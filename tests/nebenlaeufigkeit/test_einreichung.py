"""Two people at the same submission: one wins, the other is told. Each race with its counter-proof."""

import time
from functools import partial
from typing import Any

import pytest

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand.models import Nachricht
from projekte import einreichung as ablauf
from projekte import pruefung
from projekte.einreichung import Geaendert, Konflikt, stand_von
from projekte.models import Einreichung, Projekt
from projekte.schritte import NACH_SLUG
from tests.factories.beitrag import EinreichungFactory
from tests.factories.kommunen import MitgliedschaftFactory
from tests.factories.konten import NutzerFactory
from tests.nebenlaeufigkeit.conftest import LUECKE, gleichzeitig

pytestmark = pytest.mark.django_db(transaction=True)

WORUM = NACH_SLUG["worum"]


def mit_luecke(holen: Any) -> Any:
    def langsam(einreichung: Einreichung) -> Einreichung:
        geholt = holen(einreichung)
        time.sleep(LUECKE)
        return geholt  # type: ignore[no-any-return]

    return langsam


@pytest.fixture(autouse=True)
def _langsam(monkeypatch: pytest.MonkeyPatch) -> None:
    for modul in (ablauf, pruefung):
        monkeypatch.setattr(modul, "gesperrt", mit_luecke(ablauf.gesperrt))


@pytest.fixture
def ohne_sperre(monkeypatch: pytest.MonkeyPatch) -> None:
    def ungesperrt(einreichung: Einreichung) -> Einreichung:
        return Einreichung.objects.select_related("kommune", "von", "projekt").get(pk=einreichung.pk)

    for modul in (ablauf, pruefung):
        monkeypatch.setattr(modul, "gesperrt", mit_luecke(ungesperrt))


def zwei_entscheiden() -> list[Any]:
    eine, andere = NutzerFactory.create_batch(2, rolle=Rolle.REDAKTION)
    einreichung = EinreichungFactory(zustand="eingereicht")
    return gleichzeitig(
        [
            partial(pruefung.annehmen, einreichung, durch=eine, version=1),
            partial(pruefung.verwerfen, einreichung, durch=andere, version=1, grund="Doppelt."),
        ]
    )


def test_two_editors_at_once_one_decides() -> None:
    ergebnisse = zwei_entscheiden()
    assert sum(isinstance(ergebnis, Konflikt) for ergebnis in ergebnisse) == 1
    assert sum(isinstance(ergebnis, Projekt | Einreichung) for ergebnis in ergebnisse) == 1
    einreichung = Einreichung.objects.get()
    veroeffentlicht = einreichung.zustand == Einreichung.Zustand.ANGENOMMEN
    assert Projekt.objects.veroeffentlicht().count() == veroeffentlicht
    assert Nachricht.objects.count() == 1


@pytest.mark.usefixtures("ohne_sperre")
def test_counter_proof_without_the_lock_both_decide() -> None:
    ergebnisse = zwei_entscheiden()
    assert not any(isinstance(ergebnis, Exception) for ergebnis in ergebnisse), ergebnisse
    assert Nachricht.objects.count() == 2


def zwei_schreiben() -> list[Any]:
    mitglied = MitgliedschaftFactory()
    kollegin = MitgliedschaftFactory(kommune=mitglied.kommune)
    einreichung = EinreichungFactory(kommune=mitglied.kommune, von=mitglied.nutzer)
    gesehen = stand_von(einreichung, WORUM)

    def schreiben(nutzer: Nutzer, titel: str) -> Einreichung:
        werte = {"titel": titel}
        return ablauf.speichern_schritt(einreichung, durch=nutzer, schritt=WORUM, werte=werte, stand=gesehen)

    return gleichzeitig([partial(schreiben, mitglied.nutzer, "Erste"), partial(schreiben, kollegin.nutzer, "Zweite")])


def test_two_writers_at_once_the_second_is_told() -> None:
    ergebnisse = zwei_schreiben()
    (fremd,) = [ergebnis for ergebnis in ergebnisse if isinstance(ergebnis, Geaendert)]
    (gespeichert,) = [ergebnis for ergebnis in ergebnisse if isinstance(ergebnis, Einreichung)]
    assert fremd.jetzt.titel == gespeichert.titel == Einreichung.objects.get().titel


@pytest.mark.usefixtures("ohne_sperre")
def test_counter_proof_without_the_lock_one_text_is_lost() -> None:
    ergebnisse = zwei_schreiben()
    assert {ergebnis.titel for ergebnis in ergebnisse} == {"Erste", "Zweite"}
    assert Einreichung.objects.count() == 1
