"""Ordering, confirming, signing off: the states, the consent record, the mails."""

from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from kompetenzzentrum.datenschutz.loeschlauf import loeschen
from kompetenzzentrum.datenschutz.models import Einwilligung
from kompetenzzentrum.newsletter import abonnement
from kompetenzzentrum.newsletter.abonnement import abmelden, bestaetigen, bestellen, wieder_anmelden
from kompetenzzentrum.newsletter.ausgabe import versenden
from kompetenzzentrum.newsletter.models import Abonnement
from kompetenzzentrum.versand import sender
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.newsletter import AbonnementFactory, AusgabeFactory, ThemaFactory
from tests.nebenlaeufigkeit.conftest import gleichzeitig
from tests.postamt import Postamt

Zustand = Abonnement.Zustand


def schritte(abo: Abonnement) -> list[str]:
    return list(Einwilligung.objects.filter(vorgang=abo.vorgang).values_list("schritt", flat=True))


@pytest.mark.django_db
def test_ordering_records_the_exact_wording_and_asks_for_confirmation(postamt: Postamt) -> None:
    thema = ThemaFactory(slug="eigenes", name="Eigenes Thema")
    abo = bestellen(email="Ada@Example.org", themen=[thema], seite="/newsletter/")
    assert abo.zustand == Zustand.UNBESTAETIGT
    nachweis = Einwilligung.objects.get()
    assert (nachweis.schritt, nachweis.email, nachweis.seite) == ("erbeten", "Ada@Example.org", "/newsletter/")
    assert abonnement.einwilligung() in nachweis.wortlaut
    assert "Gewählte Themen: Eigenes Thema." in nachweis.wortlaut
    sender.leeren()
    [brief] = postamt.post
    text = brief.get_body(("plain",)).get_content()
    assert "Schritt 2 von 2" in brief["Subject"]
    assert abonnement.bestaetigen_url(abo) in text
    assert nachweis.wortlaut in text
    assert brief["List-Unsubscribe"] is None


@pytest.mark.django_db
def test_the_confirmation_mail_carries_no_advertising(postamt: Postamt) -> None:
    """Before the confirmation there is no consent to advertise anything (UWG § 7 (2))."""
    abo = bestellen(email="ada@example.org", seite="/newsletter/")
    sender.leeren()
    text = postamt.post[0].get_body(("plain",)).get_content()
    adressen = {wort for wort in text.split() if wort.startswith("http")}
    assert adressen == {abonnement.bestaetigen_url(abo), settings.PORTAL_URL}


@pytest.mark.django_db
def test_confirming_makes_it_active_and_twice_is_harmless() -> None:
    abo = bestellen(email="ada@example.org", seite="/newsletter/")
    erste = bestaetigen(abo)
    zweite = bestaetigen(abo)
    assert erste.zustand == zweite.zustand == Zustand.AKTIV
    assert erste.bestaetigt_am == zweite.bestaetigt_am
    assert schritte(abo) == ["erbeten", "bestaetigt"]


@pytest.mark.django_db
def test_signing_off_is_recorded_and_twice_is_harmless() -> None:
    abo = bestaetigen(bestellen(email="ada@example.org", seite="/newsletter/"))
    abmelden(abo, seite="/newsletter/abmelden/")
    abmelden(abo, seite="/newsletter/abmelden/")
    abo.refresh_from_db()
    assert abo.zustand == Zustand.ABGEMELDET
    assert schritte(abo) == ["erbeten", "bestaetigt", "widerrufen"]
    assert Nachricht.objects.filter(art="newsletter.abgemeldet").count() == 1


@pytest.mark.django_db
def test_an_order_can_be_withdrawn_before_it_is_confirmed() -> None:
    """The link in the mail works for whoever never wanted the newsletter; no proof for years, no further mail."""
    abo = bestellen(email="ada@example.org", seite="/newsletter/")
    abmelden(abo, seite="/newsletter/abmelden/")
    assert schritte(abo) == ["erbeten"]
    assert set(Nachricht.objects.values_list("art", flat=True)) == {"newsletter.bestaetigung"}


@pytest.mark.django_db
def test_a_known_address_gets_a_fitting_mail_and_keeps_its_subscription() -> None:
    abo = AbonnementFactory(email="ada@example.org", themen=[ThemaFactory(slug="beispiele")])
    assert bestellen(email="ADA@example.org", themen=[ThemaFactory(slug="praxis")], seite="/newsletter/") == abo
    assert Nachricht.objects.get().art == "newsletter.schon_dabei"
    assert [thema.slug for thema in abo.themen.all()] == ["beispiele"]
    assert not Einwilligung.objects.exists()


@pytest.mark.django_db
def test_ordering_again_before_confirming_keeps_one_row_and_the_last_choice() -> None:
    erstes = bestellen(email="ada@example.org", seite="/newsletter/")
    zweites = bestellen(email="ada@example.org", themen=[ThemaFactory(slug="praxis")], seite="/newsletter/")
    assert (zweites.pk, zweites.bestaetigungstoken) == (erstes.pk, erstes.bestaetigungstoken)
    abo = bestaetigen(erstes)
    assert [thema.slug for thema in abo.themen.all()] == ["praxis"]
    assert schritte(abo) == ["erbeten", "bestaetigt"]


@pytest.mark.django_db
def test_nobody_can_flood_a_stranger_with_mails() -> None:
    for _ in range(5):
        bestellen(email="ada@example.org", seite="/newsletter/")
    assert Nachricht.objects.count() == 1


@pytest.mark.django_db
def test_coming_back_by_the_button_needs_a_consent_of_its_own() -> None:
    altes = bestaetigen(bestellen(email="ada@example.org", themen=[ThemaFactory(slug="praxis")], seite="/newsletter/"))
    abmelden(altes, seite="/x/")
    neues = wieder_anmelden(altes, seite="/x/")
    assert neues is not None
    assert (neues.zustand, neues.email) == (Zustand.AKTIV, "ada@example.org")
    assert neues.pk != altes.pk
    assert [thema.slug for thema in neues.themen.all()] == ["praxis"]
    assert schritte(neues) == ["erbeten", "bestaetigt"]
    assert schritte(altes) == ["erbeten", "bestaetigt", "widerrufen"]


@pytest.mark.django_db
def test_coming_back_twice_makes_one_subscription() -> None:
    altes = abmelden(AbonnementFactory(), seite="/x/")
    assert wieder_anmelden(altes, seite="/x/") == wieder_anmelden(altes, seite="/x/")
    assert Abonnement.objects.aktiv().count() == 1


@pytest.mark.django_db
def test_the_button_works_for_an_hour_the_mail_to_the_owner_longer() -> None:
    """The sign-off link stands in forwarded issues too: it must not bring anybody back days later."""
    vor_zwei_stunden = timezone.now() - timedelta(hours=2)
    abo = AbonnementFactory(zustand=Zustand.ABGEMELDET, abgemeldet_am=vor_zwei_stunden)
    assert wieder_anmelden(abo, seite="/x/") is None
    assert bestaetigen(abo).zustand == Zustand.AKTIV


@pytest.mark.django_db
def test_what_was_never_confirmed_does_not_come_back_by_the_button() -> None:
    abo = AbonnementFactory(zustand=Zustand.ABGEMELDET, bestaetigt_am=None)
    assert wieder_anmelden(abo, seite="/x/") is None


@pytest.mark.django_db
def test_signing_off_withdraws_what_waits_in_the_queue() -> None:
    bleibt, geht = AbonnementFactory(), AbonnementFactory()
    versenden(AusgabeFactory(), version=1)
    abmelden(geht, seite="/x/")
    wartend = Nachricht.objects.filter(art="newsletter.ausgabe", zustand="wartet")
    assert [nachricht.an for nachricht in wartend] == [bleibt.email]


@pytest.mark.django_db
def test_one_running_subscription_for_an_address() -> None:
    AbonnementFactory(email="ada@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        AbonnementFactory(email="ADA@example.org", zustand=Zustand.UNBESTAETIGT)
    AbonnementFactory(email="ada@example.org", zustand=Zustand.ABGEMELDET)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "falsch",
    [
        {"zustand": Zustand.AKTIV, "bestaetigt_am": None},
        {"zustand": Zustand.ABGEMELDET, "abgemeldet_am": None},
        {"zustand": Zustand.UNBESTAETIGT},
        {"email": ""},
    ],
)
def test_the_database_refuses_impossible_states(falsch: dict[str, object]) -> None:
    abo = AbonnementFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Abonnement.objects.filter(pk=abo.pk).update(**falsch)


@pytest.mark.django_db
def test_retention() -> None:
    jetzt = timezone.now()
    alt = jetzt - timedelta(days=8)
    AbonnementFactory(email="nie@example.org", zustand=Zustand.UNBESTAETIGT, angelegt_am=alt)
    AbonnementFactory(email="bald@example.org", zustand=Zustand.UNBESTAETIGT)
    AbonnementFactory(email="aktiv@example.org", angelegt_am=alt)
    AbonnementFactory(email="eben@example.org", zustand=Zustand.ABGEMELDET)
    AbonnementFactory(
        email="Weg@example.org", zustand=Zustand.ABGEMELDET, abgemeldet_am=alt, themen=[ThemaFactory(slug="praxis")]
    )
    AbonnementFactory(zustand=Zustand.ABGEMELDET, abgemeldet_am=jetzt - timedelta(days=1600))
    assert loeschen(jetzt)["newsletter.Abonnement"] == 3
    uebrig = set(Abonnement.objects.values_list("email", flat=True))
    assert uebrig == {"bald@example.org", "aktiv@example.org", "eben@example.org", ""}
    anonym = Abonnement.objects.get(email="")
    assert anonym.email_hmac == abonnement.adress_hmac("weg@example.org")
    assert not anonym.themen.exists()
    assert loeschen(jetzt)["newsletter.Abonnement"] == 0


@pytest.mark.django_db
def test_the_hmac_cannot_be_computed_without_the_key(settings: object) -> None:
    eigener = abonnement.adress_hmac("ada@example.org")
    settings.SECRET_KEY = "ein anderer"  # type: ignore[attr-defined]
    assert abonnement.adress_hmac("ada@example.org") != eigener


@pytest.mark.parametrize(
    ("adresse", "gezeigt"), [("ada@example.org", "a…@example.org"), ("x@y.example", "x…@y.example")]
)
def test_masked_addresses(adresse: str, gezeigt: str) -> None:
    assert abonnement.maskiert(adresse) == gezeigt


@pytest.mark.django_db(transaction=True)
def test_orders_at_the_same_moment_end_in_one_subscription() -> None:
    ergebnisse = gleichzeitig([partial(bestellen, email="ada@example.org", seite="/newsletter/")] * 6)
    assert {type(ergebnis) for ergebnis in ergebnisse} == {Abonnement}
    assert Abonnement.objects.count() == 1
    assert Nachricht.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_confirming_at_the_same_moment_is_recorded_once() -> None:
    abo = bestellen(email="ada@example.org", seite="/newsletter/")
    ergebnisse = gleichzeitig([partial(bestaetigen, abo)] * 6)
    assert {ergebnis.zustand for ergebnis in ergebnisse} == {Zustand.AKTIV}
    assert schritte(abo) == ["erbeten", "bestaetigt"]
