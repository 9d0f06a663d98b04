"""The compiler holds the standard: what is not accessible does not come out, and no font is replaced in silence."""

from pathlib import Path
from typing import Any

import pytest
import typst
from django.core.checks import run_checks

from kompetenzzentrum.betrieb.frontend import SCHRIFTEN, SCHRIFTORDNER, _schriften_wandeln
from kompetenzzentrum.betrieb.orte import CHECKOUT
from kompetenzzentrum.oberflaeche import pdf
from tests import pdflesen

VORSPANN = '#let daten = json(bytes(sys.inputs.daten))\n#set text(font: "Fira Sans", lang: "de")\n'
TITEL = "#set document(title: daten.titel)\n"


@pytest.fixture
def vorlage(settings: Any, tmp_path: Path) -> Any:
    """Compiles one's own template with the data `titel`."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()

    def uebersetzen(quelltext: str, titel: str = "Titel") -> bytes:
        (tmp_path / "templates" / "probe.typ").write_text(VORSPANN + quelltext)
        return pdf.erzeugen("probe.typ", {"titel": titel})

    return uebersetzen


def test_what_people_typed_is_text_and_never_a_command(vorlage: Any) -> None:
    boese = '#panic("x") *fett* $ 1 $ \\ "]) #read("/etc/passwd") <a> //'
    inhalt = vorlage(f"{TITEL}= #daten.titel", boese)
    assert boese in pdflesen.text(inhalt)
    assert pdflesen.lesen(inhalt).metadata.title == boese  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("quelltext", "meldung"),
    [
        ("= Ohne Titel", "title"),
        (f'{TITEL}#image(bytes("<svg xmlns=\'http://www.w3.org/2000/svg\'/>"), format: "svg")', "alt"),
        (f"{TITEL}= Eins\n=== Drei", "heading"),
    ],
)
def test_what_is_not_accessible_does_not_come_out(vorlage: Any, quelltext: str, meldung: str) -> None:
    with pytest.raises(typst.TypstError, match=meldung):
        vorlage(quelltext)


def test_an_unknown_font_fails(vorlage: Any) -> None:
    with pytest.raises(pdf.SchriftFehlt, match="unknown font family: gibt es nicht"):
        vorlage(f'{TITEL}#text(font: ("Gibt es nicht", "Fira Sans"))[x]')


def test_without_our_font_nothing_is_made_and_the_check_says_so(
    monkeypatch: pytest.MonkeyPatch, vorlage: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdf, "SCHRIFTORDNER", tmp_path)
    (tmp_path / "zeichen.txt").write_text("Titel")
    with pytest.raises(pdf.SchriftFehlt, match="kompetenzzentrum.betrieb.frontend"):
        vorlage(f"{TITEL}x")
    assert [fehler.id for fehler in run_checks(tags=["oberflaeche"])] == ["oberflaeche.E001"]


def test_the_check_is_content_with_what_set_up_made() -> None:
    assert run_checks(tags=["oberflaeche"]) == []


def test_only_our_font_is_in_the_file(vorlage: Any) -> None:
    seite = pdflesen.lesen(vorlage(f"{TITEL}x *y*")).pages[0]
    namen = {str(schrift.get_object()["/BaseFont"]) for schrift in seite["/Resources"]["/Font"].values()}
    assert {name.partition("+")[2].partition("-")[0] for name in namen} == {"FiraSans"}


@pytest.mark.parametrize("text", ["李 明", "مريم", "x\x00y", "😀"])
def test_other_scripts_do_not_fail(vorlage: Any, text: str) -> None:
    assert not pdf.darstellbar(text)
    assert "?" in pdflesen.text(vorlage(f"{TITEL}#daten.titel", text))


@pytest.mark.parametrize("text", ["Łukasz Šimić", "Ελένη", "Анна", "Zoe\u0308 D’Oré", "„Ein – Wort“"])
def test_names_of_europe_are_written_as_they_are(vorlage: Any, text: str) -> None:
    assert pdf.darstellbar(text)
    assert "?" not in pdflesen.text(vorlage(f"{TITEL}#daten.titel", text))


def test_fonts_are_made_once_and_made_again_when_one_is_gone(tmp_path: Path) -> None:
    quelle = CHECKOUT / "static" / "vendor" / "kern" / "fonts"
    _schriften_wandeln(quelle, tmp_path)
    dateien = [tmp_path / f"{name}.ttf" for name in SCHRIFTEN]
    zeiten = [datei.stat().st_mtime_ns for datei in dateien]
    _schriften_wandeln(quelle, tmp_path)
    assert [datei.stat().st_mtime_ns for datei in dateien] == zeiten
    dateien[0].unlink()
    _schriften_wandeln(quelle, tmp_path)
    assert dateien[0].read_bytes() == (CHECKOUT / "static" / "vendor" / SCHRIFTORDNER / dateien[0].name).read_bytes()


def test_fonts_for_paper_are_not_handed_out_to_browsers() -> None:
    """Collecting static files leaves out what begins with a dot (StaticFilesConfig.ignore_patterns)."""
    assert SCHRIFTORDNER.startswith(".")
