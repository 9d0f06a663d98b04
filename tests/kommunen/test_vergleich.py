"""Reasons why municipalities are comparable must hold."""

from kommunen.gemeindeverzeichnis.plan import Eintrag
from kommunen.gemeindeverzeichnis.vergleich import vergleiche
from kommunen.models import Art

LAENDER = {
    "02": "Hamburg",
    "03": "Niedersachsen",
    "06": "Hessen",
    "10": "Saarland",
    "11": "Berlin",
    "12": "Brandenburg",
}


def eintrag(name: str, land: str, einwohner: int, **felder: str) -> Eintrag:
    werte = {"art": Art.GEMEINDE, "textkennzeichen": "63", "verstaedterung": "", "kreis": None, "verband": None}
    return Eintrag(
        schluessel=name, ars="", name=name, kurzname=name, sortiername="", land=land, einwohner=einwohner,
        **(werte | felder),  # type: ignore[arg-type]
    )  # fmt: skip


def gruende(*eintraege: Eintrag) -> dict[str, str]:
    """Of the first one, by the name of the other."""
    return {
        paar.andere: paar.grund for paar in vergleiche(eintraege, LAENDER) if paar.schluessel == eintraege[0].schluessel
    }


def test_a_population_that_differs_is_told_as_a_difference() -> None:
    assert gruende(
        eintrag("Ahrensfelde", "12", 14_423, verstaedterung="02"),
        eintrag("Schwielowsee", "12", 10_723, verstaedterung="02"),
        eintrag("Denzlingen", "06", 13_720, verstaedterung="02"),
        eintrag("Oranienburg", "12", 49_000, verstaedterung="01"),
    ) == {
        "Schwielowsee": "auch in Brandenburg, ebenfalls mittlere Besiedlungsdichte, aber weniger Einwohner (10.723)",
        "Denzlingen": "ähnlich viele Einwohner (13.720), ebenfalls mittlere Besiedlungsdichte",
        "Oranienburg": "auch in Brandenburg, aber mehr Einwohner (49.000)",
    }


def test_berlin_and_hamburg_share_what_no_other_does() -> None:
    assert gruende(
        eintrag("Berlin", "11", 3_685_265, textkennzeichen="61"),
        eintrag("Hamburg", "02", 1_862_565, textkennzeichen="61"),
        eintrag("Frankfurt", "06", 756_021, textkennzeichen="61"),
    ) == {
        "Hamburg": "ebenfalls ein Stadtstaat, aber weniger Einwohner (1.862.565)",
        "Frankfurt": "ebenfalls kreisfrei, aber weniger Einwohner (756.021)",
    }


def test_where_nothing_else_is_shared_the_kind_is() -> None:
    for art, worte in (
        (Art.KREIS, "ebenfalls ein Kreis"),
        (Art.VERBAND, "ebenfalls ein Gemeindeverband"),
        (Art.GEMEINDE, "ebenfalls kreisangehörig"),
    ):
        paar = eintrag("groß", "03", 1_140_888, art=art), eintrag("klein", "06", 621_305, art=art)
        assert gruende(*paar) == {"klein": f"{worte}, aber weniger Einwohner (621.305)"}


def test_the_saarland_has_an_article() -> None:
    paar = eintrag("eine", "10", 1000), eintrag("andere", "10", 1100)
    assert gruende(*paar) == {"andere": "ähnlich viele Einwohner (1.100), auch im Saarland"}
