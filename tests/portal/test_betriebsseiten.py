import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings as einstellungen
from django.test import Client
from django.utils import timezone

from kompetenzzentrum.konten.mails import Kontomail
from kompetenzzentrum.portal import checks
from kompetenzzentrum.versand.postausgang import einreihen

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.mark.django_db
def test_healthz_says_ok(client: Client) -> None:
    antwort = client.get("/healthz")
    assert antwort.status_code == 200
    assert antwort.json() == {"status": "ok", "datenbank": "ok", "valkey": "ok", "post_wartet_minuten": 0}
    assert antwort["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_healthz_says_how_long_mail_has_been_waiting(client: Client) -> None:
    seit = timezone.now() - timedelta(minutes=7)
    einreihen(Kontomail.beispiel(), an="a@example.org", schluessel="alt", faellig_ab=seit)
    einreihen(Kontomail.beispiel(), an="a@example.org", schluessel="neu")
    assert client.get("/healthz").json()["post_wartet_minuten"] == 7


@pytest.mark.django_db
def test_healthz_without_valkey_still_serves_and_says_so(client: Client, settings: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
    }
    antwort = client.get("/healthz")
    assert antwort.status_code == 200
    assert antwort.json() == {
        "status": "eingeschraenkt",
        "datenbank": "ok",
        "valkey": "nicht erreichbar",
        "post_wartet_minuten": 0,
    }


def test_healthz_without_the_database_is_503() -> None:
    """In a process of its own whose database is not there; no settings are patched."""
    programm = (
        "import django; django.setup(); from django.test import Client;"
        "antwort = Client(headers={'host': 'localhost'}).get('/healthz');"
        "print(antwort.status_code, antwort.json()['status'], antwort.json()['valkey'])"
    )
    umgebung = {**os.environ, "DATABASE_URL": "postgresql://niemand@127.0.0.1:1/nichts"}
    ablauf = subprocess.run(
        [sys.executable, "-c", programm],
        env=umgebung,
        capture_output=True,
        text=True,
        check=True,
        cwd=einstellungen.BASE_DIR,
    )
    assert ablauf.stdout.split() == ["503", "gestoert", "ok"]


@pytest.mark.django_db
def test_security_txt_has_what_rfc_9116_demands(client: Client, settings: Any, time_machine: Any) -> None:
    settings.SECURITY_TXT_BIS, settings.PORTAL_URL = "2027-10-31", "https://portal.example"
    antwort = client.get("/.well-known/security.txt", secure=True)
    assert antwort["Content-Type"] == "text/plain; charset=utf-8"
    felder = dict(zeile.split(": ", 1) for zeile in antwort.content.decode().splitlines())
    assert felder["Contact"] == "mailto:kontakt@example.org"
    assert datetime.fromisoformat(felder["Expires"]).isoformat() == "2027-10-31T00:00:00+00:00"
    assert felder["Preferred-Languages"] == "de, en"
    assert felder["Canonical"] == "https://portal.example/.well-known/security.txt"


@pytest.mark.parametrize(
    ("bis", "ids"),
    [
        ("2027-03-02", []),
        ("2026-12-22", []),
        ("2026-12-21", ["portal.W001"]),
        ("2026-11-20", ["portal.W001"]),
        ("2027-11-22", ["portal.W002"]),
        ("bald", ["portal.E001"]),
    ],
)
def test_check_watches_the_date_of_security_txt(settings: Any, time_machine: Any, bis: str, ids: list[str]) -> None:
    time_machine.move_to("2026-11-21T12:00:00+01:00")
    settings.SECURITY_TXT_BIS = bis
    assert [fund.id for fund in checks.security_txt()] == ids


@pytest.mark.parametrize(
    ("url", "https", "demo", "ids"),
    [
        ("https://kommunen.example.org", True, False, []),
        ("http://127.0.0.1:8000", False, False, []),
        ("http://[::1]:8000", False, False, []),
        ("http://kommunen.example.org", False, False, ["portal.E002"]),
        ("http://127.0.0.1.example.org", False, False, ["portal.E002"]),
        ("http://kommunen.example.org", False, True, []),
    ],
)
def test_check_refuses_plain_http_in_production(
    settings: Any, url: str, https: bool, demo: bool, ids: list[str]
) -> None:
    settings.PORTAL_URL, settings.HTTPS, settings.DEMO = url, https, demo
    assert [fund.id for fund in checks.verschluesselt()] == ids


@pytest.mark.parametrize(
    ("schluessel", "demo", "ids"),
    [("a" * 49, False, ["portal.E003"]), ("a" * 49, True, []), ("a" * 50, False, []), ("", False, [])],
)
def test_check_refuses_a_short_secret_key(settings: Any, schluessel: str, demo: bool, ids: list[str]) -> None:
    settings.SECRET_KEY, settings.DEMO = schluessel, demo
    assert [fund.id for fund in checks.schluessel()] == ids


@pytest.mark.django_db
def test_robots_txt_keeps_personal_pages_out_and_a_demonstration_wholly(client: Client, settings: Any) -> None:
    settings.DEMO = False
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /anmeldungen/\n" in text
    assert "Disallow: /\n" not in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
    settings.DEMO = True
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()


@pytest.mark.django_db
def test_every_part_of_the_sitemap_can_be_read(client: Client) -> None:
    teile = [loc.text or "" for loc in ElementTree.fromstring(client.get("/sitemap.xml").content).iter(LOC)]  # noqa: S314
    namen = {Path(teil).stem for teil in teile}
    assert {"sitemap-portal-festeseiten", "sitemap-inhalte-seiten", "sitemap-inhalte-meldungen"} <= namen
    for teil in teile:
        antwort = client.get(teil.removeprefix("http://testserver"))
        assert antwort.status_code == 200, teil
    fest = client.get("/sitemap-portal-festeseiten.xml").content
    for loc in ElementTree.fromstring(fest).iter(LOC):  # noqa: S314
        assert client.get((loc.text or "").removeprefix("http://testserver")).status_code == 200


@pytest.mark.django_db
def test_favicon_leads_to_the_sign(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith("oberflaeche/zeichen.svg")
