"""The numbers of the rooms with real commits: nobody sees what is not committed, and no two writers lock crosswise."""

from functools import partial
from threading import Barrier

import pytest
from django.db import OperationalError, transaction

from kommunen.models import Land
from kompetenzzentrum.oberflaeche import stand
from tests.factories.veranstaltungen import VeranstaltungFactory
from tests.nebenlaeufigkeit.conftest import gleichzeitig
from veranstaltungen.models import Veranstaltung
from veranstaltungen.planung import aendern

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_number_is_seen_with_the_commit_and_not_before() -> None:
    vorher = stand.lesen()["kommunen"]
    with transaction.atomic():
        Land.objects.create(schluessel="99", name="Neuland", kuerzel="NL")
        eigene = stand.lesen()["kommunen"]
        assert gleichzeitig([lambda: stand.lesen()["kommunen"]]) == [vorher]
    assert eigene > vorher
    assert gleichzeitig([lambda: stand.lesen()["kommunen"]]) == [eigene]


def test_numbers_follow_the_order_of_commits() -> None:
    """The second writer has no number before the first has committed."""
    gesehen: list[int] = []

    def schreiben(_: int) -> None:
        with transaction.atomic():
            nummer = stand.erhoehen("projekte")
            gesehen.append(nummer)

    gleichzeitig([partial(schreiben, nummer) for nummer in range(12)])
    assert len(gesehen) == 12
    assert gesehen == sorted(set(gesehen))


def test_two_who_change_the_same_event_wait_for_each_other_in_one_order() -> None:
    """One by the workflow (locks the row itself), one as the admin does (plain save): no deadlock, both arrive."""
    veranstaltung = VeranstaltungFactory(plaetze=5)

    def verwaltung(nummer: int) -> None:
        with transaction.atomic():
            Veranstaltung.objects.filter(pk=veranstaltung.pk).update(kurzbeschreibung=f"Nr. {nummer}")
            Veranstaltung.objects.filter(pk=veranstaltung.pk).update(barrierefreiheit=f"Nr. {nummer}")

    aufgaben = [partial(verwaltung, nummer) for nummer in range(5)]
    aufgaben += [partial(aendern, veranstaltung.pk, plaetze=nummer + 10) for nummer in range(5)]
    fehler = [ergebnis for ergebnis in gleichzeitig(aufgaben) if isinstance(ergebnis, Exception)]
    assert fehler == []


def test_counter_proof_rows_before_the_room_lock_crosswise() -> None:
    """Why `sperren()` comes first: with the row first, PostgreSQL has to break the deadlock."""
    veranstaltung = VeranstaltungFactory()
    schranke = Barrier(2, timeout=30)

    def zeile_zuerst() -> None:
        with transaction.atomic():
            Veranstaltung.objects.select_for_update().get(pk=veranstaltung.pk)
            schranke.wait()
            Veranstaltung.objects.filter(pk=veranstaltung.pk).update(kurzbeschreibung="eins")

    def bereich_zuerst() -> None:
        with transaction.atomic():
            stand.sperren("veranstaltungen")
            schranke.wait()
            Veranstaltung.objects.filter(pk=veranstaltung.pk).update(kurzbeschreibung="zwei")

    ergebnisse = gleichzeitig([zeile_zuerst, bereich_zuerst])
    assert [type(ergebnis) for ergebnis in ergebnisse if ergebnis is not None] == [OperationalError]
