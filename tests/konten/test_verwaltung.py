"""What the role Betrieb does in the administration."""

import pytest
from django.test import Client

from kompetenzzentrum.konten.mails import Kontomail
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import einreihen
from tests.factories.konten import NutzerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def betrieb(client: Client) -> Client:
    person = NutzerFactory()
    person.rollenzuweisungen.create(rolle=Rolle.BETRIEB)
    client.force_login(person)
    return client


def test_a_new_account_has_no_password_until_its_owner_sets_one(betrieb: Client) -> None:
    angaben = {
        "email": "Neu@example.org",
        "name": "Neu",
        "is_active": "on",
        "rollenzuweisungen-TOTAL_FORMS": "0",
        "rollenzuweisungen-INITIAL_FORMS": "0",
    }
    assert betrieb.post("/verwaltung/konten/nutzer/add/", angaben).status_code == 302
    neu = Nutzer.objects.get(email="neu@example.org")
    assert not neu.has_usable_password()
    betrieb.logout()
    betrieb.post("/konto/password/reset/", {"email": "neu@example.org"})
    assert "password/reset/key" in Nachricht.objects.get(an="neu@example.org").kontext["text_konto"]


def test_undeliverable_mail_is_sent_again_from_the_outbox(betrieb: Client) -> None:
    for name in ("a", "b"):
        einreihen(Kontomail.beispiel(), an=f"{name}@example.org", schluessel=name)
    unzustellbar, gesendet = Nachricht.objects.order_by("schluessel")
    Nachricht.objects.filter(pk=unzustellbar.pk).update(zustand="unzustellbar", versuche=11)
    Nachricht.objects.filter(pk=gesendet.pk).update(zustand="gesendet")
    seite = betrieb.post(
        "/verwaltung/versand/nachricht/",
        {"action": "noch_einmal_senden", "_selected_action": [unzustellbar.pk, gesendet.pk]},
        follow=True,
    )
    assert "1 E-Mails werden noch einmal versucht." in seite.content.decode()
    unzustellbar.refresh_from_db()
    gesendet.refresh_from_db()
    assert (unzustellbar.zustand, unzustellbar.versuche, gesendet.zustand) == ("wartet", 0, "gesendet")
