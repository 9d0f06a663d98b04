from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.inhalte import suche
from kompetenzzentrum.inhalte.models import Meldung
from kompetenzzentrum.konten.models import Rolle
from tests.factories.inhalte import MeldungFactory
from tests.factories.konten import NutzerFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def entwurf() -> Meldung:
    return MeldungFactory(titel="Geheimer Entwurf", veroeffentlicht_am=None)


@pytest.fixture
def wartend() -> Meldung:
    return MeldungFactory(titel="Erst morgen", veroeffentlicht_am=timezone.now() + timedelta(days=1))


def test_drafts_and_waiting_news_are_nowhere(client: Client, entwurf: Meldung, wartend: Meldung) -> None:
    MeldungFactory(titel="Schon da")
    for adresse in ("/aktuelles/", "/aktuelles/feed/", "/sitemap-inhalte-meldungen.xml", "/suche/?q=Entwurf"):
        html = client.get(adresse).content.decode()
        assert entwurf.titel not in html
        assert entwurf.slug not in html
        assert wartend.slug not in html
    assert client.get(entwurf.get_absolute_url()).status_code == 404
    assert client.get(wartend.get_absolute_url()).status_code == 404
    assert suche.finden("Entwurf", 5) == ([], 0)
    gezeigt = Template("{% load inhalte %}{% neueste_meldungen 5 %}").render(Context())
    assert "Schon da" in gezeigt
    assert entwurf.titel not in gezeigt


def test_editors_see_drafts_and_are_told_so(client: Client, entwurf: Meldung) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    assert "Noch nicht veröffentlicht" in client.get(entwurf.get_absolute_url()).content.decode()
    assert entwurf.titel in client.get("/aktuelles/").content.decode()


def test_other_roles_see_no_drafts(client: Client, entwurf: Meldung) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.BERATUNG))
    assert client.get(entwurf.get_absolute_url()).status_code == 404


def test_examples_are_marked_everywhere(client: Client) -> None:
    meldung = MeldungFactory(ist_beispiel=True)
    for adresse in ("/aktuelles/", meldung.get_absolute_url(), "/aktuelles/feed/"):
        assert "Beispiel" in client.get(adresse).content.decode()


@pytest.mark.parametrize("anzahl", [1, 3])
def test_list_costs_the_same_with_one_and_three(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    MeldungFactory.create_batch(anzahl)
    with django_assert_num_queries(3):  # number of the room, how many, and which
        client.get("/aktuelles/")


def test_list_is_paginated(client: Client) -> None:
    for tag in range(11):
        MeldungFactory(titel=f"Meldung vom Tag {tag}", veroeffentlicht_am=timezone.now() - timedelta(days=tag))
    erste, zweite = client.get("/aktuelles/").content.decode(), client.get("/aktuelles/?seite=2").content.decode()
    assert "Meldung vom Tag 0<" in erste
    assert "Meldung vom Tag 10<" not in erste
    assert "Meldung vom Tag 10<" in zweite
    assert client.get("/aktuelles/?seite=99").status_code == 404


def test_feed_is_atom_with_addresses_of_the_portal(client: Client) -> None:
    meldung = MeldungFactory(titel="Größe & Wirkung")
    antwort = client.get("/aktuelles/feed/", headers={"host": "127.0.0.1"})
    eintrag = ElementTree.fromstring(antwort.content).find(f"{ATOM}entry")  # noqa: S314  (our own feed)
    assert eintrag is not None
    assert eintrag.findtext(f"{ATOM}title") == "Größe & Wirkung"
    link = eintrag.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://127.0.0.1:8000{meldung.get_absolute_url()}"
    assert not antwort.cookies


def test_search_wants_every_word_and_puts_titles_first() -> None:
    MeldungFactory(titel="Anderes", text="Hier geht es um Glasfaser im Dorf.")
    MeldungFactory(titel="Glasfaser im Dorf")
    MeldungFactory(titel="Glasfaser in der Stadt")
    treffer, anzahl = suche.finden("glasfaser dorf", 5)
    assert [einer.titel for einer in treffer] == ["Glasfaser im Dorf", "Anderes"]
    assert anzahl == 2
    assert suche.finden("   ", 5) == ([], 0)


@pytest.mark.parametrize("wort", ["Förderung", "foerderung", "FÖRDERUNG"])
def test_umlauts_are_found_either_way(wort: str) -> None:
    MeldungFactory(titel="Neue Förderung für Glasfaser")
    MeldungFactory(titel="Foerderung, falsch geschrieben")
    assert suche.finden(wort, 5)[1] == 2


def test_the_feeds_address_cannot_be_taken() -> None:
    with pytest.raises(ValidationError, match="gehört dem Feed"):
        MeldungFactory.build(slug="feed").full_clean()
