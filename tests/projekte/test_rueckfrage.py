"""A question to the owner: what goes where, and what a stranger cannot do with it."""

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags

from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.versand import sender
from kompetenzzentrum.versand.models import Nachricht
from projekte import rueckfrage as ablauf
from projekte.models import Projekt, Rueckfrage
from tests.factories.kommunen import KommuneFactory, MitgliedschaftFactory
from tests.factories.konten import NutzerFactory
from tests.factories.nachnutzung import RueckfrageFactory
from tests.factories.projekte import ProjektFactory
from tests.postamt import Postamt
from tests.versand.conftest import postamt  # noqa: F401

pytestmark = pytest.mark.django_db

STELLE, FRAGENDE = "stelle@example.org", "jana@example.org"


@pytest.fixture(autouse=True)
def _ohne_wartezeit(settings: Any) -> None:
    settings.FORMULAR_MINDESTDAUER = 0


@pytest.fixture
def projekt() -> Projekt:
    return ProjektFactory(titel="Rufbus", kontakt_email=STELLE)


def stellen(projekt: Projekt, **angaben: Any) -> Rueckfrage:
    vorgabe = {"art": "frage", "name": "Jana Feldmann", "email": FRAGENDE, "frage": "Wie teuer ist der Betrieb?"}
    return ablauf.stellen(projekt=projekt, **(vorgabe | angaben))


def ausgefuellt(client: Client, projekt: Projekt, **angaben: str) -> dict[str, str]:
    seite = client.get(f"/projekte/{projekt.slug}/frage/")
    form = seite.context["form"]
    return {
        "art": "frage", "frage": "Wie teuer ist der Betrieb?", "name": "Jana Feldmann", "kommune_keine": "1",
        "email": FRAGENDE, "zeitmarke": form.initial["zeitmarke"], "vorgang": str(uuid.uuid4()),
    } | angaben  # fmt: skip


def test_asks_what_the_answers_answer(projekt: Projekt, client: Client) -> None:
    text = strip_tags(client.get(f"/projekte/{projekt.slug}/frage/").text.replace("<", " <"))
    gefragt = text.partition("Was möchten Sie?")[2].partition("Ihre Frage")[0]
    assert " ".join(gefragt.split()) == "eine Frage stellen einen Austausch, zum Beispiel ein Gespräch"


def test_question_and_answer_go_through_the_portal(projekt: Projekt, postamt: Postamt, client: Client) -> None:  # noqa: F811
    kommune = KommuneFactory(name="Neuhausen, Stadt")
    daten = ausgefuellt(client, projekt, kommune=kommune.schluessel, kommune_text=kommune.anzeigename)
    del daten["kommune_keine"]
    antwort = client.post(f"/projekte/{projekt.slug}/frage/", daten, follow=True)
    assert "Ihre Frage ist unterwegs" in antwort.text
    frage = Rueckfrage.objects.get()
    sender.leeren()
    briefe = {brief["To"]: brief.get_body(("plain",)).get_content() for brief in postamt.post}
    assert briefe.keys() == {STELLE, FRAGENDE}
    assert "Wie teuer ist der Betrieb?" in briefe[STELLE] and "Neuhausen" in briefe[STELLE]
    assert FRAGENDE not in briefe[STELLE] and frage.token not in briefe[STELLE]
    assert "Wie teuer" not in briefe[FRAGENDE] and STELLE not in briefe[FRAGENDE]
    assert frage.antworttoken not in briefe[FRAGENDE] and "Jana" not in briefe[FRAGENDE]
    gesendet = client.post(frage.antwort_url, {"antworten": "1", "antwort": "Rund 40 Euro am Tag."}, follow=True)
    assert "Ihre Antwort ist unterwegs" in gesendet.text
    sender.leeren()
    brief = postamt.post[-1]
    assert brief["To"] == FRAGENDE
    assert "Rund 40 Euro am Tag." in brief.get_body(("plain",)).get_content()
    assert STELLE not in brief.as_string()
    assert "Rund 40 Euro" in client.get(frage.token_url).text


def test_the_same_form_sent_twice_is_one_question(projekt: Projekt) -> None:
    vorgang = uuid.uuid4()
    assert stellen(projekt, vorgang=vorgang) == stellen(projekt, vorgang=vorgang)
    assert Rueckfrage.objects.count() == 1
    assert Nachricht.objects.count() == 2


@pytest.mark.parametrize(
    ("feld", "wert", "grund"),
    [
        ("frage", "Sehen Sie https://boese.example an", "leiten wir nicht weiter"),
        ("frage", "Kommt zu WWW.boese.example", "leiten wir nicht weiter"),
        ("frage", "gewinn.com/jetzt", "leiten wir nicht weiter"),
        ("frage", "Schreiben Sie an ich@boese.example", "leiten wir nicht weiter"),
        ("name", "https://boese.example", "leiten wir nicht weiter"),
        ("name", "Jana\nBetreff: Gewinn", "Zeilenumbruch"),
        ("frage", "x" * 1501, "Bitte kürzen Sie ihn auf 1500 Zeichen; jetzt sind es 1501."),
        ("frage", "", "Bitte schreiben Sie Ihre Frage."),
        ("email", "jana", "name@example.org"),
        ("art", "erpressung", "erpressung"),
    ],
)
def test_what_a_stranger_may_not_send(projekt: Projekt, client: Client, feld: str, wert: str, grund: str) -> None:
    daten = ausgefuellt(client, projekt, name="Jana Feldmann") | {feld: wert}
    antwort = client.post(f"/projekte/{projekt.slug}/frage/", daten)
    assert grund in antwort.text
    assert daten["name"] in antwort.text or feld == "name"
    assert not Rueckfrage.objects.exists()
    assert not Nachricht.objects.exists()


def test_without_a_contact_the_members_then_the_centre(client: Client) -> None:
    redaktion = NutzerFactory(rolle=Rolle.REDAKTION)
    ohne = ProjektFactory()
    assert stellen(ohne).beim_zentrum
    assert Nachricht.objects.filter(art="projekte.rueckfrage_gestellt").get().an == redaktion.email
    mitglied = MitgliedschaftFactory(kommune=ohne.federfuehrung).nutzer
    assert not stellen(ohne, frage="Und noch eine").beim_zentrum
    assert Nachricht.objects.filter(art="projekte.rueckfrage_gestellt", an=mitglied.email).exists()


def test_a_centre_without_editors_has_its_own_address() -> None:
    stellen(ProjektFactory(kontakt_email=STELLE, kontakt_gestoert_am="2026-05-01"))
    nachricht = Nachricht.objects.get(art="projekte.rueckfrage_gestellt")
    assert (nachricht.an, nachricht.kontext["an_zentrum"]) == (settings.PORTAL_EMAIL, "gestoert")


def test_a_question_that_bounces_goes_to_the_centre(projekt: Projekt, postamt: Postamt) -> None:  # noqa: F811
    redaktion = NutzerFactory(rolle=Rolle.REDAKTION)
    postamt.antwort_rcpt[STELLE] = "550 5.1.1 unbekannt"
    frage = stellen(projekt)
    sender.leeren()
    sender.leeren()
    frage.refresh_from_db()
    assert frage.beim_zentrum
    [uebernahme] = [brief for brief in postamt.post if "Wie teuer" in brief.get_body(("plain",)).get_content()]
    assert uebernahme["To"] == redaktion.email
    assert "nicht mehr ankommen" in uebernahme.get_body(("plain",)).get_content()


def test_the_owner_answers_once(projekt: Projekt, client: Client) -> None:
    frage = RueckfrageFactory(projekt=projekt)
    ablauf.beantworten(frage, text="Gern.")
    ablauf.beantworten(frage, text="Gern.")
    assert Nachricht.objects.count() == 1
    antwort = client.post(frage.antwort_url, {"antworten": "1", "antwort": "Anders."})
    assert "schon beantwortet" in antwort.text and "Anders." in antwort.text
    assert Nachricht.objects.count() == 1


def test_looking_changes_nothing_a_button_passes_on(projekt: Projekt, client: Client) -> None:
    redaktion = NutzerFactory(rolle=Rolle.REDAKTION)
    frage = RueckfrageFactory(projekt=projekt)
    for adresse in (frage.antwort_url, frage.token_url):
        antwort = client.get(adresse)
        assert antwort["Cache-Control"] == "no-store" and antwort["Referrer-Policy"] == "no-referrer"
    assert not Nachricht.objects.exists()
    assert "Bitte schreiben Sie etwas" in client.post(frage.antwort_url, {"antworten": "1"}).text
    for _ in range(2):
        assert "Wir übernehmen" in client.post(frage.antwort_url, {"abgeben": "1"}, follow=True).text
    assert [n.an for n in Nachricht.objects.all()] == [redaktion.email]


def test_the_owner_stops_questions_and_takes_them_again(projekt: Projekt, client: Client) -> None:
    frage = RueckfrageFactory(projekt=projekt)
    seite = f"/projekte/{projekt.slug}/frage/"
    daten = ausgefuellt(client, projekt)
    client.post(frage.antwort_url, {"stoppen": "1"})
    client.post(frage.antwort_url, {"stoppen": "1"})
    assert "keine Fragen angenommen" in client.post(seite, daten).text
    with pytest.raises(ablauf.Konflikt, match="keine Fragen"):
        stellen(projekt)
    client.post(frage.antwort_url, {"annehmen": "1"})
    assert client.post(seite, daten).status_code == 302


def test_one_project_gets_only_so_many_questions_a_day(projekt: Projekt, settings: Any) -> None:
    settings.BEGRENZUNGEN = settings.BEGRENZUNGEN | {"rueckfrage_projekt": (2, 86400)}
    stellen(projekt)
    stellen(projekt)
    with pytest.raises(ablauf.Konflikt, match="morgen noch einmal"):
        stellen(projekt)
    stellen(ProjektFactory(kontakt_email="andere@example.org"))


def test_many_questions_from_one_address_end_in_a_message(projekt: Projekt, client: Client, settings: Any) -> None:
    settings.BEGRENZUNGEN = settings.BEGRENZUNGEN | {"rueckfrage": (1, 3600)}
    seite = f"/projekte/{projekt.slug}/frage/"
    assert client.post(seite, ausgefuellt(client, projekt)).status_code == 302
    antwort = client.post(seite, ausgefuellt(client, projekt))
    assert antwort.status_code == 429
    assert "Wie teuer ist der Betrieb?" in antwort.text


def test_the_asker_erases_her_question(projekt: Projekt, client: Client) -> None:
    frage = RueckfrageFactory(projekt=projekt)
    assert "ist gelöscht" in client.post(frage.token_url, {"loeschen": "1"}).text
    assert not Rueckfrage.objects.exists()
    assert client.get(frage.token_url).status_code == client.get(frage.antwort_url).status_code == 404


def test_the_owner_page_shows_no_address_and_no_link(projekt: Projekt, client: Client) -> None:
    frage = RueckfrageFactory(projekt=projekt, frage="<script>alert(1)</script>")
    text = client.get(frage.antwort_url).text
    assert frage.email not in text and "<script>alert" not in text
    assert frage.token not in text


def test_the_contact_address_is_shown_to_nobody(projekt: Projekt, client: Client) -> None:
    for seite in (f"/projekte/{projekt.slug}/", f"/projekte/{projekt.slug}/frage/"):
        assert STELLE not in client.get(seite).text


def test_editors_see_what_waits_at_the_centre(client: Client, projekt: Projekt, django_assert_num_queries: Any) -> None:
    stellen(projekt, frage="Geht an die Stelle.")
    ohne = ProjektFactory(titel="Ohne Kontakt")
    wartet = stellen(ohne, frage="Wer hilft uns?")
    ablauf.beantworten(stellen(ohne, frage="Schon beantwortet."), text="Ja.")
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    assert "Fragen bei uns <strong>(1)</strong>" in client.get("/projekte/pruefung/").text
    seite = client.get("/projekte/rueckfragen/").text
    assert "Wer hilft uns?" in seite
    assert wartet.antwort_url in seite
    assert FRAGENDE not in seite
    assert "Geht an die Stelle." not in seite
    assert "Schon beantwortet." not in seite
    stellen(ohne, frage="Und wann?")
    with django_assert_num_queries(5):  # session, person, roles, count, rows
        client.get("/projekte/rueckfragen/")
    client.force_login(NutzerFactory())
    assert client.get("/projekte/rueckfragen/").status_code == 403


def test_a_text_the_mail_server_refuses_costs_no_contact(projekt: Projekt, postamt: Postamt, client: Client) -> None:  # noqa: F811
    """A stranger needs but the test line of spam filters for that."""
    redaktion = NutzerFactory(rolle=Rolle.REDAKTION)
    frage = stellen(projekt)
    postamt.antwort_data = "554 5.7.1 spam"
    sender.leeren()
    projekt.refresh_from_db()
    assert projekt.kontakt_gestoert_am is None
    assert not projekt.nachfragen.exists()
    assert not Nachricht.objects.filter(an=redaktion.email).exists()
    client.force_login(redaktion)
    assert frage.antwort_url in client.get("/projekte/rueckfragen/").text


def test_one_sender_does_not_use_up_what_a_project_takes(projekt: Projekt, client: Client, settings: Any) -> None:
    settings.BEGRENZUNGEN = settings.BEGRENZUNGEN | {"empfaenger": (99, 3600)}
    seite = f"/projekte/{projekt.slug}/frage/"
    for _ in range(3):
        assert client.post(seite, ausgefuellt(client, projekt)).status_code == 302
    antwort = client.post(seite, ausgefuellt(client, projekt))
    assert "Von Ihrem Anschluss kamen heute schon mehrere Fragen" in antwort.text
    assert "Wie teuer ist der Betrieb?" in antwort.text
    assert client.post(seite, ausgefuellt(client, projekt), REMOTE_ADDR="203.0.113.9").status_code == 302
