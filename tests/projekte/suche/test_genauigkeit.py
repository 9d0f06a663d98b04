"""What must not be found: in a small catalogue almost any word is near some other."""

import pytest

from projekte import suche
from projekte.models import Projekt
from tests.factories.projekte import HandlungsfeldFactory, LoesungstypFactory, ProjektFactory

pytestmark = pytest.mark.django_db


def titel(text: str) -> list[str]:
    namen = dict(Projekt.objects.values_list("pk", "titel"))
    return [namen[pk] for pk in suche.suchen(suche.Auswahl(text), anzahl=50).schluessel]


@pytest.fixture
def katalog() -> None:
    feld = HandlungsfeldFactory(slug="beteiligung", name="Beteiligung und Kommunikation")
    iot = LoesungstypFactory(slug="sensorik", name="Sensorik und Internet der Dinge")
    for name, kurz, text in (
        ("Pegel und Gräben im Blick", "Sensoren am Bach melden Hochwasser.", "Auf der Weide stehen hundert Rinder."),
        ("Den Ernstfall geübt", "Das Amt probt mit Kata und Plan.", "Ein Stand auf dem Markt. Das war teuer."),
        ("Mitfahrbank mit Anzeige", "Die Bank am Bad sagt, wohin es geht.", "Der Aufbau ging schnell."),
        ("Parkscheine in der Altstadt", "Bezahlen mit dem Telefon.", "Viele Menschen parken hier."),
        ("Ein Sicherheitsteam für zwölf Rathäuser", "Gemeinsam gegen Angriffe.", "Es geht um Informationssicherheit."),
        ("Tablets für alle", "Sprechstunde am Abend.", "Wir helfen älteren Menschen mit dem Gerät."),
        ("Netz auf dem Land", "Arbeiten im Dorf.", "Der Ausbau bringt Breitband, das trägt."),
    ):
        ProjektFactory(
            titel=name,
            kurzbeschreibung=kurz,
            ausgangslage="",
            loesung=text,
            handlungsfeld=HandlungsfeldFactory(slug="energie", name="Energie und Wärme"),
            typen=[iot],
        )
    ProjektFactory(
        titel="Mitreden auf der Karte",
        kurzbeschreibung="Stadtplanung am großen Tisch.",
        handlungsfeld=feld,
        loesung="Bürgerinnen und Bürger zeichnen.",
        typen=[LoesungstypFactory(slug="beteiligungswerkzeug", name="Beteiligungswerkzeug")],
    )


@pytest.mark.parametrize(
    "text",
    [
        "Kinder",
        "Kita",
        "Steuer",
        "Katze",
        "Hunde",
        "Hund",
        "Friedhof",
        "Standesamt",
        "Ratsinformation",
        "Ratsinformationssystem",
        "Hochzeit",
        "Raumfahrt",
        "Schwimmbad",
        "Ein",
        "der",
        "mit und ohne",
    ],
)
@pytest.mark.usefixtures("katalog")
def test_is_honestly_empty(text: str) -> None:
    assert titel(text) == []


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("Senioren", ["Tablets für alle"]),
        ("Breitbandausbau", ["Netz auf dem Land"]),
        ("Breitband Ausbau", ["Netz auf dem Land"]),
        ("Breitbandausba", ["Netz auf dem Land"]),
        ("Glasfaser", ["Netz auf dem Land"]),
        ("Bürgerbeteiligung", ["Mitreden auf der Karte"]),
        ("Bürgerbet", ["Mitreden auf der Karte"]),
        ("Bürgerbetei", ["Mitreden auf der Karte"]),
        ("Bürgerbeteilgung", ["Mitreden auf der Karte"]),
        ("Informationssicherhiet", ["Ein Sicherheitsteam für zwölf Rathäuser"]),
        ("Mitfahrbnak", ["Mitfahrbank mit Anzeige"]),
        ("Rathaus", ["Ein Sicherheitsteam für zwölf Rathäuser"]),
    ],
)
@pytest.mark.usefixtures("katalog")
def test_finds_this_and_nothing_else(text: str, erwartet: list[str]) -> None:
    assert titel(text) == erwartet


def test_a_known_word_is_not_taken_for_one_like_it() -> None:
    ProjektFactory(titel="Mitfahrbank am Bad", loesung="Bald mehr davon.")
    assert titel("Band") == []


@pytest.mark.parametrize(
    ("text", "gefunden"),
    [
        ("Die Prüfung beginnt mit Brücke.", True),
        ("Brücke und Prüfung.", True),
        ("Der Brückenbauwerksprüfung.", True),
        ("Die Prüfung beginnt. Was danach noch alles kommt und wie lange es dauert, auch Brücke.", False),
    ],
)
def test_the_parts_of_a_typed_compound_stand_together(text: str, gefunden: bool) -> None:
    ProjektFactory(titel="Etwas anderes", loesung=text)
    ProjektFactory(titel="Anfang", loesung="Prüfung", ausgangslage="Brücke")
    assert titel("Brückenprüfung") == ["Etwas anderes"] * gefunden


def test_title_and_summary_may_share_the_parts() -> None:
    ProjektFactory(titel="Prüfung für alle Dörfer rund um die Stadt", kurzbeschreibung="Endlich gibt es dort Brücke.")
    assert titel("Brückenprüfung") == ["Prüfung für alle Dörfer rund um die Stadt"]


def test_where_very_many_hold_the_parts_the_strongest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projekte.suche.beisammen.GEPRUEFT", 1)
    ProjektFactory(titel="Schwach", loesung="Die Prüfung mit Brücke.")
    ProjektFactory(titel="Prüfung mit Brücke")
    assert titel("Brückenprüfung") == ["Prüfung mit Brücke"]
