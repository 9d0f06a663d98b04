"""The overview and the page of an event, as a visitor without an account and without JavaScript sees them."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.konten.models import Nutzer, Rolle
from projekte import facetten
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    AusstellerFactory,
    MitwirkendeFactory,
    ProgrammpunktFactory,
    RaumFactory,
    ReiheFactory,
    StrangFactory,
    VeranstaltungFactory,
)
from veranstaltungen import planung
from veranstaltungen.models import Anmeldung, Veranstaltung
from veranstaltungen.plaetze import Belegung
from veranstaltungen.texte import PLAETZE_ALT_HOECHSTENS

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
LISTE = "/veranstaltungen/"
NEU_GEZEICHNET = 13
"""Queries of a page of an event that no process has drawn."""
Zustand = Veranstaltung.Zustand


def titel(antwort: HttpResponse) -> list[str]:
    return [veranstaltung.titel for veranstaltung in antwort.context["veranstaltungen"]]


def html(antwort: HttpResponse) -> str:
    return antwort.content.decode()


def strukturdaten_von(antwort: HttpResponse) -> dict[str, Any]:
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html(antwort), re.DOTALL)
    daten: dict[str, Any] = json.loads(block)
    return daten


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
    with django_assert_num_queries(6):  # with the events, their fields, questions and sessions to choose
        assert client.get(LISTE).status_code == 200
    with django_assert_num_queries(2):
        assert client.get(LISTE).status_code == 200
    frei = {"frei": "1", "format": "workshop", "handlungsfeld": "daten"}
    with time_machine.travel(timezone.now(), tick=False):
        with django_assert_num_queries(3):  # seats decide which are shown
            assert len(titel(client.get(LISTE, frei))) == anzahl
        with django_assert_num_queries(2):
            assert len(titel(client.get(LISTE, frei))) == anzahl


def test_the_list_has_pages(client: Client) -> None:
    VeranstaltungFactory.create_batch(13)
    assert len(titel(client.get(LISTE, {"seite": "2"}))) == 1


def test_reading_sets_no_cookie_and_may_be_cached(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    for pfad in (LISTE, veranstaltung.get_absolute_url(), f"{veranstaltung.get_absolute_url()}kalender.ics"):
        antwort = client.get(pfad)
        assert not antwort.cookies
        assert antwort["Cache-Control"].startswith("public")


JETZT = datetime(2027, 4, 14, 12, tzinfo=BERLIN)  # a Wednesday


def im_april(tag: int, titel_: str, **werte: Any) -> Veranstaltung:
    beginn = datetime(2027, 4, 1, 10, tzinfo=BERLIN) + timedelta(days=tag - 1)
    return VeranstaltungFactory(titel=titel_, beginn=beginn, ende=beginn + timedelta(hours=4), **werte)


@pytest.mark.parametrize(
    ("abfrage", "erwartet"),
    [
        ({"von": "2027-04-16"}, ["am 16.", "über das Ende", "im Mai"]),
        ({"von": "16.04.2027", "bis": "2027-04-29"}, ["am 16.", "über das Ende"]),
        ({"bis": "2027-04-16"}, ["am 16."]),
        ({"von": "2027-04-10", "bis": "2027-04-16"}, ["am 12.", "am 16."]),  # a day that is over is meant
        ({"bis": "2027-04-13"}, ["am 12."]),
        ({"von": "2027-04-30", "bis": "2027-04-30"}, ["über das Ende"]),  # its last day counts
        ({"zeit": "vergangen", "von": "2027-04-01"}, ["am 12."]),
        ({"von": "2027-04-16", "bis": "2027-04-15"}, ["am 16.", "über das Ende", "im Mai"]),
    ],
)
def test_dates_narrow_the_list(client: Client, abfrage: dict[str, str], erwartet: list[str]) -> None:
    im_april(12, "am 12.")
    im_april(16, "am 16.")
    mehrtaegig = im_april(29, "über das Ende")
    Veranstaltung.objects.filter(pk=mehrtaegig.pk).update(ende=mehrtaegig.beginn + timedelta(days=1))
    im_april(31, "im Mai")
    with time_machine.travel(JETZT, tick=False):
        assert titel(client.get(LISTE, abfrage)) == erwartet


@pytest.mark.parametrize(
    ("abfrage", "meldung"),
    [
        ({"von": "morgen <b>", "region": "nord"}, "Bitte geben Sie ein Datum mit Tag, Monat und Jahr an"),
        ({"von": "2027-04-16", "bis": "2027-04-15"}, "Dieser Tag liegt vor dem ersten."),
    ],
)
def test_a_date_that_is_none_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: Client, abfrage: dict[str, str], meldung: str
) -> None:
    VeranstaltungFactory(region="nord")
    seite = html(client.get(LISTE, abfrage))
    assert seite.count(meldung) == 1
    assert 'aria-invalid="true"' in seite
    assert f'value="{escape(abfrage["von"])}"' in seite
    if "region" in abfrage:
        assert 'name="region" value="nord" checked' in seite


def test_quick_choices_are_dates_that_one_can_change_and_share(client: Client) -> None:
    with time_machine.travel(JETZT, tick=False):
        anfrage = client.get(LISTE, {"region": "nord"}).context["anfrage"]
        adressen = {name: url for name, url, _ in anfrage.zeiten}
        assert adressen == {
            "Alle kommenden": "?region=nord",
            "Diese Woche": "?region=nord&von=2027-04-14&bis=2027-04-18",
            "Dieser Monat": "?region=nord&von=2027-04-14&bis=2027-04-30",
            "Nächster Monat": "?region=nord&von=2027-05-01&bis=2027-05-31",
            "Nächste 3 Monate": "?region=nord&von=2027-04-14&bis=2027-06-30",
            "Vergangene": "?region=nord&zeit=vergangen",
        }
        for name, url in adressen.items():
            gewaehlt = [wahl for wahl, _, hier in client.get(LISTE + url).context["anfrage"].zeiten if hier]
            assert gewaehlt == [name]
    with time_machine.travel(datetime(2027, 12, 31, 23, tzinfo=BERLIN), tick=False):
        spaeter = {name: url for name, url, _ in client.get(LISTE).context["anfrage"].zeiten}
    assert spaeter["Nächster Monat"] == "?von=2028-01-01&bis=2028-01-31"
    assert spaeter["Dieser Monat"] == "?von=2027-12-31&bis=2027-12-31"


def test_only_what_one_can_still_register_for(client: Client) -> None:
    VeranstaltungFactory(titel="frei", plaetze=2)
    VeranstaltungFactory(titel="unbegrenzt", plaetze=None)
    VeranstaltungFactory(titel="online frei", plaetze=0, hybrid=True)
    voll = VeranstaltungFactory(titel="voll", plaetze=1)
    AnmeldungFactory(veranstaltung=voll)
    angeboten = VeranstaltungFactory(titel="angeboten", plaetze=1)
    AnmeldungFactory(
        veranstaltung=angeboten, zustand="angeboten", wartet_seit=timezone.now(), angebot_bis=timezone.now()
    )
    VeranstaltungFactory(titel="geschlossen", anmeldeschluss=timezone.now() - timedelta(days=1))
    VeranstaltungFactory(titel="abgesagt", zustand=Zustand.ABGESAGT)
    antwort = client.get(LISTE, {"frei": "1"})
    assert titel(antwort) == ["frei", "unbegrenzt", "online frei"]
    assert "nur mit freien Plätzen" in html(antwort)
    Anmeldung.objects.filter(veranstaltung=voll).update(zustand="storniert", storniert_am=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(seconds=PLAETZE_ALT_HOECHSTENS)):
        assert "voll" in titel(client.get(LISTE, {"frei": "1"}))


def test_the_counts_beside_the_choices_are_what_a_click_finds(client: Client) -> None:
    for format_, region, feld in (
        ("forum", "nord", "daten"),
        ("forum", "sued", "energie"),
        ("workshop", "nord", "daten"),
        ("workshop", "ost", "daten"),
    ):
        VeranstaltungFactory(format=format_, region=region).handlungsfelder.add(HandlungsfeldFactory(slug=feld))
    basis = {"format": ["forum", "workshop"], "region": ["nord"], "handlungsfeld": ["daten"]}
    anfrage = client.get(LISTE, basis).context["anfrage"]
    assert len(anfrage.eintraege) == 2
    for name, anzahlen in anfrage.anzahlen().items():
        assert anzahlen
        for code, anzahl in anzahlen.items():
            assert len(titel(client.get(LISTE, basis | {name: [code]}))) == anzahl, (name, code)


def test_what_a_form_sends_for_nothing_does_not_stay_in_the_address(client: Client) -> None:
    antwort = client.get(LISTE, {"von": "", "bis": "", "region": "nord"})
    assert (antwort.status_code, antwort["Location"]) == (302, f"{LISTE}?region=nord")
    assert client.get(LISTE, {"von": ""})["Location"] == LISTE


def test_without_hits_the_page_says_what_would_find_some(client: Client) -> None:
    VeranstaltungFactory(format="forum", region="sued")
    VeranstaltungFactory(format="forum", region="nord", vergangen=True)
    with_filter = {"format": "forum", "region": "nord", "von": timezone.localdate().isoformat()}
    antwort = client.get(LISTE, with_filter)
    assert antwort.context["anfrage"].lockerungen == [
        ("Nord weglassen", 1, f"?format=forum&von={timezone.localdate()}"),
        ("Vergangene ansehen", 1, "?format=forum&region=nord&zeit=vergangen"),
    ]
    for _, anzahl, url in antwort.context["anfrage"].lockerungen:
        assert len(titel(client.get(LISTE + url))) == anzahl
    assert "Keine Veranstaltung passt zu allem" in html(antwort)
    VeranstaltungFactory(format="workshop", region="ost")
    keine = client.get(LISTE, {"format": ["workshop", "forum"], "region": "nord", "modus": "online"})
    assert keine.context["anfrage"].lockerungen == [
        ("Nur Workshop oder Regionalforum", 2, "?format=workshop&format=forum")
    ]


@pytest.mark.parametrize("seite", ["0", "2", "x", "-1", "99999999999999999999"])
def test_a_page_that_does_not_exist_is_not_found(client: Client, seite: str) -> None:
    VeranstaltungFactory()
    assert client.get(LISTE, {"seite": seite}).status_code == 404


def test_odd_input_is_no_error(client: Client) -> None:
    for abfrage in ("von=\0&bis=%00", "region=nord&region=nord", "frei=ja", "von=9999-12-31", "bis=0001-01-01", "x=y"):
        assert client.get(f"{LISTE}?{abfrage}").status_code == 200


def test_free_seats_are_counted_anew_and_no_cache_keeps_them_longer_than_five_seconds(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=2)
    for pfad in (LISTE, veranstaltung.get_absolute_url()):
        assert "Nur noch 2\N{NO-BREAK SPACE}Plätze frei" in html(client.get(pfad))
    AnmeldungFactory(veranstaltung=veranstaltung)
    for pfad in (LISTE, veranstaltung.get_absolute_url()):
        antwort = client.get(pfad)
        assert "Nur noch 1\N{NO-BREAK SPACE}Platz frei" in html(antwort)
        assert int(antwort["Cache-Control"].removeprefix("public, max-age=")) <= PLAETZE_ALT_HOECHSTENS


def test_the_calendar_of_the_same_filters_is_offered(client: Client) -> None:
    seite = html(client.get(LISTE, {"region": "nord", "frei": "1", "seite": "1"}))
    host = settings.PORTAL_URL.partition("://")[2]
    assert f'href="webcal://{host}/veranstaltungen/kalender.ics?region=nord&amp;frei=1"' in seite


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
    antwort = client.get(veranstaltung.get_absolute_url())
    daten = strukturdaten_von(antwort)
    assert daten["name"] == veranstaltung.titel
    assert daten["eventStatus"] == "https://schema.org/EventScheduled"
    assert daten["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [ort["@type"] for ort in daten["location"]] == ["Place", "VirtualLocation"]
    assert daten["startDate"] == timezone.localtime(veranstaltung.beginn).isoformat()
    assert daten["maximumPhysicalAttendeeCapacity"] == 2
    assert "remainingAttendeeCapacity" not in daten  # online there is always room
    assert "geheim" not in html(antwort)


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


def test_the_waiting_list_is_told_as_it_is(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(
        plaetze=1, hoechstens_je_kommune=1, hoechstens_bis=timezone.now() + timedelta(days=3)
    )
    AnmeldungFactory(veranstaltung=veranstaltung)
    seite = html(client.get(veranstaltung.get_absolute_url()))
    assert "Auf die Warteliste setzen" in seite
    assert "<dt>Warteliste</dt>" not in seite
    AnmeldungFactory.create_batch(2, veranstaltung=veranstaltung, zustand="wartend", wartet_seit=timezone.now())
    seite = html(client.get(veranstaltung.get_absolute_url()))
    assert "2 Personen" in seite
    assert veranstaltung.platzregeln[0] in seite
    Veranstaltung.objects.filter(pk=veranstaltung.pk).update(warteliste=False)
    assert "Auf die Warteliste" not in html(client.get(veranstaltung.get_absolute_url()))


def test_the_other_dates_of_a_series_are_shown_full_ones_too(client: Client) -> None:
    reihe = ReiheFactory()
    hier = VeranstaltungFactory(reihe=reihe)
    VeranstaltungFactory(titel="Forum Süd, voll", reihe=reihe, plaetze=0)
    VeranstaltungFactory(titel="Forum Ost, gewesen", reihe=reihe, vergangen=True)
    VeranstaltungFactory(titel="Forum West, abgesagt", reihe=reihe, zustand=Zustand.ABGESAGT)
    VeranstaltungFactory(titel="Forum Nord, Entwurf", reihe=reihe, zustand=Zustand.ENTWURF)
    seite = html(client.get(hier.get_absolute_url()))
    assert [wo for wo in ("Süd", "Ost", "West", "Nord") if f"Forum {wo}" in seite] == ["Süd"]


def test_an_event_that_moved_says_when_it_was_meant_to_be(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    zuerst = veranstaltung.beginn
    for tage in (1, 2):
        planung.aendern(
            veranstaltung.pk,
            beginn=zuerst + timedelta(days=tage),
            ende=zuerst + timedelta(days=tage, hours=6),
        )
    antwort = client.get(veranstaltung.get_absolute_url())
    assert "verlegt, ursprünglich" in html(antwort)
    daten = strukturdaten_von(antwort)
    assert daten["eventStatus"] == "https://schema.org/EventRescheduled"
    assert daten["previousStartDate"] == timezone.localtime(zuerst).isoformat()
    planung.aendern(veranstaltung.pk, beginn=zuerst, ende=zuerst + timedelta(hours=6))
    antwort = client.get(veranstaltung.get_absolute_url())
    assert "verlegt, ursprünglich" not in html(antwort)
    assert strukturdaten_von(antwort)["eventStatus"] == "https://schema.org/EventScheduled"


def test_structured_data_name_speakers_seats_and_series(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=3, reihe=ReiheFactory(titel="Foren 2027"), ganztaegig=True)
    person = MitwirkendeFactory(veranstaltung=veranstaltung, name="Dr. Ada Beispiel")
    AnmeldungFactory(veranstaltung=veranstaltung)
    daten = strukturdaten_von(client.get(veranstaltung.get_absolute_url()))
    assert daten["performer"] == [
        {"@type": "Person", "name": "Dr. Ada Beispiel", "url": settings.PORTAL_URL + person.get_absolute_url()}
    ]
    assert (daten["maximumAttendeeCapacity"], daten["remainingAttendeeCapacity"]) == (3, 2)
    assert daten["offers"]["availability"] == "https://schema.org/LimitedAvailability"
    assert daten["superEvent"]["name"] == "Foren 2027"
    assert daten["startDate"] == daten["endDate"] == timezone.localdate(veranstaltung.beginn).isoformat()


@pytest.mark.parametrize(
    ("werte", "status", "angebot"),
    [
        ({"plaetze": 0}, "EventScheduled", "SoldOut"),
        ({"plaetze": 0, "warteliste": False}, "EventScheduled", "SoldOut"),
        ({"plaetze": None}, "EventScheduled", "InStock"),
        ({"zustand": Zustand.ABGESAGT}, "EventCancelled", "Discontinued"),
        ({"vergangen": True}, "EventScheduled", "Discontinued"),
    ],
)
def test_structured_data_tell_the_state(client: Client, werte: dict[str, Any], status: str, angebot: str) -> None:
    daten = strukturdaten_von(client.get(VeranstaltungFactory(**werte).get_absolute_url()))
    assert daten["eventStatus"] == f"https://schema.org/{status}"
    assert daten["offers"]["availability"] == f"https://schema.org/{angebot}"


def test_an_all_day_event_names_its_days(client: Client) -> None:
    beginn = datetime(2027, 5, 3, tzinfo=BERLIN)
    einer = VeranstaltungFactory(ganztaegig=True, beginn=beginn, ende=beginn + timedelta(days=1))
    mehrere = VeranstaltungFactory(ganztaegig=True, beginn=beginn, ende=beginn + timedelta(days=2, hours=17))
    assert "3. Mai 2027, ganztägig" in html(client.get(einer.get_absolute_url()))
    assert "3. bis 5. Mai 2027" in html(client.get(mehrere.get_absolute_url()))


def test_a_template_has_no_page_and_stands_nowhere(client: Client) -> None:
    vorlage = VeranstaltungFactory(titel="Muster für Foren", zustand=Zustand.ENTWURF, ist_vorlage=True)
    team = Nutzer.objects.create_user("team@example.org")
    team.rollenzuweisungen.create(rolle=Rolle.VERANSTALTUNGSTEAM)
    for angemeldet in (False, True):
        if angemeldet:
            client.force_login(team)
        for pfad in ("", "anmeldung/", "kalender.ics", "programm/", "mitwirkende/", "aussteller/"):
            assert client.get(f"{vorlage.get_absolute_url()}{pfad}").status_code == 404
        for pfad in (LISTE, f"{LISTE}kalender.ics", "/", "/suche/?q=muster", "/sitemap.xml"):
            assert vorlage.slug not in html(client.get(pfad, follow=True))


def test_the_join_link_is_on_no_public_page(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(hybrid=True, kommune=KommuneFactory())
    projekt = ProjektFactory()
    veranstaltung.projekte.add(projekt)
    punkt = ProgrammpunktFactory(veranstaltung=veranstaltung)
    person = MitwirkendeFactory(veranstaltung=veranstaltung)
    punkt.sprechende.add(person)
    stelle = AusstellerFactory(veranstaltung=veranstaltung)
    AnmeldungFactory(veranstaltung=veranstaltung, teilnahme="online")
    eigene = veranstaltung.get_absolute_url()
    for pfad in (
        LISTE,
        f"{LISTE}kalender.ics",
        eigene,
        f"{eigene}kalender.ics",
        f"{eigene}anmeldung/",
        f"{eigene}programm/",
        f"{eigene}mitwirkende/",
        f"{eigene}aussteller/",
        person.get_absolute_url(),
        stelle.get_absolute_url(),
        "/",
        "/suche/?q=daten",
        veranstaltung.kommune.get_absolute_url(),
        projekt.get_absolute_url(),
    ):
        antwort = client.get(pfad)
        assert antwort.status_code == 200
        assert b"konferenz.example.org" not in antwort.content, pfad


def test_seats_that_only_small_municipalities_may_take_are_not_called_free(client: Client) -> None:
    """Two of the free ones are kept back: when only these are left, the pages say for whom."""
    klein, gross = KommuneFactory(einwohner=8_000), KommuneFactory(einwohner=80_000)
    bis = timezone.now() + timedelta(days=5)
    eine = VeranstaltungFactory(plaetze=5, plaetze_kleine=3, kleine_bis=bis)
    AnmeldungFactory(veranstaltung=eine, kommune=klein)
    AnmeldungFactory(veranstaltung=eine, kommune=gross)
    seiten = (reverse("veranstaltungen:liste"), eine.get_absolute_url(), f"{eine.get_absolute_url()}anmeldung/")
    for pfad in seiten:
        assert "Nur noch 3\xa0Plätze frei" in client.get(pfad).content.decode()
    AnmeldungFactory(veranstaltung=eine, kommune=gross)
    for pfad in seiten[:2]:
        text = client.get(pfad).content.decode()
        assert "Nur noch 2\xa0Plätze für kleine Kommunen" in text
        assert "Plätze frei" not in text.replace("nur mit freien", "")
    [gezaehlt] = Veranstaltung.objects.mit_belegung()
    assert (gezaehlt.belegt, gezaehlt.kleine, gezaehlt.frei_fuer_alle) == (3, 1, 0)
    assert Belegung.zaehlen(eine, timezone.now()).frei(gross) == 0
    Veranstaltung.objects.update(kleine_bis=timezone.now())
    assert Veranstaltung.objects.mit_belegung().get().platzhinweis == "Nur noch 2\xa0Plätze frei"
