import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.beratung.models import Anfrage
from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.portal.konto import ARBEITSPLAETZE
from tests.factories.konten import NutzerFactory
from tests.factories.veranstaltungen import AnmeldungFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("platz", ARBEITSPLAETZE, ids=lambda platz: platz.rolle.value)
def test_each_role_finds_its_work_and_can_open_it(client: Client, platz: object) -> None:
    client.force_login(NutzerFactory(rolle=platz.rolle))  # type: ignore[attr-defined]
    html = client.get("/konto/").content.decode()
    assert f"<h3>{platz.rolle.label}</h3>" in html  # type: ignore[attr-defined]
    for _, adresse in platz.wege:  # type: ignore[attr-defined]
        assert f'href="{adresse}"' in html
        assert client.get(adresse).status_code == 200, adresse


def test_every_role_is_described() -> None:
    assert {platz.rolle for platz in ARBEITSPLAETZE} == set(Rolle)


def test_without_a_role_there_is_no_work(client: Client) -> None:
    client.force_login(NutzerFactory())
    assert "Ihre Aufgaben im Portal" not in client.get("/konto/").content.decode()


def test_own_registrations_and_requests_by_confirmed_address_only(client: Client) -> None:
    eigene = AnmeldungFactory(email="ich@example.org")
    wartende = AnmeldungFactory(email="ich@example.org", zustand="wartend", wartet_seit=timezone.now(), platz_seit=None)
    abgesagte = AnmeldungFactory(email="ich@example.org", zustand="storniert", storniert_am=timezone.now())
    fremde = AnmeldungFactory(email="andere@example.org")
    anfrage = Anfrage.objects.create(email="Ich@example.org", nachricht="Wie geht Glasfaser?")
    client.force_login(NutzerFactory(email="ich@example.org"))
    html = client.get("/konto/").content.decode()
    assert f"/anmeldungen/{eigene.token}/" in html
    assert f"/anmeldungen/{wartende.token}/" in html
    assert "(auf der Warteliste)" in html
    assert abgesagte.token not in html
    assert anfrage.token_url in html
    assert fremde.token not in html

    client.force_login(NutzerFactory(email="andere@example.org", bestaetigt=False))
    assert fremde.token not in client.get("/konto/").content.decode()


def test_it_is_never_cached_by_others(client: Client) -> None:
    client.force_login(NutzerFactory())
    assert client.get("/konto/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("anzahl", [1, 3])
def test_query_count_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    AnmeldungFactory.create_batch(anzahl, email="ich@example.org")
    for nummer in range(anzahl):
        Anfrage.objects.create(email="ich@example.org", nachricht=f"Frage {nummer}")
    client.force_login(NutzerFactory(email="ich@example.org"))
    with django_assert_num_queries(6):  # session, person, roles, addresses, registrations, requests
        client.get("/konto/")
