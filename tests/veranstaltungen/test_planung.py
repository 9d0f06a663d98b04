"""What the event team does: nobody loses a seat, everybody concerned is told once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kompetenzzentrum.versand.darstellung import nachricht_bauen
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from veranstaltungen import planung
from veranstaltungen.anmeldung import stornieren
from veranstaltungen.models import Anmeldung, Veranstaltung

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
    assert "3 Plätze sind schon vergeben oder angeboten." in fehler.value.message_dict["plaetze"][0]
    veranstaltung.refresh_from_db()
    assert (veranstaltung.plaetze, veranstaltung.titel != "Bleibt ungespeichert") == (5, True)
    assert planung.aendern(veranstaltung.pk, plaetze=3).plaetze == 3
    assert planung.aendern(veranstaltung.pk, plaetze=None).plaetze is None


def test_a_hybrid_event_goes_on_site_only_if_there_is_a_seat_for_everybody() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=2, hybrid=True)
    AnmeldungFactory(veranstaltung=veranstaltung)
    AnmeldungFactory.create_batch(2, veranstaltung=veranstaltung, teilnahme="online")
    assert planung.aendern(veranstaltung.pk, plaetze=1).plaetze == 1
    with pytest.raises(ValidationError, match="3 Plätze sind schon vergeben"):
        planung.aendern(veranstaltung.pk, modus="praesenz")
    veranstaltung.refresh_from_db()
    assert veranstaltung.ist_hybrid
    vor_ort = planung.aendern(veranstaltung.pk, modus="praesenz", plaetze=3)
    assert [anmeldung.ist_online for anmeldung in vor_ort.anmeldungen.all()] == [False] * 3


Anmeldezustand = Anmeldung.Zustand


def wartende(veranstaltung: Veranstaltung, email: str, **felder: object) -> None:
    felder = {"zustand": Anmeldezustand.WARTEND, "platz_seit": None, "wartet_seit": timezone.now(), **felder}
    AnmeldungFactory(veranstaltung=veranstaltung, email=email, **felder)


def test_a_cancellation_reaches_who_waits_too_each_mailbox_once() -> None:
    veranstaltung = VeranstaltungFactory()
    anna = AnmeldungFactory(veranstaltung=veranstaltung, email="anna@example.org")
    AnmeldungFactory.create_batch(2, veranstaltung=veranstaltung, email="", kontakt=anna)
    AnmeldungFactory(veranstaltung=veranstaltung, email="jo@example.org", kontakt=anna)
    wartende(veranstaltung, "wartend@example.org")
    frist = timezone.now() + timedelta(days=1)
    wartende(veranstaltung, "angeboten@example.org", zustand=Anmeldezustand.ANGEBOTEN, angebot_bis=frist)
    planung.absagen(veranstaltung.pk, grund="Sturm")
    anhaenge = {
        nachricht.an: "METHOD:CANCEL" in nachricht.kontext["kalendereintrag"] for nachricht in Nachricht.objects.all()
    }
    assert anhaenge == {
        "anna@example.org": True,
        "jo@example.org": True,
        "wartend@example.org": False,
        "angeboten@example.org": False,
    }
    assert Nachricht.objects.count() == 4


def test_a_companion_of_who_stays_away_is_told_at_that_mailbox() -> None:
    veranstaltung = VeranstaltungFactory()
    anna = AnmeldungFactory(veranstaltung=veranstaltung, email="anna@example.org")
    AnmeldungFactory(veranstaltung=veranstaltung, email="", kontakt=anna)
    stornieren(anna)
    planung.aendern(veranstaltung.pk, ort_name="Stadthalle")
    planung.absagen(veranstaltung.pk, grund="Sturm")
    assert empfaenger("veranstaltungen.aenderung") == ["anna@example.org"]
    assert empfaenger("veranstaltungen.absage") == ["anna@example.org"]


def test_in_a_mailbox_where_somebody_has_a_seat_the_calendar_entry_is_cancelled() -> None:
    veranstaltung = VeranstaltungFactory()
    jetzt = timezone.now()
    anna = AnmeldungFactory(
        veranstaltung=veranstaltung, zustand=Anmeldezustand.WARTEND, platz_seit=None, wartet_seit=jetzt
    )
    AnmeldungFactory(veranstaltung=veranstaltung, email="", kontakt=anna)
    planung.absagen(veranstaltung.pk, grund="Sturm")
    assert "METHOD:CANCEL" in Nachricht.objects.get().kontext["kalendereintrag"]


def test_who_waits_hears_of_another_date_without_a_calendar_entry() -> None:
    veranstaltung = VeranstaltungFactory(online=True)
    AnmeldungFactory(veranstaltung=veranstaltung, email="anna@example.org")
    wartende(veranstaltung, "wartend@example.org")
    tag = timedelta(days=1)
    planung.aendern(veranstaltung.pk, beginn=veranstaltung.beginn + tag, ende=veranstaltung.ende + tag)
    assert empfaenger("veranstaltungen.aenderung") == ["anna@example.org"]
    brief = nachricht_bauen(Nachricht.objects.get(an="wartend@example.org"))
    assert (brief.attachments, veranstaltung.zugangslink in brief.body) == ([], False)
    planung.aendern(veranstaltung.pk, zugangslink="https://konferenz.example.org/anderer-raum")
    assert Nachricht.objects.filter(an="wartend@example.org").count() == 1


@pytest.mark.parametrize(
    ("werte", "betroffen"),
    [
        ({"ort_name": "Stadthalle"}, ["ort@example.org"]),
        ({"zugangslink": "https://konferenz.example.org/neu"}, ["online@example.org"]),
        ({"ort_name": "Stadthalle", "zugangslink": "https://konferenz.example.org/neu"}, None),
        ({"ganztaegig": True}, None),
    ],
)
def test_only_whom_it_concerns_hears_of_another_room_or_link(werte: dict[str, object], betroffen: list[str]) -> None:
    veranstaltung = VeranstaltungFactory(hybrid=True)
    for art in ("online", "ort"):
        teilnahme = "online" if art == "online" else "vor_ort"
        AnmeldungFactory(veranstaltung=veranstaltung, email=f"{art}@example.org", teilnahme=teilnahme)
    planung.aendern(veranstaltung.pk, **werte)
    assert empfaenger("veranstaltungen.aenderung") == (betroffen or ["online@example.org", "ort@example.org"])


def test_no_offer_outlasts_the_new_beginning() -> None:
    veranstaltung = VeranstaltungFactory()
    frueher = timezone.now().replace(microsecond=0) + timedelta(days=2)
    frist = timezone.now() + timedelta(days=5)
    wartende(veranstaltung, "a@example.org", zustand=Anmeldezustand.ANGEBOTEN, angebot_bis=frist)
    planung.aendern(veranstaltung.pk, beginn=frueher, ende=frueher + timedelta(hours=2))
    assert veranstaltung.anmeldungen.get().angebot_bis == frueher
