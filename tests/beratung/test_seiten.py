"""The public pages: asking, reading along by the personal link, writing again."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from kompetenzzentrum.beratung.models import Anfrage
from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.versand import sender
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.beratung import AnfrageFactory, BeitragFactory, NotizFactory
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory
from tests.postamt import Postamt

pytestmark = pytest.mark.django_db


def ausgefuellt(client: Client, pfad: str = "/beratung/anfrage/", **werte: str) -> dict[str, str]:
    """What a browser would send after the page was opened."""
    zeitmarke = client.get(pfad).context["form"].initial["zeitmarke"]
    return {
        "zeitmarke": zeitmarke,
        "nachricht": "Wie fangen wir an?",
        "name": "Jana Lorenz",
        "email": "jana@example.org",
        "kommune_keine": "1",
        **werte,
    }


def test_the_reading_page_leads_to_the_form_and_sets_no_cookie(client: Client) -> None:
    antwort = client.get("/beratung/")
    assert "/beratung/anfrage/" in antwort.content.decode()
    assert not antwort.cookies
    assert "public" in antwort["Cache-Control"]


def test_asking_ends_on_the_personal_page(client: Client) -> None:
    stadt = KommuneFactory(name="Görlitz, Stadt")
    feld = HandlungsfeldFactory(slug="energie")
    werte = ausgefuellt(client, kommune=stadt.schluessel, kommune_text="Görlitz", handlungsfeld=str(feld.pk))
    del werte["kommune_keine"]
    antwort = client.post("/beratung/anfrage/", werte)
    anfrage = Anfrage.objects.get()
    assert (anfrage.kommune, anfrage.handlungsfeld, anfrage.name) == (stadt, feld, "Jana Lorenz")
    assert antwort.status_code == 302
    assert antwort["Location"] == f"{anfrage.token_url}?neu=1"
    assert "Ihre Anfrage ist angekommen." in client.get(antwort["Location"]).content.decode()


def test_the_same_form_sent_twice_is_one_request(client: Client) -> None:
    werte = ausgefuellt(client, vorgang="8a0f6f9c-6f0e-4df7-9f5b-5a5c6b1a2f10")
    erste = client.post("/beratung/anfrage/", werte)
    assert client.post("/beratung/anfrage/", werte)["Location"] == erste["Location"]
    assert Anfrage.objects.count() == 1
    assert Nachricht.objects.count() == 1


def test_the_same_message_sent_twice_is_one_word_and_a_rewritten_one_another(client: Client) -> None:
    anfrage = AnfrageFactory()
    seite = client.get(anfrage.token_url).text
    werte = {name: str(re.search(rf'name="{name}" value="([^"]+)"', seite)[1]) for name in ("zeitmarke", "vorgang")}
    for text in ("Noch etwas.", "Noch etwas.", "Noch etwas: Danke!"):
        assert client.post(anfrage.token_url, {**werte, "text": text}).status_code == 302
    assert [beitrag.text for beitrag in anfrage.beitraege.all()] == ["Noch etwas.", "Noch etwas: Danke!"]


def test_without_javascript_the_municipality_is_found_in_a_step_of_its_own(client: Client) -> None:
    KommuneFactory(name="Görlitz, Stadt")
    KommuneFactory(name="Görlitzhausen")
    werte = ausgefuellt(client, kommune_text="görlitz", kommune_suchen="1", name="")
    del werte["kommune_keine"]
    antwort = client.post("/beratung/anfrage/", werte)
    seite = antwort.content.decode()
    assert antwort.status_code == 200
    assert seite.count('type="radio"') == 2
    assert "Wie fangen wir an?" in seite
    assert not antwort.context["form"].errors
    assert not Anfrage.objects.exists()


@pytest.mark.parametrize(
    ("feld", "wert", "meldung"),
    [
        ("nachricht", "", "Bitte schreiben Sie uns Ihre Frage."),
        ("name", "", "Bitte geben Sie Ihren Namen an"),
        ("email", "jana@", "Bitte prüfen Sie die E-Mail-Adresse."),
        ("nachricht", "x" * 9000, "jetzt sind es 9000"),
        ("handlungsfeld", "999999", "Bitte wählen Sie ein Handlungsfeld aus der Liste."),
        ("nachricht", "nul\0zeichen", "Nullzeichen"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_nothing_is_lost(
    client: Client, feld: str, wert: str, meldung: str
) -> None:
    antwort = client.post("/beratung/anfrage/", ausgefuellt(client, **{feld: wert}))
    assert antwort.status_code == 200
    assert meldung in str(antwort.context["form"].errors[feld])
    seite = antwort.content.decode()
    assert "Fehler: " in seite
    for name, anderer in {"nachricht": "Wie fangen wir an?", "email": "jana@example.org"}.items():
        assert name == feld or anderer in seite
    assert not Anfrage.objects.exists()


def test_the_honeypot_and_too_many_requests_lose_nothing(client: Client, settings: object) -> None:
    antwort = client.post("/beratung/anfrage/", ausgefuellt(client, homepage="http://spam.example"))
    assert "Wie fangen wir an?" in antwort.content.decode()
    settings.BEGRENZUNGEN = {"beratung": (1, 3600), "empfaenger": (3, 3600)}  # type: ignore[attr-defined]
    assert client.post("/beratung/anfrage/", ausgefuellt(client)).status_code == 302
    antwort = client.post("/beratung/anfrage/", ausgefuellt(client))
    assert antwort.status_code == 429
    assert "Wie fangen wir an?" in antwort.content.decode()
    assert Anfrage.objects.count() == 1


def test_a_mailbox_gets_three_receipts_an_hour_at_most(client: Client) -> None:
    stati = [client.post("/beratung/anfrage/", ausgefuellt(client), REMOTE_ADDR=f"192.0.2.{i}") for i in range(4)]
    assert [antwort.status_code for antwort in stati] == [302, 302, 302, 429]
    assert "Wie fangen wir an?" in stati[-1].content.decode()
    assert Nachricht.objects.count() == 3


def test_coming_from_a_project_is_remembered(client: Client) -> None:
    projekt = ProjektFactory(veroeffentlicht_am=timezone.now())
    pfad = f"/beratung/anfrage/?projekt={projekt.slug}"
    seite = client.get(pfad)
    assert projekt.titel in seite.content.decode()
    client.post(pfad, ausgefuellt(client, pfad))
    assert Anfrage.objects.get().projekt == projekt


def test_an_unpublished_project_is_neither_shown_nor_remembered(client: Client) -> None:
    projekt = ProjektFactory(veroeffentlicht_am=None)
    pfad = f"/beratung/anfrage/?projekt={projekt.slug}"
    assert projekt.titel not in client.get(pfad).content.decode()
    client.post(pfad, ausgefuellt(client, pfad))
    assert Anfrage.objects.get().projekt is None


@pytest.mark.parametrize(
    "abfrage", ["projekt=%00", "handlungsfeld=%00", "kommune=%00", "kommune=abc", "projekt=" + "x" * 5000]
)
def test_odd_addresses_open_the_empty_form(client: Client, abfrage: str) -> None:
    assert client.get(f"/beratung/anfrage/?{abfrage}").status_code == 200


def test_known_values_fill_the_form_in(client: Client) -> None:
    feld = HandlungsfeldFactory(slug="energie")
    stadt = KommuneFactory(name="Görlitz, Stadt")
    form = client.get(f"/beratung/anfrage/?handlungsfeld=energie&kommune={stadt.schluessel}").context["form"]
    assert form.initial["handlungsfeld"] == feld
    assert "Görlitz" in str(form["kommune"])


def test_the_personal_page_is_kept_out_of_caches_referrers_and_search_engines(client: Client) -> None:
    antwort = client.get(AnfrageFactory().token_url)
    assert antwort["Cache-Control"] == "no-store"
    assert antwort["Referrer-Policy"] == "no-referrer"
    assert antwort["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("token", ["gibtesnicht", "00000", "%00", "a" * 300])
def test_an_unknown_link_opens_nothing(client: Client, token: str) -> None:
    AnfrageFactory()
    assert client.get(f"/beratung/anfragen/{token}/").status_code == 404


def test_an_anonymised_request_opens_for_nobody(client: Client) -> None:
    anfrage = AnfrageFactory(email="")
    assert client.get(anfrage.token_url).status_code == 404


def test_writing_again_by_the_link(client: Client, beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin, zustand=Anfrage.Zustand.WARTET)
    zeitmarke = client.get(anfrage.token_url).context["form"].initial["zeitmarke"]
    antwort = client.post(anfrage.token_url, {"zeitmarke": zeitmarke, "text": "Danke, und wie weiter?"})
    assert antwort.status_code == 302
    seite = client.get(antwort["Location"]).content.decode()
    assert "Ihre Nachricht ist angekommen." in seite
    assert "Danke, und wie weiter?" in seite
    assert "Hanna Petersen kümmert sich um Ihre Anfrage." in seite


def test_the_personal_page_needs_no_cookie() -> None:
    """Under `no-referrer` browsers send `Origin: null` with a form, which the CSRF check would refuse."""
    client = Client(enforce_csrf_checks=True)
    anfrage = AnfrageFactory()
    seite = client.get(anfrage.token_url)
    assert not seite.cookies
    werte = {"zeitmarke": seite.context["form"].initial["zeitmarke"], "text": "Noch etwas."}
    assert client.post(anfrage.token_url, werte, headers={"origin": "null"}).status_code == 302


def test_an_empty_message_is_refused_kindly(client: Client) -> None:
    anfrage = AnfrageFactory()
    antwort = client.post(anfrage.token_url, {"text": ""})
    assert "Bitte schreiben Sie etwas" in antwort.content.decode()
    assert not anfrage.beitraege.exists()


@pytest.mark.parametrize("zustand", [z for z in Anfrage.Zustand if z != Anfrage.Zustand.NEU])
def test_the_page_says_the_state_in_words(client: Client, beraterin: Nutzer, zustand: str) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin, zustand=zustand)
    seite = client.get(anfrage.token_url).content.decode()
    erwartet = {
        "in_bearbeitung": "Hanna Petersen kümmert sich",
        "wartet": "Wir haben Ihnen geantwortet.",
        "geschlossen": "abgeschlossen. Ist noch etwas offen?",
    }
    assert erwartet[zustand] in seite


def test_text_of_people_is_never_markup(client: Client) -> None:
    anfrage = AnfrageFactory(nachricht="<script>alert(1)</script>")
    seite = client.get(anfrage.token_url).content.decode()
    assert "<script>alert" not in seite


def test_only_our_own_words_carry_links(client: Client, beraterin: Nutzer) -> None:
    """Our mail leads to this page, and anybody can type the address it goes to."""
    anfrage = AnfrageFactory(nachricht="Neu anmelden: https://boese.example/x und boese.example")
    BeitragFactory(anfrage=anfrage, von="beratung", beraterin=beraterin, text="Siehe https://example.org/x")
    seite = client.get(anfrage.token_url).content.decode()
    assert "https://boese.example/x" in seite
    assert 'href="http://boese' not in seite
    assert 'href="https://boese' not in seite
    assert '<a href="https://example.org/x" rel="nofollow">' in seite


def test_no_internal_note_reaches_the_asker(client: Client, beraterin: Nutzer, postamt: Postamt) -> None:
    """Whatever happens in a case: the words of its notes stand on no page of the asker and in no mail."""
    geheim = "Streng-internes-Stichwort"
    anfrage = AnfrageFactory(beraterin=beraterin)
    NotizFactory(anfrage=anfrage, beraterin=beraterin, text=geheim)
    BeitragFactory(anfrage=anfrage)
    client.force_login(beraterin)
    seite = f"/beratung/schreibtisch/{anfrage.pk}/"
    assert geheim in client.get(seite).content.decode()
    for aktion, antwort in [("antworten", "Erste Antwort"), ("antworten", "Zweite"), ("abschliessen", "Schluss")]:
        anfrage.refresh_from_db()
        client.post(seite, {"aktion": aktion, "antwort": antwort, "notiz": geheim, "version": anfrage.version})
    client.post(seite, {"aktion": "notieren", "notiz": geheim, "version": 1})
    client.logout()
    sender.leeren()
    anfrage.refresh_from_db()
    assert anfrage.zustand == Anfrage.Zustand.GESCHLOSSEN
    assert anfrage.notizen.filter(text=geheim).count() == 2
    assert len(postamt.roh) == 3
    assert not [brief for brief in postamt.post for teil in brief.walk() if geheim in str(teil.get_payload())]
    assert geheim not in client.get(anfrage.token_url).content.decode()
    assert not Nachricht.objects.filter(kontext__icontains=geheim).exists()


def test_the_personal_page_costs_the_same_with_more_messages(
    client: Client, beraterin: Nutzer, django_assert_num_queries: object
) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin)
    for anzahl in (1, 3):
        while anfrage.beitraege.count() < anzahl:
            BeitragFactory(anfrage=anfrage)
        with django_assert_num_queries(2):  # type: ignore[operator]
            client.get(anfrage.token_url)
