from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as einstellungen
from django.core.files.storage import storages

from projekte.models import Anlage, Bild, Dokument
from tests.versand.conftest import postamt  # noqa: F401

DATEIFELDER = {
    "oeffentlich": ((Bild, "gross"), (Bild, "klein"), (Dokument, "datei")),
    "vertraulich": ((Anlage, "datei"), (Anlage, "klein")),
}


@pytest.fixture
def ablagen(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Empty storages; returns where published files lie and where those of submissions."""
    settings.STORAGES = einstellungen.STORAGES | {
        ort: einstellungen.STORAGES[ort] | {"OPTIONS": {"location": tmp_path / ort}} for ort in DATEIFELDER
    }
    for ort, felder in DATEIFELDER.items():
        for modell, name in felder:
            monkeypatch.setattr(modell._meta.get_field(name), "storage", storages[ort])
    return tmp_path / "oeffentlich" / "projekte", tmp_path / "vertraulich" / "einreichungen"
