import pytest
from django.utils import timezone

from kompetenzzentrum.beratung.models import Anfrage
from kompetenzzentrum.management.demo import beratung, konten
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _beispiele() -> None:
    KommuneFactory(schluessel="14626110", landschluessel="14", name="Görlitz, Stadt")
    for _ in range(2):  # the second time changes nothing
        konten.anlegen(timezone.now())
        beratung.anlegen(timezone.now())


def test_there_are_requests_in_every_state_and_nothing_is_mailed() -> None:
    assert set(Anfrage.objects.values_list("zustand", flat=True)) == set(Anfrage.Zustand.values)
    assert Anfrage.objects.count() == Anfrage.objects.values("email").distinct().count() == 14
    assert not Nachricht.objects.exists()


def test_people_are_invented_and_places_real() -> None:
    assert not Anfrage.objects.exclude(email__endswith="@example.org").exists()
    assert Anfrage.objects.filter(kommune__name="Görlitz, Stadt").count() == 1


def test_every_request_in_hand_belongs_to_a_demo_advisor() -> None:
    in_arbeit = Anfrage.objects.exclude(zustand=Anfrage.Zustand.NEU)
    assert not in_arbeit.filter(beraterin=None).exists()
    assert in_arbeit.values("beraterin").distinct().count() == 2


def test_the_order_of_time_is_kept() -> None:
    for anfrage in Anfrage.objects.all():
        zeiten = [beitrag.angelegt_am for beitrag in anfrage.beitraege.all()]
        assert [anfrage.eingegangen_am, *zeiten] == sorted([anfrage.eingegangen_am, *zeiten])
        assert anfrage.aktiv_am <= timezone.now()
