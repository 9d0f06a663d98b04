"""Boundary changes carry projects and reuses along, and a corrected successor loses nothing."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from kommunen.models import Kommune
from kommunen.nachfolge import bestimmen
from projekte import pflege
from projekte.models import Projekt
from tests.factories.kommunen import KommuneFactory
from tests.factories.nachnutzung import NachnutzungFactory
from tests.factories.projekte import ProjektFactory
from tests.kommunen.register_bauen import Registerdatei, schreiben

pytestmark = pytest.mark.django_db

ALT, ZIEL, ANDERES = "Dorf 06-2", "Dorf 06-3", "Dorf 06-4"


def einlesen(pfad: Path, register: Registerdatei, *weitere: str) -> None:
    call_command("gemeindeverzeichnis_einlesen", str(schreiben(pfad / "GV100AD.txt", register.text())), *weitere)


def kommune(name: str) -> Kommune:
    return Kommune.objects.get(name=name)


@pytest.fixture
def register(tmp_path: Path) -> Registerdatei:
    datei = Registerdatei()
    einlesen(tmp_path, datei)
    return datei


def frisch(projekt: Projekt) -> Projekt:
    return Projekt.objects.get(pk=projekt.pk)


def test_a_dissolved_municipality_hands_everything_to_its_successor(tmp_path: Path, register: Registerdatei) -> None:
    alt, ziel = kommune(ALT), kommune(ZIEL)
    projekt = ProjektFactory(federfuehrung=alt)
    genommen = NachnutzungFactory(kommune=alt)
    gegeben = NachnutzungFactory(projekt=projekt)
    einlesen(tmp_path, register.ohne(ALT).zum("20270101"))
    assert frisch(projekt).federfuehrung == alt  # nobody has said yet who follows
    schreiben(tmp_path / "n.csv", f"alt;neu\n{alt.schluessel};{ziel.schluessel}\n")
    call_command("gemeindeverzeichnis_einlesen", nachfolger=tmp_path / "n.csv")
    assert (frisch(projekt).federfuehrung, frisch(projekt).fruehere_kommunen) == (ziel, [alt])
    genommen.refresh_from_db()
    gegeben.refresh_from_db()
    assert (genommen.kommune, genommen.kommune_frueher) == (ziel, alt)
    assert (gegeben.von, gegeben.von_frueher) == (ziel, alt)
    assert frisch(projekt).fassung > projekt.fassung


def test_the_page_of_the_successor_and_the_list_show_it(
    tmp_path: Path, register: Registerdatei, client: Client
) -> None:
    projekt = ProjektFactory(federfuehrung=kommune(ALT))
    einlesen(tmp_path, register.ohne(ALT).zum("20270101"))
    bestimmen(kommune=kommune(ALT), nachfolger=kommune(ZIEL))
    ziel = kommune(ZIEL)
    assert projekt.titel in client.get(ziel.get_absolute_url()).text
    liste = client.get(f"/projekte/?kommune={ziel.schluessel}")
    assert projekt.titel in liste.text
    assert f"früher {kommune(ALT).kurzname}" in liste.text
    assert f"bis spätestens 31.12.2026: {kommune(ALT).kurzname}" in client.get(projekt.get_absolute_url()).text


def test_a_corrected_successor_takes_over_all_and_none_gives_it_back(tmp_path: Path, register: Registerdatei) -> None:
    alt = kommune(ALT)
    projekt = ProjektFactory(federfuehrung=alt)
    nachnutzung = NachnutzungFactory(kommune=alt)
    einlesen(tmp_path, register.ohne(ALT).zum("20270101"))
    alt.refresh_from_db()
    for nachfolger in (kommune(ZIEL), kommune(ANDERES), None):
        bestimmen(kommune=alt, nachfolger=nachfolger)
        nachnutzung.refresh_from_db()
        assert frisch(projekt).federfuehrung == nachnutzung.kommune == (nachfolger or alt)
    assert frisch(projekt).fruehere_kommunen == []


def test_a_municipality_that_is_valid_again_takes_back_what_was_its_own(
    tmp_path: Path, register: Registerdatei
) -> None:
    alt, ziel = kommune(ALT), kommune(ZIEL)
    projekt, fremdes = ProjektFactory(federfuehrung=alt), ProjektFactory(federfuehrung=ziel)
    einlesen(tmp_path, register.ohne(ALT).zum("20270101"))
    alt.refresh_from_db()
    bestimmen(kommune=alt, nachfolger=ziel)
    einlesen(tmp_path, register.zum("20280101"))
    assert frisch(projekt).federfuehrung == alt
    assert frisch(fremdes).federfuehrung == ziel


def test_a_chain_of_successors_is_followed_to_its_end(tmp_path: Path, register: Registerdatei) -> None:
    projekt = ProjektFactory(federfuehrung=kommune(ALT))
    einlesen(tmp_path, register.ohne(ALT).zum("20270101"))
    bestimmen(kommune=kommune(ALT), nachfolger=kommune(ZIEL))
    einlesen(tmp_path, register.ohne(ALT).ohne(ZIEL).zum("20280101"))
    bestimmen(kommune=kommune(ZIEL), nachfolger=kommune(ANDERES))
    assert frisch(projekt).federfuehrung == kommune(ANDERES)
    assert frisch(projekt).fruehere_kommunen == [kommune(ALT)]


def test_two_participants_that_become_one_stay_two_rows_and_are_named_once() -> None:
    alt, eins, zwei = KommuneFactory.create_batch(3)
    projekt = ProjektFactory(federfuehrung=eins, beteiligte=[alt, zwei])
    nachnutzung = NachnutzungFactory(projekt=ProjektFactory(federfuehrung=zwei), kommune=alt)
    Kommune.objects.filter(pk=alt.pk).update(aufgeloest_am="2027-01-01")
    alt.refresh_from_db()
    bestimmen(kommune=alt, nachfolger=zwei)
    assert (frisch(projekt).federfuehrung, frisch(projekt).weitere_kommunen) == (eins, [zwei])
    nachnutzung.refresh_from_db()
    assert nachnutzung.kommune == nachnutzung.von == zwei
    bestimmen(kommune=alt, nachfolger=eins)
    assert (frisch(projekt).federfuehrung, frisch(projekt).weitere_kommunen) == (eins, [zwei])
    bestimmen(kommune=alt, nachfolger=None)
    assert set(frisch(projekt).weitere_kommunen) == {alt, zwei}


def test_editing_a_project_keeps_whence_it_came() -> None:
    alt, neu, dritte = KommuneFactory.create_batch(3)
    projekt = ProjektFactory(federfuehrung=alt)
    Kommune.objects.filter(pk=alt.pk).update(aufgeloest_am="2027-01-01")
    alt.refresh_from_db()
    bestimmen(kommune=alt, nachfolger=neu)
    pflege.speichern(frisch(projekt), federfuehrung=neu, beteiligte=[dritte])
    assert frisch(projekt).fruehere_kommunen == [alt]
    pflege.speichern(frisch(projekt), federfuehrung=dritte)
    assert (frisch(projekt).federfuehrung, frisch(projekt).fruehere_kommunen) == (dritte, [])
