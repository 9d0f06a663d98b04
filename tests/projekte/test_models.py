from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from projekte.models import Beteiligung, Handlungsfeld, Loesungstyp, Projekt, Zustand
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import ProjektFactory

pytestmark = pytest.mark.django_db


def sofort_pruefen() -> None:
    """The deferred triggers act at commit, which a test never reaches."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_vocabularies_are_seeded() -> None:
    assert Handlungsfeld.objects.count() == 16
    assert Loesungstyp.objects.count() == 12
    assert Handlungsfeld.objects.first() == Handlungsfeld.objects.get(slug="verwaltung")


@pytest.mark.parametrize(
    ("felder", "constraint"),
    [
        ({"slug": "merkliste"}, "projekt_slug_nicht_reserviert"),
        ({"zustand": Zustand.ABGEBROCHEN}, "projekt_zustand_begruendet"),
        ({"zustand": Zustand.BEENDET}, "projekt_zustand_begruendet"),
        ({"kosten_einmalig": "K1"}, "projekt_kosten_mit_grundlage"),
        ({"kosten_jaehrlich": "J1", "kosten_basis": "ist"}, "projekt_kosten_mit_grundlage"),
    ],
)
def test_database_refuses_what_would_be_wrong(felder: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ProjektFactory(**felder)


def test_reason_and_basis_make_it_right() -> None:
    ProjektFactory(zustand=Zustand.BEENDET, zustand_grund="Die Förderung lief wie geplant aus.")
    ProjektFactory(kosten_einmalig="K1", kosten_basis="ist", kosten_jahr=2025)
    sofort_pruefen()


def test_one_source_gives_one_project_but_many_may_have_none() -> None:
    ProjektFactory.create_batch(2, quelle_url="")
    ProjektFactory(quelle_url="https://quelle.example/1")
    with pytest.raises(IntegrityError, match="projekt_quelle_einmalig"), transaction.atomic():
        ProjektFactory(quelle_url="https://quelle.example/1")


def test_only_one_municipality_leads() -> None:
    projekt = ProjektFactory()
    with pytest.raises(IntegrityError, match="beteiligung_eine_federfuehrung"), transaction.atomic():
        Beteiligung.objects.create(projekt=projekt, kommune=KommuneFactory(), federfuehrend=True)


def test_without_a_leading_municipality_there_must_be_a_body() -> None:
    ProjektFactory(traeger="Ein Verein e. V.")
    sofort_pruefen()
    projekt = ProjektFactory()
    projekt.beteiligungen.update(federfuehrend=False)
    with pytest.raises(IntegrityError, match="federführende"), transaction.atomic():
        sofort_pruefen()
    Projekt.objects.filter(pk=projekt.pk).update(traeger="Ein Verein e. V.")
    sofort_pruefen()


def test_losing_the_leading_municipality_or_the_body_is_refused() -> None:
    geleitet, getragen = ProjektFactory(), ProjektFactory(traeger="Ein Verein e. V.")
    sofort_pruefen()
    with pytest.raises(IntegrityError, match="federführende"), transaction.atomic():
        geleitet.beteiligungen.all().delete()
        sofort_pruefen()
    with pytest.raises(IntegrityError, match="federführende"), transaction.atomic():
        Projekt.objects.filter(pk=getragen.pk).update(traeger="")
        sofort_pruefen()


def test_project_can_be_deleted_whole_but_not_its_municipality() -> None:
    projekt = ProjektFactory()
    with pytest.raises(ProtectedError):
        projekt.federfuehrung.delete()
    projekt.delete()
    sofort_pruefen()


def test_published_are_neither_drafts_nor_archived() -> None:
    zu_sehen = ProjektFactory()
    ProjektFactory(veroeffentlicht_am=None)
    ProjektFactory(archiviert_am="2026-06-01T10:00+02:00")
    assert list(Projekt.objects.veroeffentlicht()) == [zu_sehen]
