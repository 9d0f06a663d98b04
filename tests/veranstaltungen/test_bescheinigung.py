"""Certificates: once for everybody who was there, checked by anybody, without a name and for good."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kompetenzzentrum.datenschutz import loeschlauf
from kompetenzzentrum.versand.models import Nachricht
from tests import pdflesen
from tests.factories.kommunen import KommuneFactory
from tests.factories.veranstaltungen import AnmeldungFactory, ProgrammpunktFactory, VeranstaltungFactory
from veranstaltungen import bescheinigung, nachbereitung
from veranstaltungen.models import Anmeldung, Bescheinigung, Teilnahme, Veranstaltung

pytestmark = pytest.mark.django_db

Zustand = Veranstaltung.Zustand


@pytest.fixture
def veranstaltung() -> Veranstaltung:
    return VeranstaltungFactory(vergangen=True, titel="Regionalforum Nord")


def dabei(veranstaltung: Veranstaltung, **werte: Any) -> Anmeldung:
    return AnmeldungFactory(veranstaltung=veranstaltung, eingelassen_am=veranstaltung.beginn, **werte)


def berlin(tag: int, stunde: int, monat: int = 3) -> datetime:
    return datetime(2027, monat, tag, stunde, tzinfo=ZoneInfo("Europe/Berlin"))


def nachbereiten() -> int:
    jetzt = timezone.now()
    return sum(nachbereitung.nachbereiten(schluessel, jetzt) for schluessel in nachbereitung.faellige(jetzt))


def pruefseite(client: Client, code: str) -> Any:
    return client.get(reverse("veranstaltungen:bescheinigung", args=[code]))


def test_who_was_there_gets_one_and_one_mail_however_often_it_runs(veranstaltung: Veranstaltung) -> None:
    war_da = dabei(veranstaltung)
    AnmeldungFactory(veranstaltung=veranstaltung)
    assert [nachbereiten() for _ in range(2)] == [1, 0]
    assert Bescheinigung.objects.get().anmeldung == war_da
    brief = Nachricht.objects.get()
    assert (brief.schluessel, brief.an) == (f"anmeldung:{war_da.pk}:nachbereitung", war_da.email)
    [zugang] = brief.kontext["zugaenge"]
    assert f"/anmeldungen/{war_da.token}/bescheinigung.pdf" in zugang["bescheinigung"]
    assert f"/anmeldungen/{war_da.token}/rueckmeldung/" in zugang["rueckmeldung"]


def test_who_is_noted_a_week_later_gets_hers_then(veranstaltung: Veranstaltung) -> None:
    dabei(veranstaltung)
    nachbereiten()
    spaeter = AnmeldungFactory(veranstaltung=veranstaltung, teilnahme=Teilnahme.ONLINE)
    spaeter.eingelassen_am = timezone.now()
    spaeter.save()
    nachbereiten()
    assert Nachricht.objects.filter(an=spaeter.email).count() == 1
    assert Nachricht.objects.count() == 2


def test_a_group_with_one_mailbox_gets_one_mail(veranstaltung: Veranstaltung) -> None:
    kontakt = dabei(veranstaltung)
    for _ in range(2):
        dabei(veranstaltung, email="", kontakt=kontakt)
    eigene_post = dabei(veranstaltung, kontakt=kontakt)
    nachbereiten()
    assert {brief.an: len(brief.kontext["zugaenge"]) for brief in Nachricht.objects.all()} == {
        kontakt.email: 3,
        eigene_post.email: 1,
    }


def test_who_came_without_an_address_gets_a_certificate_and_no_mail(veranstaltung: Veranstaltung) -> None:
    dabei(veranstaltung, email="", herkunft=Anmeldung.Herkunft.TUER)
    assert nachbereiten() == 1
    assert not Nachricht.objects.exists()


@pytest.mark.parametrize(
    ("werte", "eigene"),
    [
        ({"zustand": Zustand.ABGESAGT}, {}),
        ({"zustand": Zustand.ENTWURF}, {}),
        ({"beginn": timezone.now() - timedelta(hours=1)}, {}),  # still running
        ({}, {"zustand": Anmeldung.Zustand.STORNIERT, "storniert_am": timezone.now()}),
    ],
)
def test_nobody_else_gets_one(werte: dict[str, Any], eigene: dict[str, Any]) -> None:
    dabei(VeranstaltungFactory(**{"vergangen": True} | werte), **eigene)
    assert nachbereiten() == 0
    assert not Bescheinigung.objects.exists()
    assert not Nachricht.objects.exists()


def test_the_paper_is_accessible_and_says_what_matters(client: Client, veranstaltung: Veranstaltung) -> None:
    anmeldung = dabei(
        veranstaltung, name="Zoë Łukasz", kommune=KommuneFactory(name="Musterstadt"), organisation="Amt 12"
    )
    nachbereiten()
    antwort = client.get(reverse("anmeldungen:bescheinigung", args=[anmeldung.token]))
    assert antwort["Cache-Control"] == "no-store"
    pdflesen.ist_zugaenglich(antwort.content)
    text = pdflesen.text(antwort.content)
    code = bescheinigung.in_gruppen(Bescheinigung.objects.get().code)
    zeitraum = " ".join(veranstaltung.zeitraum.split())
    for stueck in ("Zoë Łukasz", "Amt 12, Musterstadt", veranstaltung.titel, zeitraum, "6 Stunden", code):
        assert stueck in text
    assert f"/veranstaltungen/bescheinigungen/{code}/" in text.replace(" ", "")
    assert pdflesen.rollen(antwort.content).count("/Figure") == 1


def test_a_name_in_another_script_is_left_to_the_pen(client: Client, veranstaltung: Veranstaltung) -> None:
    anmeldung = dabei(veranstaltung, name="مريم")
    nachbereiten()
    text = pdflesen.text(client.get(reverse("anmeldungen:bescheinigung", args=[anmeldung.token])).content)
    assert "Name hat teilgenommen:" in text
    assert "?" not in text


def test_reading_issues_nothing(client: Client, veranstaltung: Veranstaltung) -> None:
    anmeldung = dabei(veranstaltung)
    antwort = client.get(reverse("anmeldungen:bescheinigung", args=[anmeldung.token]))
    assert (antwort.status_code, Bescheinigung.objects.count()) == (404, 0)
    assert "Wir stellen sie gerade aus." in antwort.content.decode()


@pytest.mark.parametrize(
    ("vergangen", "satz"),
    [(False, "Bescheinigungen gibt es nach der Veranstaltung"), (True, "nicht vermerkt, dass Sie da waren")],
)
def test_who_has_none_reads_why(client: Client, vergangen: bool, satz: str) -> None:
    anmeldung = AnmeldungFactory(veranstaltung__vergangen=vergangen)
    antwort = client.get(reverse("anmeldungen:bescheinigung", args=[anmeldung.token]))
    assert antwort.status_code == 404
    assert satz in antwort.content.decode()
    assert not antwort.cookies


def test_anybody_can_check_a_code_and_reads_no_name(
    client: Client, veranstaltung: Veranstaltung, django_assert_num_queries: Any
) -> None:
    anmeldung = dabei(veranstaltung, name="Geheime Person", organisation="Geheime Stelle", kommune=KommuneFactory())
    nachbereiten()
    code = Bescheinigung.objects.get().code
    with django_assert_num_queries(1):
        antwort = pruefseite(client, bescheinigung.in_gruppen(code))
    seite = antwort.content.decode()
    assert "Diese Bescheinigung ist gültig" in seite
    for stueck in (veranstaltung.titel, veranstaltung.zeitraum, "6 Stunden"):
        assert stueck in seite
    for geheim in (anmeldung.name, anmeldung.organisation, anmeldung.email, str(anmeldung.kommune), anmeldung.token):
        assert geheim not in seite
    assert (antwort["Cache-Control"], antwort["X-Robots-Tag"]) == ("no-store", "noindex")
    assert not antwort.cookies


def test_a_certificate_outlives_the_registration(client: Client, veranstaltung: Veranstaltung) -> None:
    dabei(veranstaltung)
    nachbereiten()
    with time_machine.travel(veranstaltung.ende + timedelta(days=61)):
        loeschlauf.loeschen(timezone.now())
        assert not Anmeldung.objects.exists()
        eine = Bescheinigung.objects.get()
        assert eine.anmeldung is None
        assert pruefseite(client, eine.code).status_code == 200


def test_whose_attendance_was_taken_back_has_no_valid_one_then_nor_later(
    client: Client, veranstaltung: Veranstaltung
) -> None:
    anmeldung = dabei(veranstaltung)
    nachbereiten()
    Anmeldung.objects.update(eingelassen_am=None)
    code = Bescheinigung.objects.get().code
    assert pruefseite(client, code).status_code == 404
    assert client.get(reverse("anmeldungen:bescheinigung", args=[anmeldung.token])).status_code == 404
    with time_machine.travel(veranstaltung.ende + timedelta(days=61)):
        loeschlauf.loeschen(timezone.now())
        assert pruefseite(client, code).status_code == 404


def test_who_is_noted_again_has_the_same_one(client: Client, veranstaltung: Veranstaltung) -> None:
    dabei(veranstaltung)
    nachbereiten()
    code = Bescheinigung.objects.get().code
    Anmeldung.objects.update(eingelassen_am=None)
    Anmeldung.objects.update(eingelassen_am=veranstaltung.beginn)
    assert nachbereiten() == 0
    assert pruefseite(client, code).status_code == 200


@pytest.mark.parametrize("code", ["7KQW-M2PH-XA4D-9RTZ", "quatsch", "%20", "7KQWM2PHXA4D9RTO"])
def test_an_unknown_code_gets_a_kind_answer(client: Client, code: str) -> None:
    antwort = client.get(f"/veranstaltungen/bescheinigungen/{code}/")
    assert antwort.status_code == 404
    assert "Zu diesem Code kennen wir keine Bescheinigung" in antwort.content.decode()


@pytest.mark.parametrize("getippt", ["{0}", " {0} ", "{1}", "{2}", "{3}"])
def test_the_form_takes_a_code_as_people_type_it(client: Client, veranstaltung: Veranstaltung, getippt: str) -> None:
    dabei(veranstaltung)
    nachbereiten()
    code = Bescheinigung.objects.get().code
    gruppen = bescheinigung.in_gruppen(code)
    eingabe = getippt.format(gruppen, code.lower(), gruppen.replace("-", " "), gruppen.replace("-", "–"))
    antwort = client.get("/veranstaltungen/bescheinigungen/", {"code": eingabe}, follow=True)
    assert "Diese Bescheinigung ist gültig" in antwort.content.decode()


def test_a_wrong_code_stays_in_the_form_with_a_message_beside_it(client: Client) -> None:
    antwort = client.get("/veranstaltungen/bescheinigungen/", {"code": "7KQW-M2PH"})
    seite = antwort.content.decode()
    assert 'value="7KQW-M2PH"' in seite
    assert "Er hat 16 Zeichen" in seite
    assert not antwort.cookies


def test_nobody_tries_out_codes(client: Client, settings: Any) -> None:
    settings.BEGRENZUNGEN = {**settings.BEGRENZUNGEN, "bescheinigung": (2, 3600)}
    assert [pruefseite(client, "7KQWM2PHXA4D9RTZ").status_code for _ in range(3)] == [404, 404, 429]


def test_codes_are_long_and_differ() -> None:
    codes = {bescheinigung.neuer_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(bescheinigung.gelesen(bescheinigung.in_gruppen(code)) == code for code in codes)


@pytest.mark.parametrize(
    ("werte", "erwartet"),
    [
        ({"stunden": 6}, "6 Stunden"),
        ({"stunden": 1.5}, "1 Stunde 30 Minuten"),
        ({"stunden": 0.75}, "45 Minuten"),
        ({"stunden": 8, "ganztaegig": True}, "1 Tag"),
        ({"stunden": 31}, "2 Tage"),
    ],
)
def test_how_long_it_was(werte: dict[str, Any], erwartet: str) -> None:
    beginn = berlin(3, 9, monat=5)
    ganztaegig = werte.get("ganztaegig", False)
    eine = VeranstaltungFactory(beginn=beginn, ende=beginn + timedelta(hours=werte["stunden"]), ganztaegig=ganztaegig)
    assert bescheinigung.dauer(eine) == erwartet


def test_of_several_days_the_programme_counts() -> None:
    beginn = berlin(3, 9, monat=5)
    eine = VeranstaltungFactory(beginn=beginn, ende=beginn + timedelta(hours=31))
    for ab, bis in ((0, 2), (0, 4), (24, 31)):  # two tracks on the first day
        ProgrammpunktFactory(
            veranstaltung=eine, beginn=beginn + timedelta(hours=ab), ende=beginn + timedelta(hours=bis)
        )
    assert bescheinigung.dauer(eine) == "2 Tage, zusammen 11 Stunden"


def test_the_hours_hold_on_the_day_of_clock_change() -> None:
    beginn = berlin(28, 1)
    eine = VeranstaltungFactory(beginn=beginn, ende=berlin(28, 9))
    assert bescheinigung.dauer(eine) == "7 Stunden"
