"""Damaged files are refused with the line and the reason, and nothing has changed."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from kommunen.gemeindeverzeichnis import Ablehnung, einlesen
from kommunen.models import Kommune, Registerstand
from kommunen.nachfolge import aus_csv
from tests.kommunen.register_bauen import (
    Registerdatei,
    Zeile,
    arbeitsmappe,
    arbeitsmappe_aus_xml,
    gemeinde,
    schreiben,
    zip_aus,
)

REGISTER = Registerdatei()
ZEILEN = REGISTER.textzeilen()
STELLE = next(i for i, zeile in enumerate(ZEILEN) if "Dorf 06-27 " in zeile)
NUMMER = STELLE + 1

Aenderung = Callable[[str], str]


def geaendert(aenderung: Aenderung, stelle: int = STELLE) -> str:
    zeilen = list(ZEILEN)
    zeilen[stelle] = aenderung(zeilen[stelle])
    return "\n".join(zeilen) + "\n"


def an(anfang: int, ende: int, text: str) -> Aenderung:
    return lambda zeile: zeile[:anfang] + text + zeile[ende:]


def _ablehnung(tmp_path: Path, inhalt: str | bytes) -> str:
    with pytest.raises(Ablehnung) as fehler:
        einlesen(schreiben(tmp_path / "datei", inhalt))
    return str(fehler.value)


@pytest.mark.parametrize(
    ("aenderung", "grund"),
    [
        (lambda zeile: zeile[:-1], "219 Zeichen statt 220"),
        (lambda zeile: zeile + " ", "221 Zeichen statt 220"),
        (lambda zeile: zeile[:120], "120 Zeichen statt 220"),
        (lambda zeile: zeile[:2] + " " + zeile[2:-1], "kein Gebietsstand"),
        (lambda zeile: zeile[:22] + " " + zeile[22:-1], "Name erwartet"),
        (lambda zeile: zeile[:60] + " " + zeile[60:-1], "kein Textkennzeichen"),
        (lambda zeile: zeile[:130] + zeile[131:] + " ", "11 Ziffern"),
        (an(0, 2, "70"), "unbekannte Satzart"),
        (an(2, 10, "20260230"), "kein Gebietsstand"),
        (an(2, 10, "20260131"), "weicht von dem der ersten Zeile ab"),
        (an(10, 12, "17"), "unbekanntes Land"),
        (an(10, 18, "06051 27"), "kein Schlüssel"),
        (an(18, 22, "50 1"), "kein Verbandsschlüssel"),
        (an(122, 124, "51"), "kein Textkennzeichen"),
        (an(139, 150, "0000000x123"), "Bevölkerung"),
        (an(150, 161, "99999999999"), "mehr männliche Einwohner"),
        (an(165, 170, "6134 "), "keine Postleitzahl"),
        (an(170, 175, "**12*"), "Sterne oder nichts"),
        (an(18, 22, "5099"), "der Gemeindeverband 060515099 fehlt"),
        (an(10, 15, "06999"), "der Kreis 06999 fehlt"),
        (an(15, 18, "028"), "steht schon in Zeile"),
        (an(22, 72, " " * 50), "Name erwartet"),
    ],
)
def test_one_damaged_line_is_named_and_everything_refused(tmp_path: Path, aenderung: Aenderung, grund: str) -> None:
    meldung = _ablehnung(tmp_path, geaendert(aenderung))
    assert grund in meldung
    assert f"Zeile {NUMMER}: " in meldung or f"Zeile {NUMMER + 1}: " in meldung


def test_several_defects_are_listed_up_to_a_limit(tmp_path: Path) -> None:
    zeilen = [zeile[:-1] if i % 10 == 5 else zeile for i, zeile in enumerate(ZEILEN)]
    meldung = _ablehnung(tmp_path, "\n".join(zeilen))
    assert len(meldung.splitlines()) == 21
    assert meldung.endswith("weitere Mängel.")


@pytest.mark.parametrize(
    ("rest", "grund"),
    [
        (ZEILEN[:-1] + [ZEILEN[-1][:90]], "90 Zeichen statt 220"),
        (ZEILEN[:-5], "Die Flächen des Landes 16 ergeben"),
        ([z for z in ZEILEN if z[10:15] != "16051" or z[:2] != "60"], "steht keine Gemeinde in der Datei"),
        (ZEILEN[: len(ZEILEN) // 2], "Das Land 16 fehlt"),
    ],
    ids=["within a line", "between lines", "before the municipalities", "half"],
)
def test_a_truncated_file_is_refused(tmp_path: Path, rest: list[str], grund: str) -> None:
    assert grund in _ablehnung(tmp_path, "\n".join(rest))


@pytest.mark.parametrize(
    ("register", "grund"),
    [
        (REGISTER.ohne("Land 06"), "das Land 06 fehlt"),
        (REGISTER.ohne("Tal 06"), "der Gemeindeverband 060515001 fehlt"),
        (REGISTER.statt("Dorf 06-27", flaeche=1_000_000), "Die Flächen des Landes 06 ergeben"),
        (REGISTER.statt("Dorf 06-27", einwohner=90_000_000), "erwartet werden etwa 84 Millionen"),
        (REGISTER.mit(Zeile("40", "06052", name="Leer", textkennzeichen="44")), "steht keine Gemeinde in der Datei"),
        (
            REGISTER.mit(gemeinde("06051", "0001", "027", "Doppelt", flaeche=0)),
            "der Gemeindeschlüssel 06051027 steht schon in Zeile",
        ),
    ],
)
def test_a_register_that_is_not_whole_is_refused(tmp_path: Path, register: Registerdatei, grund: str) -> None:
    assert grund in _ablehnung(tmp_path, register.text())


EINTRAG = ("GV100AD.txt", REGISTER.text().encode())


@pytest.mark.parametrize(
    ("inhalt", "grund"),
    [
        (b"", "leer"),
        (b"\n\n", "leer"),
        (bytes(range(256)) * 50, "keine Textdatei"),
        ("Guten Tag\n" * 300, "kein Satz des Gemeindeverzeichnisses"),
        (b"PK\x03\x04kaputt", "beschädigt"),
        (zip_aus(EINTRAG)[:-200], "beschädigt"),
        (zip_aus(EINTRAG, ("Lies mich.txt", b"Hallo")), "genau eine Datei"),
        (zip_aus(), "keine Textdatei"),
        (zip_aus(("innen.zip", zip_aus(EINTRAG))), "noch ein Archiv"),
        (arbeitsmappe("Tabelle1", [["Name", "Ort"]]), "kein „Auszug GV“"),
        (arbeitsmappe("Onlineprodukt_Gemeinden", [["60", "x"]]), "2 Spalten"),
    ],
)
def test_what_is_no_register_is_refused(tmp_path: Path, inhalt: str | bytes, grund: str) -> None:
    assert grund in _ablehnung(tmp_path, inhalt)


@pytest.mark.parametrize(
    ("reihen", "grund"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>1</v></c></row>', "reicht weiter als"),
        ('<row r="100001"><c><v>1</v></c></row>', "reicht weiter als"),
        ('<row r="4294967295"><c><v>1</v></c></row>', "reicht weiter als"),
        (f"<row>{'<c><v>1</v></c>' * 201}</row>", "reicht weiter als"),
        (f"{'<row/>' * 100_001}", "reicht weiter als"),
        ('<row><c r="GS1"><v>1</v></c></row>', "reicht weiter als"),
        ('<row><c r="1A"><v>1</v></c></row>', "kein Ort einer Zelle"),
        ('<row><c r="A1"></row>', "beschädigt"),
        ('<row><c r="GR1"><v>1</v></c></row>', "Gebietsstand"),  # the last column that is read
    ],
)
def test_a_sheet_that_would_fill_the_memory_is_refused(tmp_path: Path, reihen: str, grund: str) -> None:
    assert grund in _ablehnung(tmp_path, arbeitsmappe_aus_xml("Onlineprodukt_Gemeinden", reihen))


@pytest.mark.parametrize("pfad", ["/dev/zero", "/dev"])
def test_what_is_no_file_is_refused(pfad: str) -> None:
    with pytest.raises(Ablehnung, match="keine gewöhnliche Datei"):
        einlesen(Path(pfad))
    with pytest.raises(Ablehnung, match="keine gewöhnliche Datei"):
        aus_csv(Path(pfad))


@pytest.mark.parametrize(
    ("felder", "grund"),
    [
        ({"lage": ("8,61", "abc")}, "keine Koordinaten"),
        ({"lage": ("50,22", "8,61")}, "liegen nicht in Deutschland"),
        ({"verstaedterung": "09"}, "kein Grad der Verstädterung"),
        ({"plz": "1234"}, "keine Postleitzahl"),
        ({"gemeinde": "27"}, "3 Ziffern erwartet"),
        ({"name": ""}, "der Name (Spalte H) fehlt"),
    ],
)
def test_a_damaged_row_of_the_workbook_is_named(tmp_path: Path, felder: dict, grund: str) -> None:
    meldung = _ablehnung(tmp_path, REGISTER.statt("Dorf 06-27", **felder).excel())
    assert grund in meldung
    assert meldung.startswith("Zeile ")


def test_an_archive_made_to_explode_is_not_opened(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "bombe", "w", ZIP_DEFLATED, compresslevel=1) as archiv, archiv.open("GV.txt", "w") as innen:
        for _ in range(301):
            innen.write(bytes(1024 * 1024))
    with pytest.raises(Ablehnung, match="größer als 300 MB"):
        einlesen(tmp_path / "bombe")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Ablehnung, match="lässt sich nicht öffnen"):
        einlesen(tmp_path / "fehlt.txt")


@pytest.mark.django_db
def test_a_refused_file_leaves_the_register_as_it_was(tmp_path: Path) -> None:
    einlesen(schreiben(tmp_path / "heil", REGISTER.text()))
    vorher = list(Kommune.objects.order_by("id").values_list())
    _ablehnung(tmp_path, geaendert(lambda zeile: zeile[:-1]).replace("20260228", "20260630"))
    assert list(Kommune.objects.order_by("id").values_list()) == vorher
    assert Registerstand.objects.count() == 1
