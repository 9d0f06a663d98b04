"""The yearly question over fifteen months, its answers, and the search for a lost contact; mail by a real server."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.versand import sender
from kompetenzzentrum.versand.models import Nachricht
from projekte import nachfrage as nachfragen
from projekte import pflege, suche
from projekte.models import Nachfrage, Projekt
from projekte.tasks import nachfragen as taeglicher_lauf
from tests.factories.kommunen import KommuneFactory, MitgliedschaftFactory
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import ProjektFactory
from tests.postamt import Amtsstube, Postamt

pytestmark = pytest.mark.django_db
ANFANG = datetime(2026, 1, 10, 9, tzinfo=UTC)


@pytest.fixture
def postamt(settings: Any) -> Iterator[Postamt]:
    stube = Amtsstube()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", stube.port
    yield stube.postamt
    stube.schliessen()


def eintrag(**felder: Any) -> Projekt:
    vorgaben = {
        "kontakt_email": "stelle@example.org", "zustand_bestaetigt_am": ANFANG.date(), "bestaetigt_am": ANFANG.date(),
        "veroeffentlicht_am": ANFANG,
    }  # fmt: skip
    return ProjektFactory(**vorgaben | felder)


def am(tage: int) -> dict[str, int]:
    return nachfragen.taeglich(ANFANG + timedelta(days=tage))


def nichts() -> dict[str, int]:
    return {"gestellt": 0, "erinnert": 0, "gekennzeichnet": 0}


def test_fifteen_months_without_an_answer() -> None:
    projekt = eintrag()
    assert am(365) == nichts()
    assert am(366) == nichts() | {"gestellt": 1}
    assert am(366) == nichts()
    assert am(386) == nichts()
    assert am(387) == nichts() | {"erinnert": 1}
    assert am(388) == nichts()
    assert am(407) == nichts()
    assert am(408) == nichts() | {"gekennzeichnet": 1}
    assert am(450) == nichts()
    projekt.refresh_from_db()
    assert projekt.unbeantwortet_seit == (ANFANG + timedelta(days=408)).date()
    assert [nachricht.schluessel.split(":")[-2] for nachricht in Nachricht.objects.order_by("pk")] == [
        "frage",
        "erinnerung",
    ]
    assert Nachfrage.objects.count() == 1
    assert am(731) == nichts()
    assert am(732) == nichts() | {"gestellt": 1}  # a year after the last question
    assert Nachfrage.objects.count() == 1


def test_the_task_asks_and_the_mail_arrives(postamt: Postamt) -> None:
    with time_machine.travel(ANFANG + timedelta(days=400), tick=False):
        eintrag(titel="Rufbus", kosten_einmalig="K1", kosten_basis="ist", kosten_jahr=2025)
        taeglicher_lauf()
        sender.leeren()
    [mail] = postamt.post
    assert mail["To"] == "stelle@example.org"
    assert mail["Subject"] == "Stimmt Ihr Eintrag noch? Rufbus"
    adresse = f"/projekte/nachfrage/{Nachfrage.objects.get().token}/?antwort="
    for art in ("plain", "html"):
        text = mail.get_body((art,)).get_content()
        assert re.search(r"Guten Tag,\s*(</p>\s*<p>)?im Verzeichnis steht Ihr Projekt", text)
        for angabe in (f"{adresse}stimmt", f"{adresse}geaendert", f"{adresse}beendet", "5.000 bis unter 25.000 €"):
            assert angabe in text
    assert Nachricht.objects.get().kontext == {}  # it carried a token


@pytest.mark.parametrize(
    "felder",
    [
        {"zustand": "beendet", "zustand_grund": "Ziel erreicht"},
        {"archiviert_am": ANFANG},
        {"veroeffentlicht_am": None},
        {"ist_beispiel": True},
        {"kontakt_email": ""},
        {"kontakt_gestoert_am": ANFANG.date()},
        {"bestaetigt_am": date(2026, 12, 24)},
    ],
    ids=lambda felder: next(iter(felder)),
)
def test_who_is_not_asked(felder: dict[str, Any]) -> None:
    eintrag(**felder)
    assert am(400) == nichts()


def test_never_confirmed_counts_from_the_publication() -> None:
    eintrag(zustand_bestaetigt_am=None, bestaetigt_am=None)
    assert am(365) == nichts()
    assert am(366)["gestellt"] == 1


def test_without_an_address_the_members_of_the_leading_municipality_are_asked() -> None:
    kommune = KommuneFactory()
    for zustand in ("bestaetigt", "bestaetigt", "beantragt"):
        MitgliedschaftFactory(kommune=kommune, zustand=zustand)
    eintrag(federfuehrung=kommune, kontakt_email="")
    assert am(400)["gestellt"] == 1
    assert Nachricht.objects.count() == 2


def test_members_through_a_dissolved_municipality_are_asked_too() -> None:
    neu = KommuneFactory()
    MitgliedschaftFactory(kommune=KommuneFactory(aufgeloest_am="2025-12-31", nachfolger=neu))
    eintrag(federfuehrung=neu, kontakt_email="")
    assert am(400)["gestellt"] == 1


def test_no_more_than_so_many_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nachfragen, "JE_LAUF", 2)
    for _ in range(3):
        eintrag()
    assert am(400)["gestellt"] == 2
    assert am(401)["gestellt"] == 1
    assert am(402)["gestellt"] == 0


def test_only_one_question_is_open() -> None:
    projekt = eintrag()
    Nachfrage.objects.create(projekt=projekt)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nachfrage.objects.create(projekt=projekt)


def gefragt(client: Client, **felder: Any) -> tuple[Projekt, Nachfrage]:
    projekt = eintrag(**felder)
    frage = nachfragen.stellen(projekt)
    assert frage is not None
    return projekt, frage


def test_still_so(client: Client) -> None:
    kosten = {"kosten_einmalig": "K1", "kosten_basis": "ist", "kosten_jahr": 2025}
    projekt, frage = gefragt(client, unbeantwortet_seit=ANFANG.date(), **kosten)
    seite = client.get(f"{frage.token_url}?antwort=stimmt")
    assert "Stimmt noch" in seite.text
    assert seite["Referrer-Policy"] == "no-referrer"
    assert not seite.cookies
    frage.refresh_from_db()
    assert frage.ist_offen  # looking is not answering: mail programs follow links
    with time_machine.travel(ANFANG + timedelta(days=500), tick=False):
        antwort = client.post(frage.token_url, {"antwort": "stimmt"}, follow=True)
    assert "gilt als bestätigt" in antwort.text
    projekt.refresh_from_db()
    tag = (ANFANG + timedelta(days=500)).date()
    assert projekt.bestaetigt_am == projekt.kosten_bestaetigt_am == projekt.kontakt_bestaetigt_am == tag
    assert projekt.unbeantwortet_seit is None


def test_changed_goes_to_the_editors(client: Client) -> None:
    projekt, frage = gefragt(client, unbeantwortet_seit=ANFANG.date())
    leer = client.post(frage.token_url, {"antwort": "geaendert", "geaendert-nachricht": " "})
    assert "in ein paar Worten, was sich geändert hat" in leer.text
    assert "<title>Fehler: " in leer.text
    text = "Jetzt in allen Ortsteilen <b>"
    antwort = client.post(frage.token_url, {"antwort": "geaendert", "geaendert-nachricht": text}, follow=True)
    assert "bei der Redaktion" in antwort.text
    projekt.refresh_from_db()
    assert projekt.unbeantwortet_seit is None
    assert projekt.bestaetigt_am == ANFANG.date()
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    liste = client.get("/projekte/nachfrage/").text
    assert "Jetzt in allen Ortsteilen &lt;b&gt;" in liste
    assert client.post("/projekte/nachfrage/", {"nachfrage": frage.pk}, follow=True).status_code == 200
    assert "Nichts zu tun" in client.get("/projekte/nachfrage/").text


def test_ended_says_so_at_once_and_is_not_asked_again(client: Client) -> None:
    projekt, frage = gefragt(client)
    ohne = client.post(frage.token_url, {"antwort": "beendet", "beendet-grund": ""})
    assert "in einem Satz den Grund" in ohne.text
    client.post(frage.token_url, {"antwort": "beendet", "beendet-grund": "Die Förderung lief aus."})
    projekt.refresh_from_db()
    assert (projekt.zustand, projekt.zustand_grund) == ("beendet", "Die Förderung lief aus.")
    assert nachfragen.aufgaben().get() == frage
    assert am(900) == nichts()
    assert "Die Förderung lief aus." in client.get(projekt.get_absolute_url()).text


@pytest.mark.parametrize("zweite", ["stimmt", "beendet"])
def test_the_second_answer_changes_nothing(client: Client, zweite: str) -> None:
    projekt, frage = gefragt(client)
    client.post(frage.token_url, {"antwort": "stimmt"})
    stand = Projekt.objects.values().get(pk=projekt.pk)
    antwort = client.post(frage.token_url, {"antwort": zweite, "beendet-grund": "Doch."}, follow=True)
    assert "gilt als bestätigt" in antwort.text
    assert Projekt.objects.values().get(pk=projekt.pk) == stand
    with pytest.raises(nachfragen.SchonBeantwortet), transaction.atomic():
        nachfragen.beendet(frage, grund="Doch.")
    assert Projekt.objects.values().get(pk=projekt.pk) == stand


@pytest.mark.parametrize("daten", [{}, {"antwort": "quatsch"}, {"antwort": "kontakt", "kontakt-email": "x"}])
def test_other_answers_are_no_answer(client: Client, daten: dict[str, str]) -> None:
    _, frage = gefragt(client)
    assert client.post(frage.token_url, daten).status_code == 200
    frage.refresh_from_db()
    assert frage.ist_offen


def test_bad_input_is_told_beside_its_field(client: Client) -> None:
    _, frage = gefragt(client)
    for grund in ("x" * 301, "a\nb", "a\0b"):
        antwort = client.post(frage.token_url, {"antwort": "beendet", "beendet-grund": grund})
        assert antwort.status_code == 200
        assert 'aria-invalid="true"' in antwort.text
    assert client.get("/projekte/nachfrage/gibt-es-nicht/").status_code == 404
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    for schluessel in ("", "x", "9" * 30):
        assert client.post("/projekte/nachfrage/", {"nachfrage": schluessel}).status_code in (302, 404)


def test_confirmed_otherwise_ends_reminder_and_label() -> None:
    projekt = eintrag()
    am(366)
    pflege.bestaetigen(projekt, am=(ANFANG + timedelta(days=370)).date())
    assert am(390) == nichts()
    assert am(420) == nichts()


def test_unanswered_entries_sink() -> None:
    stumm, frisch = eintrag(titel="Rufbus A"), eintrag(titel="Rufbus B", veroeffentlicht_am=ANFANG - timedelta(days=1))
    assert suche.suchen(suche.Auswahl(sortierung="neueste")).schluessel == [stumm.pk, frisch.pk]
    pflege.markieren(Projekt.objects.filter(pk=stumm.pk), unbeantwortet_seit=ANFANG.date())
    assert suche.suchen(suche.Auswahl("Rufbus")).schluessel == [frisch.pk, stumm.pk]


def test_a_refused_mail_starts_the_search_for_a_contact(client: Client, postamt: Postamt) -> None:
    kommune = KommuneFactory()
    mitglied = MitgliedschaftFactory(kommune=kommune).nutzer
    projekt = eintrag(federfuehrung=kommune, kontakt_email="weg@example.org", kontakt_funktion="Stab")
    anderes = eintrag(kontakt_email="Weg@example.org")
    nachfragen.stellen(projekt)
    postamt.antwort_rcpt["weg@example.org"] = "550 5.1.1 unbekannt"
    sender.leeren()
    sender.leeren()
    projekt.refresh_from_db()
    assert projekt.kontakt_gestoert_am is not None
    [mail] = [mail for mail in postamt.post if mail["To"] == mitglied.email]
    frage = projekt.nachfragen.get(anlass="kontakt")
    assert frage.token_url in mail.get_body(("plain",)).get_content()
    assert nachfragen.aufgaben().get().projekt == anderes  # nobody there to ask: the editors look for one
    assert "Zurzeit nicht erreichbar" in client.get(projekt.get_absolute_url()).text
    falsch = client.post(frage.token_url, {"antwort": "kontakt", "kontakt-funktion": "Stab", "kontakt-email": "x"})
    assert "Bitte prüfen Sie die E-Mail-Adresse" in falsch.text
    angaben = {"antwort": "kontakt", "kontakt-funktion": "Stab Digitales", "kontakt-email": "neu@example.org"}
    assert "neue Kontaktstelle steht" in client.post(frage.token_url, angaben, follow=True).text
    projekt.refresh_from_db()
    assert (projekt.kontakt_email, projekt.kontakt_gestoert_am) == ("neu@example.org", None)


def test_after_six_weeks_the_editors_take_the_search_over() -> None:
    kommune = KommuneFactory()
    MitgliedschaftFactory(kommune=kommune)
    projekt = eintrag(federfuehrung=kommune)
    with time_machine.travel(ANFANG, tick=False):
        nachfragen.kontakt_gestoert(Projekt.objects.all())
    assert not nachfragen.aufgaben().exists()
    am(42)
    assert nachfragen.aufgaben().get().projekt == projekt
    pflege.kontakt_setzen(projekt, funktion="Stab", email="stab@example.org")
    assert not nachfragen.aufgaben().exists()


@pytest.mark.fehler_erwartet
def test_an_error_in_a_room_above_keeps_no_mail_back(monkeypatch: pytest.MonkeyPatch, postamt: Postamt) -> None:
    projekt = eintrag(kontakt_email="weg@example.org")
    frage = nachfragen.stellen(projekt)
    postamt.antwort_rcpt["weg@example.org"] = "550 5.1.1 unbekannt"
    monkeypatch.setattr(pflege, "markieren", lambda *_, **__: 1 / 0)
    sender.leeren()
    assert frage
    assert Nachricht.objects.get().zustand == "unzustellbar"


def test_list_of_tasks_has_a_fixed_number_of_queries(client: Client, django_assert_num_queries: Any) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    for anzahl in (1, 3):
        while Nachfrage.objects.count() < anzahl:
            Nachfrage.objects.create(projekt=eintrag(), fuer_redaktion=True)
        with django_assert_num_queries(5):
            client.get("/projekte/nachfrage/")


def test_what_was_settled_while_others_were_asked_is_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    erstes, zweites = eintrag(), eintrag()
    echt = nachfragen.stellen

    def stellen(projekt: Projekt, **angaben: Any) -> Nachfrage | None:
        pflege.bestaetigen(zweites, am=(ANFANG + timedelta(days=400)).date())
        return echt(projekt, **angaben)

    monkeypatch.setattr(nachfragen, "stellen", stellen)
    assert am(400)["gestellt"] == 1
    assert Nachfrage.objects.get().projekt == erstes
