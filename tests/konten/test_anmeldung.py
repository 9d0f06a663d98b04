"""The ways in and out, walked as a person walks them; her mails are read from the outbox."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.konten import PASSWORT, NutzerFactory

pytestmark = pytest.mark.django_db

NEU = "drei rote boote im hafen"
DU = re.compile(r"\b(du|dein\w*|dir|dich|ihr account)\b", re.IGNORECASE)
ENGLISCH = re.compile(r"\b(password|sign|email address|your|account|please)\b", re.IGNORECASE)


def text_der_mail(an: str) -> str:
    nachricht = Nachricht.objects.filter(an=an).latest("pk")
    return f"{nachricht.kontext['titel']}\n{nachricht.kontext['text_konto']}"


def link(text: str) -> str:
    """The path of the one address that stands on a line of its own, which must be the portal's."""
    (adresse,) = re.findall(r"^http://127\.0\.0\.1:8000(/\S+)$", text, re.MULTILINE)
    return str(adresse)


def code(text: str) -> str:
    """The one code, on a line of its own."""
    (ziffern,) = re.findall(r"^\d{4}-\d{4}$", text, re.MULTILINE)
    return str(ziffern)


def bestaetigen(client: Client, email: str) -> Any:
    return client.post("/konto/confirm-email/", {"code": code(text_der_mail(email))}, follow=True)


def sichtbar(antwort: Any) -> str:
    """The words of the page's main part, without addresses."""
    html = antwort.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return unescape(re.sub(r"<[^>]+>", " ", html))


def anmelden(client: Client, email: str, passwort: str = PASSWORT) -> Any:
    return client.post("/konto/login/", {"login": email, "password": passwort}, follow=True)


def test_sign_up_confirm_log_in_and_out(client: Client) -> None:
    daten = {"email": "Neu@Example.org", "password1": NEU, "password2": NEU}
    antwort = client.post("/konto/signup/", daten, follow=True)
    assert "Schritt 2 von 2" in sichtbar(antwort)
    assert "Sie" in text_der_mail("neu@example.org")

    assert "Dieser Code stimmt nicht" in sichtbar(client.post("/konto/confirm-email/", {"code": "0000-000"}))
    assert not EmailAddress.objects.get(email="neu@example.org").verified
    assert "Mein Konto" in sichtbar(bestaetigen(client, "neu@example.org"))
    assert EmailAddress.objects.get(email="neu@example.org").verified

    assert client.get("/konto/logout/").status_code == 200
    assert client.get("/konto/").status_code == 200  # looking at the question logs nobody out
    assert "Sie sind abgemeldet" in sichtbar(client.post("/konto/logout/", follow=True))
    assert "sessionid" not in {name for name, keks in client.cookies.items() if keks.value}
    assert client.get("/konto/").status_code == 302


def test_a_known_address_is_not_betrayed_by_sign_up(client: Client) -> None:
    NutzerFactory(email="da@example.org")
    bekannt = client.post(
        "/konto/signup/", {"email": "da@example.org", "password1": NEU, "password2": NEU}, follow=True
    )
    unbekannt = Client().post(
        "/konto/signup/", {"email": "weg@example.org", "password1": NEU, "password2": NEU}, follow=True
    )
    assert sichtbar(bekannt).replace("da@example", "weg@example") == sichtbar(unbekannt)
    assert "Es gibt dazu aber schon eines" in text_der_mail("da@example.org")
    assert Nutzer.objects.filter(email="da@example.org").count() == 1


def test_a_forgotten_password_is_set_anew_by_link(client: Client) -> None:
    NutzerFactory(email="vergesslich@example.org")
    assert "Postfach" in sichtbar(
        client.post("/konto/password/reset/", {"email": "vergesslich@example.org"}, follow=True)
    )
    pfad = link(text_der_mail("vergesslich@example.org"))
    seite = client.get(pfad, follow=True)
    assert "Neues Passwort festlegen" in sichtbar(seite)
    adresse = seite.redirect_chain[-1][0]
    ungleich = client.post(adresse, {"password1": NEU, "password2": NEU + "!"})
    assert "stimmen nicht überein" in sichtbar(ungleich)
    assert "Ihr neues Passwort gilt" in sichtbar(
        client.post(adresse, {"password1": NEU, "password2": NEU}, follow=True)
    )
    assert "zurückgesetzt" in text_der_mail("vergesslich@example.org")
    assert "Mein Konto" in sichtbar(anmelden(client, "vergesslich@example.org", NEU))
    assert "Dieser Link gilt nicht mehr" in sichtbar(Client().get(pfad, follow=True))


def test_an_unknown_address_is_not_betrayed_by_the_reset(client: Client) -> None:
    NutzerFactory(email="da@example.org")
    seiten = [
        sichtbar(Client().post("/konto/password/reset/", {"email": email}, follow=True))
        for email in ("da@example.org", "weg@example.org")
    ]
    assert seiten[0] == seiten[1]
    assert "gibt es bei uns aber kein Konto" in text_der_mail("weg@example.org")


def test_links_in_mails_never_come_from_the_host_header(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["boese.example"]
    NutzerFactory(email="ziel@example.org")
    kopf = {"host": "boese.example"}
    client.post("/konto/password/reset/", {"email": "ziel@example.org"}, headers=kopf)
    client.post("/konto/password/reset/", {"email": "fremd@example.org"}, headers=kopf)
    client.post("/konto/signup/", {"email": "ziel@example.org", "password1": NEU, "password2": NEU}, headers=kopf)
    texte = [nachricht.kontext["text_konto"] for nachricht in Nachricht.objects.all()]
    assert len(texte) == 3
    assert [text for text in texte if "boese" in text or "http://127.0.0.1:8000/konto/" not in text] == []


def test_wrong_login_says_what_to_do_and_keeps_the_address(client: Client) -> None:
    NutzerFactory(email="da@example.org")
    antwort = anmelden(client, "da@example.org", "falsch")
    assert "passen nicht zusammen" in sichtbar(antwort)
    assert 'value="da@example.org"' in antwort.content.decode()


def test_guessing_is_stopped_even_for_the_right_password(client: Client) -> None:
    NutzerFactory(email="da@example.org")
    for _ in range(5):
        anmelden(client, "da@example.org", "falsch")
    assert "zu viele Versuche" in sichtbar(anmelden(client, "da@example.org"))


def test_logging_in_and_its_limit_hold_without_valkey(client: Client, settings: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
    }
    NutzerFactory(email="da@example.org")
    assert "Mein Konto" in sichtbar(anmelden(client, "da@example.org"))
    for _ in range(5):
        anmelden(Client(), "da@example.org", "falsch")
    assert "zu viele Versuche" in sichtbar(anmelden(Client(), "da@example.org"))


def test_an_unconfirmed_address_gets_a_new_code(client: Client) -> None:
    NutzerFactory(email="offen@example.org", bestaetigt=False)
    assert "Bitte bestätigen Sie" in sichtbar(anmelden(client, "offen@example.org"))
    erster = code(text_der_mail("offen@example.org"))
    client.post("/konto/confirm-email/", {"action": "resend"})
    assert code(text_der_mail("offen@example.org")) != erster
    assert "Mein Konto" in sichtbar(bestaetigen(client, "offen@example.org"))


def test_a_locked_account_is_told_so(client: Client) -> None:
    NutzerFactory(email="zu@example.org", is_active=False)
    antwort = anmelden(client, "zu@example.org")
    assert "Mein Konto" not in sichtbar(antwort)


def test_password_change_asks_for_the_old_one_and_ends_other_sessions(client: Client) -> None:
    NutzerFactory(email="da@example.org")
    anderswo = Client()
    anmelden(client, "da@example.org")
    anmelden(anderswo, "da@example.org")
    daten = {"oldpassword": "falsch", "password1": NEU, "password2": NEU}
    assert "nicht Ihr bisheriges Passwort" in sichtbar(client.post("/konto/password/change/", daten))
    daten["oldpassword"] = PASSWORT
    client.post("/konto/password/change/", daten)
    assert client.get("/konto/").status_code == 200
    assert anderswo.get("/konto/").status_code == 302
    assert "wurde gerade geändert" in text_der_mail("da@example.org")


def test_addresses_are_added_confirmed_made_primary_and_removed(client: Client) -> None:
    nutzer = NutzerFactory(email="alt@example.org")
    anmelden(client, "alt@example.org")
    doppelt = client.post("/konto/email/", {"action_add": "", "email": "alt@example.org"})
    assert "gehört schon zu Ihrem Konto" in sichtbar(doppelt)
    hinzu = client.post("/konto/email/", {"action_add": "", "email": "neu@example.org"}, follow=True)
    assert "Bitte bestätigen Sie, dass Sie es sind" in sichtbar(hinzu)
    weiter = client.post(hinzu.redirect_chain[-1][0], {"password": PASSWORT}, follow=True)
    assert "Code an neu@example.org" in sichtbar(weiter)  # what was typed before is not lost
    client.post("/konto/email/", {"action_primary": "", "email": "neu@example.org"})
    nutzer.refresh_from_db()
    assert nutzer.email == "alt@example.org"  # not before it is confirmed
    bestaetigen(client, "neu@example.org")
    client.post("/konto/email/", {"action_primary": "", "email": "neu@example.org"})
    client.post("/konto/email/", {"action_remove": "", "email": "alt@example.org"})
    nutzer.refresh_from_db()
    assert nutzer.email == "neu@example.org"
    assert [adresse.email for adresse in nutzer.emailaddress_set.all()] == ["neu@example.org"]


def test_somebody_added_by_the_operators_comes_in_by_the_reset_link(client: Client) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.BETRIEB))
    client.post(
        "/verwaltung/konten/nutzer/add/",
        {
            "email": "Kollegin@Example.org",
            "name": "Neue Kollegin",
            "is_active": "on",
            "rollenzuweisungen-TOTAL_FORMS": "1",
            "rollenzuweisungen-INITIAL_FORMS": "0",
            "rollenzuweisungen-0-rolle": "beratung",
        },
    )
    gast = Client()
    gast.post("/konto/password/reset/", {"email": "kollegin@example.org"})
    seite = gast.get(link(text_der_mail("kollegin@example.org")), follow=True)
    gast.post(seite.redirect_chain[-1][0], {"password1": NEU, "password2": NEU})
    assert "Schritt 2 von 2" in sichtbar(anmelden(gast, "kollegin@example.org", NEU))
    assert "Beratung" in sichtbar(bestaetigen(gast, "kollegin@example.org"))


SEITEN_FUER_ALLE = (
    "login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/done/",
    "password/reset/key/1-falsch/", "inactive/",
)  # fmt: skip
SEITEN_MIT_KONTO = ("", "email/", "password/change/", "logout/", "reauthenticate/")


@pytest.mark.parametrize("seite", SEITEN_FUER_ALLE)
def test_pages_for_guests_speak_german_and_say_sie(client: Client, seite: str) -> None:
    text = sichtbar(client.get(f"/konto/{seite}"))
    assert not DU.search(text)
    assert not ENGLISCH.search(text)


@pytest.mark.parametrize("seite", SEITEN_MIT_KONTO)
def test_pages_of_the_account_speak_german_and_say_sie(client: Client, seite: str) -> None:
    client.force_login(NutzerFactory())
    text = sichtbar(client.get(f"/konto/{seite}", follow=True))
    assert not DU.search(text)
    assert not ENGLISCH.search(text)


@pytest.mark.parametrize(
    ("pfad", "felder"),
    [
        ("login/", ("login", "password")),
        ("signup/", ("email", "password1", "password2")),
        ("password/reset/", ("email",)),
    ],
)
def test_empty_fields_are_named_in_german(client: Client, pfad: str, felder: tuple[str, ...]) -> None:
    antwort = client.post(f"/konto/{pfad}", dict.fromkeys(felder, ""))
    text = sichtbar(antwort)
    assert "Bitte prüfen Sie Ihre Angaben" in text
    assert text.count("Bitte") >= 2 * len(felder)  # in the summary and beside the field
    assert not DU.search(text)
    assert not ENGLISCH.search(text)


def test_bad_passwords_are_explained(client: Client) -> None:
    daten = {"email": "kurz@example.org", "password1": "kurz", "password2": "kurz"}
    assert "mindestens 12 Zeichen" in sichtbar(client.post("/konto/signup/", daten))


AUS = {  # of features that are off: logging in by code, links to confirm, telephone, passkeys, one address only
    "email_change.html", "phone_change.html", "signup_by_passkey.html", "request_login_code.html",
    "email_confirm.html", "verification_sent.html", "verified_email_required.html",
    "confirm_login_code.html", "confirm_password_reset_code.html",
    "confirm_phone_verification_code.html", "email/login_code_message.txt", "email/login_code_subject.txt",
    "email/password_reset_code_message.txt", "email/password_reset_code_subject.txt", "messages/login_code_sent.txt",
    "messages/phone_verification_sent.txt", "messages/phone_verified.txt",
}  # fmt: skip


def test_none_of_allauths_own_words_can_appear() -> None:
    """An update that brings a new page, mail or message is noticed here."""
    fremde = Path(allauth.__file__).parent / "templates" / "account"
    vorlagen = {
        str(datei.relative_to(fremde))
        for muster in ("*.html", "email/*.txt", "messages/*.txt")
        for datei in fremde.glob(muster)
        if not datei.name.startswith("base_")
    }
    eigene = settings.BASE_DIR / "templates" / "account"
    assert {name for name in vorlagen if not (eigene / name).exists()} == AUS
