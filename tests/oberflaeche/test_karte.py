import re

import pytest
from django.conf import settings
from django.template import Context, Template

from kompetenzzentrum.oberflaeche.karte import LAENDER, STUFEN, Punkt, projektion, zeichnung

Punktliste = list[tuple[float, float]]


@pytest.fixture(scope="module")
def umrisse() -> dict[str, str]:
    svg = (settings.BASE_DIR / "static" / "vendor" / "germany.svg").read_text()
    return dict(re.findall(r'<path\s+id="(\w\w)"[^>]*?\sd="([^"]+)"', svg))


def ringe(pfad: str) -> list[Punktliste]:
    """The closed rings of the outline's path data, which uses only relative m and z."""
    fertig: list[Punktliste] = []
    x = y = 0.0
    for ring in re.findall(r"m ([^mz]+)z", pfad):
        punkte: Punktliste = []
        for dx, dy in (paar.split(",") for paar in ring.split()):
            x, y = x + float(dx), y + float(dy)
            punkte.append((x, y))
        x, y = punkte[0]
        fertig.append(punkte)
    return fertig


def liegt_in(stelle: tuple[float, float], pfad: str) -> bool:
    px, py = stelle
    drin = False
    for ring in ringe(pfad):
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > py) != (y2 > py) and px < (x2 - x1) * (py - y1) / (y2 - y1) + x1:
                drin = not drin
    return drin


def zeigen(**werte: object) -> str:
    vorlage = Template("{% load oberflaeche %}{% karte punkte laender titel einheit='Gemeinden' %}")
    return vorlage.render(Context({"punkte": (), "laender": None, "titel": "Probe", **werte}))


@pytest.mark.parametrize(
    ("lon", "lat", "land"),
    [
        (13.405, 52.520, "be"),
        (13.064, 52.391, "bb"),
        (9.993, 53.551, "hh"),
        (8.807, 53.075, "hb"),
        (9.436, 54.785, "sh"),
        (6.994, 49.235, "sl"),
        (14.987, 51.154, "sn"),
        (7.465, 51.514, "nw"),
        (11.575, 48.137, "by"),
        (9.177, 47.660, "bw"),
        (11.415, 53.629, "mv"),
        (8.240, 50.000, "rp"),
    ],
)
def test_a_place_lands_inside_its_land(umrisse: dict[str, str], lon: float, lat: float, land: str) -> None:
    stelle = projektion(lon, lat)
    assert [kuerzel for kuerzel, pfad in umrisse.items() if liegt_in(stelle, pfad)][-1] == land


def test_all_16_outlines_are_there(umrisse: dict[str, str]) -> None:
    assert umrisse.keys() == {kuerzel for kuerzel, _ in LAENDER.values()}


def test_a_land_is_a_link_with_a_name_that_says_all() -> None:
    html = zeigen(laender={"09": (2056, "/kommunen/?land=09")})
    assert '<a href="/kommunen/?land=09" aria-label="Bayern: 2.056 Gemeinden">' in html
    assert html.count("<a ") == 1
    assert html.count('class="karte__land ') == 16


def test_shades_grow_with_the_number_and_none_is_its_own_shade() -> None:
    laender = {schluessel: (anzahl, "") for schluessel, anzahl in zip(LAENDER, (0, 1, 4, 50, 2000), strict=False)}
    stufen = {
        land["text"].split(":")[0]: land["stufe"]
        for land in zeichnung(punkte=(), laender=laender, titel="", groesse="gross")["laender"]
    }
    folge = [stufen[LAENDER[schluessel][1]] for schluessel in laender]
    assert folge[0] == 0
    assert folge[1] == 1
    assert folge[-1] == STUFEN
    assert folge == sorted(folge)


def test_ten_thousand_points_stay_light() -> None:
    punkte = [Punkt(6 + nummer % 100 * 0.09, 47.5 + nummer // 100 * 0.07, 1 + nummer % 3) for nummer in range(10_747)]
    html = zeigen(punkte=punkte)
    assert html.count("karte__wolke ") == 3
    assert len(html) < 150_000


def test_relative_steps_add_up_to_the_projected_places() -> None:
    orte = [(13.405, 52.520), (6.994, 49.235), (9.993, 53.551), (9.993, 53.551)]
    zeichen = zeichnung(punkte=[Punkt(*ort) for ort in orte], laender={}, titel="", groesse="gross")["wolken"]
    x = y = 0.0
    stellen = set()
    for dx, dy in re.findall(r"m(\S+) (\S+)h0", zeichen[0]["pfad"]):
        x, y = x + float(dx), y + float(dy)
        stellen.add((round(x, 1), round(y, 1)))
    assert stellen == {projektion(*ort) for ort in orte}


def test_a_point_with_an_address_is_a_link_of_its_own() -> None:
    html = zeigen(punkte=[Punkt(7.46, 51.51, 2, "projekt", "Dortmund: 3 Projekte", "/kommunen/05913000/")])
    assert '<a href="/kommunen/05913000/" aria-label="Dortmund: 3 Projekte">' in html


def test_the_same_facts_as_a_table_sorted_by_name() -> None:
    vorlage = Template("{% load oberflaeche %}{% karten_tabelle laender 'Land' 'Gemeinden' %}")
    html = vorlage.render(Context({"laender": {"09": (2056, "/x/"), "12": (413, ""), "08": (1101, "")}}))
    assert re.findall(r'<th scope="row">(?:<a [^>]+>)?([^<]+)', html) == ["Baden-Württemberg", "Bayern", "Brandenburg"]
    assert '<td class="zahl">2.056</td>' in html


def test_the_source_of_the_outlines_is_named() -> None:
    html = zeigen()
    assert "@svg-maps/germany, CC BY 4.0" in html
    assert "style=" not in html
