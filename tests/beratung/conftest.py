import pytest
from django.test import Client

from kompetenzzentrum.konten.models import Nutzer
from tests.factories.beratung import BeraterinFactory
from tests.versand.conftest import postamt  # noqa: F401


@pytest.fixture
def beraterin() -> Nutzer:
    return BeraterinFactory(name="Hanna Petersen")


@pytest.fixture
def tisch(client: Client, beraterin: Nutzer) -> Client:
    """A client in which the advisor is logged in."""
    client.force_login(beraterin)
    return client
