"""The public pages: nothing happens on GET, one button does it, and mail programs need no cookie."""

import pytest
from django.test import Client
from django.utils import timezone

from kompetenzzentrum.newsletter import abonnement
from kompetenzzentrum.newsletter.models import Abonnement
from kompetenzzentrum.newsletter.sitemap import Ausgaben
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.newsletter import AbonnementFactory, AusgabeFactory, ThemaFactory, VersendeteAusgabeFactory

pytestmark = pytest.mark.django_db

Zustand = Abonnement.Zustand


def bestellung(client: Client, **werte: object) -> dict[str, object]:
    return {"zeitmarke": client.get("/newsletter/").context["form"].initial["zeitmarke"], **werte}


def bestaetigen(abo: Abonnement) -> str:
    return f"/newsletter/bestaetigen/{abo.bestaetigungstoken}/"


def abmelden(abo: Abonnement) -> str:
    return f"/newsletter/abmelden/{abo.token}/"


def test_the_consent_text_on_the_page_is_the_recorded_one(client: Client) -> None:
    assert abonnement.einwilligung() in client.get("/newsletter/").content.decode()


def test_ordering_by_the_form(client: Client) -> None:
    thema = ThemaFactory(slug="praxis")
    antwort = client.post("/newsletter/", bestellung(client, email="ada@example.org", themen=[thema.pk]), follow=True)
    assert antwort.redirect_chain == [("/newsletter/bestellt/", 302)]
    assert "Schritt 1 von 2 ist erledigt." in antwort.content.decode()
    abo = Abonnement.objects.get()
    assert abo.zustand == Zustand.UNBESTAETIGT
    assert list(abo.themen.all()) == [thema]


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(client: Client) -> None:
    AbonnementFactory(email="bekannt@example.org")
    antworten = [
        client.post("/newsletter/", bestellung(client, email=email))
        for email in ("bekannt@example.org", "fremd@example.org")
    ]
    assert len({(antwort.status_code, antwort["Location"], antwort.content) for antwort in antworten}) == 1


@pytest.mark.parametrize(
    ("werte", "feld"),
    [({"email": ""}, "email"), ({"email": "ada@"}, "email"), ({"email": "a@b.de", "themen": ["abc"]}, "themen")],
)
def test_bad_input_is_named_beside_its_field(client: Client, werte: dict[str, object], feld: str) -> None:
    antwort = client.post("/newsletter/", bestellung(client, **werte))
    assert antwort.status_code == 200
    assert feld in antwort.context["form"].errors
    assert not Abonnement.objects.exists()


def test_too_many_orders_are_slowed_down(client: Client, settings: object) -> None:
    settings.BEGRENZUNGEN = {"newsletter": (1, 3600), "empfaenger": (3, 3600)}  # type: ignore[attr-defined]
    client.post("/newsletter/", bestellung(client, email="eins@example.org"))
    antwort = client.post("/newsletter/", bestellung(client, email="zwei@example.org"))
    assert antwort.status_code == 429
    assert "zwei@example.org" in antwort.content.decode()


def test_opening_links_changes_nothing(client: Client) -> None:
    """Scanners of mail servers open every link."""
    offen, aktiv = AbonnementFactory(zustand=Zustand.UNBESTAETIGT), AbonnementFactory()
    for pfad in (bestaetigen(offen), abmelden(offen), bestaetigen(aktiv), abmelden(aktiv)):
        assert client.get(pfad).status_code == client.head(pfad).status_code == 200
    assert Abonnement.objects.get(pk=offen.pk).zustand == Zustand.UNBESTAETIGT
    assert Abonnement.objects.get(pk=aktiv.pk).zustand == Zustand.AKTIV
    assert not Nachricht.objects.exists()


def test_confirming_by_one_button_without_a_cookie() -> None:
    client = Client(enforce_csrf_checks=True)
    abo = AbonnementFactory(zustand=Zustand.UNBESTAETIGT)
    seite = client.get(bestaetigen(abo))
    assert "Schritt 2 von 2" in seite.content.decode()
    assert seite.content.decode().split("<main")[1].split("</main>")[0].count('type="submit"') == 1
    assert not seite.cookies
    antwort = client.post(bestaetigen(abo), follow=True)
    assert "Geschafft" in antwort.content.decode()
    assert "Geschafft" in client.post(bestaetigen(abo), follow=True).content.decode()
    abo.refresh_from_db()
    assert abo.zustand == Zustand.AKTIV


def test_the_page_shows_the_address_masked(client: Client) -> None:
    """A forwarded mail leads here too."""
    abo = AbonnementFactory(email="ada.lovelace@example.org")
    for pfad in (abmelden(abo), bestaetigen(abo)):
        seite = client.get(pfad).content.decode()
        assert "a…@example.org" in seite
        assert "lovelace" not in seite


def test_signing_off_by_one_button_and_back(client: Client) -> None:
    abo = AbonnementFactory()
    antwort = client.post(abmelden(abo), follow=True)
    assert antwort.redirect_chain == [(abmelden(abo), 302)]
    seite = antwort.content.decode()
    assert "Sie sind abgemeldet" in seite and "Wieder anmelden" in seite
    antwort = client.post(abmelden(abo), {"aktion": "zurueck"}, follow=True)
    assert "Sie sind wieder angemeldet" in antwort.content.decode()
    assert Abonnement.objects.aktiv().get().email == abo.email


def test_one_click_of_a_mail_program() -> None:
    """RFC 8058: no login, no cookie, no CSRF token, no redirect."""
    client = Client(enforce_csrf_checks=True)
    abo = AbonnementFactory()
    antwort = client.post(abmelden(abo), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert antwort.status_code == 200
    assert not antwort.cookies
    abo.refresh_from_db()
    assert abo.zustand == Zustand.ABGEMELDET
    assert client.post(abmelden(abo), {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_one_click_works_for_an_order_that_was_never_confirmed(client: Client) -> None:
    abo = AbonnementFactory(zustand=Zustand.UNBESTAETIGT)
    client.post(abmelden(abo), {"List-Unsubscribe": "One-Click"})
    abo.refresh_from_db()
    assert abo.zustand == Zustand.ABGEMELDET


def test_after_the_address_is_gone_the_links_still_answer_kindly(client: Client) -> None:
    abo = AbonnementFactory(zustand=Zustand.ABGEMELDET)
    abonnement.anonymisieren([abo])
    assert "Wir haben sie gelöscht." in client.get(abmelden(abo)).content.decode()
    assert client.post(abmelden(abo), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(abmelden(abo), {"aktion": "zurueck"})["Location"] == "/newsletter/"
    antwort = client.get(bestaetigen(abo))
    assert antwort.status_code == 404
    assert "Newsletter neu bestellen" in antwort.content.decode()


@pytest.mark.parametrize("art", ["bestaetigen", "abmelden"])
def test_unknown_links_lead_on(client: Client, art: str) -> None:
    antwort = client.get(f"/newsletter/{art}/gibtesnicht/")
    assert antwort.status_code == 404
    assert "Newsletter neu bestellen" in antwort.content.decode()
    assert client.get(f"/newsletter/{art}/%00/").status_code == 404


def test_token_pages_stay_out_of_caches_referrers_and_search_engines(client: Client) -> None:
    abo = AbonnementFactory()
    for pfad in (bestaetigen(abo), abmelden(abo)):
        antwort = client.get(pfad)
        assert (antwort["Cache-Control"], antwort["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert antwort["X-Robots-Tag"] == "noindex"


def test_the_archive_shows_what_was_sent_and_no_draft(client: Client) -> None:
    VersendeteAusgabeFactory(titel="Versendet & da")
    entwurf = AusgabeFactory(titel="Noch geheim")
    seite = client.get("/newsletter/archiv/")
    assert "Versendet &amp; da" in seite.content.decode()
    assert "Noch geheim" not in seite.content.decode()
    assert not seite.cookies
    assert client.get(entwurf.get_absolute_url()).status_code == 404


def test_the_page_of_an_issue(client: Client) -> None:
    ausgabe = VersendeteAusgabeFactory(text="## Neu\n\n<script>alert(1)</script> [Katalog](/projekte/)")
    seite = client.get(ausgabe.get_absolute_url()).content.decode()
    assert "<h2>Neu</h2>" in seite
    assert "<script>alert" not in seite
    assert '<a href="/projekte/">Katalog</a>' in seite


def test_the_archive_costs_the_same_with_more_issues(client: Client, django_assert_num_queries: object) -> None:
    for anzahl in (1, 3):
        VersendeteAusgabeFactory.create_batch(anzahl)
        with django_assert_num_queries(3):  # type: ignore[operator]
            client.get("/newsletter/archiv/")
    VersendeteAusgabeFactory.create_batch(12, versendet_am=timezone.now())
    assert len(client.get("/newsletter/archiv/?seite=2").context["page_obj"]) == 4


def test_sent_issues_stand_in_the_sitemap() -> None:
    ausgabe, entwurf = VersendeteAusgabeFactory(), AusgabeFactory()
    assert list(Ausgaben().items()) == [ausgabe]
    assert entwurf not in Ausgaben().items()
