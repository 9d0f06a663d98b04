"""The overview and the page of an event, as a visitor without an account and without JavaScript sees them."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.konten.models import Nutzer, Rolle
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    ProgrammpunktFactory,
    ReiheFactory,
    VeranstaltungFactory,
)
from veranstaltungen.models import Veranstaltung

pytestmark = pytest.mark.django_db

LISTE = "/veranstaltungen/"
NEU_GEZEICHNET = 13
"""Queries of a page of an event that no process has drawn."""
Zustand = Veranstaltung.Zustand


def titel(antwort: HttpResponse) -> list[str]:
    return [veranstaltung.titel for veranstaltung in antwort.context["veranstaltungen"]]


def html(antwort: HttpResponse) -> str:
    return antwort.content.decode()


# --- list -----------------------------------------------------------------------------------


def test_the_list_shows_what_comes_next_first_and_no_drafts(client: Client) -> None:
    for titel_, tage, zustand in (
        ("später", 9, Zustand.VEROEFFENTLICHT),
        ("bald", 2, Zustand.VEROEFFENTLICHT),
        ("abgesagt", 5, Zustand.ABGESAGT),
    ):
        VeranstaltungFactory(titel=titel_, zustand=zustand, beginn=timezone.now() + timedelta(days=tage))
    VeranstaltungFactory(titel="Entwurf", zustand=Zustand.ENTWURF)
    VeranstaltungFactory(titel="gewesen", vergangen=True)
    assert titel(client.get(LISTE)) == ["bald", "abgesagt", "später"]
    assert titel(client.get(LISTE, {"zeit": "vergangen"})) == ["gewesen"]


def test_what_has_begun_still_counts_as_upcoming(client: Client) -> None:
    VeranstaltungFactory(titel="läuft", beginn=timezone.now() - timedelta(hours=1))
    assert titel(client.get(LISTE)) == ["läuft"]


@pytest.mark.parametrize(
    ("abfrage", "erwartet"),
    [
        ({"format": "forum"}, ["Forum Nord"]),
        ({"region": "nord", "modus": "praesenz"}, ["Forum Nord"]),
        ({"modus": "online"}, ["Sprechstunde"]),
        ({"format": "gibt-es-nicht", "region": "nord"}, ["Forum Nord"]),
        ({"format": "forum", "region": "sued"}, []),
        ({"zeit": "irgendwann", "format": "forum"}, ["Forum Nord"]),
    ],
)
def test_filters_narrow_the_list(client: Client, abfrage: dict[str, str], erwartet: list[str]) -> None:
    VeranstaltungFactory(titel="Forum Nord", format="forum", region="nord")
    VeranstaltungFactory(titel="Sprechstunde", format="sprechstunde", online=True)
    assert titel(client.get(LISTE, abfrage)) == erwartet


def test_a_choice_that_does_not_exist_is_named_once_and_filters_nothing(client: Client) -> None:
    VeranstaltungFactory(titel="Forum Nord", region="nord")
    antwort = client.get(LISTE, {"format": "quatsch", "region": "nord"})
    assert titel(antwort) == ["Forum Nord"]
    assert html(antwort).count("Diese Auswahl gibt es nicht (mehr): Format.") == 1
    assert "quatsch" not in re.sub(r"<[^>]*>", "", html(antwort))


def test_each_filter_can_be_removed_alone_and_the_time_stays(client: Client) -> None:
    seite = html(client.get(LISTE, {"format": "forum", "region": "nord", "zeit": "vergangen"}))
    assert 'href="?region=nord&amp;zeit=vergangen"' in seite
    assert 'href="?format=forum&amp;zeit=vergangen"' in seite


def test_an_empty_answer_offers_the_next_step(client: Client) -> None:
    assert "Newsletter bestellen" in html(client.get(LISTE))
    assert "Alle Filter entfernen" in html(client.get(LISTE, {"format": "forum"}))
    assert "Noch hat keine Veranstaltung stattgefunden." in html(client.get(LISTE, {"zeit": "vergangen"}))


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_costs_two_queries_once_the_events_are_known(
    client: Client, anzahl: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """What has changed, and the seats of the events shown."""
    for _ in range(anzahl):
        veranstaltung = VeranstaltungFactory(kommune=KommuneFactory())
        veranstaltung.handlungsfelder.add(HandlungsfeldFactory(slug="daten"))
        AnmeldungFactory(veranstaltung=veranstaltung)
    facetten.alle()
    with django_assert_num_queries(4):  # with the events and their fields
        assert client.get(LISTE).status_code == 200
    with django_assert_num_queries(2):
        assert client.get(LISTE).status_code == 200
    with django_assert_num_queries(3):  # seats decide which are shown
        assert len(titel(client.get(LISTE, {"frei": "1", "format": "workshop", "handlungsfeld": "daten"}))) == anzahl


def test_the_list_has_pages(client: Client) -> None:
    VeranstaltungFactory.create_batch(13)
    assert len(titel(client.get(LISTE, {"seite": "2"}))) == 1


def test_reading_sets_no_cookie_and_may_be_cached(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    for pfad in (LISTE, veranstaltung.get_absolute_url(), f"{veranstaltung.get_absolute_url()}kalender.ics"):
        antwort = client.get(pfad)
        assert not antwort.cookies
        assert antwort["Cache-Control"].startswith("public")


# --- detail ---------------------------------------------------------------------------------


def test_the_detail_page_tells_the_whole_story(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(
        kommune=KommuneFactory(name="Kassel, documenta-Stadt"),
        ort="Kassel",
        reihe=ReiheFactory(titel="Regionalforen 2027"),
        beschreibung="Wir arbeiten an **Ihren** Daten.",
        barrierefreiheit="Der Saal ist stufenlos.",
        zugangslink="https://konferenz.example.org/geheim",
        ist_beispiel=True,
    )
    veranstaltung.handlungsfelder.add(HandlungsfeldFactory(slug="daten"))
    veranstaltung.projekte.add(ProjektFactory(titel="Offene Ratsdaten"))
    veranstaltung.projekte.add(ProjektFactory(titel="Noch geheim", veroeffentlicht_am=None))
    ProgrammpunktFactory(veranstaltung=veranstaltung, titel="Auftakt", mitwirkende="Dr. Ada Beispiel")
    VeranstaltungFactory(titel="Forum Süd", reihe=veranstaltung.reihe)
    seite = html(client.get(veranstaltung.get_absolute_url()))
    for stueck in (
        veranstaltung.zeitraum,
        "Rathaus",
        "<strong>Ihren</strong>",
        "Der Saal ist stufenlos.",
        "Auftakt",
        "Dr. Ada Beispiel",
        "Offene Ratsdaten",
        "Regionalforen 2027",
        "Forum Süd",
        "Beispiel",
        "Noch 30\N{NO-BREAK SPACE}Plätze frei",
        f"{veranstaltung.get_absolute_url()}anmeldung/",
    ):
        assert stueck in seite
    assert "geheim" not in seite.lower()


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_detail_page_costs_two_queries_when_drawn_before(
    client: Client, anzahl: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """What has changed, and the seats taken."""
    veranstaltung = VeranstaltungFactory(kommune=KommuneFactory(), reihe=ReiheFactory())
    felder = ["daten", "energie", "umwelt"][:anzahl]
    veranstaltung.handlungsfelder.set([HandlungsfeldFactory(slug=slug) for slug in felder])
    for _ in range(anzahl):
        punkt = ProgrammpunktFactory(
            veranstaltung=veranstaltung,
            raum=RaumFactory(veranstaltung=veranstaltung),
            strang=StrangFactory(veranstaltung=veranstaltung),
        )
        punkt.sprechende.set([MitwirkendeFactory(veranstaltung=veranstaltung)])
        AusstellerFactory(veranstaltung=veranstaltung)
        veranstaltung.projekte.add(ProjektFactory())
        VeranstaltungFactory(reihe=veranstaltung.reihe)
        AnmeldungFactory(veranstaltung=veranstaltung)
    with django_assert_num_queries(NEU_GEZEICHNET):
        assert client.get(veranstaltung.get_absolute_url()).status_code == 200
    with django_assert_num_queries(2):
        assert client.get(veranstaltung.get_absolute_url()).status_code == 200


def test_search_engines_get_the_event_and_no_way_out_of_the_data_block(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(
        modus="hybrid",
        titel="</script><script>alert(1)</script>",
        zugangslink="https://konferenz.example.org/geheim",
        plaetze=2,
    )
    AnmeldungFactory(veranstaltung=veranstaltung)
    seite = html(client.get(veranstaltung.get_absolute_url()))
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', seite, re.DOTALL)
    daten: dict[str, Any] = json.loads(block)
    assert daten["name"] == veranstaltung.titel
    assert daten["eventStatus"] == "https://schema.org/EventScheduled"
    assert daten["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [ort["@type"] for ort in daten["location"]] == ["Place", "VirtualLocation"]
    assert daten["startDate"] == timezone.localtime(veranstaltung.beginn).isoformat()
    assert daten["maximumPhysicalAttendeeCapacity"] == 2
    assert "remainingAttendeeCapacity" not in daten  # online there is always room
    assert "geheim" not in block


def test_a_cancelled_event_says_so_and_why(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(zustand=Zustand.ABGESAGT, absagegrund="Die Referentin ist erkrankt.")
    seite = html(client.get(veranstaltung.get_absolute_url()))
    assert "Diese Veranstaltung ist abgesagt." in seite
    assert "Die Referentin ist erkrankt." in seite
    assert "Jetzt anmelden" not in seite


@pytest.mark.parametrize("seite", ["", "anmeldung/", "anmeldung/eingegangen/", "kalender.ics"])
def test_a_draft_does_not_exist_for_strangers_but_for_the_team(client: Client, seite: str) -> None:
    entwurf = VeranstaltungFactory(zustand=Zustand.ENTWURF)
    pfad = f"{entwurf.get_absolute_url()}{seite}"
    assert client.get(pfad).status_code == 404
    redaktion = Nutzer.objects.create_user("redaktion@example.org")
    redaktion.rollenzuweisungen.create(rolle=Rolle.REDAKTION)
    client.force_login(redaktion)
    assert client.get(pfad).status_code == 404
    team = Nutzer.objects.create_user("team@example.org")
    team.rollenzuweisungen.create(rolle=Rolle.VERANSTALTUNGSTEAM)
    client.force_login(team)
    antwort = client.get(pfad)
    assert antwort.status_code == 200
    assert "private" in antwort["Cache-Control"]


def test_the_calendar_file_is_a_download(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    antwort = client.get(reverse("veranstaltungen:kalender", args=[veranstaltung.slug]))
    assert antwort["Content-Type"] == "text/calendar; charset=utf-8"
    assert antwort["Content-Disposition"] == f'attachment; filename="{veranstaltung.slug}.ics"'
