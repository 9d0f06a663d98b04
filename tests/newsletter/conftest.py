import pytest
from django.test import Client

from kompetenzzentrum.konten.models import Nutzer, Rolle
from tests.factories.konten import NutzerFactory
from tests.versand.conftest import postamt  # noqa: F401


@pytest.fixture
def redakteurin() -> Nutzer:
    return NutzerFactory(rolle=Rolle.REDAKTION, email="redaktion@example.org")


@pytest.fixture
def redaktion(client: Client, redakteurin: Nutzer) -> Client:
    """A client in which the editor is logged in."""
    client.force_login(redakteurin)
    return client
