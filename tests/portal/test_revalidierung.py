"""Every public reading page: 304 while nothing changed, new at once when something did, never for who is logged in."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kommunen.models import Kommune
from kompetenzzentrum.inhalte.models import Meldung, Seite
from kompetenzzentrum.newsletter.models import Ausgabe
from kompetenzzentrum.oberflaeche import stand
from projekte.models import Projekt
from tests.factories.inhalte import MeldungFactory
from tests.factories.kommunen import KommuneFactory
from tests.factories.konten import NutzerFactory
from tests.factories.newsletter import VersendeteAusgabeFactory
from tests.factories.projekte import ProjektFactory
from tests.factories.veranstaltungen import VeranstaltungFactory
from veranstaltungen.models import Veranstaltung
from veranstaltungen.texte import PLAETZE_ALT_HOECHSTENS

pytestmark = pytest.mark.django_db

Aenderung = Callable[[], object]


def kommune() -> object:
    return Kommune.objects.update(einwohner=4711)


def projekt() -> object:
    return Projekt.objects.update(titel="Umbenannt")


def veranstaltung() -> object:
    return Veranstaltung.objects.update(titel="Umbenannt")


def meldung() -> object:
    return Meldung.objects.update(titel="Umbenannt")


def seite() -> object:
    return Seite.objects.update(titel="Umbenannt")


def ausgabe() -> object:
    return Ausgabe.objects.update(titel="Umbenannt")


SEITEN: dict[str, tuple[Aenderung, ...]] = {
    "/": (kommune, projekt, veranstaltung, meldung),
    "/kommunen/": (kommune,),
    "/kommunen/?name=alt": (kommune,),
    "/kommunen/karte/": (kommune,),
    "/kommunen/06000001/": (kommune, projekt, veranstaltung),
    "/projekte/": (projekt, kommune),
    "/projekte/bank/": (projekt, kommune, veranstaltung),
    "/veranstaltungen/": (veranstaltung,),
    "/veranstaltungen/treffen/": (veranstaltung, projekt, kommune),
    "/aktuelles/": (meldung,),
    "/aktuelles/neues/": (meldung,),
    "/impressum/": (seite,),
    "/lizenzen/": (seite, projekt),
    "/newsletter/archiv/": (ausgabe,),
    "/suche/?q=bank": (projekt, kommune, veranstaltung, meldung),
}
MITTE_EINER_MINUTE = timezone.now().replace(second=2, microsecond=0)


@pytest.fixture(autouse=True)
def _inhalt() -> None:
    ort = KommuneFactory(schluessel="06000001", name="Altdorf, Stadt")
    ProjektFactory(slug="bank", federfuehrung=ort)
    VeranstaltungFactory(slug="treffen", beginn=timezone.now() + timedelta(days=9))
    MeldungFactory(slug="neues", veroeffentlicht_am=timezone.now() - timedelta(days=2))
    VersendeteAusgabeFactory()


def fragen(client: Client, pfad: str, etag: str = "") -> int:
    return client.get(pfad, headers={"if-none-match": etag} if etag else {}).status_code


@pytest.mark.parametrize("pfad", SEITEN)
def test_unchanged_it_costs_one_query_and_sends_nothing(
    client: Client, pfad: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(MITTE_EINER_MINUTE, tick=False):
        erste = client.get(pfad)
        with django_assert_num_queries(1):
            wieder = client.get(pfad, headers={"if-none-match": erste["ETag"]})
    assert (wieder.status_code, wieder.content, wieder["ETag"]) == (304, b"", erste["ETag"])
    assert wieder["Cache-Control"] == erste["Cache-Control"]
    haltbar = int(erste["Cache-Control"].removeprefix("public, max-age="))
    assert 0 < haltbar <= (PLAETZE_ALT_HOECHSTENS if "frei</" in erste.content.decode() else 60)
    assert "Cookie" in wieder["Vary"]
    assert not erste.cookies
    assert not wieder.cookies
    assert wieder["Content-Security-Policy"] == erste["Content-Security-Policy"]


@pytest.mark.parametrize(("pfad", "aendern"), [(pfad, eine) for pfad, alle in SEITEN.items() for eine in alle])
def test_what_changed_is_seen_at_once(client: Client, pfad: str, aendern: Aenderung) -> None:
    with time_machine.travel(MITTE_EINER_MINUTE, tick=False):
        alt = client.get(pfad)["ETag"]
        aendern()
        neu = client.get(pfad, headers={"if-none-match": alt})
    assert neu.status_code == 200
    assert neu["ETag"] != alt


@pytest.mark.parametrize("pfad", SEITEN)
def test_another_day_or_another_build_is_another_page(client: Client, pfad: str) -> None:
    with time_machine.travel(MITTE_EINER_MINUTE, tick=False):
        alt = client.get(pfad)["ETag"]
        with patch.object(stand, "kennung", return_value="ein anderer Bau"):
            assert fragen(client, pfad, alt) == 200
    with time_machine.travel(MITTE_EINER_MINUTE + timedelta(days=1), tick=False):
        assert fragen(client, pfad, alt) == 200


@pytest.mark.parametrize("pfad", SEITEN)
def test_who_is_logged_in_gets_a_page_of_her_own(client: Client, pfad: str) -> None:
    with time_machine.travel(MITTE_EINER_MINUTE, tick=False):
        alt = client.get(pfad)["ETag"]
        person = Client()
        person.force_login(NutzerFactory())
        antwort = person.get(pfad, headers={"if-none-match": alt})
        assert antwort.status_code == 200
        assert antwort["Cache-Control"] == "private, no-store"
        assert not antwort.has_header("ETag")
        assert "Mein Konto" in antwort.content.decode()
        assert "Mein Konto" not in client.get(pfad).content.decode()


def test_published_is_seen_and_withdrawn_is_gone_at_once(client: Client) -> None:
    entwurf = ProjektFactory(titel="Ganz neu", veroeffentlicht_am=None)
    etag = client.get("/")["ETag"]
    Projekt.objects.filter(pk=entwurf.pk).update(veroeffentlicht_am=timezone.now())
    neu = client.get("/", headers={"if-none-match": etag})
    assert "Ganz neu" in neu.content.decode()
    Projekt.objects.filter(pk=entwurf.pk).update(archiviert_am=timezone.now())
    weg = client.get("/", headers={"if-none-match": neu["ETag"]})
    assert weg.status_code == 200
    assert "Ganz neu" not in weg.content.decode()


@pytest.mark.parametrize("pfad", ["/beratung/anfrage/", "/newsletter/", "/konto/login/", "/konto/"])
def test_pages_with_a_form_or_of_a_person_have_no_such_etag(client: Client, pfad: str) -> None:
    assert not client.get(pfad).has_header("ETag")
