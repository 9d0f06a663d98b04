import pytest
from django.apps import apps

from kompetenzzentrum.datenschutz import verzeichnis


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
