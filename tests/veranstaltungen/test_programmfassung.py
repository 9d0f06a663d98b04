"""Announcing the programme: people hear of what they chose, once, and of nothing else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from kompetenzzentrum.versand.darstellung import nachricht_bauen
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, ProgrammpunktFactory, VeranstaltungFactory
from veranstaltungen import programmpflege
from veranstaltungen.kalender import BERLIN
from veranstaltungen.models import Anmeldung, Programmpunkt, Programmwahl, Raum, Veranstaltung
from veranstaltungen.programmfassung import Was, bekanntgeben, empfaenger, unterschiede

pytestmark = pytest.mark.django_db

TAG = datetime(2027, 5, 3, tzinfo=BERLIN)


def um(stunde: int, minute: int = 0, *, tage: int = 0) -> datetime:
    return TAG.replace(hour=stunde, minute=minute) + timedelta(days=tage)


@pytest.fixture
def event() -> Veranstaltung:
    """Talks for everybody from 10 to 11 and from 15 to 16, two workshops between them, announced once."""
    event: Veranstaltung = VeranstaltungFactory(beginn=um(10), ende=um(16))
    raum = Raum.objects.create(veranstaltung=event, name="Saal 1")
    punkt(event, "Begrüßung", 10)
    punkt(event, "Sensoren", 11, waehlbar=True, raum=raum)
    punkt(event, "Datenschutz", 13, waehlbar=True, plaetze=20)
    punkt(event, "Abschluss", 15)
    bekanntgeben(event.pk)
    return event


def punkt(event: Veranstaltung, titel: str, stunde: int, **felder: Any) -> Programmpunkt:
    neuer: Programmpunkt = ProgrammpunktFactory(
        veranstaltung=event, titel=titel, beginn=um(stunde), ende=um(stunde + 1), **felder
    )
    return neuer


def waehlt(event: Veranstaltung, *titel: str, **felder: Any) -> Anmeldung:
    anmeldung: Anmeldung = AnmeldungFactory(veranstaltung=event, **felder)
    for eines in event.programm.filter(titel__in=titel):
        Programmwahl.objects.create(anmeldung=anmeldung, programmpunkt=eines)
    return anmeldung


def aendern(event: Veranstaltung, titel: str, /, **werte: Any) -> None:
    assert event.programm.filter(titel=titel).update(**werte) == 1


def gemeldet(event: Veranstaltung) -> dict[str, list[str]]:
    """Mailbox → what it reads after the next announcement."""
    erwartet = empfaenger(event)
    fassung = bekanntgeben(event.pk)
    briefe = Nachricht.objects.filter(
        art="veranstaltungen.programm_geaendert", schluessel__endswith=f":{fassung.nummer}"
    )
    assert briefe.count() == erwartet
    return {brief.an: [satz.replace("\xa0", " ") for satz in brief.kontext["aenderungen"]] for brief in briefe}


def test_the_first_announcement_tells_nobody() -> None:
    event = VeranstaltungFactory()
    ProgrammpunktFactory(veranstaltung=event, waehlbar=True, titel="Sensoren")
    waehlt(event, "Sensoren")
    assert unterschiede(event) == []
    assert (bekanntgeben(event.pk).nummer, Nachricht.objects.count()) == (1, 0)


def test_a_session_at_another_time_is_told_to_who_chose_it(event: Veranstaltung) -> None:
    waehlt(event, "Sensoren", email="sensoren@example.org")
    waehlt(event, "Datenschutz", email="datenschutz@example.org")
    waehlt(event, email="nichts@example.org")
    aendern(event, "Sensoren", beginn=um(12), ende=um(13))
    assert gemeldet(event) == {
        "sensoren@example.org": [
            "„Sensoren“ ist jetzt am 3. Mai 2027, 12:00 bis 13:00 Uhr (bisher 3. Mai 2027, 11:00 bis 12:00 Uhr)."
        ]
    }


def test_another_room_is_told_to_who_chose_the_session(event: Veranstaltung) -> None:
    waehlt(event, "Sensoren", "Datenschutz", email="beide@example.org")
    aendern(event, "Sensoren", raum=None)
    aendern(event, "Datenschutz", raum=Raum.objects.create(veranstaltung=event, name="Saal 2"))
    assert gemeldet(event) == {
        "beide@example.org": [
            "„Sensoren“ ist jetzt ohne festen Raum (bisher im Raum „Saal 1“).",
            "„Datenschutz“ ist jetzt im Raum „Saal 2“ (bisher ohne festen Raum).",
        ]
    }


def test_a_cancelled_session_is_told_to_who_chose_it_once(event: Veranstaltung) -> None:
    waehlt(event, "Sensoren", email="sensoren@example.org")
    waehlt(event, "Datenschutz", email="datenschutz@example.org")
    aendern(event, "Sensoren", entfaellt=True)
    assert gemeldet(event) == {"sensoren@example.org": ["„Sensoren“ entfällt."]}
    aendern(event, "Sensoren", titel="Sensoren (entfallen)")
    assert gemeldet(event) == {}


def test_a_session_that_takes_place_after_all_counts_as_new(event: Veranstaltung) -> None:
    aendern(event, "Sensoren", entfaellt=True)
    bekanntgeben(event.pk)
    aendern(event, "Sensoren", entfaellt=False)
    assert [eines.was for eines in unterschiede(event)] == [Was.NEU]


def test_new_titles_new_sessions_and_talks_for_all_in_between_are_told_to_nobody(event: Veranstaltung) -> None:
    waehlt(event, "Sensoren")
    aendern(event, "Sensoren", titel="Sensoren selbst bauen")
    punkt(event, "Mittagessen", 12)
    assert gemeldet(event) == {}


def test_an_earlier_begin_is_told_to_everybody(event: Veranstaltung) -> None:
    waehlt(event, "Sensoren", email="sensoren@example.org")
    waehlt(event, email="nichts@example.org")
    aendern(event, "Begrüßung", beginn=um(9, 30))
    satz = "Ihr Programm beginnt dadurch früher: 09:30 Uhr (bisher 10:00 Uhr)."
    assert gemeldet(event) == {"sensoren@example.org": [satz], "nichts@example.org": [satz]}


def test_whose_own_day_ends_later_because_of_it_is_told_so(event: Veranstaltung) -> None:
    waehlt(event, "Sensoren", email="sensoren@example.org")
    waehlt(event, "Datenschutz", email="datenschutz@example.org")
    aendern(event, "Sensoren", beginn=um(17), ende=um(18))
    [verlegt, ende] = gemeldet(event).pop("sensoren@example.org")
    assert verlegt.startswith("„Sensoren“ ist jetzt am 3. Mai 2027, 17:00")
    assert ende == "Ihr Programm endet dadurch später: 18:00 Uhr (bisher 16:00 Uhr)."


def test_another_day_is_named(event: Veranstaltung) -> None:
    waehlt(event, email="mira@example.org")
    aendern(event, "Abschluss", beginn=um(9, tage=1), ende=um(11, tage=1))
    assert gemeldet(event) == {
        "mira@example.org": [
            "Ihr Programm endet dadurch später: 4. Mai 2027, 11:00 Uhr (bisher 3. Mai 2027, 16:00 Uhr)."
        ]
    }


def test_a_session_chosen_when_it_was_new_is_no_news(event: Veranstaltung) -> None:
    punkt(event, "Frühstück", 8, waehlbar=True)
    waehlt(event, "Frühstück")
    assert gemeldet(event) == {}


@pytest.mark.parametrize(
    "felder",
    [
        {"zustand": "wartend", "platz_seit": None, "wartet_seit": um(1)},
        {"zustand": "storniert", "storniert_am": um(1)},
        {"email": "", "herkunft": "tuer"},
    ],
)
def test_nobody_else_is_told(event: Veranstaltung, felder: dict[str, Any]) -> None:
    waehlt(event, "Sensoren", **felder)
    aendern(event, "Sensoren", beginn=um(12), ende=um(13))
    assert gemeldet(event) == {}


def test_one_mail_for_a_mailbox_with_what_concerns_anybody_in_it(event: Veranstaltung) -> None:
    erste = waehlt(event, "Sensoren", email="mira@example.org")
    waehlt(event, "Sensoren", "Datenschutz", email="", kontakt=erste)
    aendern(event, "Sensoren", entfaellt=True)
    aendern(event, "Datenschutz", entfaellt=True)
    assert gemeldet(event) == {"mira@example.org": ["„Sensoren“ entfällt.", "„Datenschutz“ entfällt."]}
    text = nachricht_bauen(Nachricht.objects.get()).body
    assert "- „Sensoren“ entfällt.\n- „Datenschutz“ entfällt.\n" in text


def test_compared_is_with_the_last_announcement(event: Veranstaltung) -> None:
    waehlt(event, "Sensoren")
    aendern(event, "Sensoren", beginn=um(12), ende=um(13))
    assert len(gemeldet(event)) == 1
    aendern(event, "Begrüßung", titel="Guten Morgen")
    assert gemeldet(event) == {}
    aendern(event, "Sensoren", beginn=um(11), ende=um(12))
    assert len(gemeldet(event)) == 1


def test_the_team_sees_before_what_will_be_told_and_to_how_many(event: Veranstaltung) -> None:
    waehlt(event, "Sensoren")
    waehlt(event, "Sensoren", "Datenschutz")
    aendern(event, "Sensoren", beginn=um(12), ende=um(13), titel="Sensoren bauen")
    punkt(event, "Mittagessen", 12)
    event.programm.filter(titel="Abschluss").delete()
    gesehen = [(eines.was, eines.betroffene) for eines in unterschiede(event)]
    assert gesehen == [(Was.ZEIT, 2), (Was.TITEL, 0), (Was.NEU, 0), (Was.ENTFAELLT, 0)]
    assert not Nachricht.objects.exists()


def test_without_a_change_there_is_nothing_to_announce(event: Veranstaltung) -> None:
    with pytest.raises(ValidationError, match="nichts geändert"):
        bekanntgeben(event.pk)
    with pytest.raises(ValidationError, match="noch leer"):
        bekanntgeben(VeranstaltungFactory().pk)


@pytest.mark.parametrize(
    "felder",
    [{"zustand": Veranstaltung.Zustand.ENTWURF}, {"zustand": Veranstaltung.Zustand.ABGESAGT}, {"vergangen": True}],
)
def test_drafts_cancelled_and_past_events_announce_nothing(felder: dict[str, Any]) -> None:
    punkt = ProgrammpunktFactory(veranstaltung=VeranstaltungFactory(**felder))
    with pytest.raises(ValidationError):
        bekanntgeben(punkt.veranstaltung_id)


def test_a_chosen_session_is_not_deleted(event: Veranstaltung) -> None:
    anmeldung = waehlt(event, "Sensoren")
    sensoren = event.programm.get(titel="Sensoren")
    with pytest.raises(ValidationError, match="Setzen Sie „entfällt“"):
        programmpflege.loeschen(sensoren)
    with pytest.raises(ProtectedError):
        sensoren.delete()
    Anmeldung.objects.filter(pk=anmeldung.pk).update(zustand="storniert", storniert_am=um(1))
    programmpflege.loeschen(sensoren)
    assert not event.programm.filter(titel="Sensoren").exists()


@pytest.mark.parametrize("anzahl", [1, 3])
def test_queries_do_not_grow_with_people(event: Veranstaltung, anzahl: int) -> None:
    for _ in range(anzahl):
        waehlt(event, "Sensoren")
    aendern(event, "Sensoren", entfaellt=True)
    with CaptureQueriesContext(connection) as abfragen:
        bekanntgeben(event.pk)
    assert Nachricht.objects.count() == anzahl
    assert len(abfragen) == 9, [abfrage["sql"][:90] for abfrage in abfragen]
