from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.inhalte import checks
from kompetenzzentrum.inhalte.models import Seite

pytestmark = pytest.mark.django_db

ADRESSEN = ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "gebaerdensprache", "lizenzen")


@pytest.mark.parametrize("schluessel", ADRESSEN)
def test_every_legal_page_stands_from_the_first_migration_on(client: Client, schluessel: str) -> None:
    antwort = client.get(f"/{schluessel}/")
    html = antwort.content.decode()
    seite = Seite.objects.get(schluessel=schluessel)
    assert antwort.status_code == 200
    assert html.count("<h1>") == 1
    assert f"<h1>{seite.titel}</h1>" in html
    assert not antwort.cookies


def test_what_editors_write_is_shown_without_their_html(client: Client) -> None:
    Seite.objects.filter(schluessel="impressum").update(text="# Neu\n\n<script>alert(1)</script> **fett**")
    html = client.get("/impressum/").content.decode()
    assert "<h2>Neu</h2>" in html
    assert "<strong>fett</strong>" in html
    assert "<script>alert" not in html


def test_gaps_are_named_to_readers_until_they_are_filled(client: Client) -> None:
    assert "fehlen noch Angaben" in client.get("/impressum/").content.decode()
    Seite.objects.filter(schluessel="impressum").update(text="Stadt Musterstadt")
    assert "fehlen noch Angaben" not in client.get("/impressum/").content.decode()


def test_privacy_page_shows_the_living_registry(client: Client) -> None:
    html = client.get("/datenschutz/").content.decode()
    assert "Konten" in html
    assert "24 Monate nach der letzten Anmeldung" in html


def test_accessibility_statement_names_contact_and_arbitration(client: Client, settings: Any) -> None:
    settings.PORTAL_EMAIL = "barrieren@stadt.example"
    html = client.get("/barrierefreiheit/").content.decode()
    assert 'href="mailto:barrieren@stadt.example?subject=' in html
    assert "https://www.schlichtungsstelle-bgg.de/" in html
    assert "teilweise vereinbar" in html


def test_leichte_sprache_keeps_its_rules() -> None:
    """Some of the rules a machine can see: short sentences, no abbreviations, no subjunctive."""
    text = Seite.objects.get(schluessel="leichte-sprache").text
    saetze = [satz for zeile in text.splitlines() for satz in zeile.split(". ") if satz.strip()]
    assert [satz for satz in saetze if len(satz.split()) > 14] == []
    for verboten in ("z. B.", "bzw.", "usw.", "würde", "könnte", "nicht"):
        assert verboten not in text, verboten


def test_checks_name_every_gap_and_fall_silent_when_filled() -> None:
    warnungen = checks.platzhalter(databases=["default"])
    assert any("/impressum/" in warnung.msg and "Name der Stelle" in warnung.msg for warnung in warnungen)
    assert checks.platzhalter(databases=None) == []
    Seite.objects.update(text="Alles ausgefüllt.")
    assert checks.platzhalter(databases=["default"]) == []


def test_manage_check_prints_the_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check", databases=["default"])
    assert "inhalte.W001" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("demo", "adresse", "erwartet"),
    [(False, "kontakt@example.org", 1), (True, "kontakt@example.org", 0), (False, "kontakt@stadt.example", 0)],
)
def test_example_contact_is_noticed_outside_the_demonstration(
    settings: Any, demo: bool, adresse: str, erwartet: int
) -> None:
    settings.DEMO, settings.PORTAL_EMAIL = demo, adresse
    assert len(checks.kontaktadresse()) == erwartet


def test_a_legal_page_costs_two_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        client.get("/impressum/")
