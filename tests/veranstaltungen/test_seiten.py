"""The pages as a visitor without an account and without JavaScript sees them."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    ProgrammpunktFactory,
    ReiheFactory,
    VeranstaltungFactory,
)
from veranstaltungen.models import Anmeldung, Veranstaltung

pytestmark = pytest.mark.django_db

LISTE = "/veranstaltungen/"
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
def test_the_list_costs_three_queries_and_two_when_drawn_before(
    client: Client, anzahl: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(anzahl):
        AnmeldungFactory(veranstaltung=VeranstaltungFactory(kommune=KommuneFactory()))
    with django_assert_num_queries(3):
        assert client.get(LISTE).status_code == 200
    with django_assert_num_queries(2):
        assert client.get(LISTE).status_code == 200


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
def test_the_detail_page_costs_nine_queries_and_three_when_drawn_before(
    client: Client, anzahl: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    veranstaltung = VeranstaltungFactory(kommune=KommuneFactory(), reihe=ReiheFactory())
    felder = ["daten", "energie", "umwelt"][:anzahl]
    veranstaltung.handlungsfelder.set([HandlungsfeldFactory(slug=slug) for slug in felder])
    for _ in range(anzahl):
        ProgrammpunktFactory(veranstaltung=veranstaltung)
        veranstaltung.projekte.add(ProjektFactory())
        VeranstaltungFactory(reihe=veranstaltung.reihe)
    with django_assert_num_queries(9):
        assert client.get(veranstaltung.get_absolute_url()).status_code == 200
    with django_assert_num_queries(3):  # rooms, event, seats taken
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


def test_a_programme_over_two_days_is_grouped_by_day(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(ende=timezone.now() + timedelta(days=30))
    ProgrammpunktFactory(veranstaltung=veranstaltung)
    ProgrammpunktFactory(veranstaltung=veranstaltung, beginn=veranstaltung.beginn + timedelta(days=1))
    assert html(client.get(veranstaltung.get_absolute_url())).count('<ol class="programm">') == 2


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


# --- registration ---------------------------------------------------------------------------


def angaben(client: Client, veranstaltung: Veranstaltung, **werte: str) -> dict[str, str]:
    """What a browser sends: the hidden fields of the page it got, and what was typed."""
    form = client.get(f"{veranstaltung.get_absolute_url()}anmeldung/").context["form"]
    return {
        "name": "Mira Beispiel",
        "email": "mira@example.org",
        "kommune_keine": "1",
        "zeitmarke": form["zeitmarke"].value(),
        "vorgang": str(form["vorgang"].value()),
        **werte,
    }


def sende(client: Client, veranstaltung: Veranstaltung, daten: dict[str, str]) -> HttpResponse:
    return client.post(f"{veranstaltung.get_absolute_url()}anmeldung/", daten)


def test_registering_leads_to_a_page_that_says_what_happens_next(client: Client) -> None:
    veranstaltung, kommune = VeranstaltungFactory(), KommuneFactory(name="Görlitz, Stadt")
    daten = angaben(client, veranstaltung, kommune=kommune.schluessel, kommune_text="Görlitz")
    del daten["kommune_keine"]
    antwort = sende(client, veranstaltung, daten | {"zugangsbedarf": "Gebärdensprache"})
    assert antwort.status_code == 302
    anmeldung = Anmeldung.objects.get()
    assert (anmeldung.kommune, anmeldung.zugangsbedarf) == (kommune, "Gebärdensprache")
    danach = client.get(antwort["Location"])
    assert "Ihre Anmeldung ist eingegangen" in html(danach)
    assert anmeldung.token not in html(danach) + antwort["Location"]
    assert Nachricht.objects.get().an == "mira@example.org"


def test_the_form_page_explains_itself_and_is_not_cached(client: Client) -> None:
    antwort = client.get(f"{VeranstaltungFactory().get_absolute_url()}anmeldung/")
    seite = html(antwort)
    assert antwort["Cache-Control"] == "private, no-store"
    assert set(antwort.cookies) == {"csrftoken"}
    assert "Was mit Ihren Angaben geschieht" in seite
    for token in ("name", "email", "organization"):
        assert f'autocomplete="{token}"' in seite


def test_who_is_logged_in_need_not_type_name_and_address(client: Client) -> None:
    client.force_login(Nutzer.objects.create_user("birgit@example.org", name="Birgit Sommer"))
    seite = html(client.get(f"{VeranstaltungFactory().get_absolute_url()}anmeldung/"))
    assert 'value="Birgit Sommer"' in seite
    assert 'value="birgit@example.org"' in seite


def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    daten = angaben(client, veranstaltung, email="mira@", organisation="Stadtwerke <Köln>", name="")
    del daten["kommune_keine"]
    antwort = sende(client, veranstaltung, daten)
    assert antwort.status_code == 200
    fehler = antwort.context["form"].errors
    assert set(fehler) == {"name", "email", "kommune"}
    assert "name@example.org" in fehler["email"][0]
    [kaestchen] = re.findall(r'name="kommune_keine".*?<label[^>]*>(.*?)</label>', html(antwort), re.DOTALL)
    assert f"„{kaestchen}“" in fehler["kommune"][0]
    assert "Stadtwerke &lt;Köln&gt;" in html(antwort)
    assert not Anmeldung.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "Gewinn: https://boese.example",
        "www.boese.example",
        "schreib an x@boese.example",
        "Neu anmelden: portal-sicherheit.com",
        "Rufen Sie an: 0900 123456",
        "Rufen Sie an: (09 00) 1-2",
    ],
)
def test_a_name_carries_no_message(client: Client, name: str) -> None:
    veranstaltung = VeranstaltungFactory()
    antwort = sende(client, veranstaltung, angaben(client, veranstaltung, name=name))
    assert "nur einen Namen" in antwort.context["form"].errors["name"][0]
    assert escape(name) in html(antwort)
    assert not Anmeldung.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "Prof. Dr.-Ing. habil. Maximilian-Alexander Freiherr von und zu Musterstadt-Beispiel",
        "Dr. h.c. Zoë O’Neil, M.Sc.",
        "Mira Müller-Lüdenscheidt (FH)",
        "Kim B. Beispiel, LL.M., Ph.D.",
        "Anna-Lena Şahin, Ref. 12.3",
    ],
)
def test_names_as_people_have_them_pass(client: Client, name: str) -> None:
    veranstaltung = VeranstaltungFactory()
    assert sende(client, veranstaltung, angaben(client, veranstaltung, name=name)).status_code == 302
    assert Anmeldung.objects.get().name == name


def test_a_message_in_paragraphs_is_no_name(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    daten = angaben(client, veranstaltung, name="Kollege\n\nIhr Zugang wird heute gesperrt.\n\nMfG")
    assert "Zeilenumbruch" in sende(client, veranstaltung, daten).context["form"].errors["name"][0]
    assert not Nachricht.objects.exists()


def test_searching_the_municipality_without_javascript_keeps_everything(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    for nummer in range(2):
        KommuneFactory(name=f"Neustadt {nummer}")
    daten = angaben(client, veranstaltung, kommune_text="Neustadt", kommune_suchen="1", name="Mira Sucht")
    del daten["kommune_keine"]
    antwort = sende(client, veranstaltung, daten)
    assert html(antwort).count('type="radio"') == 2
    assert "Mira Sucht" in html(antwort)
    assert not antwort.context["form"].errors
    assert not Anmeldung.objects.exists()


def test_who_is_too_late_keeps_what_was_typed_and_sees_other_dates(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1, reihe=ReiheFactory())
    anderer = VeranstaltungFactory(titel="Forum mit Platz", reihe=veranstaltung.reihe)
    daten = angaben(client, veranstaltung, name="Zu Spät")
    AnmeldungFactory(veranstaltung=veranstaltung)
    seite = html(sende(client, veranstaltung, daten))
    assert "Inzwischen sind alle Plätze vergeben." in seite
    assert 'value="Zu Spät"' in seite
    assert anderer.get_absolute_url() in seite
    assert Anmeldung.objects.count() == 1


def test_a_full_event_shows_no_form_but_what_to_do(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=0, reihe=ReiheFactory())
    anderer = VeranstaltungFactory(reihe=veranstaltung.reihe)
    antwort = client.get(f"{veranstaltung.get_absolute_url()}anmeldung/")
    assert "Alle Plätze sind vergeben" in html(antwort)
    assert anderer.get_absolute_url() in html(antwort)
    assert '<form method="post"' not in html(antwort)


def test_a_stranger_learns_nothing_about_who_is_registered(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    AnmeldungFactory(veranstaltung=veranstaltung, email="mira@example.org", name="Mira Beispiel")
    antworten = [
        sende(client, veranstaltung, angaben(client, veranstaltung, email=adresse, name="Wer Fragt"))
        for adresse in ("mira@example.org", "niemand@example.org")
    ]
    assert len({(antwort.status_code, antwort["Location"]) for antwort in antworten}) == 1
