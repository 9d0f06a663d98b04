"""pytest plugin: a PostgreSQL and a Valkey of its own for every run.

It must act before pytest-django reads the settings, hence `-p tests.dienste`.
Workers of pytest-xdist use the services of the run that started them, each with
a Valkey database and a data folder of its own.
"""

import atexit
import os
from contextlib import ExitStack
from pathlib import Path

import pytest

# Before the first import from the package, which would choose production.
os.environ["DJANGO_SETTINGS_MODULE"] = "kompetenzzentrum.settings.test"

from kompetenzzentrum.betrieb.orte import wegwerfordner
from kompetenzzentrum.betrieb.postgres import PostgresDienst
from kompetenzzentrum.betrieb.valkey import ValkeyDienst

_dienste = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    arbeiter = os.environ.get("PYTEST_XDIST_WORKER")
    if arbeiter:
        nummer = int(arbeiter.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].removesuffix("/0") + f"/{nummer}"
        os.environ["DATENVERZEICHNIS"] += f"-{arbeiter}"
    else:
        ordner = _dienste.enter_context(wegwerfordner())
        os.environ["DATABASE_URL"] = _dienste.enter_context(PostgresDienst(ordner, fsync=False)).url
        os.environ["REDIS_URL"] = _dienste.enter_context(ValkeyDienst(ordner)).url
        os.environ["DATENVERZEICHNIS"] = str(ordner / "var")
        atexit.register(_dienste.close)  # also when pytest gives up before it is configured
    Path(os.environ["DATENVERZEICHNIS"]).mkdir(exist_ok=True)


def pytest_unconfigure() -> None:
    _dienste.close()
