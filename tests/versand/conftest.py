from collections.abc import Iterator
from typing import Any

import pytest

from tests.postamt import Amtsstube, Postamt


@pytest.fixture
def postamt(settings: Any) -> Iterator[Postamt]:
    stube = Amtsstube()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = stube.port
    yield stube.postamt
    stube.schliessen()
