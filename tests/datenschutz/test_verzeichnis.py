from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from kompetenzzentrum.datenschutz import verzeichnis
from kompetenzzentrum.datenschutz.loeschlauf import loeschen, taeglich
from kompetenzzentrum.datenschutz.models import Loeschlauf
from kompetenzzentrum.konten.models import Nutzer, Rolle


def test_every_installed_model_is_declared() -> None:
    assert verzeichnis.nicht_gemeldet() == []


def test_an_undeclared_model_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counter-proof of the test above."""
    monkeypatch.delitem(verzeichnis._bestaende, "konten.Nutzer")
    assert verzeichnis.nicht_gemeldet() == ["konten.Nutzer"]


@pytest.mark.parametrize("bestand", verzeichnis.alle(), ids=lambda bestand: bestand.modell)
def test_declarations_name_real_models_and_fields_and_say_something(bestand: verzeichnis.Datenbestand) -> None:
    felder = {feld.name for feld in bestand.klasse._meta.get_fields()}
    assert set(bestand.felder) <= felder
    for text in (bestand.bezeichnung, bestand.zweck, bestand.rechtsgrundlage, bestand.frist):
        assert len(text) > 5


def test_names_in_the_lists_exist() -> None:
    for modell in verzeichnis._ohne_personenbezug | set(verzeichnis._teile) | set(verzeichnis._teile.values()):
        assert apps.get_model(modell)


@pytest.mark.django_db
@pytest.mark.parametrize("bestand", verzeichnis.alle(), ids=lambda bestand: bestand.modell)
def test_deletion_runs_for_every_declared_model(bestand: verzeichnis.Datenbestand) -> None:
    assert bestand.faellig(timezone.now() + timedelta(days=5000)).count() >= 0
    assert bestand.loeschen(bestand.faellig(timezone.now())) == 0


@pytest.mark.django_db
def test_a_dry_run_counts_and_leaves_everything(capsys: pytest.CaptureFixture[str]) -> None:
    alt = Nutzer.objects.create_user("alt@example.org", angelegt_am=timezone.now() - timedelta(days=800))
    amt = Nutzer.objects.create_user("amt@example.org", angelegt_am=timezone.now() - timedelta(days=800))
    amt.rollenzuweisungen.create(rolle=Rolle.BERATUNG)
    neu = Nutzer.objects.create_user("neu@example.org")
    call_command("loeschlauf", "--probe")
    assert "1  konten.Nutzer" in capsys.readouterr().out
    assert Nutzer.objects.count() == 3
    call_command("loeschlauf")
    assert set(Nutzer.objects.all()) == {amt, neu}
    assert alt not in Nutzer.objects.all()


@pytest.mark.django_db
def test_the_run_happens_once_a_day_and_catches_up() -> None:
    nachts = datetime(2026, 5, 4, 0, 30, tzinfo=UTC)  # 02:30 in Berlin
    assert taeglich(nachts) is None
    mittags = nachts + timedelta(hours=10)
    lauf = taeglich(mittags)
    assert lauf is not None
    assert lauf.ergebnis.keys() == {bestand.modell for bestand in verzeichnis.alle()}
    assert taeglich(mittags + timedelta(hours=1)) is None
    assert taeglich(mittags + timedelta(days=1)) is not None
    assert Loeschlauf.objects.count() == 2


@pytest.mark.django_db
def test_numbers_only() -> None:
    assert all(isinstance(anzahl, int) for anzahl in loeschen(timezone.now()).values())
