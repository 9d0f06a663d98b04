import hashlib
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from kompetenzzentrum.datenschutz.einwilligung import Schritt, festhalten
from kompetenzzentrum.datenschutz.loeschlauf import loeschen
from kompetenzzentrum.datenschutz.models import Einwilligung

pytestmark = pytest.mark.django_db


def schritt(vorgang: uuid.UUID, art: Einwilligung.Schritt) -> Einwilligung:
    return festhalten(
        zweck="newsletter",
        vorgang=vorgang,
        schritt=art,
        email="ada@example.org",
        wortlaut="Ja, ich möchte …",
        seite="/newsletter/",
    )


def test_wording_is_kept_with_its_hash() -> None:
    eintrag = schritt(uuid.uuid4(), Schritt.ERBETEN)
    assert eintrag.wortlaut_sha256 == hashlib.sha256("Ja, ich möchte …".encode()).hexdigest()


def test_a_step_taken_twice_is_written_once() -> None:
    vorgang = uuid.uuid4()
    assert schritt(vorgang, Schritt.BESTAETIGT) == schritt(vorgang, Schritt.BESTAETIGT)


def test_nothing_can_be_changed_or_deleted_by_hand() -> None:
    eintrag = schritt(uuid.uuid4(), Schritt.ERBETEN)
    with pytest.raises(DatabaseError, match="nur angehängt"), transaction.atomic():
        Einwilligung.objects.filter(pk=eintrag.pk).update(wortlaut="etwas anderes")
    with pytest.raises(DatabaseError, match="nur angehängt"), transaction.atomic():
        eintrag.delete()


def test_retention_unconfirmed_a_week_withdrawn_three_years_to_the_end_of_the_year(time_machine: object) -> None:
    time_machine.move_to("2023-03-01T12:00:00Z")  # type: ignore[attr-defined]
    offen, widerrufen, gueltig = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for vorgang in (offen, widerrufen, gueltig):
        schritt(vorgang, Schritt.ERBETEN)
    for vorgang in (widerrufen, gueltig):
        schritt(vorgang, Schritt.BESTAETIGT)
    schritt(widerrufen, Schritt.WIDERRUFEN)

    def uebrig() -> set[uuid.UUID]:
        loeschen(timezone.now())
        return set(Einwilligung.objects.values_list("vorgang", flat=True))

    assert uebrig() == {offen, widerrufen, gueltig}
    time_machine.shift(timedelta(days=8))  # type: ignore[attr-defined]
    assert uebrig() == {widerrufen, gueltig}
    time_machine.move_to("2026-12-30T12:00:00Z")  # type: ignore[attr-defined]
    assert uebrig() == {widerrufen, gueltig}
    time_machine.move_to("2027-01-02T12:00:00Z")  # type: ignore[attr-defined]
    assert uebrig() == {gueltig}
