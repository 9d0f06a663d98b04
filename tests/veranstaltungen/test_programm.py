"""The programme as a page, the pages of speakers and exhibitors."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.konten.models import Nutzer, Rolle
from tests import pdflesen
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    AusstellerFactory,
    MitwirkendeFactory,
    ProgrammpunktFactory,
    RaumFactory,
    StrangFactory,
    VeranstaltungFactory,
)
from veranstaltungen import programm, programmdruck
from veranstaltungen.models import Programmpunkt, Programmwahl, Veranstaltung

pytestmark = pytest.mark.django_db


def seite(client: Client, veranstaltung: Veranstaltung, teil: str = "programm/") -> str:
    antwort: HttpResponse = client.get(f"{veranstaltung.get_absolute_url()}{teil}")
    assert antwort.status_code == 200
    return antwort.content.decode()


def lesetext(html: str) -> str:
    """What is read out, one after the other."""
    inhalt = re.search(r"<main.*</main>", html, re.DOTALL)
    assert inhalt
    sichtbar = re.sub(r'<div class="plan__straenge" aria-hidden="true">.*?</div>', "", inhalt.group(0), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", sichtbar))


def zweistraengig(**werte: Any) -> Veranstaltung:
    """Greeting for all, then two sessions side by side, the second one first in the track order."""
    veranstaltung = VeranstaltungFactory(**werte)
    technik = StrangFactory(veranstaltung=veranstaltung, name="Technik", position=2)
    menschen = StrangFactory(veranstaltung=veranstaltung, name="Menschen", position=1)
    saal = RaumFactory(veranstaltung=veranstaltung, name="Großer Saal", hinweis="zweiter Stock")
    beginn = veranstaltung.beginn
    spaeter = beginn + timedelta(hours=1)
    ProgrammpunktFactory(veranstaltung=veranstaltung, titel="Begrüßung", raum=saal)
    ProgrammpunktFactory(veranstaltung=veranstaltung, titel="Schnittstellen", strang=technik, beginn=spaeter)
    ProgrammpunktFactory(veranstaltung=veranstaltung, titel="Führung", strang=menschen, beginn=spaeter)
    return veranstaltung


def test_tracks_are_columns_and_are_read_one_after_the_other(client: Client) -> None:
    veranstaltung = zweistraengig()
    html = seite(client, veranstaltung)
    assert 'class="plan plan--2"' in html
    assert re.findall(r'class="sitzung sitzung--(\d)"', html) == ["0", "1", "2"]
    text = lesetext(html)
    stellen = [text.index(wort) for wort in ("Begrüßung", "Großer Saal", "zweiter Stock", "Führung", "Schnittstellen")]
    assert stellen == sorted(stellen)
    assert "Menschen" in text[stellen[3] : stellen[4]]  # the track is said with each session, not by its place alone


def test_days_have_headings_and_one_can_jump_to_them(client: Client) -> None:
    veranstaltung = zweistraengig()
    ProgrammpunktFactory(veranstaltung=veranstaltung, beginn=veranstaltung.beginn + timedelta(days=1))
    html = seite(client, veranstaltung)
    tage = re.findall(r'<a href="#(tag-[\d-]+)">', html)
    assert len(tage) == 2
    assert all(f'id="{tag}"' in html for tag in tage)
    assert len(re.findall(r'<h2 class="plan__tag"', html)) == 2
    assert len(re.findall(r'<h3 class="sitzung__titel"', html)) == 4


@pytest.mark.parametrize(("anzahl", "spalten"), [(1, False), (6, True), (7, False)])
def test_columns_only_where_they_are_wide_enough(client: Client, anzahl: int, spalten: bool) -> None:
    veranstaltung = VeranstaltungFactory()
    for _ in range(anzahl):
        strang = StrangFactory(veranstaltung=veranstaltung)
        ProgrammpunktFactory(veranstaltung=veranstaltung, strang=strang)
    html = seite(client, veranstaltung)
    assert (f"plan--{anzahl}" in html) == spalten
    assert strang.name in lesetext(html)


def test_sessions_with_seats_of_their_own_say_how_many_are_free(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    punkt = ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True, plaetze=3)
    ohne = ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True, plaetze=None)
    for zustand, zeiten in (
        ("angemeldet", {}),
        ("angeboten", {"wartet_seit": timezone.now(), "angebot_bis": timezone.now()}),
        ("wartend", {"wartet_seit": timezone.now()}),
        ("storniert", {"storniert_am": timezone.now()}),
    ):
        anmeldung = AnmeldungFactory(veranstaltung=veranstaltung, zustand=zustand, **zeiten)
        for eine in (punkt, ohne):
            Programmwahl.objects.create(anmeldung=anmeldung, programmpunkt=eine)
    assert programm.belegung(veranstaltung) == {punkt.pk: 2}
    html = seite(client, veranstaltung)
    assert "Nur noch 1\N{NO-BREAK SPACE}Platz frei" in html
    assert "Plätze nicht begrenzt" in html
    Programmwahl.objects.create(anmeldung=AnmeldungFactory(veranstaltung=veranstaltung), programmpunkt=punkt)
    assert "Ausgebucht" in seite(client, veranstaltung)
    Programmpunkt.objects.filter(pk=punkt.pk).update(entfaellt=True)
    html = seite(client, veranstaltung)
    assert "Entfällt" in html
    assert "Ausgebucht" not in html


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_programme_costs_two_queries_when_drawn_before(
    client: Client, anzahl: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    veranstaltung = VeranstaltungFactory()
    for _ in range(anzahl):
        punkt = ProgrammpunktFactory(
            veranstaltung=veranstaltung,
            raum=RaumFactory(veranstaltung=veranstaltung),
            strang=StrangFactory(veranstaltung=veranstaltung),
            waehlbar=True,
            plaetze=5,
        )
        punkt.sprechende.add(MitwirkendeFactory(veranstaltung=veranstaltung))
    client.get("/veranstaltungen/")
    with django_assert_num_queries(6):  # sessions, their speakers, whether there are speakers and exhibitors
        seite(client, veranstaltung)
    with django_assert_num_queries(2):
        seite(client, veranstaltung)
    with django_assert_num_queries(3):
        seite(client, veranstaltung, "mitwirkende/")


def test_an_unchanged_programme_is_not_sent_again(client: Client) -> None:
    veranstaltung = zweistraengig()
    pfad = f"{veranstaltung.get_absolute_url()}programm/"
    erste = client.get(pfad)
    assert client.get(pfad, headers={"if-none-match": erste["ETag"]}).status_code in (200, 304)
    veranstaltung.raeume.update(name="Kleiner Saal")
    nachher = client.get(pfad, headers={"if-none-match": erste["ETag"]})
    assert "Kleiner Saal" in nachher.content.decode()


def test_speakers_have_a_page_and_a_list(client: Client) -> None:
    veranstaltung = zweistraengig()
    person = MitwirkendeFactory(
        veranstaltung=veranstaltung, name="Dr. Ada Beispiel", funktion="Stadt Musterstadt", text="Baut **Portale**."
    )
    zoe = MitwirkendeFactory(veranstaltung=veranstaltung, name="Zoe Nochnicht", text="<script>alert(1)</script>")
    veranstaltung.programm.get(titel="Führung").sprechende.add(person)
    eigene = person.get_absolute_url()
    for teil in ("programm/", "mitwirkende/", ""):
        assert f'href="{eigene}"' in seite(client, veranstaltung, teil)
    html = client.get(eigene).content.decode()
    for stueck in ("Stadt Musterstadt", "<strong>Portale</strong>", "Führung", "Menschen"):
        assert stueck in html
    alle = lesetext(seite(client, veranstaltung, "mitwirkende/"))
    assert alle.index("Ada") < alle.index("Zoe")
    assert "<script>alert(1)" not in client.get(zoe.get_absolute_url()).content.decode()


def test_speakers_are_sorted_by_their_name_and_not_by_their_title(client: Client) -> None:
    veranstaltung = zweistraengig()
    namen = [
        "Prof. Dr.-Ing. Öykü Beispiel", "Dr. rer. nat. Drews Muster", "Zoe Nochnicht", "PD Dr. h. c. Ada Beispiel",
        "Drew Beispiel",
    ]  # fmt: skip
    personen = [MitwirkendeFactory(veranstaltung=veranstaltung, name=name) for name in namen]
    veranstaltung.programm.get(titel="Führung").sprechende.add(*personen)
    sortiert = ["Ada Beispiel", "Drew Beispiel", "Drews Muster", "Öykü Beispiel", "Zoe Nochnicht"]
    for text in (
        lesetext(seite(client, veranstaltung, "mitwirkende/")),
        lesetext(seite(client, veranstaltung)),
        pdflesen.text(programmdruck.als_pdf(veranstaltung)),
    ):
        assert sorted(sortiert, key=text.index) == sortiert


def test_exhibitors_have_a_page_and_a_list(client: Client) -> None:
    stelle = AusstellerFactory(stand="Foyer, Stand 7", webseite="https://example.org/", text="Kommen Sie vorbei.")
    html = seite(client, stelle.veranstaltung, "aussteller/")
    assert "Foyer, Stand 7" in html
    assert f'href="{stelle.get_absolute_url()}"' in html
    html = client.get(stelle.get_absolute_url()).content.decode()
    assert "Kommen Sie vorbei." in html
    assert '<a href="https://example.org/" rel="noopener">' in html


def test_a_page_belongs_to_its_event(client: Client) -> None:
    person, stelle = MitwirkendeFactory(), AusstellerFactory()
    anderer = VeranstaltungFactory().get_absolute_url()
    assert client.get(f"{anderer}mitwirkende/{person.slug}/").status_code == 404
    assert client.get(f"{anderer}aussteller/{stelle.slug}/").status_code == 404


@pytest.mark.parametrize("teil", ["programm/", "mitwirkende/", "aussteller/"])
def test_what_is_not_there_yet_is_said(client: Client, teil: str) -> None:
    assert "Zurück zur Veranstaltung" in seite(client, VeranstaltungFactory(), teil)


def test_drafts_are_for_the_team(client: Client) -> None:
    entwurf = VeranstaltungFactory(zustand="entwurf")
    person, stelle = MitwirkendeFactory(veranstaltung=entwurf), AusstellerFactory(veranstaltung=entwurf)
    ProgrammpunktFactory(veranstaltung=entwurf)
    pfade = [person.get_absolute_url(), stelle.get_absolute_url()]
    pfade += [f"{entwurf.get_absolute_url()}{teil}" for teil in ("programm/", "mitwirkende/", "aussteller/")]
    assert {client.get(pfad).status_code for pfad in pfade} == {404}
    team = Nutzer.objects.create_user("team@example.org")
    team.rollenzuweisungen.create(rolle=Rolle.VERANSTALTUNGSTEAM)
    client.force_login(team)
    for pfad in pfade:
        antwort = client.get(pfad)
        assert (antwort.status_code, antwort["Cache-Control"]) == (200, "private, no-store")


def test_a_long_programme_stands_on_its_own_page_only(client: Client) -> None:
    veranstaltung = zweistraengig()
    assert "Schnittstellen" in seite(client, veranstaltung, "")
    ProgrammpunktFactory.create_batch(programm.KURZ_HOECHSTENS, veranstaltung=veranstaltung)
    html = seite(client, veranstaltung, "")
    assert "Schnittstellen" not in html
    assert "15 Programmpunkte, in 2 Strängen: Menschen, Technik." in html
    assert f'href="{veranstaltung.get_absolute_url()}programm/"' in html
