"""pytest plugin: a PostgreSQL and a Valkey of its own for every run.

It must act before pytest-django reads the settings, hence `-p tests.dienste`.
Workers of pytest-xdist use the services of the run that started them, each with
a Valkey database and a data folder of its own.
"""

import atexit
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

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


ZUSAMMEN = ("test_ausfall", "test_compose", "test_starten", "test_zwei_webprozesse")
"""Files whose tests share a portal that takes long to start: each runs in one worker. All other tests go where there is
time; the browser's portal, which every worker has, serves many files."""


class Verteilung(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        datei = nodeid.partition("::")[0]
        return datei if Path(datei).stem in ZUSAMMEN else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Verteilung:
    """In the order of the files: who comes to a browser first has its database already. (Groups by mark are lost
    between pytest 9.2 and pytest-xdist 3.8.)"""
    return Verteilung(config, log)


def pytest_unconfigure() -> None:
    _dienste.close()
