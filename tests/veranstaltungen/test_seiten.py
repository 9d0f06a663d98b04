"""Registering, as a visitor without an account and without JavaScript does it."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    ReiheFactory,
    VeranstaltungFactory,
)
from veranstaltungen.models import Anmeldung, Veranstaltung

pytestmark = pytest.mark.django_db


def html(antwort: HttpResponse) -> str:
    return antwort.content.decode()


def angaben(client: Client, veranstaltung: Veranstaltung, **werte: str) -> dict[str, str]:
    """What a browser sends: the hidden fields of the page it got, and what was typed."""
    seite = html(client.get(f"{veranstaltung.get_absolute_url()}anmeldung/"))
    return {
        "name": "Mira Beispiel",
        "email": "mira@example.org",
        "kommune_keine": "1",
        **{name: wert(seite, name) for name in ("zeitmarke", "vorgang")},
        **werte,
    }


def wert(seite: str, name: str) -> str:
    """Of a hidden field."""
    [gefunden] = re.findall(f'<input type="hidden" name="{name}" value="([^"]*)"', seite)
    return str(gefunden)


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
    antwort = sende(client, veranstaltung, daten)
    seite = html(antwort)
    assert "Inzwischen sind alle Plätze vergeben." in antwort.context["form"].errors["warteliste"][0]
    assert 'value="Zu Spät"' in seite
    assert anderer.get_absolute_url() in seite
    assert Anmeldung.objects.count() == 1


def test_a_full_event_shows_no_form_but_what_to_do(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=0, warteliste=False, reihe=ReiheFactory())
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
