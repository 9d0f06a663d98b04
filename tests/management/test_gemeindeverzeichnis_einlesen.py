from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kommunen.models import Kommune
from projekte.suche import finden
from tests.factories.projekte import ProjektFactory
from tests.kommunen.register_bauen import Registerdatei, schreiben


@pytest.mark.django_db
def test_projects_are_found_by_the_new_name_of_their_municipality(tmp_path: Path) -> None:
    register = Registerdatei()
    call_command("gemeindeverzeichnis_einlesen", str(schreiben(tmp_path / "alt.txt", register.text())))
    ProjektFactory(federfuehrung=Kommune.objects.get(name="Dorf 01-2"))
    assert finden("Umgetauft", 5)[1] == 0
    neues = register.zum("20260630").statt("Dorf 01-2", name="Umgetauft")
    call_command("gemeindeverzeichnis_einlesen", str(schreiben(tmp_path / "neu.txt", neues.text())))
    assert finden("Umgetauft", 5)[1] == 1


@pytest.mark.django_db
def test_a_bad_successor_leaves_the_register_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = schreiben(tmp_path / "gem.txt", Registerdatei().text())
    nachfolger = schreiben(tmp_path / "nf.csv", "alt;neu\n99999999;99999998\n")
    with pytest.raises(CommandError, match="nichts wurde geändert"):
        call_command("gemeindeverzeichnis_einlesen", str(register), nachfolger=nachfolger)
    assert not Kommune.objects.exists()
    assert capsys.readouterr().out == ""
