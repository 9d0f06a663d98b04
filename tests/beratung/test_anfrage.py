"""The conversation as workflow: what stands in the case, what goes out."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from kompetenzzentrum.beratung.anfrage import Konflikt, abschliessen, antworten, nachfragen, notieren, stellen
from kompetenzzentrum.beratung.models import Anfrage, Beitrag
from kompetenzzentrum.beratung.schreibtisch import ausschnitt
from kompetenzzentrum.beratung.zuweisung import uebernehmen
from kompetenzzentrum.datenschutz.loeschlauf import loeschen
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand import sender
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.beratung import AnfrageFactory, BeitragFactory, BeraterinFactory, NotizFactory
from tests.factories.konten import NutzerFactory
from tests.postamt import Postamt

pytestmark = pytest.mark.django_db

Zustand = Anfrage.Zustand


def test_asking_stores_the_request_and_its_receipt_together() -> None:
    anfrage = stellen(name="Jana", email="jana@example.org", nachricht="Wie fangen wir an?")
    assert anfrage.zustand == Zustand.NEU
    nachricht = Nachricht.objects.get()
    assert nachricht.an == "jana@example.org"
    assert nachricht.kontext["vorgang_url"] == settings.PORTAL_URL + anfrage.token_url


def test_mails_repeat_nothing_that_was_typed_in(beraterin: Nutzer, postamt: Postamt) -> None:
    """Else anybody could have the portal send a text to any address."""
    anfrage = stellen(name="Gewinnerin http://spam.example", email="opfer@example.org", nachricht="Jetzt klicken")
    uebernehmen(anfrage, durch=beraterin)
    abschliessen(anfrage, durch=beraterin, version=2)
    sender.leeren()
    assert len(postamt.post) == 2
    for brief in postamt.post:
        text = brief.get_body(("plain",)).get_content()
        assert "spam.example" not in text and "Jetzt klicken" not in text


def test_an_answer_goes_out_once_and_hands_the_word_back(beraterin: Nutzer, postamt: Postamt) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin, email="jana@example.org")
    antworten(anfrage, durch=beraterin, text="Am besten mit einem Rundgang.", version=anfrage.version)
    sender.leeren()
    [brief] = postamt.post
    text = brief.get_body(("plain",)).get_content()
    assert brief["To"] == "jana@example.org"
    assert "Am besten mit einem Rundgang." in text
    assert "Hanna Petersen" in text
    assert anfrage.token_url in text
    anfrage.refresh_from_db()
    assert (anfrage.zustand, anfrage.version) == (Zustand.WARTET, 2)


def test_after_sending_the_outbox_keeps_neither_text_nor_link(beraterin: Nutzer, postamt: Postamt) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin)
    antworten(anfrage, durch=beraterin, text="Vertrauliches", version=anfrage.version)
    sender.leeren()
    assert Nachricht.objects.get().kontext == {}


def test_an_answer_to_what_changed_meanwhile_is_refused(beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin)
    gelesen = anfrage.version
    nachfragen(anfrage, text="Noch etwas!")
    with pytest.raises(Konflikt, match="hat sich geändert"):
        antworten(anfrage, durch=beraterin, text="Alte Antwort", version=gelesen)
    assert not Beitrag.objects.filter(von=Beitrag.Von.BERATUNG).exists()
    assert not Nachricht.objects.exists()


def test_the_same_answer_sent_twice_is_stored_once(beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin)
    antworten(anfrage, durch=beraterin, text="Antwort", version=1)
    with pytest.raises(Konflikt):
        antworten(anfrage, durch=beraterin, text="Antwort", version=1)
    assert Beitrag.objects.count() == Nachricht.objects.count() == 1


def test_only_the_advisor_in_charge_answers(beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin)
    for andere in (BeraterinFactory(), NutzerFactory(), NutzerFactory(rolle=Rolle.BETRIEB)):
        with pytest.raises(Konflikt, match="Hanna Petersen"):
            antworten(anfrage, durch=andere, text="Ich auch", version=1)


def test_an_advisor_who_lost_her_role_answers_no_more(beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin)
    beraterin.rollenzuweisungen.all().delete()
    with pytest.raises(Konflikt):
        antworten(anfrage, durch=Nutzer.objects.get(pk=beraterin.pk), text="Noch ich", version=1)


def test_notes_are_for_the_team_only() -> None:
    with pytest.raises(Konflikt):
        notieren(AnfrageFactory(), durch=NutzerFactory(rolle=Rolle.REDAKTION), text="Hm")


@pytest.mark.parametrize("text", ["", "Alles Gute!"])
def test_closing_sends_one_mail(beraterin: Nutzer, postamt: Postamt, text: str) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin)
    abschliessen(anfrage, durch=beraterin, version=1, text=text)
    sender.leeren()
    [brief] = postamt.post
    assert "abgeschlossen" in brief["Subject"]
    assert text in brief.get_body(("plain",)).get_content()
    anfrage.refresh_from_db()
    assert anfrage.zustand == Zustand.GESCHLOSSEN
    assert anfrage.beitraege.count() == bool(text)


def test_a_closed_case_is_closed_once(beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin, zustand=Zustand.GESCHLOSSEN)
    with pytest.raises(Konflikt, match="schon abgeschlossen"):
        abschliessen(anfrage, durch=beraterin, version=1)


def test_writing_again_opens_a_closed_case(beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin, zustand=Zustand.GESCHLOSSEN)
    nachfragen(anfrage, text="Doch noch etwas.")
    anfrage.refresh_from_db()
    assert (anfrage.zustand, anfrage.geschlossen_am) == (Zustand.IN_BEARBEITUNG, None)


def test_writing_again_after_the_advisor_left_lands_among_the_new() -> None:
    anfrage = AnfrageFactory(zustand=Zustand.GESCHLOSSEN)
    nachfragen(anfrage, text="Doch noch etwas.")
    assert list(ausschnitt(Anfrage.objects.all(), "neu", NutzerFactory())) == [anfrage]


def test_the_advisor_can_open_a_closed_case_by_answering(beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin, zustand=Zustand.GESCHLOSSEN)
    antworten(anfrage, durch=beraterin, text="Ein Nachtrag.", version=1)
    anfrage.refresh_from_db()
    assert (anfrage.zustand, anfrage.geschlossen_am) == (Zustand.WARTET, None)


def test_a_deleted_account_leaves_the_conversation_standing(beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin)
    antworten(anfrage, durch=beraterin, text="Antwort", version=1)
    beraterin.delete()
    anfrage.refresh_from_db()
    assert anfrage.beitraege.get().text == "Antwort"
    assert list(ausschnitt(Anfrage.objects.all(), "neu", NutzerFactory())) == [anfrage]


@pytest.mark.parametrize(
    "falsch",
    [
        {"zustand": Zustand.GESCHLOSSEN, "geschlossen_am": None},
        {"zustand": Zustand.WARTET, "geschlossen_am": timezone.now()},
    ],
)
def test_the_database_refuses_impossible_states(falsch: dict[str, object]) -> None:
    anfrage = AnfrageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Anfrage.objects.filter(pk=anfrage.pk).update(**falsch)


def test_the_database_refuses_a_new_request_that_somebody_has(beraterin: Nutzer) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AnfrageFactory(beraterin=beraterin, zustand=Zustand.NEU)


def test_two_years_after_closing_person_and_texts_are_gone_and_the_place_stays() -> None:
    tage = settings.AUFBEWAHRUNG_TAGE["beratung"]
    jetzt = timezone.now()
    alt = AnfrageFactory(zustand=Zustand.GESCHLOSSEN, geschlossen_am=jetzt - timedelta(days=tage + 1))
    jung = AnfrageFactory(zustand=Zustand.GESCHLOSSEN, geschlossen_am=jetzt - timedelta(days=tage - 1))
    vergessen = AnfrageFactory(aktiv_am=jetzt - timedelta(days=tage + 1))
    BeitragFactory(anfrage=alt)
    NotizFactory(anfrage=alt)
    BeitragFactory(anfrage=jung)
    alter_token = alt.token
    assert loeschen(jetzt, probe=True)["beratung.Anfrage"] == 2
    assert loeschen(jetzt)["beratung.Anfrage"] == 2
    alt.refresh_from_db()
    vergessen.refresh_from_db()
    assert alt.name == alt.email == alt.nachricht == vergessen.email == ""
    assert alt.token != alter_token
    assert not alt.beitraege.exists() and not alt.notizen.exists()
    assert jung.beitraege.count() == 1
    assert loeschen(jetzt)["beratung.Anfrage"] == 0
