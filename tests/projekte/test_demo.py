from datetime import UTC, datetime

import pytest
from django.test import Client

from kompetenzzentrum.management.demo import projekte as demo
from projekte.models import Handlungsfeld, Projekt
from tests.factories.kommunen import KommuneFactory

pytestmark = pytest.mark.django_db
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
def test_nothing_is_invented_about_real_places() -> None:
    demo.anlegen(JETZT)
    for projekt in Projekt.objects.exclude(kommunen=None):
        assert not (projekt.kosten_einmalig or projekt.kosten_jaehrlich or projekt.zustand_grund)
        assert projekt.zustand == "laufend"
    for projekt in Projekt.objects.filter(kommunen=None):
        assert "(erfunden)" in projekt.traeger
    for projekt in Projekt.objects.exclude(kontakt_email=""):
        assert projekt.kontakt_email.endswith("@example.org")


@pytest.mark.usefixtures("register")
def test_what_someone_changed_stays() -> None:
    demo.anlegen(JETZT)
    Projekt.objects.filter(slug="mitfahrbank-mit-anzeige").update(titel="Umbenannt")
    demo.anlegen(JETZT)
    assert Projekt.objects.get(slug="mitfahrbank-mit-anzeige").titel == "Umbenannt"


def test_an_older_register_leaves_out_what_it_cannot_place() -> None:
    demo.anlegen(JETZT)
    assert not Projekt.objects.filter(slug="mitfahrbank-mit-anzeige").exists()
    assert Projekt.objects.filter(slug="rufbus-auf-bestellung").exists()
