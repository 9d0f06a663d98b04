"""What a stranger, or a colleague who may only do her own work, tries with the accounts."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.konten import PASSWORT, NutzerFactory
from tests.konten.test_anmeldung import NEU, anmelden, bestaetigen, code, sichtbar, text_der_mail

pytestmark = pytest.mark.django_db

VERWALTUNG = "/verwaltung/konten/nutzer/"


def konto_anlegen(client: Client, email: str, passwort: str = NEU) -> Any:
    return client.post("/konto/signup/", {"email": email, "password1": passwort, "password2": passwort}, follow=True)


def test_a_password_chosen_by_a_stranger_never_opens_a_confirmed_account(client: Client) -> None:
    """Pre-hijacking: the stranger signs up with her address, she wants an account later."""
    fremd = Client()
    konto_anlegen(fremd, "opfer@example.org", "der fremde kennt diesen satz")
    ziffern = code(text_der_mail("opfer@example.org"))
    assert "http" not in text_der_mail("opfer@example.org")  # nothing to press for who owns the mailbox
    assert client.post("/konto/confirm-email/", {"code": ziffern}, follow=True).request["PATH_INFO"] == "/konto/login/"

    konto_anlegen(client, "opfer@example.org")
    assert "Es gibt dazu aber schon eines" in text_der_mail("opfer@example.org")
    client.get("/konto/logout/")
    gast = Client()
    gast.post("/konto/password/reset/", {"email": "opfer@example.org"})
    (pfad,) = [zeile for zeile in text_der_mail("opfer@example.org").splitlines() if zeile.startswith("http")]
    seite = gast.get(pfad, follow=True)
    gast.post(seite.redirect_chain[-1][0], {"password1": NEU, "password2": NEU})
    anmelden(gast, "opfer@example.org", NEU)
    assert "Mein Konto" in sichtbar(bestaetigen(gast, "opfer@example.org"))

    assert "Mein Konto" not in sichtbar(anmelden(Client(), "opfer@example.org", "der fremde kennt diesen satz"))
    assert fremd.get("/konto/").status_code == 302


def test_three_wrong_codes_are_enough(client: Client) -> None:
    konto_anlegen(client, "neu@example.org")
    for _ in range(3):
        client.post("/konto/confirm-email/", {"code": "0000-000"})
    antwort = bestaetigen(client, "neu@example.org")
    assert "Mein Konto" not in sichtbar(antwort)


@pytest.mark.parametrize("email", ["da@example.org", "weg@example.org"])
def test_nobody_fills_a_mailbox_by_the_reset(email: str) -> None:
    NutzerFactory(email="da@example.org")
    stati = [
        Client(REMOTE_ADDR=f"192.0.2.{nummer}").post("/konto/password/reset/", {"email": email}).status_code
        for nummer in range(5)
    ]
    assert stati == [302, 302, 302, 429, 429]
    assert Nachricht.objects.filter(an=email).count() == 3


@pytest.mark.parametrize("email", ["da@example.org", "weg@example.org"])
def test_nobody_fills_a_mailbox_by_signing_up(email: str) -> None:
    NutzerFactory(email="da@example.org")
    stati = [konto_anlegen(Client(REMOTE_ADDR=f"192.0.2.{nummer}"), email).status_code for nummer in range(8)]
    assert stati == [200] * 6 + [429] * 2
    assert Nachricht.objects.filter(an=email).count() == 6


def test_one_line_writes_to_twenty_people_in_an_hour_and_is_told_so(client: Client) -> None:
    for nummer in range(20):
        assert konto_anlegen(Client(), f"person{nummer}@example.net").status_code == 200
    antwort = konto_anlegen(client, "noch@example.net")
    assert antwort.status_code == 429
    assert antwort["Retry-After"] == "3600"
    assert "Bitte warten Sie 60 Minuten." in sichtbar(antwort)


@pytest.mark.django_db(transaction=True)
def test_signing_up_many_times_at_the_same_moment_makes_one_account() -> None:
    schranke = Barrier(6)

    def gleichzeitig(_: int) -> int:
        client = Client()
        connection.ensure_connection()
        schranke.wait(timeout=30)
        try:
            return int(konto_anlegen(client, "doppelt@example.org").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as faeden:
        assert list(faeden.map(gleichzeitig, range(6))) == [200] * 6
    assert Nutzer.objects.count() == 1


def test_the_form_sent_twice_is_one_account_and_the_last_code_opens_it() -> None:
    konto_anlegen(Client(), "doppelt@example.org")
    client = Client()
    konto_anlegen(client, "doppelt@example.org")
    assert "Mein Konto" in sichtbar(bestaetigen(client, "doppelt@example.org"))
    konto_anlegen(Client(), "doppelt@example.org")
    assert "Es gibt dazu aber schon eines" in text_der_mail("doppelt@example.org")


def test_an_address_is_kept_in_small_letters_whoever_writes_it(client: Client) -> None:
    betrieb = Client()
    betrieb.force_login(NutzerFactory(rolle=Rolle.BETRIEB))
    felder = {
        "email": "Gross.Klein@Example.org",
        "is_active": "on",
        "rollenzuweisungen-TOTAL_FORMS": "0",
        "rollenzuweisungen-INITIAL_FORMS": "0",
    }
    betrieb.post(f"{VERWALTUNG}add/", felder)
    assert Nutzer.objects.filter(email="gross.klein@example.org").exists()
    assert "gibt es schon ein Konto" in betrieb.post(f"{VERWALTUNG}add/", felder).content.decode()
    konto_anlegen(client, "gross.klein@example.org")
    assert "Es gibt dazu aber schon eines" in text_der_mail("gross.klein@example.org")
    Client().post("/konto/password/reset/", {"email": "Gross.Klein@Example.org"})
    assert "Der Link gilt drei Tage" in text_der_mail("gross.klein@example.org")


def test_the_admin_has_no_password_page_of_its_own(client: Client) -> None:
    nutzer = NutzerFactory(rolle=Rolle.BETRIEB)
    client.force_login(nutzer)
    daten = {"old_password": PASSWORT, "new_password1": NEU, "new_password2": NEU}
    antwort = client.post("/verwaltung/password_change/", daten)
    assert (antwort.status_code, antwort["Location"]) == (302, "/konto/password/change/")
    nutzer.refresh_from_db()
    assert nutzer.check_password(PASSWORT)


@pytest.mark.fehler_erwartet
@pytest.mark.parametrize(
    "frage",
    [
        "konten/nutzer/?password__startswith=md5",
        "konten/nutzer/?email__contains=a",
        "konten/nutzer/?email=%00",
        "konten/nutzer/?rollenzuweisungen__rolle__startswith=b",
        "konten/nutzer/?rollenzuweisungen__nutzer__password__startswith=md5",
        "versand/nachricht/?kontext__titel__contains=a",
        "versand/nachricht/?abmelden_url__startswith=h",
        "versand/nachricht/?gesendet_am__year=99999",
    ],
)
def test_the_admin_answers_only_the_filters_it_shows(client: Client, frage: str) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.BETRIEB))
    assert client.get(f"/verwaltung/{frage}").status_code == 400


@pytest.mark.parametrize(
    "frage",
    [
        "konten/nutzer/?is_active__exact=1",
        "konten/nutzer/?rollenzuweisungen__rolle__exact=betrieb",
        "versand/nachricht/?zustand__exact=wartet",
        "datenschutz/loeschlauf/?tag__year=2026&tag__month=11&tag__day=21",
        "veranstaltungen/anmeldung/?veranstaltung__id__exact=1",
        "veranstaltungen/veranstaltung/?beginn__year=2026",
        "projekte/projekt/?stand=entwurf&handlungsfeld__id__exact=1",
        "kommunen/kommune/?land__id__exact=1",
    ],
)
def test_the_filters_on_offer_work(client: Client, frage: str) -> None:
    person = NutzerFactory(rolle=Rolle.BETRIEB)
    for rolle in (Rolle.REDAKTION, Rolle.VERANSTALTUNGSTEAM):
        person.rollenzuweisungen.create(rolle=rolle)
    client.force_login(person)
    antwort = client.get(f"/verwaltung/{frage}")
    assert antwort.status_code == 200


@pytest.mark.parametrize("frage", ["versand/nachricht/?art__exact=%00", "datenschutz/loeschlauf/?tag__year=99999"])
def test_impossible_filter_values_are_set_aside(client: Client, frage: str) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.BETRIEB))
    antwort = client.get(f"/verwaltung/{frage}")
    assert (antwort.status_code, antwort["Location"].rpartition("?")[2]) == (302, "e=1")


def test_the_history_forgets_whose_account_was_deleted(client: Client) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.BETRIEB))
    weg = NutzerFactory(name="Erika Mustermann")
    client.post(f"{VERWALTUNG}{weg.pk}/delete/", {"post": "yes"})
    assert not Nutzer.objects.filter(pk=weg.pk).exists()
    assert [eintrag.object_repr for eintrag in LogEntry.objects.all()] == ["gelöschtes Konto"]
