"""What a whole register becomes, and what changes when the next one is read."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.forms.models import model_to_dict

from kommunen.gemeindeverzeichnis import Ablehnung, Plan, einlesen
from kommunen.models import Art, Kommune, Registerstand, Vergleich
from tests.kommunen.register_bauen import JE_LAND, Registerdatei, Zeile, arbeitsmappe, gemeinde, schreiben, zip_aus

pytestmark = pytest.mark.django_db
Lesen = Callable[..., Plan]
REGISTER = Registerdatei()
NAECHSTES = REGISTER.zum("20260630")


@pytest.fixture
def lesen(tmp_path: Path) -> Lesen:
    def _lesen(register: Registerdatei, **optionen: bool) -> Plan:
        return einlesen(schreiben(tmp_path / f"GV100AD_{register.stand}.txt", register.text()), **optionen)

    return _lesen


def alles() -> list[dict[str, object]]:
    return [model_to_dict(kommune) for kommune in Kommune.objects.order_by("schluessel")]


def test_a_whole_register_is_read(lesen: Lesen) -> None:
    plan = lesen(REGISTER)
    assert plan.anzahl == {Art.GEMEINDE: 16 * JE_LAND, Art.VERBAND: 16, Art.KREIS: 16}
    assert Kommune.objects.count() == 16 * (JE_LAND + 2)
    stadt = Kommune.objects.get(schluessel="06001000")
    assert (stadt.kurzname, stadt.kreis, stadt.verband, stadt.kreisfrei) == ("Großstadt 06", None, None, True)
    assert (stadt.einwohner, stadt.groessenklasse, stadt.land.kuerzel) == (4_500_000, "11", "HE")
    dorf = Kommune.objects.get(schluessel="06051002")
    assert (dorf.ars, dorf.plz, dorf.mehrere_plz) == ("060515001002", "61348", True)
    assert dorf.kreis is not None
    assert dorf.kreis.kurzname == "Landkreis Mittelland 06"
    assert dorf.verband is not None
    assert dorf.verband.kurzname == "Amt Tal 06"
    allein = Kommune.objects.get(schluessel="06051001")
    assert allein.verband is None
    kreis = Kommune.objects.get(schluessel="06051")
    assert kreis.einwohner == sum(dorf.einwohner for dorf in Kommune.objects.filter(kreis=kreis, art=Art.GEMEINDE))
    stand = Registerstand.objects.get()
    assert stand.quelle == "© Statistisches Bundesamt (Destatis), GV-ISys, Gebietsstand 28.02.2026"
    assert (stand.gemeinden, stand.neu) == (16 * JE_LAND, 16 * (JE_LAND + 2))


def test_the_same_file_twice_changes_nothing(lesen: Lesen) -> None:
    lesen(REGISTER)
    vorher = alles()
    plan = lesen(REGISTER)
    assert not plan.aendert_etwas
    assert plan.unveraendert == len(vorher)
    assert alles() == vorher
    assert Registerstand.objects.count() == 1


def test_ambiguous_names_carry_their_kreis_and_at_last_their_key(lesen: Lesen) -> None:
    lesen(
        REGISTER.statt("Dorf 01-2", name="Neuenkirchen")
        .statt("Dorf 03-2", name="Neuenkirchen, Flecken")
        .statt("Dorf 09-2", name="Garding, Stadt")
        .statt("Dorf 09-3", name="Garding, Kirchspiel")
        .statt("Dorf 12-2", name="Zwilling")
        .statt("Dorf 12-3", name="Zwilling")
    )
    mit_zusatz = Kommune.objects.filter(anzeigename__contains="(")
    assert dict(mit_zusatz.values_list("schluessel", "anzeigename")) == {
        "01051002": "Neuenkirchen (Landkreis Mittelland 01)",
        "03051002": "Neuenkirchen (Landkreis Mittelland 03)",
        "09051002": "Garding, Stadt (Landkreis Mittelland 09)",
        "09051003": "Garding, Kirchspiel (Landkreis Mittelland 09)",
        "12051002": "Zwilling (Landkreis Mittelland 12, 12051002)",
        "12051003": "Zwilling (Landkreis Mittelland 12, 12051003)",
    }


def test_gemeindefreie_gebiete_are_read_but_never_counted_or_chosen(lesen: Lesen) -> None:
    """Three of the real ones have a Verband and no Kreis at all."""
    plan = lesen(
        REGISTER.mit(
            Zeile("50", "13000", "9999", name="gemeindefreies Gebiet", textkennzeichen="50"),
            gemeinde("13000", "9999", "999", "Meer", textkennzeichen="66", einwohner=0, flaeche=0, plz=""),
        )
    )
    meer = Kommune.objects.get(schluessel="13000999")
    assert meer.gemeindefrei
    assert plan.anzahl[Art.GEMEINDE] == 16 * JE_LAND
    assert not Kommune.objects.waehlbar().filter(pk=meer.pk).exists()


def test_the_next_register_renames_adds_and_dissolves(lesen: Lesen) -> None:
    lesen(REGISTER)
    alt = Kommune.objects.get(schluessel="06051001")
    plan = lesen(
        NAECHSTES.statt("Dorf 01-2", name="Bad Dorf 01-2")
        .statt("Dorf 01-3", einwohner=9_999)
        .ohne("Alleinstadt 06, Stadt")
        .ohne("Dorf 09-4")
        .mit(
            Zeile("40", "06415", name="Alleinstadt 06, Stadt", sitz="Alleinstadt", textkennzeichen="41"),
            Zeile("50", "06415", "0000", name="Alleinstadt 06, Stadt", textkennzeichen="50"),
            gemeinde("06415", "0000", "000", "Alleinstadt 06, Stadt", textkennzeichen="61", flaeche=52_789),
        )
    )
    assert [neu.schluessel for neu in plan.neu] == ["06415000"]
    assert [(a.name, n.name) for a, n in plan.umbenannt] == [("Dorf 01-2", "Bad Dorf 01-2")]
    assert {eintrag.schluessel for eintrag in plan.aufgeloest} == {"06051001", "09051004"}
    assert [(a.schluessel, n.schluessel) for a, n in plan.vorschlaege] == [("06051001", "06415000")]
    alt.refresh_from_db()
    assert alt.aufgeloest_am == date(2026, 6, 30)
    assert alt.nachfolger is None
    assert alt.nachfolger_vorschlag is not None
    assert alt.nachfolger_vorschlag.schluessel == "06415000"
    assert Kommune.objects.get(schluessel="01051003").einwohner == 9_999
    stand = Registerstand.objects.aktueller()
    assert stand is not None
    assert (stand.stand, stand.neu, stand.umbenannt, stand.aufgeloest) == (date(2026, 6, 30), 1, 1, 2)


def test_an_older_register_needs_the_switch_and_brings_back_what_was_dissolved(lesen: Lesen) -> None:
    lesen(REGISTER)
    lesen(NAECHSTES.ohne("Dorf 09-4"))
    with pytest.raises(Ablehnung, match="--aelter"):
        lesen(REGISTER)
    assert Kommune.objects.get(schluessel="09051004").aufgeloest_am is not None
    plan = lesen(REGISTER, probe=True)
    assert [eintrag.schluessel for eintrag in plan.wieder_gueltig] == ["09051004"]
    lesen(REGISTER, aelter=True)
    assert Kommune.objects.get(schluessel="09051004").aufgeloest_am is None
    assert Registerstand.objects.aktueller().stand == date(2026, 2, 28)


def test_a_trial_changes_nothing(lesen: Lesen) -> None:
    plan = lesen(REGISTER, probe=True)
    assert len(plan.neu) == 16 * (JE_LAND + 2)
    assert not Kommune.objects.exists()
    assert not Registerstand.objects.exists()


@pytest.mark.parametrize(
    "inhalt",
    [
        REGISTER.text().encode("utf-8-sig"),
        REGISTER.text().encode("latin-1"),
        REGISTER.text().replace("\n", "\r\n").encode() + b"\x1a",
        zip_aus(("GV100AD_28022026.txt", REGISTER.text().encode())),
        zip_aus(("Auszug.xlsx", REGISTER.excel())),
    ],
    ids=["BOM", "latin-1", "CRLF", "zip", "zip mit Excel"],
)
def test_the_format_is_told_from_the_content(tmp_path: Path, inhalt: bytes) -> None:
    plan = einlesen(schreiben(tmp_path / "datei.unbekannt", inhalt), probe=True)
    assert plan.anzahl[Art.GEMEINDE] == 16 * JE_LAND
    assert plan.stand == date(2026, 2, 28)
    assert any(eintrag.kurzname == "Großstadt 06" for eintrag in plan.neu)


def test_a_workbook_alone_is_a_register_with_coordinates(tmp_path: Path) -> None:
    einlesen(schreiben(tmp_path / "Auszug.xlsx", REGISTER.statt("Dorf 06-3", lage=("0", "0")).excel()))
    dorf = Kommune.objects.get(schluessel="06051002")
    assert (dorf.lon, dorf.lat, dorf.get_verstaedterung_display()) == (8.61, 50.22, "mittlere Besiedlungsdichte")
    assert Kommune.objects.get(schluessel="06051003").lon is None
    kreis = Kommune.objects.get(schluessel="06051")
    assert kreis.lon == pytest.approx(8.61)


def test_a_workbook_saved_anew_with_numbers_for_keys_is_still_read(tmp_path: Path) -> None:
    """Programs turn "01" into 1; what nobody governs may show a dash for its people."""
    register = REGISTER.mit(
        Zeile("50", "06051", "9999", name="Forst", textkennzeichen="50"),
        gemeinde("06051", "9999", "999", "Forst", textkennzeichen="66", flaeche=0, plz=""),
    )
    zeilen = [[_als_zahl(zelle) for zelle in zeile.zellen()] for zeile in register.zeilen]
    zeilen[-1][9] = "-"
    kopf: list[list[str | float]] = [["Gebietsstand am 28.02.2026"], []]
    plan = einlesen(schreiben(tmp_path / "neu.xlsx", arbeitsmappe("Onlineprodukt_Gemeinden", kopf + zeilen)))
    assert plan.anzahl[Art.GEMEINDE] == 16 * JE_LAND
    assert Kommune.objects.get(schluessel="06051002").verstaedterung == "02"
    assert Kommune.objects.get(schluessel="06051999").einwohner == 0


def _als_zahl(zelle: str | float) -> str | float:
    return float(zelle) if isinstance(zelle, str) and zelle.isdecimal() else zelle


def test_an_older_workbook_only_fills_coordinates(tmp_path: Path, lesen: Lesen) -> None:
    lesen(REGISTER)
    alt = Registerdatei(stand="20230331").statt("Dorf 06-2", name="Alter Name", einwohner=1)
    mappe = schreiben(tmp_path / "Auszug.xlsx", alt.ohne("Dorf 06-3").excel())
    plan = einlesen(mappe)
    assert plan.ergaenzung
    dorf = Kommune.objects.get(schluessel="06051002")
    assert (dorf.name, dorf.einwohner, dorf.lon, dorf.verstaedterung) == ("Dorf 06-2", 8_002, 8.61, "02")
    ohne = Kommune.objects.get(schluessel="06051003")
    assert (ohne.lon, ohne.aufgeloest_am) == (None, None)
    assert Registerstand.objects.aktueller().stand == date(2026, 2, 28)
    assert not einlesen(mappe).aendert_etwas
    # The next text file does not know coordinates and must not wipe them.
    lesen(NAECHSTES)
    dorf.refresh_from_db()
    assert dorf.lon == 8.61


def test_a_workbook_finds_a_municipality_with_a_new_key_by_its_name(tmp_path: Path, lesen: Lesen) -> None:
    lesen(REGISTER)
    alt = Registerdatei(stand="20230331").statt("Dorf 06-2", gemeinde="902")
    einlesen(schreiben(tmp_path / "Auszug.xlsx", alt.excel()))
    assert Kommune.objects.get(schluessel="06051002").lon == 8.61
    assert not Kommune.objects.filter(schluessel="06051902").exists()


def test_comparable_ones_are_of_the_same_kind_and_say_why(lesen: Lesen) -> None:
    lesen(REGISTER)
    stadt = Kommune.objects.get(schluessel="06001000")
    gefunden = [v.andere for v in stadt.vergleiche.select_related("andere")]
    assert len(gefunden) == 5
    assert all(andere.kreisfrei for andere in gefunden)
    dorf = Kommune.objects.get(schluessel="06051020")
    erster = dorf.vergleiche.select_related("andere").first()
    assert isinstance(erster, Vergleich)
    assert erster.andere.land_id == dorf.land_id
    assert erster.grund.startswith("ähnlich viele Einwohner (8.")
    assert erster.grund.endswith("auch in Hessen")
    assert not Vergleich.objects.filter(kommune=dorf, andere=dorf).exists()
