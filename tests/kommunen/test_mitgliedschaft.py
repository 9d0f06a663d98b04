"""Membership: who is confirmed at once, who waits for the centre, how it ends."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client

from kommunen import mitgliedschaft
from kommunen.maildomains import behoerdlich
from kommunen.mitgliedschaft import Konflikt, beantragen, ist_mitglied, kommunen_von, mitglieder_von
from kommunen.models import Mitgliedschaft
from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory, MaildomainFactory, MitgliedschaftFactory
from tests.factories.konten import NutzerFactory

pytestmark = pytest.mark.django_db

Zustand = Mitgliedschaft.Zustand


@pytest.mark.parametrize(
    ("adresse", "sofort"),
    [
        ("ada@goerlitz.example", True),
        ("ada@post.goerlitz.example", True),
        ("Ada@GOERLITZ.example", True),
        ("ada@badgoerlitz.example", False),
        ("ada@goerlitz.example.org", False),
        ("ada@example", False),
    ],
)
def test_an_official_address_confirms_at_once(adresse: str, sofort: bool) -> None:
    domain = MaildomainFactory(domain="goerlitz.example")
    nutzer = NutzerFactory(email=adresse.lower())
    antrag = beantragen(nutzer=nutzer, kommune=domain.kommune, funktion="Digitales")
    assert (antrag.zustand == Zustand.BESTAETIGT) is sofort
    assert ist_mitglied(nutzer, domain.kommune) is sofort


def test_an_address_nobody_confirmed_counts_for_nothing() -> None:
    domain = MaildomainFactory(domain="goerlitz.example")
    nutzer = NutzerFactory(email="ada@goerlitz.example", bestaetigt=False)
    assert beantragen(nutzer=nutzer, kommune=domain.kommune).zustand == Zustand.BEANTRAGT


def test_below_the_domain_of_the_county_a_town_may_have_its_own() -> None:
    kreis = MaildomainFactory(domain="kreis.example").kommune
    stadt = MaildomainFactory(domain="stadt.kreis.example").kommune
    nutzer = NutzerFactory(email="ada@post.stadt.kreis.example")
    assert beantragen(nutzer=nutzer, kommune=stadt).zustand == Zustand.BESTAETIGT
    assert beantragen(nutzer=nutzer, kommune=kreis).zustand == Zustand.BEANTRAGT


def test_umlauts_in_the_domain_meet_the_spelling_of_mail_servers() -> None:
    kommune = MaildomainFactory(domain="xn--mnchen-3ya.example").kommune
    nutzer = NutzerFactory(email="ada@münchen.example")
    assert beantragen(nutzer=nutzer, kommune=kommune).zustand == Zustand.BESTAETIGT


@pytest.mark.parametrize("domain", ["gmx.de", "post.web.de", "goerlitz", "a@goerlitz.de", "Goerlitz.de", ""])
def test_no_domain_of_everybody(domain: str) -> None:
    with pytest.raises(ValidationError):
        behoerdlich(domain)


def test_it_lasts_as_long_as_the_address() -> None:
    kommune = MaildomainFactory(domain="goerlitz.example").kommune
    nutzer = NutzerFactory()
    adresse = EmailAddress.objects.create(user=nutzer, email="ada@goerlitz.example", verified=True)
    beantragen(nutzer=nutzer, kommune=kommune)
    assert ist_mitglied(nutzer, kommune)
    adresse.delete()
    assert not ist_mitglied(nutzer, kommune)
    assert mitglieder_von([kommune]) == []
    assert beantragen(nutzer=nutzer, kommune=kommune, funktion="IT").zustand == Zustand.BEANTRAGT
    assert Mitgliedschaft.objects.count() == 1


def test_mails_go_both_ways() -> None:
    redaktion = NutzerFactory(rolle=Rolle.REDAKTION)
    NutzerFactory(rolle=Rolle.BERATUNG)
    antrag = beantragen(nutzer=NutzerFactory(), kommune=KommuneFactory(), funktion="IT")
    beantragen(nutzer=antrag.nutzer, kommune=antrag.kommune, funktion="IT")
    assert list(Nachricht.objects.values_list("art", "an")) == [("kommunen.mitgliedschaft_beantragt", redaktion.email)]
    mitgliedschaft.bestaetigen(antrag, durch=redaktion)
    assert ist_mitglied(antrag.nutzer, antrag.kommune)
    assert Nachricht.objects.filter(art="kommunen.mitgliedschaft_bestaetigt", an=antrag.nutzer.email).count() == 1


def test_two_editors_decide_once() -> None:
    eine, andere = NutzerFactory.create_batch(2, rolle=Rolle.REDAKTION)
    antrag = MitgliedschaftFactory(zustand="beantragt")
    mitgliedschaft.bestaetigen(antrag, durch=eine)
    with pytest.raises(Konflikt, match="schon entschieden"):
        mitgliedschaft.ablehnen(antrag, durch=andere, grund="Unbekannt.")
    assert Mitgliedschaft.objects.get().zustand == Zustand.BESTAETIGT


def test_only_editors_decide() -> None:
    antrag = MitgliedschaftFactory(zustand="beantragt")
    with pytest.raises(Konflikt, match="Redaktion"):
        mitgliedschaft.bestaetigen(antrag, durch=antrag.nutzer)
    with pytest.raises(Konflikt, match="Redaktion"):
        mitgliedschaft.entziehen(MitgliedschaftFactory(), durch=antrag.nutzer)


def test_after_a_no_one_may_ask_again() -> None:
    antrag = MitgliedschaftFactory(zustand="beantragt")
    mitgliedschaft.ablehnen(antrag, durch=NutzerFactory(rolle=Rolle.REDAKTION), grund="Wir fanden Sie nicht.")
    assert "Wir fanden Sie nicht." in Nachricht.objects.get().kontext["grund"]
    assert beantragen(nutzer=antrag.nutzer, kommune=antrag.kommune, funktion="IT").pk != antrag.pk


def test_one_person_cannot_flood_the_centre() -> None:
    nutzer = NutzerFactory()
    for _ in range(mitgliedschaft.OFFEN_HOECHSTENS):
        beantragen(nutzer=nutzer, kommune=KommuneFactory(), funktion="IT")
    with pytest.raises(Konflikt, match="liegen schon 5"):
        beantragen(nutzer=nutzer, kommune=KommuneFactory(), funktion="IT")


def test_members_of_a_dissolved_municipality_are_those_of_its_successor() -> None:
    neu, mitte, alt = KommuneFactory(), KommuneFactory(), KommuneFactory()
    for kommune, nachfolger in ((alt, mitte), (mitte, neu)):
        kommune.aufgeloest_am, kommune.nachfolger = "2026-06-30", nachfolger
        kommune.save()
    eine, andere = MitgliedschaftFactory(kommune=alt).nutzer, MitgliedschaftFactory(kommune=neu).nutzer
    MitgliedschaftFactory()
    assert ist_mitglied(eine, neu)
    assert mitglieder_von([neu]) == [eine, andere]
    assert neu.pk in mitgliedschaft.kommunen_mit_mitgliedern()


def test_who_leaves_is_out_and_may_come_back() -> None:
    nutzer = (eine := MitgliedschaftFactory()).nutzer
    assert mitgliedschaft.verlassen(nutzer=nutzer, kommune=eine.kommune)
    assert not ist_mitglied(nutzer, eine.kommune)
    assert not mitgliedschaft.verlassen(nutzer=nutzer, kommune=eine.kommune)
    assert beantragen(nutzer=nutzer, kommune=eine.kommune).zustand == Zustand.BEANTRAGT


def test_it_follows_a_merger() -> None:
    nachfolger = KommuneFactory()
    mitte = KommuneFactory(aufgeloest_am="2025-12-31", nachfolger=nachfolger)
    alt = KommuneFactory(aufgeloest_am="2024-12-31", nachfolger=mitte)
    nutzer = MitgliedschaftFactory(kommune=alt).nutzer
    assert list(kommunen_von(nutzer)) == [nachfolger]
    assert ist_mitglied(nutzer, nachfolger)


def test_guests_belong_nowhere(client: Client) -> None:
    MitgliedschaftFactory()
    from_request = client.get("/").wsgi_request.user
    assert not kommunen_von(from_request).exists()


def test_asking_on_the_page(client: Client) -> None:
    nutzer, kommune = NutzerFactory(), KommuneFactory(name="Görlitz, Stadt")
    client.force_login(nutzer)
    antwort = client.post("/kommunen/mitgliedschaft/", {"kommune_text": "Görlitz", "kommune": kommune.schluessel})
    seite = f"/kommunen/{kommune.schluessel}/mitgliedschaft/"
    assert antwort["Location"] == seite
    assert "Bitte sagen Sie uns, was Sie in der Verwaltung tun." in client.post(seite, {"funktion": ""}).text
    antwort = client.post(seite, {"funktion": "Stabsstelle"}, follow=True)
    assert "Ihr Antrag wird geprüft." in antwort.text
    assert "wird geprüft" in client.get("/kommunen/mitgliedschaft/").text
    assert client.post(seite, {"aktion": "verlassen"})["Location"] == "/kommunen/mitgliedschaft/"
    assert Mitgliedschaft.objects.get().zustand == Zustand.BEENDET


def test_deciding_on_the_page(client: Client) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    ja, nein = MitgliedschaftFactory.create_batch(2, zustand="beantragt")
    seite = "/kommunen/mitgliedschaften/"
    antwort = client.post(seite, {"aktion": f"ablehnen:{nein.pk}", f"{nein.pk}-grund": ""})
    assert "Bitte nennen Sie der Person den Grund." in antwort.text
    client.post(seite, {"aktion": f"ablehnen:{nein.pk}", f"{nein.pk}-grund": "Wir fanden Sie nicht."})
    client.post(seite, {"aktion": f"bestaetigen:{ja.pk}"})
    assert "Kein Antrag wartet." in client.get(seite).text
    assert ja.nutzer.email in client.get(f"{seite}?ansicht=bestaetigt").text
    assert "schon entschieden" in client.post(seite, {"aktion": f"bestaetigen:{ja.pk}"}, follow=True).text
    client.post(seite, {"aktion": f"entziehen:{ja.pk}"})
    assert not Mitgliedschaft.objects.gueltig().exists()
    assert Nachricht.objects.filter(art="kommunen.mitgliedschaft_entzogen", an=ja.nutzer.email).exists()


@pytest.mark.parametrize("aktion", ["", "bestaetigen:", "bestaetigen:x", "bestaetigen:" + "9" * 40, "fliegen:1"])
def test_odd_buttons_do_nothing(client: Client, aktion: str) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    assert client.post("/kommunen/mitgliedschaften/", {"aktion": aktion}).status_code in (302, 404)


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_costs_the_same_for_many(client: Client, anzahl: int, django_assert_num_queries) -> None:
    MitgliedschaftFactory.create_batch(anzahl, zustand="beantragt")
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    with django_assert_num_queries(5):  # session, person, roles, count, rows
        client.get("/kommunen/mitgliedschaften/")


def test_the_admin_knows_the_domain_as_people_write_it(client: Client) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    kommune = KommuneFactory()
    antwort = client.post(
        "/verwaltung/kommunen/maildomain/add/", {"domain": " München.EXAMPLE ", "kommune": kommune.pk}
    )
    assert antwort.status_code == 302
    assert kommune.maildomains.get().domain == "xn--mnchen-3ya.example"
    antwort = client.post("/verwaltung/kommunen/maildomain/add/", {"domain": "gmx.de", "kommune": kommune.pk})
    assert "er weist keine Behörde aus" in antwort.text
