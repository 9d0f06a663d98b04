import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils.html import strip_tags

from kompetenzzentrum.management.demo import projekte as demo
from projekte import guetezeichen, suche
from projekte.models import Bild, Dokument, Handlungsfeld, Projekt
from tests.factories.kommunen import KommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ablagen")]
JETZT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def schluessel() -> set[str]:
    angaben = demo.lesen()
    return {wert for angabe in angaben for wert in [angabe.get("kommune"), *angabe.get("beteiligte", [])] if wert}


@pytest.fixture
def register() -> None:
    for wert in schluessel():
        KommuneFactory(schluessel=wert, landschluessel=wert[:2], art="kreis" if len(wert) == 5 else "gemeinde")


@pytest.mark.usefixtures("register")
def test_forty_marked_examples_in_every_field_and_land(client: Client) -> None:
    demo.anlegen(JETZT)
    demo.anlegen(JETZT)
    projekte = Projekt.objects.all()
    assert projekte.count() == 40
    assert projekte.filter(ist_beispiel=True, veroeffentlicht_am__lt=JETZT).count() == 40
    assert set(projekte.values_list("handlungsfeld", flat=True)) == set(
        Handlungsfeld.objects.values_list("pk", flat=True)
    )
    assert len(set(projekte.exclude(kommunen=None).values_list("kommunen__land", flat=True))) == 16
    for projekt in projekte:
        assert client.get(projekt.get_absolute_url()).status_code == 200


@pytest.mark.usefixtures("register")
def test_examples_of_a_search_find_what_they_mean(client: Client) -> None:
    demo.anlegen(JETZT)
    gemeint = {
        "Mitfahrbank": "Mitfahrbank mit Anzeige",
        "Parkplatz": "Freie Parkplätze auf einen Blick",
        "Dortmund": "Allianz Smart City: Stadt, Wirtschaft und Wissenschaft an einem Tisch",
    }
    beispiele = re.findall(r'href="/suche/\?q=(\w+)">\1</a>', client.get("/").content.decode())
    assert beispiele == list(gemeint)
    for wort, titel in gemeint.items():
        assert strip_tags(suche.finden(wort, 1)[0][0].titel) == titel
    assert "zum Beispiel „Parkplatz“ statt" in client.get("/suche/?q=Xylophonpflicht").content.decode()
    assert "„Park“ findet auch „Parkplatz“" in client.get("/projekte/?q=Xylophonpflicht").content.decode()
    for wort in ("Park", "Parken"):
        assert gemeint["Parkplatz"] in [strip_tags(treffer.titel) for treffer in suche.finden(wort, 5)[0]]


@pytest.mark.usefixtures("register")
def test_nothing_is_invented_about_real_places() -> None:
    demo.anlegen(JETZT)
    for projekt in Projekt.objects.exclude(kommunen=None):
        assert not (projekt.kosten_einmalig or projekt.kosten_jaehrlich or projekt.zustand_grund)
        assert projekt.zustand == "laufend"
        assert [(wirkung.art, wirkung.wert) for wirkung in projekt.wirkungen.all()] == [("erwartet", None)]
        assert not projekt.partner.exists()
        assert not (projekt.foerderung or projekt.personalaufwand or projekt.betriebsmodell or projekt.vergabeweg)
    for projekt in Projekt.objects.filter(kommunen=None):
        assert "(erfunden)" in projekt.traeger
        assert all("(erfunden)" in partner.name for partner in projekt.partner.all())
    for projekt in Projekt.objects.exclude(kontakt_email=""):
        assert projekt.kontakt_email.endswith("@example.org")


@pytest.mark.usefixtures("register")
def test_what_someone_changed_stays() -> None:
    demo.anlegen(JETZT)
    Projekt.objects.filter(slug="mitfahrbank-mit-anzeige").update(titel="Umbenannt")
    demo.anlegen(JETZT)
    assert Projekt.objects.get(slug="mitfahrbank-mit-anzeige").titel == "Umbenannt"


@pytest.mark.usefixtures("register")
def test_every_quality_mark_can_be_seen_and_files_open(client: Client) -> None:
    demo.anlegen(JETZT)
    gesehen = {eins.schluessel for projekt in Projekt.objects.all() for eins in guetezeichen.von(projekt)}
    assert gesehen >= {"vollstaendig", "gemessen"}
    assert Bild.objects.count() == 2
    bild, dokument = Bild.objects.first(), Dokument.objects.get()
    for adresse in (bild.url_klein, bild.url_gross, dokument.get_absolute_url()):
        assert b"".join(client.get(adresse).streaming_content)


def test_an_older_register_leaves_out_what_it_cannot_place() -> None:
    demo.anlegen(JETZT)
    assert not Projekt.objects.filter(slug="mitfahrbank-mit-anzeige").exists()
    assert Projekt.objects.filter(slug="rufbus-auf-bestellung").exists()
