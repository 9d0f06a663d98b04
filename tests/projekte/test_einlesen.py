import csv
import io
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from projekte import pflege, suche
from projekte.einlesen import datei, pruefung, zuordnung
from projekte.management.commands import projekte_einlesen
from projekte.models import BESTAETIGUNGEN, Handlungsfeld, Loesungstyp, Projekt
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import ProjektFactory

pytestmark = pytest.mark.django_db

GUT = {"titel": "Rufbus", "kurzbeschreibung": "Er kommt.", "handlungsfelder": "mobilitaet", "traeger": "Ein Verein"}


def schreiben(pfad: Path, *zeilen: dict[str, str], trennzeichen: str = ",", kodierung: str = "utf-8") -> Path:
    spalten = list(dict.fromkeys(name for zeile in zeilen for name in zeile))
    text = io.StringIO()
    schreiber = csv.DictWriter(text, spalten, delimiter=trennzeichen, restval="")
    schreiber.writeheader()
    schreiber.writerows(zeilen)
    pfad.write_bytes(text.getvalue().encode(kodierung))
    return pfad


def einlesen(pfad: Path, **optionen: Any) -> tuple[str, str]:
    aus, fehler = StringIO(), StringIO()
    call_command("projekte_einlesen", str(pfad), stdout=aus, stderr=fehler, **optionen)
    return " ".join(aus.getvalue().split()), fehler.getvalue()


def abgelehnt(pfad: Path, **optionen: Any) -> str:
    """The reasons; nothing may have changed."""
    vorher = list(Projekt.objects.order_by("pk").values_list("pk", "titel"))
    aus, fehler = StringIO(), StringIO()
    with pytest.raises(CommandError) as grund:
        call_command("projekte_einlesen", str(pfad), stdout=aus, stderr=fehler, **optionen)
    assert list(Projekt.objects.order_by("pk").values_list("pk", "titel")) == vorher
    return f"{fehler.getvalue()}{grund.value}"


@pytest.fixture
def csv_datei(tmp_path: Path) -> Path:
    return tmp_path / "projekte.csv"


def test_columns_cover_the_whole_format() -> None:
    einzeln = {"handlungsfelder", "loesungstypen", "beteiligte", "kommune", "kosten_jahr", "bestaetigt_am"}
    assert set(zuordnung.SPALTEN) == {*pruefung.TEXTE, *pruefung.ADRESSEN, *pruefung.AUSWAHL, *einzeln}


def test_reads_every_column(csv_datei: Path) -> None:
    ort, partner = KommuneFactory(), KommuneFactory()
    zeile = {
        "titel": "Rufbus", "kurzbeschreibung": "Er kommt.", "handlungsfelder": "mobilitaet;Energie und Wärme",
        "loesungstypen": "app; KI-Anwendung", "phase": "Betrieb", "zustand": "beendet", "zustand_grund": "Plangemäß.",
        "kommune": ort.schluessel, "beteiligte": partner.schluessel, "ausgangslage": "A", "loesung": "L\n\n2 Absätze",
        "vorgehen": "V", "ergebnis": "E", "kosten_einmalig": "K2", "kosten_jaehrlich": "J1", "kosten_basis": "ist",
        "kosten_jahr": "2025", "kontakt_funktion": "Stelle", "kontakt_email": "stelle@example.org",
        "website": "https://rufbus.example/,", "quelle": "Sammlung", "quelle_url": "https://quelle.example/1",
        "lizenz": "CC BY 4.0", "bestaetigt_am": "03.05.2026", "slug": "der-rufbus",
    }  # fmt: skip
    assert set(zeile) | {"traeger"} == set(zuordnung.SPALTEN)
    aus, _ = einlesen(schreiben(csv_datei, zeile))
    assert aus == "1 neu 0 geändert 0 unverändert 0 ausgelassen"
    projekt = Projekt.objects.get()
    assert projekt.slug == "der-rufbus"
    assert projekt.handlungsfeld.slug == "mobilitaet"
    assert [feld.slug for feld in projekt.weitere_handlungsfelder.all()] == ["energie"]
    assert {typ.slug for typ in projekt.loesungstypen.all()} == {"app", "ki-anwendung"}
    assert (projekt.federfuehrung, projekt.weitere_kommunen) == (ort, [partner])
    assert (projekt.phase, projekt.zustand, projekt.kosten_jahr) == ("P4", "beendet", 2025)
    assert projekt.website == "https://rufbus.example/"
    assert projekt.bestaetigt_am == date(2026, 5, 3)
    assert {getattr(projekt, feld) for feld in BESTAETIGUNGEN} == {date(2026, 5, 3)}
    assert projekt.loesung == "L\n\n2 Absätze"
    assert projekt.ist_veroeffentlicht
    assert suche.suchen(suche.Auswahl("absätze")).schluessel == [projekt.pk]


@pytest.mark.parametrize("schluessel", [{"quelle_url": "https://quelle.example/1"}, {"slug": "eigener"}, {}])
def test_reading_twice_changes_nothing_and_a_change_only_itself(csv_datei: Path, schluessel: dict[str, str]) -> None:
    pfad = schreiben(csv_datei, GUT | schluessel)
    einlesen(pfad)
    vorher = Projekt.objects.values().get()
    assert einlesen(pfad)[0] == "0 neu 0 geändert 1 unverändert 0 ausgelassen"
    assert Projekt.objects.values().get() == vorher
    schreiben(csv_datei, GUT | schluessel | {"kurzbeschreibung": "Er kommt pünktlich."})
    assert einlesen(pfad)[0] == "0 neu 1 geändert 0 unverändert 0 ausgelassen"
    nachher = Projekt.objects.get()
    assert nachher.kurzbeschreibung == "Er kommt pünktlich."
    assert nachher.slug == vorher["slug"]
    assert nachher.veroeffentlicht_am == vorher["veroeffentlicht_am"]


def test_an_old_file_makes_no_entry_older(csv_datei: Path) -> None:
    mit_kontakt = GUT | {"kontakt_funktion": "Stabsstelle"}
    pfad = schreiben(csv_datei, mit_kontakt | {"bestaetigt_am": "2024-05-03"})
    einlesen(pfad)
    pflege.bestaetigen(Projekt.objects.get(), kontakt=False, am=date(2026, 5, 3))
    assert "1 unverändert" in einlesen(pfad)[0]
    schreiben(csv_datei, mit_kontakt | {"bestaetigt_am": "2025-05-03"})
    assert "1 geändert" in einlesen(pfad)[0]
    projekt = Projekt.objects.get()
    assert (projekt.zustand_bestaetigt_am, projekt.kontakt_bestaetigt_am) == (date(2026, 5, 3), date(2025, 5, 3))
    assert projekt.bestaetigt_am == date(2025, 5, 3)


def test_a_changed_participant_is_a_change(csv_datei: Path) -> None:
    erste, zweite = KommuneFactory(), KommuneFactory()
    einlesen(schreiben(csv_datei, GUT | {"kommune": erste.schluessel}))
    schreiben(csv_datei, GUT | {"kommune": zweite.schluessel})
    assert "1 geändert" in einlesen(csv_datei)[0]
    assert Projekt.objects.get().federfuehrung == zweite


def test_taken_addresses_get_a_number(csv_datei: Path) -> None:
    ProjektFactory(slug="rufbus", quelle_url="https://andere.example/")
    einlesen(schreiben(csv_datei, GUT | {"quelle_url": "https://quelle.example/1"}))
    assert Projekt.objects.get(quelle_url="https://quelle.example/1").slug == "rufbus-2"


def test_a_title_that_is_the_name_of_a_page_is_no_error(csv_datei: Path) -> None:
    pfad = schreiben(csv_datei, GUT | {"titel": "Karte"}, GUT | {"titel": "!!!"})
    einlesen(pfad)
    assert set(Projekt.objects.values_list("slug", flat=True)) == {"karte-projekt", "projekt"}
    assert "2 unverändert" in einlesen(pfad)[0]


def test_trial_run_shows_and_changes_nothing(csv_datei: Path) -> None:
    aus, _ = einlesen(schreiben(csv_datei, GUT), probe=True)
    assert aus == "Probe: Nichts wurde geändert. So sähe es aus: 1 neu 0 geändert 0 unverändert 0 ausgelassen"
    assert not Projekt.objects.exists()


@pytest.mark.parametrize(
    ("falsch", "meldung"),
    [
        ({"titel": ""}, "Zeile 3, Spalte titel:"),
        ({"titel": "x" * 161}, "Zeile 3, Spalte titel:"),
        ({"phase": "P9"}, "Zeile 3, Spalte phase: „P9“, erwartet „P1“, „P2“, „P3“, „P4“ oder „P5“."),
        ({"handlungsfelder": ""}, "Zeile 3, Spalte handlungsfelder: kein Handlungsfeld genannt"),
        ({"handlungsfelder": "Raumfahrt"}, "Zeile 3, Spalte handlungsfelder: „Raumfahrt“, erwartet „verwaltung“"),
        ({"handlungsfelder": "daten;energie;umwelt;bildung"}, "Spalte handlungsfelder: 4 Werte, erwartet höchstens 3."),
        ({"loesungstypen": "Rakete"}, "Zeile 3, Spalte loesungstypen: „Rakete“, erwartet"),
        ({"traeger": ""}, "Zeile 3, Spalte traeger: leer, erwartet ein Träger oder der Schlüssel der Kommune."),
        ({"kommune": "99999999"}, "Zeile 3, Spalte kommune: „99999999“, erwartet der amtliche Schlüssel"),
        ({"zustand": "abgebrochen"}, "Zeile 3: Bitte nennen Sie den Grund"),
        ({"kosten_einmalig": "K1"}, "Zeile 3: Zu den Kosten gehören ihre Grundlage und ein Jahr."),
        ({"kosten_jahr": "gestern"}, "Zeile 3, Spalte kosten_jahr: „gestern“, erwartet ein Jahr"),
        ({"bestaetigt_am": "31.02.2026"}, "Zeile 3, Spalte bestaetigt_am: „31.02.2026“, erwartet ein Datum"),
        ({"website": "rufbus"}, "Zeile 3, Spalte website:"),
        ({"kontakt_email": "stelle"}, "Zeile 3, Spalte kontakt_email:"),
        ({"slug": "merkliste"}, "Zeile 3, Spalte slug: „merkliste“ ist die Adresse einer anderen Seite."),
        ({"slug": "rufbus"}, "Zeile 3: dasselbe Projekt wie in Zeile 2"),
    ],
)
def test_one_bad_row_is_named_and_nothing_is_read(csv_datei: Path, falsch: dict[str, str], meldung: str) -> None:
    pfad = schreiben(csv_datei, GUT, GUT | {"titel": "Zweites"} | falsch)
    assert meldung in abgelehnt(pfad)
    aus, _ = einlesen(pfad, fehlerhafte_auslassen=True)
    assert aus == "1 neu 0 geändert 0 unverändert 1 ausgelassen"
    assert Projekt.objects.get().titel == "Rufbus"


def test_rows_are_counted_by_lines_of_the_file(csv_datei: Path) -> None:
    pfad = schreiben(csv_datei, GUT | {"loesung": "drei\nZeilen\nlang"}, GUT | {"titel": "B", "phase": "x"})
    assert "Zeile 5, Spalte phase" in abgelehnt(pfad)


def test_many_objections_are_cut(csv_datei: Path) -> None:
    zeilen = [GUT | {"titel": f"Projekt {nummer}", "phase": "x"} for nummer in range(60)]
    gruende = abgelehnt(schreiben(csv_datei, *zeilen))
    assert gruende.count("Spalte phase") == projekte_einlesen.EINWAENDE_HOECHSTENS
    assert "… und 10 weitere Einwände" in gruende


@pytest.mark.parametrize("kodierung", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("trennzeichen", [",", ";", "\t"])
def test_what_spreadsheets_write(csv_datei: Path, kodierung: str, trennzeichen: str) -> None:
    zeile = GUT | {"titel": "Größe, Straße; „Café“", "handlungsfelder": "mobilitaet;daten"}
    einlesen(schreiben(csv_datei, zeile, trennzeichen=trennzeichen, kodierung=kodierung))
    assert Projekt.objects.get().titel == "Größe, Straße; „Café“"


@pytest.mark.parametrize(
    ("inhalt", "meldung"),
    [
        (b"", "Die Datei ist leer."),
        (b"\n\n  \n", "Die Datei ist leer."),
        (b"titel,kurzbeschreibung,handlungsfelder\na\0b,c,d", "Zeile 2 enthält ein Nullzeichen"),
        (b"titel,kurzbeschreibung,handlungsfelder\n\x81,c,d", "Zeile 2: Das Zeichen ist weder UTF-8 noch"),
        ("titel".encode("utf-16"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Nullzeichen"),
        (
            b'titel,kurzbeschreibung,handlungsfelder\nA,"B,mobilitaet\nC,D,E\n',
            "Ab Zeile 2 ist die Datei nicht zu lesen",
        ),
        (b'titel,kurzbeschreibung,handlungsfelder\nA,"B"x,C\n', "Ab Zeile 2 ist die Datei nicht zu lesen"),
        (b"titel,kurzbeschreibung,handlungsfelder\nA," + b"x" * 200_000 + b",C\n", "eine Zelle übergroß"),
        (b"titel,kurzbeschreibung,handlungsfelder\nA,B\n", "Zeile 2: 2 Zellen, erwartet 3 wie im Kopf."),
        (b"titel,titel,handlungsfelder\nA,B,C\n", "steht eine Spalte zweimal: titel."),
        (b"titel,kurzbeschreibung\nA,B\n", "fehlt die Spalte „handlungsfelder“"),
        (b"titel,kurzbeschreibung,handlungsfelder,farbe\nA,B,C,D\n", "Unbekannte Spalte „farbe“."),
        (b"<html><body>Nicht gefunden</body></html>", "Unbekannte Spalte"),
    ],
)
def test_a_broken_file_gets_a_clear_answer(csv_datei: Path, inhalt: bytes, meldung: str) -> None:
    csv_datei.write_bytes(inhalt)
    antwort = abgelehnt(csv_datei)
    assert meldung in antwort
    assert "Nichts wurde geändert." in antwort


def test_too_large_and_missing_files(csv_datei: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ist nicht zu lesen" in abgelehnt(csv_datei)
    monkeypatch.setattr(datei, "BYTES_HOECHSTENS", 10)
    assert "Die Datei ist größer als" in abgelehnt(schreiben(csv_datei, GUT))


# --- foreign columns and values ---

FREMD = {
    "name": "Rufbus", "worum": "Er kommt.", "themen": "Alles|Verkehr|Strom", "stand": "läuft", "wer": "A|B",
    "adresse": "https://quelle.example/1",
}  # fmt: skip
REGELN = """
trenner = "|"
[spalten]
titel = "name"
kurzbeschreibung = "worum"
handlungsfelder = "themen"
phase = "stand"
zustand = "stand"
traeger = "wer"
quelle_url = "adresse"
[fest]
quelle = "Sammlung"
lizenz = "CC0 1.0"
[werte.phase]
"läuft" = "P4"
[werte.zustand]
"läuft" = "laufend"
[werte.handlungsfelder]
"Strom" = "energie"
"Verkehr" = "mobilitaet"
"Alles" = ""
"""


@pytest.fixture
def regeln(tmp_path: Path) -> Path:
    pfad = tmp_path / "regeln.toml"
    pfad.write_text(REGELN)
    return pfad


def test_foreign_columns_and_values(csv_datei: Path, regeln: Path) -> None:
    einlesen(schreiben(csv_datei, FREMD), zuordnung=regeln)
    projekt = Projekt.objects.get()
    assert (projekt.titel, projekt.phase, projekt.quelle, projekt.lizenz) == ("Rufbus", "P4", "Sammlung", "CC0 1.0")
    assert projekt.traeger == "A, B"
    assert projekt.handlungsfeld.slug == "energie"
    assert [feld.slug for feld in projekt.weitere_handlungsfelder.all()] == ["mobilitaet"]
    assert "1 unverändert" in einlesen(csv_datei, zuordnung=regeln)[0]


def test_unknown_foreign_value_is_named_once_with_their_column(csv_datei: Path, regeln: Path) -> None:
    gruende = abgelehnt(schreiben(csv_datei, FREMD | {"stand": "ruht"}), zuordnung=regeln)
    assert gruende.count("„ruht“") == 1
    assert "Zeile 2, Spalte stand (für phase): „ruht“ kommt in der Zuordnung nicht vor, erwartet „läuft“." in gruende


@pytest.mark.parametrize(
    ("aendern", "meldung"),
    [
        (("titel =", "ueberschrift ="), "[spalten] kennt „ueberschrift“ nicht"),
        (('"name"', '"gibtsnicht"'), "fehlt die Spalte „gibtsnicht“"),
        (("[fest]", "[fix]"), "„fix“ ist unbekannt"),
        (('"P4"', "4"), "[werte.phase]"),
        (("[werte.phase]", "[werte.farbe]"), "kennt „farbe“ nicht"),
        (('"|"', '""'), "trenner ist das Zeichen"),
        (("trenner = ", "trenner "), "ist nicht zu lesen"),
    ],
)
def test_a_broken_mapping_gets_a_clear_answer(
    csv_datei: Path, regeln: Path, aendern: tuple[str, str], meldung: str
) -> None:
    regeln.write_text(REGELN.replace(*aendern, 1))
    assert meldung in abgelehnt(schreiben(csv_datei, FREMD), zuordnung=regeln)


def test_shipped_mapping_names_only_words_we_have(csv_datei: Path) -> None:
    pfad = projekte_einlesen.MITGELIEFERT / "datenprojekte.toml"
    werte = zuordnung.lesen(pfad).werte
    felder, typen = Handlungsfeld.objects, Loesungstyp.objects
    assert set(werte["handlungsfelder"].values()) - {""} <= set(felder.values_list("slug", flat=True))
    assert set(werte["loesungstypen"].values()) - {""} <= set(typen.values_list("slug", flat=True))
    zeile = {
        "titel": "Baumkarte", "kurzbeschreibung": "Zeigt Bäume.", "organisationen": "Lab A;Verein B",
        "status": "Eingestellt", "einsatzbereiche": "Stadtentwicklung;Klima & Umwelt", "arten": "Datenanalyse",
        "link": "https://baum.example/,", "quelle": "https://quelle.example/baum", "lizenz": "CC BY 4.0",
    }  # fmt: skip
    einlesen(schreiben(csv_datei, zeile), zuordnung=Path("datenprojekte"))
    projekt = Projekt.objects.get()
    assert (projekt.traeger, projekt.zustand, projekt.phase) == ("Lab A, Verein B", "beendet", "")
    assert projekt.handlungsfeld.slug == "umwelt"
    assert projekt.lizenz_url


def test_what_has_no_end_is_refused(csv_datei: Path) -> None:
    assert "/dev/zero ist keine gewöhnliche Datei" in abgelehnt(Path("/dev/zero"))
    schreiben(csv_datei, GUT)
    assert "/dev/zero ist keine gewöhnliche Datei" in abgelehnt(csv_datei, zuordnung=Path("/dev/zero"))
