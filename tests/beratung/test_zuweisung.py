import time
from functools import partial

import pytest

from kompetenzzentrum.beratung import zuweisung
from kompetenzzentrum.beratung.anfrage import Konflikt
from kompetenzzentrum.beratung.models import Anfrage
from kompetenzzentrum.beratung.zuweisung import abgeben, uebernehmen
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.beratung import AnfrageFactory, BeraterinFactory
from tests.factories.konten import NutzerFactory
from tests.nebenlaeufigkeit.conftest import gleichzeitig

Zustand = Anfrage.Zustand


@pytest.mark.django_db
def test_taking_a_request_puts_it_into_my_hands(beraterin: Nutzer) -> None:
    anfrage = uebernehmen(AnfrageFactory(), durch=beraterin)
    assert (anfrage.beraterin, anfrage.zustand) == (beraterin, Zustand.IN_BEARBEITUNG)
    assert not Nachricht.objects.exists()


@pytest.mark.django_db
def test_taking_it_twice_changes_nothing(beraterin: Nutzer) -> None:
    anfrage = uebernehmen(AnfrageFactory(), durch=beraterin)
    assert uebernehmen(anfrage, durch=beraterin).version == anfrage.version


@pytest.mark.django_db
def test_nobody_outside_the_team_takes_or_gets_a_request(beraterin: Nutzer) -> None:
    fremd = NutzerFactory(rolle=Rolle.BETRIEB, name="Chiara Neumann")
    with pytest.raises(Konflikt, match="Chiara Neumann gehört nicht"):
        uebernehmen(AnfrageFactory(), durch=fremd)
    with pytest.raises(Konflikt, match="Chiara Neumann gehört nicht"):
        abgeben(AnfrageFactory(beraterin=beraterin), durch=beraterin, an=fremd, version=1)


@pytest.mark.django_db
def test_giving_it_to_a_colleague_leaves_a_note(beraterin: Nutzer) -> None:
    kollegin = BeraterinFactory(name="Emre Aydın")
    anfrage = abgeben(AnfrageFactory(beraterin=beraterin), durch=beraterin, an=kollegin, version=1)
    assert anfrage.beraterin == kollegin
    assert anfrage.notizen.get().text == "An Emre Aydın übergeben."


@pytest.mark.django_db
def test_giving_it_back_makes_it_new_again(beraterin: Nutzer) -> None:
    anfrage = abgeben(AnfrageFactory(beraterin=beraterin, zustand=Zustand.WARTET), durch=beraterin, an=None, version=1)
    assert (anfrage.beraterin, anfrage.zustand) == (None, Zustand.NEU)


@pytest.mark.django_db
def test_a_colleague_can_step_in(beraterin: Nutzer) -> None:
    vertretung = BeraterinFactory()
    anfrage = abgeben(AnfrageFactory(beraterin=beraterin), durch=vertretung, an=vertretung, version=1)
    assert anfrage.beraterin == vertretung


@pytest.mark.django_db
def test_giving_away_what_changed_meanwhile_is_refused(beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin, version=3)
    with pytest.raises(Konflikt, match="inzwischen geändert"):
        abgeben(anfrage, durch=beraterin, an=None, version=2)


@pytest.mark.django_db
def test_a_closed_case_is_not_given_away(beraterin: Nutzer) -> None:
    with pytest.raises(Konflikt, match="abgeschlossen"):
        abgeben(AnfrageFactory(beraterin=beraterin, zustand=Zustand.GESCHLOSSEN), durch=beraterin, an=None, version=1)


def _alle_greifen_zu() -> list[object]:
    anfrage = AnfrageFactory()
    return gleichzeitig([partial(uebernehmen, anfrage, durch=BeraterinFactory()) for _ in range(6)])


@pytest.mark.django_db(transaction=True)
def test_of_several_advisors_at_once_one_gets_it_and_the_others_are_told() -> None:
    ergebnisse = _alle_greifen_zu()
    gewonnen = [ergebnis for ergebnis in ergebnisse if isinstance(ergebnis, Anfrage)]
    verloren = [str(ergebnis) for ergebnis in ergebnisse if isinstance(ergebnis, Konflikt)]
    assert (len(gewonnen), len(verloren)) == (1, 5)
    assert Anfrage.objects.get().beraterin == gewonnen[0].beraterin
    assert set(verloren) == {f"{gewonnen[0].beraterin} war schneller und kümmert sich schon um diese Anfrage."}


@pytest.mark.django_db(transaction=True)
def test_counter_proof_without_the_lock_several_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def ungesperrt(anfrage: Anfrage) -> Anfrage:
        gelesen = Anfrage.objects.get(pk=anfrage.pk)
        time.sleep(0.2)
        return gelesen

    monkeypatch.setattr(zuweisung, "gesperrt", ungesperrt)
    assert sum(isinstance(ergebnis, Anfrage) for ergebnis in _alle_greifen_zu()) > 1
