"""What the event team does: nobody loses a seat, everybody concerned is told once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from veranstaltungen import planung
from veranstaltungen.anmeldung import stornieren
from veranstaltungen.models import Veranstaltung

pytestmark = pytest.mark.django_db

Zustand = Veranstaltung.Zustand


def empfaenger(art: str) -> list[str]:
    return list(Nachricht.objects.filter(art=art).order_by("an").values_list("an", flat=True))


def test_a_draft_is_published_once() -> None:
    entwurf = VeranstaltungFactory(zustand=Zustand.ENTWURF)
    assert planung.veroeffentlichen(entwurf.pk).zustand == Zustand.VEROEFFENTLICHT
    with pytest.raises(ValidationError, match="schon veröffentlicht"):
        planung.veroeffentlichen(entwurf.pk)


def test_cancelling_tells_everybody_who_still_has_a_seat() -> None:
    veranstaltung = VeranstaltungFactory()
    for name in ("anna", "bert"):
        AnmeldungFactory(veranstaltung=veranstaltung, email=f"{name}@example.org")
    stornieren(AnmeldungFactory(veranstaltung=veranstaltung))
    AnmeldungFactory(email="andere@example.org")

    abgesagt = planung.absagen(veranstaltung.pk, grund="Die Referentin ist erkrankt.")

    assert (abgesagt.zustand, abgesagt.sequenz) == (Zustand.ABGESAGT, 1)
    assert empfaenger("veranstaltungen.absage") == ["anna@example.org", "bert@example.org"]
    with pytest.raises(ValidationError, match="abgesagt"):
        planung.absagen(veranstaltung.pk, grund="noch einmal")
    assert Nachricht.objects.filter(art="veranstaltungen.absage").count() == 2


@pytest.mark.parametrize("felder", [{"zustand": Zustand.ENTWURF}, {"vergangen": True}])
def test_a_draft_or_a_past_event_is_not_cancelled(felder: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        planung.absagen(VeranstaltungFactory(**felder).pk, grund="egal")


def test_moving_an_event_raises_the_sequence_and_tells_everybody() -> None:
    veranstaltung = VeranstaltungFactory()
    AnmeldungFactory(veranstaltung=veranstaltung, email="anna@example.org")
    woche = timedelta(days=7)
    verlegt = planung.aendern(veranstaltung.pk, beginn=veranstaltung.beginn + woche, ende=veranstaltung.ende + woche)
    assert verlegt.sequenz == 1
    planung.aendern(veranstaltung.pk, ort_name="Stadthalle")
    [erste, zweite] = Nachricht.objects.order_by("pk")
    assert verlegt.zeitraum == erste.kontext["zeitraum"]
    assert "Stadthalle" in zweite.kontext["ort"]
    assert "SEQUENCE:2" in zweite.kontext["kalendereintrag"]


@pytest.mark.parametrize(
    ("felder", "werte"),
    [
        ({}, {"titel": "Anderer Titel", "plaetze": 40}),
        ({}, {"ort_name": "Rathaus"}),
        ({"zustand": Zustand.ENTWURF}, {"ort_name": "Stadthalle"}),
        ({"vergangen": True}, {"ort_name": "Stadthalle"}),
    ],
    ids=["neither time nor place", "the same place", "draft", "past"],
)
def test_nobody_is_written_to_without_need(felder: dict[str, object], werte: dict[str, object]) -> None:
    anmeldung = AnmeldungFactory(veranstaltung=VeranstaltungFactory(**felder))
    planung.aendern(anmeldung.veranstaltung_id, **werte)
    assert not Nachricht.objects.exists()


def test_capacity_never_falls_below_the_seats_taken() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=5)
    AnmeldungFactory.create_batch(3, veranstaltung=veranstaltung)
    with pytest.raises(ValidationError) as fehler:
        planung.aendern(veranstaltung.pk, plaetze=2, titel="Bleibt ungespeichert")
    assert "Es sind schon 3 Personen angemeldet." in fehler.value.message_dict["plaetze"][0]
    veranstaltung.refresh_from_db()
    assert (veranstaltung.plaetze, veranstaltung.titel != "Bleibt ungespeichert") == (5, True)
    assert planung.aendern(veranstaltung.pk, plaetze=3).plaetze == 3
    assert planung.aendern(veranstaltung.pk, plaetze=None).plaetze is None


def test_a_hybrid_event_goes_on_site_only_if_there_is_a_seat_for_everybody() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=2, hybrid=True)
    AnmeldungFactory(veranstaltung=veranstaltung)
    AnmeldungFactory.create_batch(2, veranstaltung=veranstaltung, teilnahme="online")
    assert planung.aendern(veranstaltung.pk, plaetze=1).plaetze == 1
    with pytest.raises(ValidationError, match="Es sind schon 3 Personen"):
        planung.aendern(veranstaltung.pk, modus="praesenz")
    veranstaltung.refresh_from_db()
    assert veranstaltung.ist_hybrid
    vor_ort = planung.aendern(veranstaltung.pk, modus="praesenz", plaetze=3)
    assert [anmeldung.ist_online for anmeldung in vor_ort.anmeldungen.all()] == [False] * 3
