import pytest
from django.conf import settings
from django.test import Client

from tests.factories.konten import NutzerFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("wert", ['"\\000abcdefghijk"', "x", "ä" * 32, "a" * 31 + "/", "a" * 5000])
def test_a_cookie_of_others_making_is_no_session(client: Client, wert: str) -> None:
    """As a raw header, octal escapes and all: only then the NUL arrives."""
    antwort = client.get("/konto/", HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={wert}")
    assert antwort.status_code == 302
    assert client.get("/", HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={wert}").status_code == 200


def test_a_session_of_our_own_is_read(client: Client) -> None:
    client.force_login(NutzerFactory())
    assert client.get("/konto/").status_code == 200


@pytest.mark.parametrize("kopf", [{"HTTP_HOST": "fremd.example"}, {"HTTP_HOST": "a b"}])
def test_a_foreign_host_is_refused_without_a_word_in_the_log(client: Client, kopf: dict[str, str]) -> None:
    """Every ERROR in the log fails a test, see conftest."""
    assert client.get("/newsletter/", **kopf).status_code == 400  # type: ignore[arg-type]


def test_a_body_too_big_is_refused_without_a_word_in_the_log(client: Client) -> None:
    gross = "email=" + "a" * 3_000_000
    assert client.post("/newsletter/", gross, "application/x-www-form-urlencoded").status_code == 400
    viele = "&".join(f"feld{i}=" for i in range(1001))
    assert client.post("/newsletter/", viele, "application/x-www-form-urlencoded").status_code == 400
