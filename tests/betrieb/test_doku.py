"""What README and docs promise: links lead to files, commands exist, and the words on deletion are tried out."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.utils import timezone

from kompetenzzentrum.beratung.models import Anfrage
from kompetenzzentrum.betrieb.orte import CHECKOUT
from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.newsletter.models import Abonnement
from tests.factories.beratung import AnfrageFactory, BeitragFactory
from tests.factories.konten import NutzerFactory
from tests.factories.newsletter import AbonnementFactory
from tests.factories.veranstaltungen import AnmeldungFactory, FrageFactory
from veranstaltungen.models import Anmeldung, Antwort

TEXTE = [CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
DATENSCHUTZ = (CHECKOUT / "docs" / "datenschutz.md").read_text()


@pytest.mark.parametrize("text", TEXTE, ids=lambda pfad: str(pfad.relative_to(CHECKOUT)))
def test_links_lead_to_files(text: Path) -> None:
    ziele = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text.read_text())
    assert [ziel for ziel in ziele if not (text.parent / ziel).exists()] == []


def test_files_named_in_the_settings_exist() -> None:
    quelltext = (CHECKOUT / "kompetenzzentrum" / "settings" / "basis.py").read_text()
    genannt = re.findall(r"\bdocs/[\w/-]+\.md", quelltext)
    assert genannt
    assert [datei for datei in genannt if not (CHECKOUT / datei).exists()] == []


@pytest.mark.parametrize("text", TEXTE, ids=lambda pfad: str(pfad.relative_to(CHECKOUT)))
def test_commands_exist(text: Path) -> None:
    befehle = set(re.findall(r"manage\.py\s+([a-z_]+)", text.read_text()))
    assert befehle <= get_commands().keys()


def test_operation_names_services_of_the_compose_file() -> None:
    dienste = set(re.findall(r"^  ([a-z]+):$", (CHECKOUT / "docker-compose.yml").read_text(), re.MULTILINE))
    text = (CHECKOUT / "docs" / "betrieb.md").read_text() + DATENSCHUTZ
    genannt = set(re.findall(r'docker compose (?:exec|run)(?: --?\w+(?: "[^"]+")?)* ([a-z]+)', text))
    for zeile in re.findall(r"docker compose (?:stop|start) ([a-z ]+)", text):
        genannt |= set(zeile.split())
    assert {"web", "worker", "datenbank"} <= genannt <= dienste


def test_every_period_is_told() -> None:
    tabelle = re.findall(r"^\| `(\w+)` \| (\d+) \|", DATENSCHUTZ, re.MULTILINE)
    assert {schluessel: int(tage) for schluessel, tage in tabelle} == settings.AUFBEWAHRUNG_TAGE


@pytest.mark.django_db
def test_the_steps_for_art_15_and_17_do_what_they_say(capsys: pytest.CaptureFixture[str]) -> None:
    auskunft, loeschung = re.findall(r"```python\n(.*?)```", DATENSCHUTZ, re.DOTALL)
    werte: dict[str, object] = {}
    jana_kommt = AnmeldungFactory(email="jana@example.org", name="Jana Lorenz", veranstaltung__plaetze=3)
    event = jana_kommt.veranstaltung
    Antwort.objects.create(anmeldung=jana_kommt, frage=FrageFactory(veranstaltung=event), wert="vegetarisch")
    AnmeldungFactory(veranstaltung=event, email="", name="Ihr Kollege", kontakt=jana_kommt)
    kollegin = AnmeldungFactory(veranstaltung=event, kontakt=jana_kommt)
    wartende = AnmeldungFactory(
        veranstaltung=event, zustand=Anmeldung.Zustand.WARTEND, platz_seit=None, wartet_seit=timezone.now()
    )
    BeitragFactory(anfrage=AnfrageFactory(email="Jana@example.org"), text="Und der Zeitplan?")
    AbonnementFactory(email="jana@example.org")
    jana = NutzerFactory(email="jana@example.org")
    bleibt = [kollegin, AnmeldungFactory(), AnfrageFactory(), AbonnementFactory(), NutzerFactory()]

    exec(auskunft, werte)  # noqa: S102 (our own documentation)
    ausgabe = capsys.readouterr().out
    for teil in ("Jana Lorenz", "vegetarisch", "Und der Zeitplan?", "newsletter.Abonnement", "konten.Nutzer"):
        assert teil in ausgabe
    for geheim in (jana.password, Anmeldung.objects.get(name="Jana Lorenz").token):
        assert geheim not in ausgabe

    exec(loeschung, werte)  # noqa: S102
    for modell in (Anmeldung, Anfrage, Abonnement, Nutzer):
        assert not modell._default_manager.filter(email__iexact="jana@example.org").exists()
    assert all(type(zeile)._default_manager.filter(pk=zeile.pk, email=zeile.email).exists() for zeile in bleibt)  # type: ignore[attr-defined]
    kollegin.refresh_from_db()
    assert kollegin.ist_angemeldet
    assert not Anmeldung.objects.filter(name="Ihr Kollege").exists()
    wartende.refresh_from_db()
    assert wartende.zustand == Anmeldung.Zustand.ANGEBOTEN
