"""Redaktion decides in the administration who follows a dissolved municipality; nobody edits the register."""

import pytest
from django.test import Client
from django.urls import reverse

from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Nutzer, Rolle
from tests.factories.kommunen import KommuneFactory

pytestmark = pytest.mark.django_db
LISTE = reverse("admin:kommunen_kommune_changelist")


@pytest.fixture
def redaktion(client: Client) -> Client:
    return _angemeldet(client, Rolle.REDAKTION)


def _angemeldet(client: Client, rolle: Rolle) -> Client:
    person = Nutzer.objects.create_user("person@example.org", name="Person")
    person.rollenzuweisungen.create(rolle=rolle)
    client.force_login(person)
    return client


@pytest.fixture
def alt() -> Kommune:
    return KommuneFactory(
        name="Altdorf", aufgeloest_am="2026-01-01", nachfolger_vorschlag=KommuneFactory(name="Neudorf")
    )


def test_a_proposal_is_taken_over(redaktion: Client, alt: Kommune) -> None:
    neu = alt.nachfolger_vorschlag
    assert "Neudorf" in redaktion.get(LISTE, {"gueltig": "offen"}).content.decode()
    redaktion.post(LISTE, {"action": "vorschlag_uebernehmen", "_selected_action": [alt.pk]})
    alt.refresh_from_db()
    assert (alt.nachfolger, alt.nachfolger_vorschlag) == (neu, None)


def test_a_successor_is_chosen_and_nothing_else_is_changed(redaktion: Client, alt: Kommune) -> None:
    neu = KommuneFactory()
    adresse = reverse("admin:kommunen_kommune_change", args=[alt.pk])
    assert 'name="name"' not in redaktion.get(adresse).content.decode()
    antwort = redaktion.post(adresse, {"nachfolger": neu.pk, "name": "Anders"})
    assert antwort.status_code == 302
    alt.refresh_from_db()
    assert (alt.nachfolger, alt.name) == (neu, "Altdorf")
    redaktion.post(adresse, {"nachfolger": ""})
    alt.refresh_from_db()
    assert alt.nachfolger is None


def test_what_cannot_follow_is_refused_with_the_reason(redaktion: Client, alt: Kommune) -> None:
    gueltig, weg = KommuneFactory(), KommuneFactory(aufgeloest_am="2025-01-01")
    for kommune, nachfolger, grund in (
        (gueltig, KommuneFactory(), "braucht keinen Nachfolger"),
        (alt, weg, "ist selbst aufgelöst"),
        (alt, alt, "ist selbst aufgelöst"),
    ):
        adresse = reverse("admin:kommunen_kommune_change", args=[kommune.pk])
        assert grund in redaktion.post(adresse, {"nachfolger": nachfolger.pk}).content.decode()
        kommune.refresh_from_db()
        assert kommune.nachfolger is None


def test_search_folds_umlauts(redaktion: Client) -> None:
    KommuneFactory(name="Görlitz, Stadt")
    KommuneFactory(name="Zittau, Stadt")
    assert redaktion.get(LISTE, {"q": "goerl"}).context["cl"].result_count == 1


def test_nothing_is_added_or_deleted_by_hand(redaktion: Client, alt: Kommune) -> None:
    assert redaktion.get(reverse("admin:kommunen_kommune_add")).status_code == 403
    assert redaktion.post(reverse("admin:kommunen_kommune_delete", args=[alt.pk])).status_code == 403
    assert redaktion.get(reverse("admin:kommunen_registerstand_changelist")).status_code == 200


def test_others_do_not_see_it(client: Client, alt: Kommune) -> None:
    _angemeldet(client, Rolle.VERANSTALTUNGSTEAM)
    assert client.get(LISTE).status_code == 403
