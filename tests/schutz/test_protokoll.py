import logging
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from kompetenzzentrum.schutz.protokoll import OhneEinzelheiten
from tests.factories.konten import NutzerFactory


@pytest.mark.django_db
def test_the_log_of_a_refused_row_holds_none_of_its_values() -> None:
    adresse = "@".join(("ada", "example.org"))  # the log shows lines of the source
    NutzerFactory(email=adresse)
    try:
        with transaction.atomic():
            NutzerFactory(email=adresse)
    except IntegrityError:
        zeile = logging.LogRecord("x", logging.ERROR, "x.py", 1, "Fehler", None, sys.exc_info())
    assert adresse in str(zeile.exc_info[1])  # type: ignore[index]
    text = OhneEinzelheiten().format(zeile)
    assert "duplicate key value" in text
    assert adresse not in text


def test_every_log_line_goes_through_it() -> None:
    assert {teil["class"] for teil in settings.LOGGING["formatters"].values()} == {
        f"{OhneEinzelheiten.__module__}.{OhneEinzelheiten.__name__}"
    }
    assert all(ziel["formatter"] == "zeile" for ziel in settings.LOGGING["handlers"].values())
