import pytest
from django.utils import timezone

from kompetenzzentrum.datenschutz.loeschlauf import loeschen
from kompetenzzentrum.datenschutz.models import Einwilligung
from kompetenzzentrum.management.demo import newsletter
from kompetenzzentrum.newsletter.models import Abonnement, Ausgabe
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.newsletter import ThemaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _beispiele() -> None:
    for slug in ("beispiele", "veranstaltungen", "foerderung", "praxis"):
        ThemaFactory(slug=slug)
    for _ in range(2):  # the second time changes nothing
        newsletter.anlegen(timezone.now())


def test_two_issues_were_sent_and_one_is_a_draft_all_marked() -> None:
    assert sorted(Ausgabe.objects.values_list("zustand", flat=True)) == ["entwurf", "versendet", "versendet"]
    assert not Ausgabe.objects.filter(ist_beispiel=False).exists()
    assert not Ausgabe.objects.versendet().filter(empfaenger=0).exists()
    assert not Nachricht.objects.exists()


def test_subscribers_in_every_state_have_their_consent_on_record() -> None:
    assert set(Abonnement.objects.values_list("zustand", flat=True)) == set(Abonnement.Zustand.values)
    assert not Abonnement.objects.exclude(email__endswith="@example.org").exists()
    for abo in Abonnement.objects.all():
        schritte = Einwilligung.objects.filter(vorgang=abo.vorgang).count()
        assert schritte == {"unbestaetigt": 1, "aktiv": 2, "abgemeldet": 3}[abo.zustand]


def test_the_first_nightly_run_deletes_none_of_it() -> None:
    assert loeschen(timezone.now())["newsletter.Abonnement"] == 0
