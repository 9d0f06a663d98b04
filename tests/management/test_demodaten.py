from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from kommunen.gemeindeverzeichnis.beispiel import DATEI
from kommunen.groessenklassen import Groessenklasse
from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.management.commands import demodaten
from kompetenzzentrum.management.demo import konten
from kompetenzzentrum.versand.models import Nachricht
from projekte.models import Projekt
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import ProjektFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.DEMO = True


def aufrufen(**optionen: Any) -> str:
    ausgabe = StringIO()
    call_command("demodaten", stdout=ausgabe, **optionen)
    return ausgabe.getvalue()


def bestand() -> dict[str, int]:
    return {modell: apps.get_model(modell)._default_manager.count() for modell in demodaten.INHALT}


@pytest.fixture
def verzeichnis() -> None:
    """The examples stand in real municipalities: those of the sample that ships."""
    call_command("gemeindeverzeichnis_einlesen", str(DATEI), stdout=StringIO())


@pytest.mark.usefixtures("verzeichnis")
def test_examples_fill_every_room_once_and_mail_nobody(client: Client) -> None:
    assert "sind geladen" in aufrufen()
    vorher = bestand()
    assert vorher["projekte.Projekt"] == 40
    assert vorher["veranstaltungen.Veranstaltung"] == 17
    assert {*Groessenklasse} <= set(Projekt.objects.values_list("kommunen__groessenklasse", flat=True))
    assert min(anzahl for modell, anzahl in vorher.items() if modell != "versand.Nachricht") > 0
    assert not Nachricht.objects.filter(zustand=Nachricht.Zustand.WARTET).exists()

    assert "schon geladen" in aufrufen()
    assert bestand() == vorher

    for zugang in konten.ZUGAENGE:
        antwort = client.post("/konto/login/", {"login": zugang.email, "password": konten.PASSWORT}, follow=True)
        assert zugang.name in antwort.content.decode()
        client.post("/konto/logout/")


def test_there_is_a_login_for_every_role_and_one_without() -> None:
    assert {zugang.rolle for zugang in konten.ZUGAENGE} == {None, *Rolle}
    liste = aufrufen(zugaenge=True)
    assert all(zugang.email in liste for zugang in konten.ZUGAENGE)
    assert konten.PASSWORT in liste
    assert Nutzer.objects.count() == 0  # printing the list loads nothing


def test_foreign_content_is_never_mixed_with_examples() -> None:
    ProjektFactory()
    vorher = bestand()
    with pytest.raises(CommandError, match="Projekte"):
        aufrufen()
    assert bestand() == vorher


def test_setting_up_refuses_foreign_content_before_it_writes_anything() -> None:
    NutzerFactory()
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")  # would be tried, and fail
    with pytest.raises(CommandError, match="Nutzerinnen und Nutzer"):
        call_command("einrichten", ohne_statisches=True)
    assert not Kommune.objects.exists()


def test_setting_up_asks_only_tables_that_are_there_yet() -> None:
    """An older version of the portal has not all of them."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inhalte_meldung RENAME TO inhalte_meldung_weg")
    demodaten.nur_leeres_portal()


def test_only_a_demonstration_loads_examples(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        aufrufen()


@pytest.mark.usefixtures("verzeichnis")
def test_what_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def scheitern(jetzt: object) -> None:
        raise RuntimeError("mitten im Laden")

    monkeypatch.setattr(demodaten.newsletter, "anlegen", scheitern)
    with pytest.raises(RuntimeError, match="mitten im Laden"):
        aufrufen()
    assert set(bestand().values()) == {0}
