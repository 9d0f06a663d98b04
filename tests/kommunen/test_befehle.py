"""The commands, as a person at the terminal calls them, the shipped selection and the real files."""

import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from kommunen.gemeindeverzeichnis import einlesen
from kommunen.gemeindeverzeichnis.beispiel import DATEI
from kommunen.groessenklassen import Groessenklasse
from kommunen.models import Art, Kommune, Land, Registerstand, Vergleich
from kommunen.textkennzeichen import TYPEN
from tests.factories.kommunen import KommuneFactory
from tests.kommunen.register_bauen import Registerdatei, schreiben

pytestmark = pytest.mark.django_db
REGISTER = Registerdatei()
ECHTE = sorted((Path(settings.BASE_DIR).parent / "shared" / "daten").glob("GV100AD*.txt"))
MAPPEN = sorted((Path(settings.BASE_DIR).parent / "shared" / "daten").glob("AuszugGV*.xlsx"))


def rufen(befehl: str, *args: str, **optionen: object) -> str:
    ausgabe = StringIO()
    call_command(befehl, *args, stdout=ausgabe, **optionen)
    return ausgabe.getvalue()


def test_trial_shows_what_would_change(tmp_path: Path) -> None:
    datei = schreiben(tmp_path / "GV100AD.txt", REGISTER.text())
    ausgabe = rufen("gemeindeverzeichnis_einlesen", str(datei), "--probe")
    assert "GV100AD, Gebietsstand 28.02.2026" in ausgabe
    assert "neu: 672" in ausgabe
    assert "Das war eine Probe" in ausgabe
    assert not Kommune.objects.exists()


def test_a_damaged_file_ends_the_command_with_the_reason(tmp_path: Path) -> None:
    datei = schreiben(tmp_path / "GV100AD.txt", REGISTER.text()[:-40])
    with pytest.raises(CommandError, match=r"(?s)nichts wurde geändert.*Zeile 736: 181 Zeichen statt 220"):
        rufen("gemeindeverzeichnis_einlesen", str(datei))


def test_the_command_wants_a_file() -> None:
    with pytest.raises(CommandError, match="nennen Sie eine Datei"):
        rufen("gemeindeverzeichnis_einlesen")


def test_successors_come_from_a_small_csv(tmp_path: Path) -> None:
    alt = KommuneFactory(aufgeloest_am="2026-01-01")
    neu = KommuneFactory()
    datei = schreiben(tmp_path / "nachfolger.csv", f"alt;neu\n{alt.schluessel};{neu.schluessel}\n")
    rufen("gemeindeverzeichnis_einlesen", nachfolger=datei, probe=True)
    alt.refresh_from_db()
    assert alt.nachfolger is None
    assert "Nachfolger eingetragen: 1" in rufen("gemeindeverzeichnis_einlesen", nachfolger=datei)
    alt.refresh_from_db()
    assert alt.nachfolger == neu


@pytest.mark.parametrize(
    ("zeile", "grund"),
    [
        ("06999001;{neu}", "Zeile 3: den Schlüssel 06999001 gibt es im Verzeichnis nicht."),
        ("{neu};{neu}", "ist gültig und braucht keinen Nachfolger"),
        ("{alt};{alt}", "ist selbst aufgelöst"),
        ("{alt};", "Zeile 3: „“ ist kein Schlüssel."),
        ("{alt}", "Zeile 3: „None“ ist kein Schlüssel."),
    ],
)
def test_a_wrong_successor_refuses_the_whole_csv(tmp_path: Path, zeile: str, grund: str) -> None:
    alt, weiteres = KommuneFactory.create_batch(2, aufgeloest_am="2026-01-01")
    neu = KommuneFactory()
    zeilen = ["alt;neu", f"{weiteres.schluessel};{neu.schluessel}"]
    zeilen.append(zeile.format(alt=alt.schluessel, neu=neu.schluessel))
    with pytest.raises(CommandError) as fehler:
        rufen("gemeindeverzeichnis_einlesen", nachfolger=schreiben(tmp_path / "n.csv", "\n".join(zeilen)))
    assert grund in str(fehler.value)
    weiteres.refresh_from_db()
    assert weiteres.nachfolger is None


def test_the_shipped_selection_covers_the_country() -> None:
    plan = einlesen(DATEI)
    assert 450 <= plan.anzahl[Art.GEMEINDE] <= 600
    gemeinden = Kommune.objects.waehlbar().filter(art=Art.GEMEINDE)
    assert set(gemeinden.values_list("groessenklasse", flat=True)) == set(Groessenklasse.values)
    assert set(gemeinden.values_list("land", flat=True)) == set(Land.objects.values_list("id", flat=True))
    kennzeichen = set(Kommune.objects.values_list("textkennzeichen", flat=True))
    # No row of its own: kreisfreie Kreise, verbandsfreie; no unbewohntes Gebiet, no Trägermodell chosen.
    assert kennzeichen >= set(TYPEN) - {"41", "42", "50", "57", "66"}
    for land in Land.objects.exclude(kuerzel__in=["HH", "HB", "BE"]):
        assert gemeinden.filter(land=land, einwohner__lt=12_000).count() >= 15, land
    namen = set(gemeinden.values_list("kurzname", flat=True))
    assert namen >= {
        "Dortmund", "Warstein", "Arnsberg", "Siegen", "Hamburg", "Bonn", "Darmstadt", "Bad Homburg v. d. Höhe",
        "Görlitz", "München", "Köln", "Leipzig", "Dresden", "Berlin", "Bremen", "Hanau",
    }  # fmt: skip
    assert gemeinden.filter(kurzname="Neuenkirchen").exclude(anzeigename__contains="(").count() == 0
    assert Kommune.objects.filter(gemeindefrei=True).exists()
    assert not gemeinden.filter(lon=None).exists()
    assert Vergleich.objects.exists()
    assert Registerstand.objects.get().beispiel


DEMO = sorted((Path(settings.BASE_DIR) / "kompetenzzentrum" / "management" / "demo" / "daten").glob("*.toml"))


def _genannte(daten: object, feld: str = "") -> set[str]:
    """Every key that demo data name, wherever in the file."""
    if isinstance(daten, dict):
        return {schluessel for name, wert in daten.items() for schluessel in _genannte(wert, name)}
    if isinstance(daten, list):
        return {schluessel for wert in daten for schluessel in _genannte(wert, feld)}
    return {str(daten)} if feld in ("kommune", "beteiligte", "herkunft") and daten else set()


def test_the_shipped_selection_holds_what_the_demo_data_name() -> None:
    einlesen(DATEI)
    genannt = {schluessel for datei in DEMO for schluessel in _genannte(tomllib.loads(datei.read_text("utf-8")))}
    assert len(genannt) > 40
    assert genannt - set(Kommune.objects.waehlbar().values_list("schluessel", flat=True)) == set()


def test_loading_takes_the_named_file_even_over_the_selection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    einlesen(DATEI)
    datei = schreiben(tmp_path / "GV.txt", REGISTER.zum("20251231").text())
    monkeypatch.setenv("GEMEINDEVERZEICHNIS", str(datei))
    assert "Gebietsstand 31.12.2025" in rufen("gemeindeverzeichnis_laden")
    assert Kommune.objects.filter(schluessel="06051002").exists()
    assert rufen("gemeindeverzeichnis_laden") == ""
    assert Registerstand.objects.count() == 2


def test_a_named_file_that_is_damaged_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMEINDEVERZEICHNIS", str(schreiben(tmp_path / "GV.txt", "x")))
    with pytest.raises(CommandError, match="abgelehnt"):
        rufen("gemeindeverzeichnis_laden")
    assert not Registerstand.objects.exists()


def test_without_any_file_the_selection_is_loaded_once(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GEMEINDEVERZEICHNIS", raising=False)
    settings.BASE_DIR = tmp_path / "checkout"
    assert "Mitgelieferte Auswahl" in rufen("gemeindeverzeichnis_laden")
    assert rufen("gemeindeverzeichnis_laden") == ""
    assert Registerstand.objects.count() == 1


def test_beside_the_data_folder_the_newest_whole_file_and_the_workbook_are_loaded(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GEMEINDEVERZEICHNIS", raising=False)
    settings.BASE_DIR = tmp_path / "checkout"
    daten = tmp_path / "shared" / "daten"
    daten.mkdir(parents=True)
    schreiben(daten / "GV100AD_1.txt", REGISTER.zum("20260630").text()[:-40])
    schreiben(daten / "GV100AD_2.txt", REGISTER.text())
    schreiben(daten / "GV100AD_3.txt", REGISTER.zum("20231130").text())
    schreiben(daten / "AuszugGV1QAktuell.xlsx", REGISTER.zum("20230331").excel())
    rufen("gemeindeverzeichnis_laden", stderr=StringIO())
    staende = Registerstand.objects.order_by("id").values_list("datei", "ergaenzung")
    assert list(staende) == [("GV100AD_2.txt", False), ("AuszugGV1QAktuell.xlsx", True)]
    assert Kommune.objects.get(schluessel="06051002").lon == 8.61


@pytest.mark.parametrize("datei", ECHTE, ids=lambda datei: datei.name)
def test_the_real_text_files_are_whole(datei: Path) -> None:
    plan = einlesen(datei, probe=True)
    assert plan.anzahl[Art.GEMEINDE] > 10_700
    assert plan.anzahl[Art.KREIS] == 294


@pytest.mark.parametrize("mappe", MAPPEN, ids=lambda datei: datei.name)
def test_the_real_workbook_is_whole(mappe: Path) -> None:
    plan = einlesen(mappe, probe=True)
    assert plan.anzahl[Art.GEMEINDE] > 10_700
    assert sum(eintrag.lon is not None for eintrag in plan.neu) > 12_000
