"""The editors' pages."""

import pytest
from django.test import Client

from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.newsletter.models import Ausgabe
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.konten import NutzerFactory
from tests.factories.newsletter import AbonnementFactory, AusgabeFactory, ThemaFactory, VersendeteAusgabeFactory

pytestmark = pytest.mark.django_db

SEITEN = ["", "neu/", "{pk}/", "{pk}/vorschau/", "{pk}/versand/", "{pk}/loeschen/"]
LISTE = "/newsletter/redaktion/"


def seite(ausgabe: Ausgabe, teil: str = "") -> str:
    return f"{LISTE}{ausgabe.pk}/{teil}"


def eingabe(**werte: object) -> dict[str, object]:
    return {"titel": "Titel", "anreisser": "Anreißer", "text": "Text", "version": 1, **werte}


@pytest.mark.parametrize("rolle", [None, *Rolle])
def test_only_editors_see_and_send(client: Client, rolle: Rolle | None) -> None:
    AbonnementFactory()
    ausgabe = AusgabeFactory()
    pfade = [LISTE + teil.format(pk=ausgabe.pk) for teil in SEITEN]
    assert {client.get(pfad).status_code for pfad in pfade} == {302}
    client.force_login(NutzerFactory(rolle=rolle))
    darf = rolle == Rolle.REDAKTION
    assert {client.get(pfad).status_code for pfad in pfade} == {200 if darf else 403}
    client.post(seite(ausgabe, "versand/"), {"version": 1})
    client.post(seite(ausgabe, "probe/"))
    assert Nachricht.objects.exists() == darf


def test_write_preview_try_and_send(redaktion: Client) -> None:
    AbonnementFactory.create_batch(2)
    redaktion.post(LISTE + "neu/", eingabe(titel="Die erste", weiter="vorschau"))
    ausgabe = Ausgabe.objects.get()
    assert "Die erste\n=========" in redaktion.get(seite(ausgabe, "vorschau/")).content.decode()
    antwort = redaktion.post(seite(ausgabe, "probe/"), follow=True)
    assert "Die Probe ist unterwegs an redaktion@example.org." in antwort.content.decode()
    assert "Jetzt an 2 Adressen versenden" in redaktion.get(seite(ausgabe, "versand/")).content.decode()
    antwort = redaktion.post(seite(ausgabe, "versand/"), {"version": 1}, follow=True)
    assert "0 von 2" in antwort.content.decode()
    assert Nachricht.objects.filter(art="newsletter.ausgabe").count() == 3
    assert redaktion.get(seite(ausgabe))["Location"] == seite(ausgabe, "versand/")


def test_the_confirmation_page_names_topics_and_number(redaktion: Client) -> None:
    thema = ThemaFactory(slug="foerderung")
    AbonnementFactory(themen=[thema])
    AbonnementFactory(themen=[ThemaFactory(slug="praxis")])
    ausgabe = AusgabeFactory(themen=[thema])
    text = redaktion.get(seite(ausgabe, "versand/")).content.decode()
    assert "1 Adresse" in text and thema.name in text


def test_opening_pages_sends_nothing(redaktion: Client) -> None:
    AbonnementFactory()
    ausgabe = AusgabeFactory()
    for teil in SEITEN:
        redaktion.get(LISTE + teil.format(pk=ausgabe.pk))
    assert redaktion.get(seite(ausgabe, "probe/")).status_code == 405
    assert not Nachricht.objects.exists()
    assert Ausgabe.objects.get().ist_entwurf


def test_without_readers_there_is_no_button(redaktion: Client) -> None:
    text = redaktion.get(seite(AusgabeFactory(), "versand/")).content.decode()
    assert "Es gibt nichts zu versenden." in text
    assert "Jetzt an" not in text


@pytest.mark.parametrize(
    ("werte", "feld"),
    [
        ({"titel": ""}, "titel"),
        ({"titel": "x" * 121}, "titel"),
        ({"text": ""}, "text"),
        ({"text": "x" * 40001}, "text"),
    ],
)
def test_bad_input_is_named_and_nothing_is_lost(redaktion: Client, werte: dict[str, str], feld: str) -> None:
    antwort = redaktion.post(LISTE + "neu/", eingabe(**werte))
    assert antwort.status_code == 200
    assert list(antwort.context["form"].errors) == [feld]
    assert "Anreißer" in antwort.content.decode()
    assert not Ausgabe.objects.exists()


def test_two_editors_do_not_overwrite_each_other_unseen(redaktion: Client) -> None:
    ausgabe = AusgabeFactory()
    redaktion.post(seite(ausgabe), eingabe(titel="Von ihr", version=1))
    antwort = redaktion.post(seite(ausgabe), eingabe(titel="Von mir", text="Mein Text", version=1))
    text = antwort.content.decode()
    assert "inzwischen an anderer Stelle geändert" in text
    assert "Mein Text" in text and "Von ihr" in text
    assert Ausgabe.objects.get().titel == "Von ihr"
    redaktion.post(seite(ausgabe), eingabe(titel="Von mir", version=antwort.context["form"]["version"].value()))
    assert Ausgabe.objects.get().titel == "Von mir"


def test_text_survives_when_the_issue_was_sent_meanwhile(redaktion: Client) -> None:
    AbonnementFactory()
    ausgabe = AusgabeFactory()
    redaktion.post(seite(ausgabe, "versand/"), {"version": 1})
    assert redaktion.post(seite(ausgabe), eingabe(text="Zu spät"), follow=True).status_code == 200
    assert "Zu spät" not in Ausgabe.objects.get().text


@pytest.mark.parametrize("version", ["0", "2", "abc", "", "9" * 30])
def test_sending_an_outdated_page_sends_nothing(redaktion: Client, version: str) -> None:
    AbonnementFactory()
    antwort = redaktion.post(seite(AusgabeFactory(), "versand/"), {"version": version})
    assert "inzwischen an anderer Stelle geändert" in antwort.content.decode()
    assert not Nachricht.objects.exists()


def test_a_draft_is_deleted_after_a_question(redaktion: Client) -> None:
    ausgabe = AusgabeFactory()
    redaktion.get(seite(ausgabe, "loeschen/"))
    assert Ausgabe.objects.exists()
    redaktion.post(seite(ausgabe, "loeschen/"), {"version": 1})
    assert not Ausgabe.objects.exists()


def test_a_sent_issue_is_not_deleted(redaktion: Client) -> None:
    ausgabe = VersendeteAusgabeFactory()
    assert redaktion.post(seite(ausgabe, "loeschen/"), {"version": 1}).status_code == 302
    assert Ausgabe.objects.exists()


def test_the_list_is_paginated_and_costs_the_same_with_more_rows(
    redaktion: Client, django_assert_num_queries: object
) -> None:
    for anzahl in (1, 2):
        AusgabeFactory.create_batch(anzahl)
        with django_assert_num_queries(6):  # type: ignore[operator]
            redaktion.get(LISTE)
    VersendeteAusgabeFactory.create_batch(25)
    assert len(redaktion.get(LISTE + "?seite=2").context["page_obj"]) == 3
    assert redaktion.get(LISTE).context["page_obj"][0].ist_entwurf
