from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from kompetenzzentrum.datenschutz.loeschlauf import loeschen
from projekte import pflege, suche
from projekte.models import Handlungsfeld, Phase, Projekt
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory

pytestmark = pytest.mark.django_db
JETZT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def entwurf(**felder: object) -> Projekt:
    return Projekt(
        titel="Größer & schöner: Café", kurzbeschreibung="Ein Satz.", handlungsfeld=HandlungsfeldFactory(),
        phase=Phase.IDEE, **felder,
    )  # fmt: skip


def test_writes_project_participants_and_index_together() -> None:
    ort, partner = KommuneFactory(name="Ortlingen"), KommuneFactory(name="Partnerau")
    projekt = pflege.speichern(entwurf(), federfuehrung=ort, beteiligte=[partner, ort])
    assert projekt.slug == "groesser-schoener-cafe"
    assert projekt.federfuehrung == ort
    assert projekt.weitere_kommunen == [partner]
    assert list(suche.filtern(Projekt.objects.all(), "partnerau")) == [projekt]
    pflege.speichern(projekt, federfuehrung=partner)
    assert list(suche.filtern(Projekt.objects.all(), "ortlingen")) == []


def test_addresses_are_never_taken_twice_nor_from_a_page() -> None:
    ProjektFactory(slug="karte-2")
    assert pflege.freier_slug("Karte") == "karte-3"
    assert pflege.freier_slug("!!!") == "projekt"
    assert len(pflege.freier_slug("lang " * 100)) <= pflege.SLUG_HOECHSTENS


@pytest.mark.parametrize("felder", [{}, {"traeger": ""}])
def test_somebody_must_be_responsible(felder: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="federführende Kommune oder einen Träger"):
        pflege.speichern(entwurf(**felder), federfuehrung=None)
    assert not Projekt.objects.exists()


def test_at_most_two_further_fields_and_not_the_first_again() -> None:
    felder = list(Handlungsfeld.objects.exclude(slug="mobilitaet")[:3])
    with pytest.raises(ValidationError, match="höchstens 2"):
        pflege.speichern(entwurf(traeger="x"), federfuehrung=None, weitere_handlungsfelder=felder)
    with pytest.raises(ValidationError, match="zählt schon"):
        pflege.speichern(entwurf(traeger="x"), federfuehrung=None, weitere_handlungsfelder=[HandlungsfeldFactory()])


def test_publishing_archiving_and_bringing_back_keeps_the_first_date() -> None:
    projekt = ProjektFactory(veroeffentlicht_am=None)
    alle = Projekt.objects.all()
    assert pflege.veroeffentlichen(alle, jetzt=JETZT) == 1
    assert pflege.veroeffentlichen(alle, jetzt=JETZT + timedelta(days=1)) == 0
    assert pflege.archivieren(alle, jetzt=JETZT + timedelta(days=2)) == 1
    projekt.refresh_from_db()
    assert not projekt.ist_veroeffentlicht
    assert projekt.geaendert_am == JETZT + timedelta(days=2)
    assert pflege.veroeffentlichen(alle, jetzt=JETZT + timedelta(days=3)) == 1
    projekt.refresh_from_db()
    assert projekt.ist_veroeffentlicht
    assert projekt.veroeffentlicht_am == JETZT


def test_renamed_field_is_found_under_its_new_name() -> None:
    projekt, anderes = ProjektFactory(), ProjektFactory(handlungsfeld=HandlungsfeldFactory(slug="energie"))
    feld = projekt.handlungsfeld
    feld.name = "Unterwegs"
    feld.save()
    pflege.umbenannt(feld)
    assert list(suche.filtern(Projekt.objects.all(), "unterwegs")) == [projekt]
    assert list(suche.filtern(Projekt.objects.all(), "energie")) == [anderes]


def test_contact_addresses_go_ninety_days_after_archiving() -> None:
    alt = ProjektFactory(kontakt_email="stelle@example.org", archiviert_am=JETZT - timedelta(days=91))
    jung = ProjektFactory(kontakt_email="stelle@example.org", archiviert_am=JETZT - timedelta(days=89))
    offen = ProjektFactory(kontakt_email="stelle@example.org")
    assert loeschen(JETZT)["projekte.Projekt"] == 1
    assert loeschen(JETZT)["projekte.Projekt"] == 0
    assert Projekt.objects.get(pk=alt.pk).kontakt_email == ""
    assert set(Projekt.objects.exclude(kontakt_email="")) == {jung, offen}
