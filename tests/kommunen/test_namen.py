import pytest

from kommunen.groessenklassen import Groessenklasse
from kommunen.namen import falten, kern, kurzname


@pytest.mark.parametrize(
    ("name", "gefaltet"),
    [
        ("Bad Homburg v. d. Höhe", "bad homburg v d hoehe"),
        ("GROẞ-GERAU", "gross gerau"),
        ("Bautzen / Budyšin", "bautzen budysin"),
        ("Łaz/Ćišć", "laz cisc"),
        ("Mu\u0308nchen", "muenchen"),
        ("„“ – …", ""),
    ],
)
def test_names_are_folded_to_ascii_words(name: str, gefaltet: str) -> None:
    assert falten(name) == gefaltet


@pytest.mark.parametrize(
    ("name", "kennzeichen", "kurz", "bar"),
    [
        ("Korbach, Hansestadt, Kreisstadt", "63", "Korbach", "Korbach"),
        ("Ebstorf,Klosterflecken", "64", "Ebstorf", "Ebstorf"),
        ("Stade", "44", "Landkreis Stade", "Stade"),
        ("Siegen-Wittgenstein", "43", "Kreis Siegen-Wittgenstein", "Siegen-Wittgenstein"),
        ("Hochsauerlandkreis", "43", "Hochsauerlandkreis", "Hochsauerlandkreis"),
        ("Rhein-Kreis Neuss", "43", "Rhein-Kreis Neuss", "Rhein-Kreis Neuss"),
        ("Städteregion Aachen", "44", "Städteregion Aachen", "Städteregion Aachen"),
        ("Regionalverband Saarbrücken", "45", "Regionalverband Saarbrücken", "Regionalverband Saarbrücken"),
        ("Arensharde", "51", "Amt Arensharde", "Arensharde"),
        (
            "Amt Kleine Elster (Niederlausitz)",
            "51",
            "Amt Kleine Elster (Niederlausitz)",
            "Amt Kleine Elster (Niederlausitz)",
        ),
        ("Kist (VGem)", "54", "Verwaltungsgemeinschaft Kist", "Kist"),
        ("VVG der Stadt Aalen", "54", "Vereinbarte Verwaltungsgemeinschaft Aalen", "Aalen"),
        ("GVV Elzach", "56", "Gemeindeverwaltungsverband Elzach", "Elzach"),
        ("EG Uder", "58", "Erfüllende Gemeinde Uder", "Uder"),
        ("Geisa, Stadt", "58", "Erfüllende Gemeinde Geisa", "Geisa"),
        ("Ohne Kennzeichen", "", "Ohne Kennzeichen", "Ohne Kennzeichen"),
    ],
)
def test_short_names_are_what_people_say(name: str, kennzeichen: str, kurz: str, bar: str) -> None:
    assert kurzname(name, kennzeichen, gemeinde=kennzeichen.startswith("6")) == kurz
    assert kern(name) == bar


@pytest.mark.parametrize(
    ("einwohner", "klasse", "spanne"),
    [
        (500_000, "11", "ab 500.000 Einwohner"),
        (499_999, "12", "100.000 bis unter 500.000 Einwohner"),
        (50_000, "21", "50.000 bis unter 100.000 Einwohner"),
        (49_999, "22", "20.000 bis unter 50.000 Einwohner"),
        (10_000, "30", "10.000 bis unter 20.000 Einwohner"),
        (5_000, "40", "5.000 bis unter 10.000 Einwohner"),
        (4_999, "50", "unter 5.000 Einwohner"),
        (0, "50", "unter 5.000 Einwohner"),
    ],
)
def test_size_classes(einwohner: int, klasse: str, spanne: str) -> None:
    gefunden = Groessenklasse.von(einwohner)
    assert gefunden == klasse
    assert gefunden.spanne == spanne
