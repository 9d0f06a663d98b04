import pytest
from django.utils import timezone

from kommunen.mitgliedschaft import kommunen_von
from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.management.demo import beitrag, konten
from projekte.einreichung import maengel
from projekte.models import Einreichung
from projekte.verstaendlich import hinweise
from tests.factories.kommunen import KommuneFactory

pytestmark = pytest.mark.django_db


def test_a_member_with_a_submission_in_every_open_state() -> None:
    goerlitz = KommuneFactory(schluessel="14626110", landschluessel="14", name="Görlitz, Stadt")
    for _ in range(2):  # the second time changes nothing
        konten.anlegen(timezone.now())
        beitrag.anlegen(timezone.now())
    nutzer = Nutzer.objects.get(email="kommune@example.org")
    assert list(kommunen_von(nutzer)) == [goerlitz]
    assert sorted(nutzer.einreichungen.values_list("zustand", flat=True)) == ["eingereicht", "entwurf", "zurueck"]
    assert Einreichung.objects.get(zustand="zurueck").anmerkungen.count() == 2


def test_what_is_handed_in_is_complete_and_plain() -> None:
    KommuneFactory(schluessel="14626110", landschluessel="14", name="Görlitz, Stadt")
    konten.anlegen(timezone.now())
    beitrag.anlegen(timezone.now())
    for einreichung in Einreichung.objects.exclude(zustand="entwurf"):
        assert maengel(einreichung.inhalt) == {}
    for einreichung in Einreichung.objects.all():
        assert [h for text in einreichung.inhalt.values() if isinstance(text, str) for h in hinweise(text)] == []
