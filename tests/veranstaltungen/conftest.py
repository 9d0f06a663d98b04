import pytest
from django.test import Client

from kompetenzzentrum.konten.models import Nutzer, Rolle


@pytest.fixture
def team(client: Client) -> Client:
    """Somebody of the event team, logged in."""
    nutzer = Nutzer.objects.create_user("team@example.org")
    nutzer.rollenzuweisungen.create(rolle=Rolle.VERANSTALTUNGSTEAM)
    client.force_login(nutzer)
    return client
