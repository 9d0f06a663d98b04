"""`python -m tests.projekte.urteile`: the figures of the judged list, and what went wrong, in a database of its own."""

import os
import sys
from contextlib import ExitStack

os.environ["DJANGO_SETTINGS_MODULE"] = "kompetenzzentrum.settings.test"  # before any import of the package

from kompetenzzentrum.betrieb.orte import wegwerfordner
from kompetenzzentrum.betrieb.postgres import PostgresDienst
from kompetenzzentrum.betrieb.valkey import ValkeyDienst


def main() -> None:
    with ExitStack() as ende:
        ordner = ende.enter_context(wegwerfordner())
        os.environ["DATABASE_URL"] = ende.enter_context(PostgresDienst(ordner, fsync=False)).url
        os.environ["REDIS_URL"] = ende.enter_context(ValkeyDienst(ordner)).url
        os.environ["DATENVERZEICHNIS"] = str(ordner)
        _berichten()


def _berichten() -> None:
    import django  # noqa: PLC0415  the settings read the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from tests.projekte.urteile import anfragen  # noqa: PLC0415
    from tests.projekte.urteile.laden import laden, suchende  # noqa: PLC0415
    from tests.projekte.urteile.masse import messen  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    zeugnis = messen(anfragen(), suchende(laden()))
    print(zeugnis)
    if "--nur-zahlen" in sys.argv:
        return
    for anfrage, treffer in zeugnis.misslungen:
        print(f"\n{anfrage.art}: {anfrage.text}\n  found:    {' '.join(treffer)}\n  expected: {anfrage.urteile}")


if __name__ == "__main__":
    main()
