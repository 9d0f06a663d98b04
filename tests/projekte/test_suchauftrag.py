"""Saved searches: their pages, and the weekly mail."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.celery import app
from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.versand import sender
from kompetenzzentrum.versand.models import Nachricht
from projekte import suchauftrag, suche, wochenuebersicht
from projekte.filters import ProjektFilter
from projekte.models import Handlungsfeld, Projekt, Suchauftrag
from tests.factories.kommunen import KommuneFactory
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory
from tests.nebenlaeufigkeit.conftest import gleichzeitig
from tests.postamt import Postamt

pytestmark = pytest.mark.django_db

SEITE = "/projekte/suchauftraege/"
DONNERSTAG = datetime(2026, 11, 19, 12, tzinfo=UTC)
MONTAG_FRUEH = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)  # 06:30 in Berlin
MONTAG = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)  # 07:30


def anlegen(nutzer: Nutzer, abfrage: str = "", name: str = "Meine Suche") -> Suchauftrag:
    return suchauftrag.anlegen(nutzer=nutzer, name=name, gefragt=ProjektFilter(QueryDict(abfrage)))


@pytest.fixture
def person() -> Nutzer:
    return NutzerFactory(email="ada@example.org")


@pytest.fixture
def angemeldet(client: Client, person: Nutzer) -> Client:
    client.force_login(person)
    return client


def neu(titel: str = "Parkleitsystem", am: datetime = DONNERSTAG + timedelta(days=1), **werte: object) -> Projekt:
    return ProjektFactory(titel=titel, veroeffentlicht_am=am, **werte)


# --- the pages ---


def test_a_guest_comes_back_after_the_login(client: Client, person: Nutzer) -> None:
    antwort = client.get(f"{SEITE}neu/?q=parken&land=06")
    assert antwort["Location"] == "/konto/login/?next=/projekte/suchauftraege/neu/%3Fq%3Dparken%26land%3D06"


def test_saving_a_search(angemeldet: Client, person: Nutzer) -> None:
    HandlungsfeldFactory(slug="energie", name="Energie und Wärme")
    adresse = f"{SEITE}neu/?sortierung=titel&handlungsfeld=energie&q=parken&seite=3&wie=&p=x"
    seite = angemeldet.get(adresse)
    assert seite.context["worte"] == ["Suchwörter: „parken“", "Handlungsfeld: Energie und Wärme"]
    assert seite.context["form"].initial["name"] == "parken, Energie und Wärme"
    antwort = angemeldet.post(adresse, {"name": "Parken"}, follow=True)
    auftrag = Suchauftrag.objects.get()
    assert (auftrag.name, auftrag.abfrage) == ("Parken", "q=parken&handlungsfeld=energie")
    assert "Die Suche ist gespeichert" in antwort.content.decode()
    assert 'href="/projekte/?q=parken&amp;handlungsfeld=energie"' in antwort.content.decode()


@pytest.mark.parametrize(
    ("name", "meldung"),
    [
        ("", "Bitte geben Sie der Suche einen Namen"),
        ("x" * 81, "Bitte kürzen Sie ihn auf 80 Zeichen"),
        ("a\nb", "unsichtbares Zeichen"),
    ],
)
def test_a_bad_name_is_told_beside_its_field(angemeldet: Client, name: str, meldung: str) -> None:
    antwort = angemeldet.post(f"{SEITE}neu/?q=parken", {"name": name})
    assert meldung in " ".join(antwort.context["form"].errors["name"])
    assert not Suchauftrag.objects.exists()


def test_the_same_search_is_saved_once(angemeldet: Client, person: Nutzer) -> None:
    anlegen(person, "q=parken", name="Die erste")
    antwort = angemeldet.post(f"{SEITE}neu/?q=parken", {"name": "Die zweite"})
    assert "Diese Suche haben Sie schon gespeichert: „Die erste“." in antwort.content.decode()
    assert 'value="Die zweite"' in antwort.content.decode()
    assert Suchauftrag.objects.count() == 1


def test_there_is_a_limit(angemeldet: Client, person: Nutzer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suchauftrag, "HOECHSTENS", 1)
    anlegen(person, "q=parken")
    assert "Bitte löschen Sie zuerst eine." in angemeldet.post(f"{SEITE}neu/", {"name": "x"}).content.decode()


def test_renaming_pausing_resuming_deleting(angemeldet: Client, person: Nutzer) -> None:
    auftrag = anlegen(person, "q=parken")
    adresse = f"{SEITE}{auftrag.token}/"
    assert angemeldet.get(adresse).status_code == 200
    angemeldet.post(adresse, {"name": "Neuer Name"})
    assert "pausiert" in angemeldet.post(adresse, {"aktion": "pausieren"}, follow=True).content.decode()
    auftrag.refresh_from_db()
    assert auftrag.name == "Neuer Name"
    assert auftrag.pausiert_am
    angemeldet.post(adresse, {"aktion": "fortsetzen"})
    auftrag.refresh_from_db()
    assert auftrag.pausiert_am is None
    antwort = angemeldet.post(adresse, {"aktion": "loeschen"}, follow=True)
    assert "Sie haben noch keine Suche gespeichert." in antwort.content.decode()
    assert not Suchauftrag.objects.exists()


def test_nobody_opens_somebody_elses(angemeldet: Client) -> None:
    fremder = anlegen(NutzerFactory(), "q=parken", name="Geheimplan")
    adresse = f"{SEITE}{fremder.token}/"
    assert angemeldet.get(adresse).status_code == 404
    assert angemeldet.post(adresse, {"aktion": "loeschen"}).status_code == 404
    assert "Geheimplan" not in angemeldet.get(SEITE).content.decode()
    assert Suchauftrag.objects.exists()


@pytest.mark.parametrize("anzahl", [1, 3])
def test_queries_of_the_list_do_not_grow(
    angemeldet: Client, person: Nutzer, anzahl: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for nummer in range(anzahl):
        anlegen(person, f"q=wort{nummer}&kommune={KommuneFactory().schluessel}")
    with django_assert_num_queries(4):  # session, person, how many, the searches
        angemeldet.get(SEITE)


# --- the weekly mail ---


@pytest.fixture
def parken(person: Nutzer) -> Suchauftrag:
    with time_machine.travel(DONNERSTAG, tick=False):
        return anlegen(person, "q=parken", name="Parken")


def test_what_is_new_comes_on_monday(parken: Suchauftrag, postamt: Postamt) -> None:
    neu("Parkraumbewirtschaftung mit Sensoren", kurzbeschreibung="Freie Plätze auf einen Blick.")
    assert wochenuebersicht.versenden(MONTAG_FRUEH) == 0
    assert wochenuebersicht.versenden(MONTAG) == 1
    sender.leeren()
    [brief] = postamt.post
    text = brief.get_body(("plain",)).get_content()
    assert brief["To"] == "ada@example.org"
    assert brief["Subject"] == "Ein neues Projekt zu Ihrer Suche „Parken“"
    assert "Parkraumbewirtschaftung mit Sensoren" in text
    assert "Warum es hier steht: enthält „Parkraumbewirtschaftung“" in text
    assert f"{settings.PORTAL_URL}/projekte/?q=parken" in text


def test_nothing_new_no_mail(parken: Suchauftrag) -> None:
    neu(am=DONNERSTAG - timedelta(days=1))
    neu("Rufbus")
    assert wochenuebersicht.versenden(MONTAG) == 0
    assert not Nachricht.objects.exists()


def test_never_twice(parken: Suchauftrag) -> None:
    neu()
    assert wochenuebersicht.versenden(MONTAG) == 1
    assert wochenuebersicht.versenden(MONTAG + timedelta(hours=1)) == 0
    assert wochenuebersicht.versenden(MONTAG + timedelta(days=7)) == 0
    assert Nachricht.objects.count() == 1


def test_each_project_is_told_in_exactly_one_week(parken: Suchauftrag) -> None:
    """One before the end of the week, one after it."""
    neu("Parken vor sechs", am=datetime(2026, 11, 23, 4, 59, tzinfo=UTC))
    neu("Parken nach sechs", am=datetime(2026, 11, 23, 5, 1, tzinfo=UTC))
    gemeldet = []
    for woche in range(3):
        wochenuebersicht.versenden(MONTAG + timedelta(days=7 * woche))
        titel = [t["titel"] for n in Nachricht.objects.all() for a in n.kontext["abschnitte"] for t in a["treffer"]]
        gemeldet.append(titel)
        Nachricht.objects.all().delete()
    assert gemeldet == [["Parken vor sechs"], ["Parken nach sechs"], []]


def test_a_missed_monday_is_made_up_for(parken: Suchauftrag) -> None:
    neu()
    assert wochenuebersicht.versenden(MONTAG + timedelta(days=3)) == 1


@pytest.mark.parametrize(
    ("jetzt", "ende"),
    [
        # Summer time ends on 2026-10-25, begins on 2027-03-28: six in Berlin is five or four in UTC.
        (datetime(2026, 10, 26, 6, 1, tzinfo=UTC), datetime(2026, 10, 26, 5, tzinfo=UTC)),
        (datetime(2026, 10, 26, 5, 59, tzinfo=UTC), datetime(2026, 10, 19, 4, tzinfo=UTC)),
        (datetime(2027, 3, 29, 5, 1, tzinfo=UTC), datetime(2027, 3, 29, 4, tzinfo=UTC)),
        (datetime(2027, 3, 29, 4, 59, tzinfo=UTC), datetime(2027, 3, 22, 5, tzinfo=UTC)),
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), datetime(2026, 11, 16, 5, tzinfo=UTC)),
    ],
)
def test_the_week_ends_at_six_in_berlin_across_the_clock_change(jetzt: datetime, ende: datetime) -> None:
    assert wochenuebersicht.stichtag(jetzt) == ende


def test_all_searches_of_a_person_are_one_mail(person: Nutzer, parken: Suchauftrag) -> None:
    with time_machine.travel(DONNERSTAG, tick=False):
        anlegen(person, "q=rufbus", name="Busse")
        anlegen(person, "q=schwimmbad", name="Ohne Neues")
    neu()
    neu("Rufbus")
    wochenuebersicht.versenden(MONTAG)
    nachricht = Nachricht.objects.get()
    assert {a["name"] for a in nachricht.kontext["abschnitte"]} == {"Parken", "Busse"}
    assert nachricht.kontext["betreffzeile"] == "2 neue Projekte zu Ihren Suchen"


def test_ten_are_shown_and_the_rest_is_a_link(parken: Suchauftrag) -> None:
    for nummer in range(12):
        neu(f"Parkplatz {nummer}")
    wochenuebersicht.versenden(MONTAG)
    [abschnitt] = Nachricht.objects.get().kontext["abschnitte"]
    assert (abschnitt["anzahl"], len(abschnitt["treffer"]), abschnitt["weitere"]) == (12, 10, 2)


def test_every_reason_is_told_in_words(person: Nutzer) -> None:
    kommune = KommuneFactory(landschluessel="06", einwohner=300_000, name="Kassel, Stadt")
    abfrage = f"q=sensor&land=06&land=09&phase=P4&groesse=12&handlungsfeld=mobilitaet&kommune={kommune.schluessel}"
    with time_machine.travel(DONNERSTAG, tick=False):
        anlegen(person, abfrage)
    neu("Parken", kurzbeschreibung="Mit Sensoren im Boden.", federfuehrung=kommune)
    wochenuebersicht.versenden(MONTAG)
    [abschnitt] = Nachricht.objects.get().kontext["abschnitte"]
    assert abschnitt["treffer"][0]["warum"] == (
        f"enthält „Sensoren“; Handlungsfeld: {Handlungsfeld.objects.get(slug='mobilitaet').name}; Land: Hessen;"
        " Größe der Kommune: Kleinere Großstadt; Phase: Betrieb; Kommune: Kassel"
    )


def test_a_search_without_filter_says_so(person: Nutzer) -> None:
    with time_machine.travel(DONNERSTAG, tick=False):
        anlegen(person)
    neu()
    wochenuebersicht.versenden(MONTAG)
    [abschnitt] = Nachricht.objects.get().kontext["abschnitte"]
    assert abschnitt["treffer"][0]["warum"] == "neu im Verzeichnis"


def test_a_paused_search_is_silent_and_tells_nothing_afterwards(parken: Suchauftrag) -> None:
    suchauftrag.pausieren(parken)
    neu()
    assert wochenuebersicht.versenden(MONTAG) == 0
    with time_machine.travel(MONTAG + timedelta(days=1), tick=False):
        suchauftrag.fortsetzen(parken)
    assert wochenuebersicht.versenden(MONTAG + timedelta(days=7)) == 0
    neu("Parkhaus", am=MONTAG + timedelta(days=8))
    assert wochenuebersicht.versenden(MONTAG + timedelta(days=14)) == 1


def test_a_locked_account_gets_none(person: Nutzer, parken: Suchauftrag) -> None:
    Nutzer.objects.filter(pk=person.pk).update(is_active=False)
    neu()
    assert wochenuebersicht.versenden(MONTAG) == 0


def test_a_filter_that_is_gone_never_widens_the_search(angemeldet: Client, person: Nutzer) -> None:
    HandlungsfeldFactory(slug="weltraum", name="Weltraum")
    with time_machine.travel(DONNERSTAG, tick=False):
        anlegen(person, "handlungsfeld=weltraum")
    Handlungsfeld.objects.filter(slug="weltraum").delete()
    neu()
    assert wochenuebersicht.versenden(MONTAG) == 0
    assert "Eine Auswahl gibt es nicht mehr: Handlungsfeld." in angemeldet.get(SEITE).content.decode()


@pytest.mark.fehler_erwartet
def test_one_search_that_fails_holds_up_no_other(
    person: Nutzer, parken: Suchauftrag, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(DONNERSTAG, tick=False):
        anlegen(NutzerFactory(), "q=parken")
    neu()
    suchen = suche.suchen
    anrufe: list[object] = []

    def einmal_kaputt(*args: object, **kwargs: object) -> object:
        anrufe.append(args)
        if len(anrufe) == 1:
            raise RuntimeError("kaputt")
        return suchen(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(suche, "suchen", einmal_kaputt)
    assert wochenuebersicht.versenden(MONTAG) == 1
    assert wochenuebersicht.versenden(MONTAG) == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_mail() -> None:
    with transaction.atomic():
        person = NutzerFactory()
        neu(traeger="Ein Verein")
    with time_machine.travel(DONNERSTAG, tick=False):
        anlegen(person, "q=parkleitsystem")
    ergebnisse = gleichzeitig([partial(wochenuebersicht.versenden, MONTAG)] * 4)
    assert sorted(ergebnisse) == [0, 0, 0, 1]
    assert Nachricht.objects.count() == 1


# --- ending it from the mail ---


def test_one_click_pauses_all_of_them(person: Nutzer, parken: Suchauftrag, postamt: Postamt, client: Client) -> None:
    zweite, fremde = anlegen(person, "q=bus"), anlegen(NutzerFactory(), "q=bus")
    neu()
    wochenuebersicht.versenden(MONTAG)
    sender.leeren()
    [brief] = postamt.post
    assert brief["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert brief["List-Id"].endswith("<projekte.example.org>")
    pfad = brief["List-Unsubscribe"].strip("<>").removeprefix(settings.PORTAL_URL)
    assert client.get(pfad).status_code == 200
    assert not Suchauftrag.objects.filter(pausiert_am__isnull=False).exists()
    streng = Client(enforce_csrf_checks=True)
    antwort = streng.post(pfad, {"List-Unsubscribe": "One-Click"})
    assert (antwort.status_code, antwort.content.decode()) == (200, "Sie sind abgemeldet.\n")
    assert set(Suchauftrag.objects.filter(pausiert_am__isnull=False)) == {parken, zweite}
    assert fremde.pausiert_am is None
    assert antwort["Cache-Control"] == "no-store"


def test_the_link_below_a_search_pauses_this_one(person: Nutzer, parken: Suchauftrag, client: Client) -> None:
    anlegen(person, "q=bus")
    neu()
    wochenuebersicht.versenden(MONTAG)
    [abschnitt] = Nachricht.objects.get().kontext["abschnitte"]
    pfad = abschnitt["pausieren_url"].removeprefix(settings.PORTAL_URL)
    seite = client.get(pfad).content.decode()
    assert "Diese Suche soll nicht mehr per E-Mail kommen?" in " ".join(seite.split())
    assert "Alle gespeicherten Suchen abbestellen" in seite
    assert "nicht mehr per E-Mail" in client.post(pfad, follow=True).content.decode()
    assert list(Suchauftrag.objects.filter(pausiert_am__isnull=False)) == [parken]
    erste = Suchauftrag.objects.get(pk=parken.pk).pausiert_am
    client.post(pfad)
    assert Suchauftrag.objects.get(pk=parken.pk).pausiert_am == erste


@pytest.mark.parametrize("pfad", ["pausieren/falsch/", "pausieren/alle/falsch/"])
def test_the_link_of_a_deleted_search_says_so(client: Client, pfad: str) -> None:
    antwort = client.get(SEITE + pfad)
    assert antwort.status_code == 404
    assert "Diesen Link gibt es nicht mehr" in antwort.content.decode()


def test_the_addresses_are_not_kept_after_sending(parken: Suchauftrag, postamt: Postamt) -> None:
    neu()
    wochenuebersicht.versenden(MONTAG)
    sender.leeren()
    assert Nachricht.objects.get().kontext == {}


def test_the_clock_wakes_it(parken: Suchauftrag) -> None:
    app.loader.import_default_modules()
    assert app.conf.timezone == "Europe/Berlin"
    neu()
    with time_machine.travel(MONTAG, tick=False):
        app.tasks[app.conf.beat_schedule["wochenuebersicht"]["task"]]()
    assert Nachricht.objects.count() == 1
