"""What the clock does for those who wait; the reminders have a file of their own."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kompetenzzentrum.celery import app
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from veranstaltungen import tasks
from veranstaltungen import warteliste as liste
from veranstaltungen.models import Anmeldung, Veranstaltung

pytestmark = pytest.mark.django_db

Zustand = Anmeldung.Zustand


def abgelaufen(**felder: Any) -> Veranstaltung:
    """One seat, offered to somebody who did not answer, and two who wait."""
    jetzt = timezone.now()
    event: Veranstaltung = VeranstaltungFactory(plaetze=1, **felder)
    AnmeldungFactory(
        veranstaltung=event,
        zustand=Zustand.ANGEBOTEN,
        platz_seit=None,
        wartet_seit=jetzt - timedelta(days=3),
        angebot_bis=jetzt - timedelta(seconds=1),
    )
    for tage in (2, 1):
        AnmeldungFactory(
            veranstaltung=event, zustand=Zustand.WARTEND, platz_seit=None, wartet_seit=jetzt - timedelta(days=tage)
        )
    return event


def zustaende(event: Veranstaltung) -> list[str]:
    return list(event.anmeldungen.order_by("pk").values_list("zustand", flat=True))


def test_an_offer_that_ran_out_moves_on() -> None:
    event = abgelaufen()
    tasks.warteliste()
    assert zustaende(event) == [Zustand.VERFALLEN, Zustand.ANGEBOTEN, Zustand.WARTEND]
    briefe = Nachricht.objects.count()
    tasks.warteliste()
    assert (zustaende(event)[1:], Nachricht.objects.count()) == ([Zustand.ANGEBOTEN, Zustand.WARTEND], briefe)


@pytest.mark.fehler_erwartet
def test_one_failing_event_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    schlecht, gut = abgelaufen(), abgelaufen()
    anbieten = liste._anbieten

    def kaputt(angeboten: Any, *argumente: Any) -> None:
        anbieten(angeboten, *argumente)
        if any(eine.veranstaltung_id == schlecht.pk for eine in angeboten):
            raise RuntimeError("kaputt")

    monkeypatch.setattr(liste, "_anbieten", kaputt)
    tasks.warteliste()
    assert zustaende(schlecht) == [Zustand.ANGEBOTEN, Zustand.WARTEND, Zustand.WARTEND]
    assert zustaende(gut) == [Zustand.VERFALLEN, Zustand.ANGEBOTEN, Zustand.WARTEND]
    assert f"Veranstaltung {schlecht.pk}: verfallen_lassen" in caplog.text
    monkeypatch.undo()
    tasks.warteliste()
    assert zustaende(schlecht) == [Zustand.VERFALLEN, Zustand.ANGEBOTEN, Zustand.WARTEND]


def test_the_clock_calls_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    assert {eintrag["task"] for eintrag in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_within_a_minute() -> None:
    takte = {eintrag["task"]: eintrag["schedule"] for eintrag in app.conf.beat_schedule.values()}
    assert takte["veranstaltungen.warteliste"] + takte["versand.postausgang_leeren"] < 60
    assert takte["veranstaltungen.erinnerungen"] <= 60
