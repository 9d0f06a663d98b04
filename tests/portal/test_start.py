from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories.inhalte import MeldungFactory
from tests.factories.kommunen import KommuneFactory, KreisFactory
from tests.factories.projekte import ProjektFactory
from tests.factories.veranstaltungen import VeranstaltungFactory
from veranstaltungen.models import Veranstaltung
from veranstaltungen.texte import PLAETZE_ALT_HOECHSTENS

pytestmark = pytest.mark.django_db


def test_three_numbers_count_what_readers_can_open(client: Client) -> None:
    kommune = KommuneFactory()
    KommuneFactory(gemeindefrei=True)
    KreisFactory()
    ProjektFactory.create_batch(2, federfuehrung=kommune)
    ProjektFactory(federfuehrung=kommune, veroeffentlicht_am=None)
    VeranstaltungFactory()
    VeranstaltungFactory(vergangen=True)
    VeranstaltungFactory(zustand=Veranstaltung.Zustand.ENTWURF)
    html = client.get("/").content.decode()
    assert "<strong>2</strong> Projekte" in html
    assert "<strong>1</strong> Städte und Gemeinden" in html
    assert "<strong>1</strong> Termin<" in html


def test_an_empty_portal_offers_the_next_step(client: Client) -> None:
    html = client.get("/").content.decode()
    for hinweis in ("Der Katalog ist noch leer", "Gerade ist kein Termin geplant", "Noch gibt es keine Meldungen"):
        assert hinweis in html


def test_it_leads_to_everything_and_sets_no_cookie(client: Client) -> None:
    antwort = client.get("/")
    html = antwort.content.decode()
    for adresse in ("/projekte/", "/kommunen/", "/veranstaltungen/", "/beratung/", "/newsletter/", "/kommunen/karte/"):
        assert f'href="{adresse}"' in html
    assert 'action="/suche/"' in html
    assert not antwort.cookies
    assert "csrfmiddlewaretoken" not in html
    # Free seats stand on it: no cache keeps it longer than they hold.
    assert int(antwort["Cache-Control"].removeprefix("public, max-age=")) <= PLAETZE_ALT_HOECHSTENS


@pytest.mark.parametrize("anzahl", [1, 3])
def test_query_count_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    kommune = KommuneFactory()
    for nummer in range(anzahl):
        ProjektFactory(federfuehrung=kommune)
        VeranstaltungFactory(beginn=timezone.now() + timedelta(days=nummer + 1))
        MeldungFactory()
    with django_assert_num_queries(11):
        client.get("/")
    with django_assert_num_queries(1):  # of unchanged content only the numbers of the rooms are read
        client.get("/")
