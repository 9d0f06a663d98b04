"""The index in memory follows the database."""

import threading

import pytest
from django.db import OperationalError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from projekte import suche
from projekte.models import Projekt
from projekte.suche import verzeichnis
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import ProjektFactory

pytestmark = pytest.mark.django_db


def gefunden(text: str) -> int:
    return suche.suchen(suche.Auswahl(text)).anzahl


def test_what_was_just_published_is_found_and_what_was_archived_is_not() -> None:
    assert gefunden("Lastenrad") == 0
    erstes = ProjektFactory(titel="Lastenrad für alle")
    assert gefunden("Lastenrad") == 1
    ProjektFactory(titel="Lastenrad geheim", veroeffentlicht_am=None)
    zweites = ProjektFactory(titel="Lastenrad neu")
    assert gefunden("Lastenrad") == 2
    Projekt.objects.filter(pk=erstes.pk).update(archiviert_am="2026-06-01T10:00+02:00")
    suche.ableiten([erstes.pk])
    assert suche.suchen(suche.Auswahl("Lastenrad")).schluessel == [zweites.pk]


def test_a_new_text_replaces_the_old_one() -> None:
    projekt = ProjektFactory(titel="Lastenrad für alle")
    assert gefunden("Lastenrad") == 1
    for titel in ("Rufbus", "Pegel"):
        Projekt.objects.filter(pk=projekt.pk).update(titel=titel)
        suche.ableiten([projekt.pk])
        assert (gefunden(titel), gefunden("Lastenrad")) == (1, 0)


def test_a_deleted_project_is_gone() -> None:
    erstes, zweites = ProjektFactory(titel="Rufbus A"), ProjektFactory(titel="Rufbus B")
    assert gefunden("Rufbus") == 2
    erstes.delete()
    assert suche.suchen(suche.Auswahl("Rufbus")).schluessel == [zweites.pk]
    zweites.delete()
    assert gefunden("Rufbus") == 0


def test_nothing_changed_costs_one_query_and_a_known_number_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ProjektFactory(titel="Rufbus")
    gefunden("Rufbus")
    with django_assert_num_queries(1):
        gefunden("Rufbus")
    nummer = verzeichnis.aktuelles().stand
    with django_assert_num_queries(0):
        suche.suchen(suche.Auswahl("Rufbus", {"phase": {"P4"}}), stand=nummer)


@pytest.mark.parametrize("anzahl", [1, 3])
def test_loading_and_following_take_the_same_number_of_queries_for_one_and_for_many(
    django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    ort = KommuneFactory()
    pks = [ProjektFactory(titel="Rufbus", federfuehrung=ort).pk for _ in range(anzahl)]
    with django_assert_num_queries(11):
        gefunden("Rufbus")
    suche.ableiten(pks)
    with django_assert_num_queries(12):
        gefunden("Rufbus")


def test_a_process_that_starts_without_a_database_reads_later(monkeypatch: pytest.MonkeyPatch) -> None:
    ProjektFactory(titel="Rufbus")

    def fort() -> None:
        raise OperationalError

    with monkeypatch.context() as ohne:
        ohne.setattr(connection, "close", lambda: None)
        ohne.setattr("projekte.suche.verzeichnis._neu", fort)
        suche.vorladen()
    assert gefunden("Rufbus") == 1


def test_loading_beforehand_leaves_nothing_to_read(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ProjektFactory(titel="Rufbus")
    monkeypatch.setattr(connection, "close", lambda: None)
    suche.vorladen()
    with django_assert_num_queries(1):
        assert gefunden("Rufbus") == 1


def test_too_many_changes_build_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verzeichnis, "NACHTRAG_HOECHSTENS", 2)
    gefunden("Rufbus")
    for nummer in range(1, 5):
        ProjektFactory(titel="Rufbus")
        assert gefunden("Rufbus") == nummer
    assert len(verzeichnis.aktuelles().segmente) == 2


def test_projects_beyond_one_segment_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projekte.suche.bau.HOECHSTENS", 2)
    ort = KommuneFactory(landschluessel="06")
    for nummer in range(5):
        ProjektFactory(titel=f"Rufbus {nummer}", federfuehrung=ort)
    ergebnis = suche.suchen(suche.Auswahl("Rufbus", sortierung=suche.TITEL))
    assert len(verzeichnis.aktuelles().segmente) == 3
    titel = Projekt.objects.in_bulk(ergebnis.schluessel)
    assert [titel[pk].titel for pk in ergebnis.schluessel] == [f"Rufbus {nummer}" for nummer in range(5)]
    assert ergebnis.facetten["land"] == {"06": 5}


@pytest.mark.django_db(transaction=True)
def test_threads_that_search_while_others_write_see_whole_states() -> None:
    with transaction.atomic():
        pks = [ProjektFactory(titel=f"Rufbus {nummer}").pk for nummer in range(4)]
    falsche: list[int] = []
    fertig = threading.Event()

    def suchen() -> None:
        while not fertig.is_set():
            if (anzahl := gefunden("Rufbus")) != 4:
                falsche.append(anzahl)
        connection.close()

    lesende = [threading.Thread(target=suchen) for _ in range(3)]
    for faden in lesende:
        faden.start()
    for _ in range(15):
        suche.ableiten(pks)
    fertig.set()
    for faden in lesende:
        faden.join()
    assert falsche == []
